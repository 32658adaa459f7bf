"""A month that may be locked, by the real way: two days of work, nightly seals and releases, and its close."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from models import flags, locks, periods
from models.changes import By
from models.snapshots import Snapshot
from models.users import User
from surveys.screening import UNDECIDED, Decision
from tests import released
from tests.factories import Town

MONTH = "2026-11"
LAST_DAY = date(2026, 11, 30)
DUE = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
HR, EVALUATOR = 1, 2


def by(role: str, user_id: int | None = None, now: datetime = DUE) -> By:
    """Somebody of a role, on the day the month may be locked."""
    return By(user_id=user_id, actor=role, role=role, now=now, salt=bytes(16))


def closed_month(session: Session, town: Town | None = None) -> Town:
    """A staffed town (a new one, unless given) whose November is closed, and two persons who decide."""
    town = released.staffed(session, town)
    released.work(session, town)
    session.add_all(
        User(id=user, username=role, name=role, role=role) for user, role in ((HR, "hr"), (EVALUATOR, "evaluator"))
    )
    periods.close_ended(session, by("system"), LAST_DAY)
    session.flush()
    lift_flags(session)
    return town


def lift_flags(session: Session) -> None:
    """An evaluator finds nothing wrong: the answers of these tests all came within one minute."""
    for flag in flags.all_flags(session, states=UNDECIDED):
        flags.decide(session, by("evaluator", EVALUATOR), flag, Decision.LIFT, "Jawaban uji, diperiksa bersama unit")


def lock(session: Session) -> Snapshot:
    """The first revision of the month."""
    return locks.lock(session, by("hr", HR), MONTH, now=DUE)
