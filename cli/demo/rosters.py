"""Beside the sample's roster: somebody who will be away, a correction that was approved, and one that waits."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.demo.accounts import FIRST_UNIT
from cli.demo.town import Built
from models import absences, officers, roster, roster_planning, roster_requests
from models.changes import By
from models.roster import Slot
from models.units import Unit
from models.users import User

LOOKING_BACK = range(3, 15)
CORRECTIONS = 2
REASON = "Kedua petugas bertukar loket karena printer macet; jadwalnya belum diubah."


def add_corrections(session: Session, built: list[Built], *, now: datetime, chance: Random) -> None:
    """The head of the first unit asks for two swapped mornings; HR has approved the earlier one. Somebody is away."""
    place = next(place for place in built if place.place.code == FIRST_UNIT)
    unit, today = place.unit, place.unit.local(now).date()
    head, hr = (_person(session, role, now, chance) for role in ("unit_head", "hr"))
    days = [today - timedelta(days=back) for back in LOOKING_BACK]
    wishes = [(day, wanted) for day in days if (wanted := _swapped(session, unit, day))][:CORRECTIONS]
    for number, (day, wanted) in enumerate(wishes):
        request = roster_requests.ask(session, head, unit, day, wanted, REASON)
        if number > 0:
            roster_requests.approve(session, hr, request, unit)
    officer = officers.get(session, place.officers[2][0])
    thursday = today + timedelta(days=10 - today.weekday())
    absences.add(session, head, officer, thursday, thursday + timedelta(days=1), today)


def _swapped(session: Session, unit: Unit, day: date) -> dict[Slot, set[int]]:
    """The morning of a day with two officers in each other's place; nothing where no correction can be asked."""
    if not roster_requests.correctable(session, unit, [day]):
        return {}
    known = sorted(roster.on_duty(session, unit.id, day, day).items())
    alone = [
        officer for (_counter, _day, shift), people in known if shift == 1 and len(people) == 1 for officer in people
    ]
    return roster_planning.swapped(session, unit, day, [1], *alone[:2]) if len(alone) > 1 else {}


def _person(session: Session, role: str, now: datetime, chance: Random) -> By:
    user = session.scalars(select(User).where(User.role == role)).one()
    return By(user.id, user.username, role, now, chance.randbytes(16))
