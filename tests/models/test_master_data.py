"""Verbs on units, counters, displays and the roster, on both databases."""

from datetime import date, time, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from database import Database
from models import audit, counters, progress, roster, roster_planning, shifts, structure, units
from models.changes import By, Refused
from models.counters import Device, ServiceCount, TooSoon
from tests import factories
from tests.factories import NOW, TODAY

ADMIN = By(None, "admin", "admin", NOW, bytes(16))
MONDAY = date(2026, 11, 2)


def test_whatever_the_verbs_do_the_audit_chain_stays_whole(session: Session) -> None:
    town = factories.town(session)
    unit = structure.add(
        session, ADMIN, code="baru", name="Baru", kind="", parent_id=town.unit, zone="Asia/Jayapura", address=""
    )
    service = structure.add_service(session, ADMIN, unit, "Izin")
    counter = counters.add(session, ADMIN, unit.id, label="1", service_id=service.id, sign_words="jati putih")
    shift = shifts.add(session, ADMIN, unit, name="Pagi", starts=time(8), ends=time(12), band="pagi")
    counters.close(session, ADMIN, counter, TODAY, town.counters[0])
    structure.close_service(session, ADMIN, service, TODAY)
    structure.close(session, ADMIN, unit, TODAY)
    assert shift.number == 1
    assert audit.first_broken(session) is None


def test_a_taken_unit_code_or_service_name_is_refused_in_words(session: Session) -> None:
    town = factories.town(session)
    unit = units.get(session, town.unit)
    with pytest.raises(Refused, match="dukcapil"):
        structure.add(session, ADMIN, code="dukcapil", name="X", kind="", parent_id=None, zone="Asia/Jakarta")
    with pytest.raises(Refused, match="KTP-el"):
        structure.add_service(session, ADMIN, unit, "KTP-el")
    assert structure.add_service(session, ADMIN, unit, "Akta").id


def test_a_press_within_a_minute_says_how_long_to_wait(session: Session) -> None:
    town = factories.town(session)
    device = counters.add_device(session, ADMIN, counters.get(session, town.counters[0]), "Tablet", bytes(32))
    counters.press(session, device, TODAY, 1, NOW)
    with pytest.raises(TooSoon) as soon:
        counters.press(session, device, TODAY, 1, NOW + timedelta(seconds=17.5))
    assert soon.value.seconds == 43
    counters.press(session, device, TODAY, 1, NOW + timedelta(seconds=60))
    count = session.scalars(select(ServiceCount)).one()
    assert count.services == 2


def test_presses_at_once_log_one_service(database: Database) -> None:
    with database.writing() as session:
        town = factories.town(session)
        counters.add_device(session, ADMIN, counters.get(session, town.counters[0]), "Tablet", bytes(32))
        session.commit()
    too_soon: list[int] = []

    def press() -> None:
        with database.writing() as session:
            try:
                counters.press(session, session.scalars(select(Device)).one(), TODAY, 1, NOW)
            except TooSoon as soon:
                too_soon.append(soon.seconds)
            session.commit()

    threads = [Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert too_soon == [60] * 5


def test_a_week_is_planned_and_copied_without_touching_what_is_sealed(session: Session) -> None:
    town = factories.town(session)
    unit, (one, two), (ayu, budi, _citra) = units.get(session, town.unit), town.counters, town.officers
    wanted = {(one, MONDAY, 1): {ayu}, (two, MONDAY, 1): {budi}}
    roster_planning.plan(session, ADMIN, unit, wanted)
    roster_planning.plan(session, ADMIN, unit, wanted)
    next_week = MONDAY + timedelta(days=7)
    copy = roster_planning.copied(session, unit, MONDAY, [next_week])
    roster_planning.plan(session, ADMIN, unit, copy.wanted)
    assert roster.on_duty(session, unit.id, next_week, next_week) == {
        (one, next_week, 1): {ayu},
        (two, next_week, 1): {budi},
    }
    with pytest.raises(Refused, match="Ayu Lestari"):
        roster_planning.plan(session, ADMIN, unit, {(one, MONDAY, 1): {ayu}, (two, MONDAY, 1): {ayu}})


def test_a_retired_counter_is_not_planned_from_that_day_on(session: Session) -> None:
    town = factories.town(session)
    unit = units.get(session, town.unit)
    counters.close(session, ADMIN, counters.get(session, town.counters[0]), MONDAY + timedelta(days=2))
    days = {
        day
        for counter, day, _shift in roster.plannable(session, unit, MONDAY, MONDAY + timedelta(days=6))
        if counter == town.counters[0]
    }
    assert days == {MONDAY, MONDAY + timedelta(days=1)}


def test_progress_tells_whether_anything_waits_for_the_seal_but_not_how_much(session: Session) -> None:
    town = factories.town(session)
    for number in range(3):
        factories.arrive(session, town, number)
    [row] = progress.of_unit(session, town.unit)
    assert (row.unsealed, row.sealed, row.released, row.towards_first) == (True, 0, 0, 0)
    assert progress.beginners(session) == [row]
    assert progress.of_unit(session, town.unit + 1) == []
