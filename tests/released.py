"""Released ratings for tests, by the real way: arrivals, nightly seals, nightly releases."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from models import counters, officers, releases, seals, units
from models.counters import Counter
from models.officers import Officer
from tests import factories
from tests.factories import Town

Form = dict[str, Any]
_numbers = count(1)
_chance = seals.seeded(1)


def forms(n: int, **fields: Any) -> list[Form]:
    """`n` forms alike: columns of an arrival that differ from the factory's."""
    return [fields] * n


def answers(value: int, **others: int) -> dict[str, int]:
    """The nine elements answered with `value`, some of them otherwise."""
    return {**dict.fromkeys(factories.ALL_THREES, value), **others}


def nights(session: Session, town: Town, days: Iterable[Sequence[Form]], first: datetime = factories.NOW) -> datetime:
    """Let the forms of each day arrive, then seal and release; the moment after the last night."""
    now = first
    for number, day in enumerate(days):
        moment = first + timedelta(days=number)
        factories.put(session, [factories.arrival(town, next(_numbers), moment=moment, **form) for form in day])
        now = moment + timedelta(days=1)
        unit = units.get(session, town.unit)
        for _ in seals.seal_unit(session, unit, chance=_chance, now=now):
            pass
        releases.release_unit(session, unit, now=now, salt=bytes(16))
    session.flush()
    return now


def staffed(session: Session, town: Town | None = None) -> Town:
    """A town (a new one, unless given) where nine officers stand alone at nine counters for two days.

    In the afternoon the third one joins the second.
    """
    town = town or factories.town(session)
    for number in range(len(town.counters), 9):
        session.add(Counter(unit_id=town.unit, label=str(number + 1), sign_words="rusa perak"))
    for number in range(len(town.officers), 9):
        nip = f"1990010120150310{number:02}"
        session.add(Officer(nip=nip, name=f"Petugas {number + 1}", status="pns", unit_id=town.unit))
    session.flush()
    town = dataclasses.replace(
        town,
        counters=tuple(counter.id for counter in sorted(counters.of_unit(session, town.unit), key=lambda c: c.id)),
        officers=tuple(officer.id for officer in sorted(officers.of_unit(session, town.unit), key=lambda o: o.id)),
    )
    for day in (factories.TODAY, factories.TODAY + timedelta(days=1)):
        for officer, counter in zip(town.officers, town.counters, strict=True):
            factories.on_duty(session, officer, counter, day)
        for officer in town.officers[1:3]:
            factories.on_duty(session, officer, town.counters[1], day, shift=2)
    return town


def work(session: Session, town: Town) -> datetime:
    """Two days in a staffed town; the second stays behind.

    The first officer earns 4s, the second 3s, the third works with the second only, the others something between.
    """
    first = forms(60, answers=answers(4), counter_id=town.counters[0])
    for counter in town.counters[1:2]:
        first += forms(60, answers=answers(3, U6=2), counter_id=counter)
    for counter in town.counters[3:]:
        first += forms(30, answers=answers(3), counter_id=counter) + forms(30, answers=answers(4), counter_id=counter)
    together = {"counter_id": town.counters[1], "shift": 2}
    behind = [form for counter in town.counters for form in forms(10, counter_id=counter)]
    return nights(session, town, [first + forms(12, **together), behind + forms(10, **together)])
