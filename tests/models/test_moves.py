"""Renamed, moved and merged: old names for old days, the same numbers, and old signs that lead on. Both databases."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, counters, former_names, moves, periods, structure, units
from models.changes import By, Refused
from models.former_names import FormerName
from models.units import Unit
from tests import factories
from tests.factories import NOW, TODAY

ADMIN = By(None, "admin", "admin", NOW, bytes(16))
DAY = timedelta(days=1)


@pytest.fixture
def town(session: Session) -> factories.Town:
    return factories.town(session)


def another(session: Session, code: str = "mpp", parent: int | None = None) -> Unit:
    return structure.add(
        session, ADMIN, code=code, name=f"Unit {code}", kind="", parent_id=parent, zone="Asia/Jakarta", address=""
    )


def test_days_before_a_new_name_keep_the_old_one(session: Session, town: factories.Town) -> None:
    unit = units.get(session, town.unit)
    old = unit.name
    structure.change(session, ADMIN, unit, since=TODAY - 10 * DAY, name="Dinas Dukcapil")
    structure.change(session, ADMIN, unit, since=TODAY, name="Disdukcapil")
    seen = [former_names.on(session, [unit], TODAY - days * DAY)[unit.id] for days in (11, 10, 1, 0)]
    assert seen == [old, "Dinas Dukcapil", "Dinas Dukcapil", "Disdukcapil"]
    assert [row.until for row in former_names.of(session, unit)] == [TODAY - 10 * DAY, TODAY]
    assert audit.first_broken(session) is None


def test_names_of_services_and_counters_are_dated_too(session: Session, town: factories.Town) -> None:
    [service] = units.services_of(session, town.unit)
    counter = counters.get(session, town.counters[0])
    structure.rename_service(session, ADMIN, service, "KTP elektronik", since=TODAY)
    structure.change_counter(session, ADMIN, counter, since=TODAY, label="A1")
    assert former_names.on(session, [service], TODAY - DAY) == {service.id: "KTP-el"}
    assert former_names.on(session, [counter], TODAY - DAY) == {counter.id: "1"}
    assert former_names.on(session, [service], TODAY) == {service.id: "KTP elektronik"}
    assert former_names.on(session, [counter], TODAY) == {counter.id: "A1"}


def test_a_name_that_is_only_spelled_better_leaves_no_former_one(session: Session, town: factories.Town) -> None:
    unit = units.get(session, town.unit)
    structure.change(session, ADMIN, unit, name="Dinas Kependudukan & Pencatatan Sipil")
    structure.change(session, ADMIN, unit, since=TODAY, kind="Badan")
    assert session.scalars(select(FormerName)).all() == []
    assert former_names.on(session, [], TODAY) == {}


def test_a_name_of_tomorrow_or_of_a_locked_period_is_refused(session: Session, town: factories.Town) -> None:
    unit = units.get(session, town.unit)
    periods.ensure(session, date(2026, 10, 1))
    session.flush()
    periods.get(session, "2026-10").state = "locked"
    session.flush()
    for since, sentence in ((TODAY + DAY, "tidak lebih awal"), (date(2026, 10, 31), "sudah dikunci")):
        with pytest.raises(Refused, match=sentence):
            structure.change(session, ADMIN, unit, since=since, name="Baru")
    structure.change(session, ADMIN, unit, since=date(2026, 11, 1), name="Baru")
    with pytest.raises(Refused, match="terakhir berganti"):
        structure.change(session, ADMIN, unit, since=date(2026, 11, 1), name="Lebih baru")


def test_a_moved_counter_leads_to_a_new_one_with_words_of_its_own(session: Session, town: factories.Town) -> None:
    into, old = another(session), counters.get(session, town.counters[0])
    new = moves.move_counter(session, ADMIN, old, into, TODAY + DAY, label="7", chance=Random(1))
    assert (old.unit_id, old.closed_on, old.successor_id) == (town.unit, TODAY + DAY, new.id)
    assert (new.unit_id, new.label, new.closed_on) == (into.id, "7", None)
    assert new.sign_words not in {"melati biru", "kenari emas"}
    assert new.service_id is not None
    assert units.service(session, new.service_id).name == "KTP-el"
    with pytest.raises(Refused, match="sudah ditutup"):
        moves.move_counter(session, ADMIN, old, into, TODAY + DAY, label="8", chance=Random(1))


@pytest.mark.parametrize(("days", "sentence"), [(-1, "Isi hari ini"), (0, "Pilih unit lain")])
def test_a_counter_moves_neither_in_the_past_nor_to_where_it_is(
    session: Session, town: factories.Town, days: int, sentence: str
) -> None:
    unit, counter = units.get(session, town.unit), counters.get(session, town.counters[0])
    with pytest.raises(Refused, match=sentence):
        moves.move_counter(session, ADMIN, counter, unit, TODAY + days * DAY, label="7", chance=Random(1))


def test_a_merged_unit_closes_and_everything_that_runs_goes_on_in_the_other(
    session: Session, town: factories.Town
) -> None:
    unit, into = units.get(session, town.unit), another(session)
    below = another(session, "upt", unit.id)
    counters.add(session, ADMIN, into.id, label="1", service_id=None, sign_words="jati putih")
    moved = moves.merge(session, ADMIN, unit, into, TODAY, chance=Random(1))
    assert [row.label for row in moved] == ["1 (dukcapil)", "2"]
    assert [counters.get(session, number).successor_id for number in town.counters] == [row.id for row in moved]
    assert (unit.closed_on, unit.successor_id, below.parent_id) == (TODAY, into.id, into.id)
    assert [service.closed_on for service in units.services_of(session, unit.id)] == [TODAY]
    assert [service.name for service in units.services_of(session, into.id)] == ["KTP-el"]
    assert moves.successor_of(session, unit) is into
    assert audit.first_broken(session) is None


def test_a_unit_may_merge_into_one_below_it(session: Session, town: factories.Town) -> None:
    unit = units.get(session, town.unit)
    middle = another(session, "upt", unit.id)
    lowest = another(session, "pos", middle.id)
    moves.merge(session, ADMIN, unit, lowest, TODAY, chance=Random(1))
    assert (lowest.parent_id, middle.parent_id) == (None, lowest.id)
    assert len(units.tree(units.all_units(session))) == 3


def test_mergers_lead_on_over_several_units(session: Session, town: factories.Town) -> None:
    unit, second, third = units.get(session, town.unit), another(session), another(session, "mpp-baru")
    moves.merge(session, ADMIN, unit, second, TODAY, chance=Random(1))
    moves.merge(session, ADMIN, second, third, TODAY, chance=Random(1))
    assert moves.successor_of(session, unit) is third
    assert moves.successor_of(session, third) is None
    with pytest.raises(Refused, match="sudah ditutup"):
        moves.merge(session, ADMIN, unit, third, TODAY, chance=Random(1))
    with pytest.raises(Refused, match="masih buka"):
        moves.merge(session, ADMIN, third, third, TODAY, chance=Random(1))
