"""Putting files in: once, whole, and in the way the page showed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, imports, inbox, officers, old_figures, questionnaires, roster, seals, units, waiting_imports
from models.changes import By, Refused
from models.imports import Origin
from models.inbox import Arrival
from models.units import Unit
from surveys.officer_table import OfficerRow
from surveys.respondents import Respondent
from surveys.roster_table import DutyRow
from surveys.rows import Cell
from tests import factories
from tests.factories import Town

BY = By(None, "hr", "hr", factories.NOW, bytes(16))
ORIGIN = Origin("ab" * 32, channel="paper", key=b"k" * 32)
NIP_CELL = Cell(7, "NIP (F7)", "199001172015032004")
TOMORROW = factories.TODAY + timedelta(days=1)


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def officer_row(unit_id: int, **fields: object) -> OfficerRow:
    values = {
        "row": 2,
        "nip": "199001172015032004",
        "code": None,
        "name": "Ayu Lestari",
        "position": "Pengelola layanan",
    }
    return OfficerRow(**{**values, "unit_id": unit_id, "status": "pns", "oddities": (), **fields})  # type: ignore[arg-type]


def test_a_list_changes_what_differs_and_leaves_the_rest(session: Session, town: Town) -> None:
    rows = [
        officer_row(town.unit),
        officer_row(town.unit, nip="198805042012011002", name="Budi Santosa"),
        officer_row(town.unit, nip=None, code="THL-7", name="Tono", status="non_asn"),
    ]
    changes = imports.officer_changes(session, rows)
    assert [change.fields for change in changes] == [[], ["name"], []]
    assert [change.before is None for change in changes] == [False, False, True]
    imports.put_officers(session, BY, ORIGIN, changes)
    session.expire_all()
    assert officers.by_nip(session)["198805042012011002"].name == "Budi Santosa"
    assert "Tono" in {officer.name for officer in officers.all_officers(session)}
    assert [change.fields for change in imports.officer_changes(session, rows)] == [[], [], []]


def test_a_name_that_two_units_share_stands_for_neither(session: Session, town: Town) -> None:
    session.add(Unit(code="kel-2", name="Kelurahan Melati", kind="", zone="Asia/Jakarta"))
    session.add(Unit(code="kel-3", name="Kelurahan Melati", kind="", zone="Asia/Jakarta"))
    session.add(Unit(code="lama", name="Dinas Lama", kind="", zone="Asia/Jakarta", closed_on=factories.TODAY))
    session.flush()
    names = imports.unit_names(session)
    assert {"dukcapil", "kel-2", "kel-3"} <= names.keys()
    assert not {"Kelurahan Melati", "lama", "Dinas Lama"} & names.keys()


def test_a_roster_is_added_to_what_stands(session: Session, town: Town) -> None:
    factories.on_duty(session, town.officers[0], town.counters[0], TOMORROW)
    unit = units.get(session, town.unit)
    rows = [DutyRow(NIP_CELL, town.officers[0], town.counters[0], TOMORROW, shift) for shift in (1, 2)]
    fresh, clashes = imports.new_duties(session, unit, rows)
    assert clashes == []
    assert [row.shift for row in fresh] == [2]
    imports.put_roster(session, BY, ORIGIN, unit, fresh)
    assert len(roster.of_unit(session, town.unit, TOMORROW, TOMORROW)) == 2


def test_a_duty_at_another_counter_in_the_same_hours_is_named(session: Session, town: Town) -> None:
    factories.on_duty(session, town.officers[0], town.counters[1], TOMORROW)
    row = DutyRow(NIP_CELL, town.officers[0], town.counters[0], TOMORROW, 1)
    _, [error] = imports.new_duties(session, units.get(session, town.unit), [row])
    assert (error.row, error.column, error.value) == (7, "NIP (F7)", "199001172015032004")
    assert imports.new_duties(session, units.get(session, town.unit), []) == ([], [])


def test_answers_wait_for_the_night_without_counter_or_ticket(session: Session, town: Town) -> None:
    unit, use = units.get(session, town.unit), questionnaires.in_use(session, factories.TODAY)
    also = {"spkp-2021": {"Z1": 6}}
    found = [(Respondent(row, "", {"U1": 3}, {"sex": "P"}, also), date(2026, 10, 30)) for row in (2, 3)]
    imports.put_respondents(session, BY, ORIGIN, unit, use, found)
    assert inbox.waiting(session) == 0
    assert waiting_imports.of_unit(session, unit.id) == [(ORIGIN.checksum, factories.TODAY, 2)]
    waiting_imports.hand_over(session, unit, factories.TODAY)
    assert inbox.waiting(session) == 0, "its night has not come"
    waiting_imports.hand_over(session, unit, TOMORROW)
    assert waiting_imports.of_unit(session, unit.id) == []
    arrivals = session.scalars(select(Arrival)).all()
    assert [arrival.supplements for arrival in arrivals] == [also, also]
    assert {(arrival.channel, arrival.has_ticket, arrival.counter_id, arrival.shift) for arrival in arrivals} == {
        ("paper", False, None, 0)
    }
    assert {(arrival.service_day, arrival.local_day) for arrival in arrivals} == {(date(2026, 10, 30), factories.TODAY)}
    assert inbox.waiting(session) == 2


def test_the_constraint_refuses_answers_that_were_put_in_before(session: Session, town: Town) -> None:
    unit, use = units.get(session, town.unit), questionnaires.in_use(session, factories.TODAY)
    found = [(Respondent(2, "", {"U1": 3}, {}), factories.TODAY)]
    imports.put_respondents(session, BY, ORIGIN, unit, use, found)
    assert imports.find(session, imports.RESPONDENTS, ORIGIN.checksum) is not None
    assert imports.find(session, imports.ROSTER, ORIGIN.checksum) is None
    with pytest.raises(Refused, match="sudah pernah diimpor"):
        imports.put_respondents(session, BY, ORIGIN, unit, use, found)
    assert len(session.scalars(select(audit.AuditEvent)).all()) == 1


def test_an_import_is_taken_back_until_its_night_and_may_come_again(session: Session, town: Town) -> None:
    unit, use = units.get(session, town.unit), questionnaires.in_use(session, factories.TODAY)
    found = [(Respondent(2, "", {"U1": 3}, {}), factories.TODAY)]
    imports.put_respondents(session, BY, ORIGIN, unit, use, found)
    with pytest.raises(Refused, match="sudah disegel"):
        imports.undo_respondents(session, BY, unit.id + 1, ORIGIN.checksum)
    imports.undo_respondents(session, BY, unit.id, ORIGIN.checksum)
    assert imports.find(session, imports.RESPONDENTS, ORIGIN.checksum) is None
    imports.put_respondents(session, BY, ORIGIN, unit, use, found)
    night = factories.NOW + timedelta(days=1)
    assert [done.forms for done in seals.seal_unit(session, unit, chance=seals.seeded(1), now=night)] == [1]
    with pytest.raises(Refused, match="sudah disegel"):
        imports.undo_respondents(session, BY, unit.id, ORIGIN.checksum)
    assert imports.find(session, imports.RESPONDENTS, ORIGIN.checksum) is not None


def test_a_recap_may_be_put_in_again_on_the_day_it_is_at_the_agency(session: Session, town: Town) -> None:
    late = replace(BY, now=datetime(2026, 11, 3, 18, 0, tzinfo=UTC))  # 1.00 of the next day in Jakarta
    for by, day in ((BY, factories.TODAY), (late, TOMORROW)):
        imports.note(session, by, old_figures.RECAPS, ORIGIN, 1)
        session.flush()
        session.expire_all()
        found = imports.find(session, old_figures.RECAPS, ORIGIN.checksum)
        assert found is not None
        assert found.day == day


def test_the_day_of_an_import_is_that_of_its_unit(session: Session, town: Town) -> None:
    unit = units.get(session, town.unit)
    unit.zone = "Asia/Jayapura"
    evening = replace(BY, now=datetime(2026, 11, 3, 15, 30, tzinfo=UTC))  # 00.30 in Jayapura, 22.30 in Jakarta
    imports.note(session, evening, imports.RESPONDENTS, ORIGIN, 1, unit)
    found = imports.find(session, imports.RESPONDENTS, ORIGIN.checksum)
    assert found is not None
    assert found.day == TOMORROW


def test_a_code_that_somebody_has_cannot_come_with_another_nip(session: Session, town: Town) -> None:
    officers.get(session, town.officers[0]).code = "K-1"
    session.flush()
    rows = [officer_row(town.unit, code="K-1"), officer_row(town.unit, nip="199503032022031005", code="K-1")]
    assert [error.value for error in imports.taken_codes(session, rows)] == ["K-1"]
