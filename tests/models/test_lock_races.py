"""Answers, nights and a lock at the same time: every answer is counted or late, and the snapshot holds the counted."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from database import Busy, Database
from models import inbox, locks, releases, seals, snapshots, units, verification
from models.changes import Refused
from models.ratings import Rating
from models.snapshots import SnapshotUnit
from tests.factories import ALL_THREES, Town
from tests.locked import DUE, HR, MONTH, by, closed_month

ANSWERS, SENDERS = 40, 4
NIGHT = DUE + timedelta(days=1)


def send(session: Session, town: Town, number: int) -> None:
    """An answer of the lock's own day about the last day of the month, from a ticket at a kiosk."""
    fields: dict[str, Any] = {"opening": 3, "answers": ALL_THREES, "details_seconds": 60.0}
    key = (10**9 + number).to_bytes(32)
    inbox.record(
        session,
        inbox.Submitted(key, key, DUE, None, key, fields),
        now=DUE,
        receipt_leaf=key,
        unit_id=town.unit,
        counter_id=town.counters[0],
        questionnaire_id=town.questionnaire,
        channel="kiosk",
        has_ticket=True,
        service_day=date(2026, 11, 30),
        shift=1,
        wait_band=1,
        local_day=DUE.date(),
        local_time=DUE.time(),
    )


def night(session: Session, town: Town) -> None:
    unit = units.get(session, town.unit)
    for _ in seals.seal_unit(session, unit, chance=seals.seeded(time.monotonic_ns()), now=NIGHT):
        session.commit()
    releases.release_unit(session, unit, now=NIGHT, salt=bytes(16))


def until_done(database: Database, work: Callable[[Session], object]) -> None:
    """Do some work in a transaction of its own, again while others are in the way."""
    while True:
        try:
            with database.writing() as session:
                work(session)
                session.commit()
                return
        except (Busy, Refused):
            time.sleep(0.001)


def rush(database: Database, town: Town) -> None:
    """Everybody at once: four senders, two nights that try again and again, one lock."""

    def answers(first: int) -> None:
        for number in range(first, ANSWERS, SENDERS):
            until_done(database, partial(send, town=town, number=number))

    def nights() -> None:
        for _ in range(8):
            until_done(database, partial(night, town=town))

    def lock() -> None:
        until_done(database, lambda session: locks.lock(session, by("hr", HR), MONTH, now=DUE))

    with ThreadPoolExecutor(SENDERS + 3) as pool:
        done = [pool.submit(answers, first) for first in range(SENDERS)]
        done += [pool.submit(work) for work in (nights, nights, lock)]
    for future in done:
        future.result()


def count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(Rating).where(*conditions)).one()


def test_no_answer_is_lost_between_a_night_and_a_lock(database: Database) -> None:
    with database.writing() as session:
        town = closed_month(session)
        session.commit()
    rush(database, town)
    until_done(database, partial(night, town=town))
    with database.reading() as session:
        [snapshot] = snapshots.of_period(session, MONTH)
        figure = session.get_one(SnapshotUnit, (snapshot.id, town.unit)).figure
        assert count(session, Rating.channel == "kiosk") == ANSWERS
        assert count(session, ~Rating.late) == figure["n_forms"]
        assert verification.verify(session) == []
