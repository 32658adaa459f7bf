"""A month that is locked and released to the end, with two services, three channels and officers who take turns."""

from datetime import timedelta

from sqlalchemy.orm import Session

from models import periods, releases, unit_slices, units
from models.units import Service
from models.users import User
from tests import factories, locked, released
from tests.factories import Town
from tests.released import Form, answers

KTP, KK, RARE = 1, 2, 3
NIGHTS = 3


def night(town: Town) -> list[Form]:
    """A day's forms: identity cards are given fours, family cards threes, and a rare service ones."""
    found = []
    for service, value, n in ((KTP, 4, 24), (KK, 3, 24), (RARE, 1, 2)):
        for number in range(n):
            channel, ticket = [("own_phone", True), ("kiosk", True), ("paper", False)][number % 3]
            place = {"counter_id": town.counters[number % 2], "shift": 1 + (number // 2) % 2}
            found.append(
                {
                    "service_id": service,
                    "channel": channel,
                    "has_ticket": ticket,
                    "answers": answers(value),
                    **place,
                }
            )
    return found


def month(session: Session, town: Town) -> Town:
    """The town's November, closed; each of three officers stands at each of the two counters."""
    session.add_all(Service(unit_id=town.unit, name=name) for name in ("Kartu Keluarga", "Pindah"))
    for number in range(NIGHTS):
        day = factories.TODAY + timedelta(days=number)
        for shift in (1, 2):
            for at, counter in enumerate(town.counters):
                factories.on_duty(session, town.officers[(number + shift + at) % 3], counter, day, shift=shift)
    released.nights(session, town, [night(town)] * NIGHTS)
    session.add_all(
        User(id=user, username=role, name=role, role=role)
        for user, role in ((locked.HR, "hr"), (locked.EVALUATOR, "evaluator"))
    )
    periods.close_ended(session, locked.by("system"), locked.LAST_DAY)
    session.flush()
    locked.lift_flags(session)
    return town


def finish(session: Session, town: Town) -> None:
    """Lock it, and let the night after release what is left and write its slices down."""
    locked.lock(session)
    releases.release_unit(session, units.get(session, town.unit), now=locked.DUE + timedelta(days=1), salt=bytes(16))
    unit_slices.keep(session, town.unit)
