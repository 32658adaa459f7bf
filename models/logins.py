"""Log-ins: counted attempts, and sessions that end by themselves, by their owner or with the account."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.base import removed
from models.changes import By
from models.officers import Officer
from models.units import Unit
from models.users import User, UserSession

ABSOLUTE = timedelta(hours=8)
IDLE = timedelta(minutes=30)
IDLE_POWERFUL = timedelta(minutes=15)
POWERFUL = frozenset({"evaluator", "hr", "admin", "auditor"})
MOST_SESSIONS = 3
SEEN_GRAIN = timedelta(minutes=1)  # reading a page costs a write once a minute, not every time

FREE_FAILURES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


def count_attempt(session: Session, username: str, now: datetime) -> User | None:
    """Count a log-in before its password is looked at, so that parallel guesses cannot outrun the count.

    Returns:
        The account whose password may be tried now; None when there is none or it has to wait. All three cases write
        one row, so that the time taken does not tell which names exist.
    """
    user = session.scalar(select(User).where(User.username == username).with_for_update())
    if user is None or (user.wait_until is not None and now < user.wait_until):
        first = select(func.min(User.id)).scalar_subquery()
        session.execute(update(User).where(User.id == first).values(failures=User.failures))
        return None
    user.failures += 1
    if user.failures >= FREE_FAILURES:
        # The exponent is capped: two to the power of a year of guesses is no time span.
        user.wait_until = now + min(FIRST_WAIT * 2 ** min(user.failures - FREE_FAILURES, 10), LONGEST_WAIT)
    session.flush()
    return user


def forgive(session: Session, user_id: int) -> None:
    """Forget the failures of an account: the right password came."""
    session.execute(update(User).where(User.id == user_id).values(failures=0, wait_until=None))


def open_session(session: Session, by: By, user: User, digest: bytes) -> None:
    """Begin a log-in after the right password. Of more than three at once, the oldest ends."""
    forgive(session, user.id)
    own = sessions_of(session, user, by.now)
    for surplus in own[MOST_SESSIONS - 1 :]:
        session.delete(surplus)
    forget(session, by.now)
    session.add(UserSession(digest=digest, user_id=user.id, created_at=by.now, seen_at=by.now))
    by.note(session, "login", f"user:{user.id}")


def find_session(session: Session, digest: bytes, now: datetime) -> tuple[User, UserSession] | None:
    """The account and the log-in behind a cookie; None when it has ended or its account may not act."""
    row = session.execute(
        select(User, UserSession).join(UserSession, UserSession.user_id == User.id).where(UserSession.digest == digest)
    ).one_or_none()
    if row is None or not row[0].is_active or _is_over(row[0], row[1], now):
        return None
    return row[0], row[1]


def left_on(session: Session, user: User, now: datetime) -> date | None:
    """The day from which the officer of an account no longer serves; None before it has come, and without one."""
    if user.officer_id is None:
        return None
    statement = (
        select(Officer.left_on, Unit).join(Unit, Unit.id == Officer.unit_id).where(Officer.id == user.officer_id)
    )
    day, unit = session.execute(statement).one()
    return day if day is not None and day <= unit.local(now).date() else None


def sessions_of(session: Session, user: User, now: datetime) -> list[UserSession]:
    """The account's log-ins that still hold, newest first."""
    rows = session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id)
        .order_by(UserSession.created_at.desc(), UserSession.digest)
    )
    return [row for row in rows if not _is_over(user, row, now)]


def see(session: Session, digest: bytes, now: datetime) -> None:
    """Remember that a log-in was used."""
    session.execute(update(UserSession).where(UserSession.digest == digest).values(seen_at=now))


def end_session(session: Session, by: By, digest: bytes) -> None:
    """End one of the person's own log-ins; somebody else's is not there."""
    mine = select(UserSession).where(UserSession.digest == digest, UserSession.user_id == by.user_id)
    session.delete(session.scalars(mine).one())
    by.note(session, "logout", f"user:{by.user_id}")


def end_all(session: Session, by: By) -> None:
    """End every log-in of the person."""
    session.execute(delete(UserSession).where(UserSession.user_id == by.user_id))
    by.note(session, "logout.everywhere", f"user:{by.user_id}")


def forget(session: Session, now: datetime) -> int:
    """Drop the log-ins that have ended by their age; how many there were."""
    return removed(session, UserSession, UserSession.created_at < now - ABSOLUTE)


def idle_time(role: str) -> timedelta:
    """How long a log-in of this role may rest."""
    return IDLE_POWERFUL if role in POWERFUL else IDLE


def _is_over(user: User, login: UserSession, now: datetime) -> bool:
    return now - login.created_at >= ABSOLUTE or now - login.seen_at >= idle_time(user.role)
