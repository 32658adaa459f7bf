"""Taking imports back: as before where nothing depends on them, and in words where something does."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from database import Database
from models import import_batches, import_undo, imports, officers, periods, roster, seals, service_counts, units
from models.absences import Absence
from models.audit import AuditEvent
from models.base import table_of
from models.changes import By, Refused
from models.counters import ServiceCount
from models.import_batches import KEPT, ImportBatch, ImportRow
from models.import_undo import Effect
from models.imports import Import, Origin
from models.officers import Officer
from models.periods import Period
from models.roster import Duty
from models.users import User
from surveys.officer_table import OfficerRow
from surveys.roster_table import DutyRow
from surveys.rows import Cell
from surveys.service_count_table import CountRow
from tests import factories
from tests.factories import NOW, TODAY, Town
from tests.models.test_lock_races import until_done

BY = By(None, "hr", "hr", NOW, bytes(16))
FILE = Origin("cd" * 32, name="berkas.csv")
CELL = Cell(2, "A2", "")
AYU, BUDI, CITRA, DIAN = "199001172015032004", "198805042012011002", "199212252019032011", "199503032022031005"
TOMORROW = TODAY + timedelta(days=1)
WRITTEN = (Officer, Duty, ServiceCount, Import, ImportRow)
Slot = tuple[int, int, date, int]  # officer, counter, day, shift
Counts = Mapping[service_counts.Cell, int]


@pytest.fixture
def town(session: Session) -> Town:
    """The town of the factories, with a second unit."""
    town = factories.town(session)
    session.add(units.Unit(code="kel-2", name="Kelurahan Melati", kind="", zone="Asia/Jakarta"))
    session.flush()
    return town


def row(nip: str | None, **fields: Any) -> OfficerRow:
    values = {"name": "Nama", "position": "", "unit_id": 1, "status": "pns", "code": None}
    return OfficerRow(row=2, nip=nip, oddities=(), **{**values, **fields})


def officers_in(session: Session, rows: Iterable[OfficerRow], by: By = BY) -> int:
    return imports.put_officers(session, by, FILE, imports.officer_changes(session, rows))


def duties_in(session: Session, duties: Iterable[Slot]) -> int:
    unit = units.get(session, 1)
    fresh, _clashes = imports.new_duties(session, unit, [DutyRow(CELL, *duty) for duty in duties])
    return imports.put_roster(session, BY, FILE, unit, fresh)


def counts_in(session: Session, counts: Counts) -> int:
    rows = [CountRow(CELL, *cell, n) for cell, n in counts.items()]
    return imports.put_service_counts(session, BY, FILE, units.get(session, 1), rows)


def effects(session: Session, batch_id: int) -> list[Effect]:
    return [step.effect for step in import_undo.undo(session, BY, batch_id)]


def why(session: Session, batch_id: int) -> list[str]:
    """Reasons of what stays, before anything is undone."""
    steps = import_undo.steps(session, import_batches.get(session, batch_id))
    return [step.reason for step in steps if step.effect is Effect.STAYS]


def contents(session: Session) -> list[list[tuple[Any, ...]]]:
    """Every row of the tables that imports write."""
    session.flush()
    found = [session.execute(select(table_of(model))).all() for model in WRITTEN]
    return [sorted(tuple(map(repr, row)) for row in rows) for rows in found]


names = st.sampled_from(["Ayu Lestari", "Budi", "Citra D."])
listed = st.lists(
    st.builds(
        row,
        st.sampled_from([AYU, BUDI, CITRA, DIAN, "198001012005011001"]),
        name=names,
        position=st.sampled_from(["", "Pengelola layanan", "Kepala seksi"]),
        unit_id=st.sampled_from([1, 2]),
        status=st.sampled_from(["pns", "pppk"]),
    ),
    unique_by=lambda one: one.nip,
)
days = st.dates(TODAY, TODAY + timedelta(days=2))
slots = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), days, st.integers(1, 2)), unique=True)
cells = st.tuples(st.integers(1, 2), days, st.integers(0, 2))
numbers = st.integers(0, 9)
stood = st.dictionaries(cells, st.tuples(numbers, numbers, st.none() | numbers, st.sampled_from(["queue", "entry"])))


def fill(session: Session, story: "Story") -> None:
    for officer, counter, day, shift in story.duties:
        factories.on_duty(session, officer, counter, day, shift)
    for (counter, day, shift), (services, tickets, reported, source) in story.counts.items():
        said = {"services": services + 1, "tickets": tickets, "reported": reported, "source": source}
        session.add(ServiceCount(counter_id=counter, day=day, shift=shift, **said))


@dataclass(frozen=True)
class Story:
    """What stood before, five files one after the other, and the order in which somebody undoes them."""

    duties: Sequence[Slot]
    counts: Mapping[service_counts.Cell, tuple[int, int, int | None, str]]
    files: tuple[Sequence[OfficerRow], Sequence[Slot], Counts, Sequence[OfficerRow], Counts]
    order: Sequence[int]


counted = st.dictionaries(cells, numbers)
stories = st.builds(
    Story, slots, stood, st.tuples(listed, slots, counted, listed, counted), st.permutations(range(len("files")))
)


@contextmanager
def in_vain(session: Session) -> Iterator[None]:
    """Whatever happens here is forgotten."""
    nested = session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()
        session.expire_all()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
def test_imports_that_were_undone_in_whatever_order_leave_the_tables_as_they_were(
    session: Session, town: Town, story: Story
) -> None:
    """What stands on another one may keep that for a while: it goes once this has gone."""
    with in_vain(session):
        fill(session, story)
        before = contents(session)
        verbs: list[Callable[[Session, Any], int]] = [officers_in, duties_in, counts_in, officers_in, counts_in]
        batches = [verb(session, file) for verb, file in zip(verbs, story.files, strict=True)]
        for batch_id in [*(batches[number] for number in story.order), *reversed(batches)]:
            steps = import_undo.steps(session, import_batches.get(session, batch_id))
            if any(step.effect is not Effect.STAYS for step in steps):
                assert import_undo.undo(session, BY, batch_id) == steps
        assert contents(session) == before


def test_the_same_file_may_come_again_after_it_was_undone(session: Session, town: Town) -> None:
    for _time in range(2):
        batch_id = officers_in(session, [row(DIAN), row(BUDI, name="Budi S.")])
        assert effects(session, batch_id) == [Effect.REMOVED, Effect.RESTORED]
        assert officers.by_nip(session).keys() == {AYU, BUDI, CITRA}
        assert officers.by_nip(session)[BUDI].name == "Budi Santoso"


def test_an_undo_is_in_the_audit_with_counts_and_without_names(session: Session, town: Town) -> None:
    batch_id = officers_in(session, [row(DIAN), row(BUDI, name="Budi S.")])
    import_undo.undo(session, BY, batch_id)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "import.undone")).one()
    assert event.object == f"import:{FILE.checksum[:16]}"
    assert event.detail == {"batch": batch_id, "kind": "officers", "removed": 1, "restored": 1}


def test_an_import_is_undone_once(session: Session, town: Town) -> None:
    batch_id = officers_in(session, [row(DIAN)])
    import_undo.undo(session, BY, batch_id)
    with pytest.raises(Refused, match="Tidak ada lagi yang dapat diurungkan"):
        import_undo.undo(session, BY, batch_id)
    [listed_batch] = import_batches.recent(session, imports.OFFICERS, None, NOW)
    assert (listed_batch.left, listed_batch.batch.undone_at, listed_batch.batch.name) == (0, NOW, "berkas.csv")


def with_account(session: Session, officer_id: int) -> None:
    session.add(User(username="dian", name="Dian", role="officer", unit_id=1, officer_id=officer_id))


def on_the_roster(session: Session, officer_id: int) -> None:
    factories.on_duty(session, officer_id, 1, TOMORROW)


def absent(session: Session, officer_id: int) -> None:
    session.add(Absence(officer_id=officer_id, first=TODAY, last=TODAY))


def renamed(session: Session, officer_id: int) -> None:
    officers.get(session, officer_id).name = "Dian Putri"


def with_another_nip(session: Session, officer_id: int) -> None:
    officers.get(session, officer_id).nip = "199503032022031006"


def departed(session: Session, officer_id: int) -> None:
    officers.get(session, officer_id).left_on = TODAY


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (with_account, "sudah punya akun"),
        (on_the_roster, "sudah ada di jadwal tugas"),
        (absent, "tercatat tidak bertugas"),
        (renamed, "datanya sudah diubah lagi"),
        (with_another_nip, "datanya sudah diubah lagi"),
        (departed, "sudah dicatat berhenti"),
    ],
)
def test_a_new_officer_whom_something_depends_on_stays_and_the_others_go(
    session: Session, town: Town, happens: Callable[[Session, int], None], reason: str
) -> None:
    batch_id = officers_in(session, [row(DIAN), row(None, code="THL-7", status="non_asn")])
    happens(session, officers.by_nip(session)[DIAN].id)
    session.flush()
    [said] = why(session, batch_id)
    assert said.startswith(reason)
    assert effects(session, batch_id) == [Effect.STAYS, Effect.REMOVED]
    assert len(officers.all_officers(session)) == 4
    assert [row.number for row in import_batches.rows_of(session, import_batches.get(session, batch_id))] == [1]


def test_every_table_that_names_an_officer_keeps_the_person(session: Session, town: Town) -> None:
    named = {"users", "roster", "absences", "snapshot_lines", "hr_entries", "appraisals", "objections"}
    referring = {
        table.name
        for table in table_of(Officer).metadata.sorted_tables
        for column in table.c
        if column.references(table_of(Officer).c.id)
    }
    assert named < referring
    on_the_roster(session, 1)
    absent(session, 1)
    session.flush()
    assert officers.uses(session, [1, 2]) == {1: {"roster", "absences"}}
    assert officers.uses(session, []) == {}


def test_a_changed_officer_is_as_before_only_while_nobody_changed_the_same_since(session: Session, town: Town) -> None:
    same = {"position": "Pengelola layanan"}
    batch_id = officers_in(session, [row(AYU, name="Ayu L.", **same), row(BUDI, name="Budi S.", unit_id=2, **same)])
    officers.by_nip(session)[AYU].name = "Ayu Lestari, S.E."
    officers.by_nip(session)[BUDI].position = "Kepala seksi"
    with_account(session, town.officers[1])
    session.flush()
    assert effects(session, batch_id) == [Effect.STAYS, Effect.RESTORED]
    budi = officers.by_nip(session)[BUDI]
    assert (budi.name, budi.unit_id, budi.position) == ("Budi Santoso", 1, "Kepala seksi")


def test_an_officer_does_not_go_back_to_a_unit_that_has_closed(session: Session, town: Town) -> None:
    batch_id = officers_in(session, [row(BUDI, name="Budi Santoso", position="Pengelola layanan", unit_id=2)])
    units.get(session, 1).closed_on = TODAY
    [said] = why(session, batch_id)
    assert said.startswith("unitnya yang lama sudah ditutup")
    with pytest.raises(Refused):
        import_undo.undo(session, BY, batch_id)


def test_an_officer_who_has_gone_already_is_no_obstacle(session: Session, town: Town) -> None:
    batch_id = officers_in(session, [row(DIAN)])
    session.delete(officers.by_nip(session)[DIAN])
    assert effects(session, batch_id) == [Effect.GONE]


def sealed(session: Session, town: Town, day: date, number: int = 1) -> None:
    """Let the night of a day pass."""
    moment = NOW + (day - TODAY)
    factories.arrive(session, town, number, moment=moment)
    list(
        seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(1), now=moment + timedelta(days=1))
    )


def test_duties_of_sealed_days_stay_and_those_to_come_go(session: Session, town: Town) -> None:
    batch_id = duties_in(session, [(1, 1, day, 1) for day in (TODAY, TOMORROW)] + [(2, 2, TOMORROW, 1)])
    roster_of = roster.of_unit(session, town.unit, TOMORROW, TOMORROW)
    session.delete(roster_of[1])
    sealed(session, town, TODAY)
    assert why(session, batch_id) == ["harinya sudah disegel; ajukan koreksi jadwal bila keliru"]
    assert effects(session, batch_id) == [Effect.STAYS, Effect.REMOVED, Effect.GONE]
    assert [duty.day for duty in session.scalars(select(Duty))] == [TODAY]


def test_a_duty_that_stood_before_the_import_stays(session: Session, town: Town) -> None:
    factories.on_duty(session, 1, 1, TOMORROW)
    batch_id = duties_in(session, [(1, 1, TOMORROW, 1), (1, 1, TOMORROW, 2)])
    import_undo.undo(session, BY, batch_id)
    assert [duty.shift for duty in session.scalars(select(Duty))] == [1]


def test_a_count_that_was_put_right_since_or_is_locked_stays(session: Session, town: Town) -> None:
    yesterday = TODAY - timedelta(days=40)
    batch_id = counts_in(session, {(1, TODAY, 1): 5, (1, TODAY, 2): 6, (2, yesterday, 1): 7})
    service_counts.report(session, BY, town.unit, {(1, TODAY, 1): 8}, service_counts.ENTRY)
    periods.ensure(session, yesterday)
    session.execute(update(Period).where(Period.code == f"{yesterday:%Y-%m}").values(state="locked"))
    assert [reason.split(";")[0] for reason in why(session, batch_id)] == [
        "sudah diganti lagi",
        "periodenya sudah dikunci",
    ]
    assert effects(session, batch_id) == [Effect.STAYS, Effect.RESTORED, Effect.STAYS]
    assert {(row.shift, row.reported) for row in session.scalars(select(ServiceCount))} == {(1, 8), (1, 7)}


def test_the_same_number_from_a_person_is_no_longer_the_imports(session: Session, town: Town) -> None:
    batch_id = counts_in(session, {(1, TODAY, 1): 5})
    for n in (6, 5):
        service_counts.report(session, BY, town.unit, {(1, TODAY, 1): n}, service_counts.ENTRY)
    assert why(session, batch_id) == ["sudah diganti lagi; betulkan di halaman Jumlah layanan"]


def test_services_counted_by_the_button_meanwhile_are_kept(session: Session, town: Town) -> None:
    batch_id = counts_in(session, {(1, TODAY, 1): 5})
    session.get_one(ServiceCount, (1, TODAY, 1)).services = 2
    session.flush()
    import_undo.undo(session, BY, batch_id)
    count = session.get_one(ServiceCount, (1, TODAY, 1))
    assert (count.services, count.reported, count.source) == (2, None, "display")


def test_a_unit_sees_its_own_imports_and_the_agency_sees_those_of_all(session: Session, town: Town) -> None:
    own, agencys = duties_in(session, [(1, 1, TOMORROW, 1)]), officers_in(session, [row(DIAN)])
    recent = import_batches.recent(session, imports.ROSTER, 1, NOW)
    assert [one.batch.id for one in recent] == [own]
    assert import_batches.recent(session, imports.ROSTER, 2, NOW) == []
    assert [one.batch.id for one in import_batches.recent(session, imports.OFFICERS, None, NOW)] == [agencys]


def test_what_is_kept_for_undoing_goes_after_thirty_days(session: Session, town: Town) -> None:
    officers_in(session, [row(DIAN)], by=replace(BY, now=NOW - KEPT - timedelta(seconds=1)))
    kept = officers_in(session, [row(BUDI, name="Budi S.")], by=replace(BY, now=NOW - KEPT))
    assert [one.batch.id for one in import_batches.recent(session, imports.OFFICERS, None, NOW)] == [kept]
    import_batches.forget(session, NOW)
    assert [batch.id for batch in session.scalars(select(ImportBatch))] == [kept]
    assert {row.batch_id for row in session.scalars(select(ImportRow))} == {kept}


def seq_of(session: Session, action: str, obj: str) -> int | None:
    """Number of the first event of an action on a thing."""
    wanted = select(AuditEvent.seq).where(AuditEvent.action == action, AuditEvent.object.endswith(obj))
    return session.scalars(wanted.order_by(AuditEvent.seq)).first()


def test_an_undo_and_a_seal_at_once_come_one_after_the_other(database: Database) -> None:
    day = TODAY - timedelta(days=1)
    with database.writing() as session:
        town = factories.town(session)
        batch_id = duties_in(session, [(1, 1, day, 1)])
        factories.arrive(session, town, 1, moment=NOW - timedelta(days=1))
        session.commit()

    def night(session: Session) -> None:
        unit = units.get(session, town.unit)
        list(seals.seal_unit(session, unit, chance=seals.seeded(1), now=NOW + timedelta(hours=20)))

    def back(session: Session) -> None:
        if why(session, batch_id) == []:
            import_undo.undo(session, BY, batch_id)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(until_done, database, work) for work in (night, back)]:
            done.result()
    with database.reading() as session:
        at, undone = seq_of(session, "rating.sealed", day.isoformat()), seq_of(session, "import.undone", "")
        assert at is not None
        assert (undone is not None and undone < at) == (session.scalars(select(Duty)).all() == [])
        assert (undone is None or undone > at) == (session.scalars(select(ImportRow)).all() != [])
