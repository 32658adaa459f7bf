"""The sample's last quarter, locked on the first possible morning by the people whose work it is."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import component_records, flags, locks, periods, screenings
from models.changes import By
from models.users import User
from surveys import policy
from surveys.periods import Kind, Period, containing
from surveys.screening import UNDECIDED, Decision


def last_lockable(today: date) -> tuple[Period, date]:
    """The newest quarter that may be locked on `today`, and the first day on which it may be."""
    wait = timedelta(days=policy.load().lock_after_days)
    quarter = containing(today - wait, Kind.QUARTER)
    if quarter.end + wait > today:
        quarter = quarter.previous()
    return quarter, quarter.end + wait


def lock_quarter(session: Session, quarter: Period, now: datetime, chance: Random) -> None:
    """Close what is over, screen the quarter, decide about its flags, sign its components, and lock it."""
    hr, evaluator = (_person(session, role, now, chance) for role in ("hr", "evaluator"))
    night = By(None, "flask seal", "system", now, chance.randbytes(16))
    periods.close_ended(session, night, now.date() - timedelta(days=1))
    record = component_records.estimate(session, night, quarter.end, policy.load())
    for _screened in screenings.finished_quarters(session, night, now.date()):
        session.flush()
    for flag in flags.all_flags(session, states=UNDECIDED):
        if flag.day <= quarter.end:
            flags.decide(session, evaluator, flag, Decision.LIFT, "Diperiksa bersama unit; tidak ada yang janggal.")
    for person in (hr, evaluator):
        component_records.sign(session, person, record)
    locks.lock(session, hr, quarter.code, now=now)


def _person(session: Session, role: str, now: datetime, chance: Random) -> By:
    user = session.scalars(select(User).where(User.role == role)).one()
    return By(user.id, user.username, role, now, chance.randbytes(16))
