"""Planning a roster: conflicts, copies, swaps, undoing, and two people at once, on both databases."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import absences, officers, roster, roster_conflicts, roster_planning, units
from models.audit import AuditEvent
from models.changes import By, Refused
from models.counters import Counter
from models.ratings import Seal
from models.roster_planning import Overtaken
from models.units import Shift, Unit
from tests import factories
from tests.factories import NOW, TODAY, Town, on_duty

HEAD = By(1, "kepala", "unit_head", NOW, bytes(16))
MONDAY = date(2026, 11, 9)
NEXT = MONDAY + timedelta(days=7)
HOLIDAY = date(2026, 12, 25)


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def unit_of(session: Session, town: Town) -> Unit:
    return units.get(session, town.unit)


def duties(session: Session, town: Town, day: date) -> set[tuple[int, int, int]]:
    """Counter, shift and officer of a day."""
    found = roster.on_duty(session, town.unit, day, day)
    return {(counter, shift, one) for (counter, _day, shift), people in found.items() for one in people}


def plan(session: Session, town: Town, *rows: tuple[int, date, int, int]) -> int | None:
    wanted: dict[roster.Slot, set[int]] = {}
    for counter, day, shift, officer in rows:
        wanted.setdefault((counter, day, shift), set()).add(officer)
    return roster_planning.plan(session, HEAD, unit_of(session, town), wanted)


def test_slots_that_are_not_named_stay(session: Session, town: Town) -> None:
    one, two = town.counters
    plan(session, town, (one, MONDAY, 1, town.officers[0]), (two, MONDAY, 1, town.officers[1]))
    roster_planning.plan(session, HEAD, unit_of(session, town), {(one, MONDAY, 1): set()})
    assert duties(session, town, MONDAY) == {(two, 1, town.officers[1])}


def test_planning_what_stands_already_leaves_no_trace(session: Session, town: Town) -> None:
    assert plan(session, town, (town.counters[0], MONDAY, 1, town.officers[0])) is not None
    assert plan(session, town, (town.counters[0], MONDAY, 1, town.officers[0])) is None
    assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_who_is_absent_or_has_left_or_moved_is_not_planned(session: Session, town: Town) -> None:
    ayu, budi, citra = (officers.get(session, one) for one in town.officers)
    absences.add(session, HEAD, ayu, MONDAY, MONDAY, TODAY)
    officers.leave(session, HEAD, budi, MONDAY)
    other = Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta")
    session.add(other)
    session.flush()
    on_duty(session, citra.id, town.counters[0], MONDAY)
    citra.unit_id = other.id
    for officer, words in ((ayu, "ditandai tidak bertugas"), (budi, "tidak bertugas lagi sejak 9 November 2026")):
        with pytest.raises(Refused, match=words):
            plan(session, town, (town.counters[1], MONDAY, 1, officer.id))
    with pytest.raises(Refused, match="sudah pindah ke unit lain"):
        plan(session, town, (town.counters[1], MONDAY, 2, citra.id), (town.counters[0], MONDAY, 1, citra.id))
    assert plan(session, town, (town.counters[1], MONDAY + timedelta(days=1), 1, ayu.id)) is not None


def test_overlapping_hours_in_another_unit_are_named_with_both_places(session: Session, town: Town) -> None:
    other = Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta")
    session.add(other)
    session.flush()
    session.add(Shift(unit_id=other.id, number=4, name="Tengah", starts=time(11), ends=time(14), band="siang"))
    there = Counter(unit_id=other.id, label="7", sign_words="x y")
    session.add(there)
    session.flush()
    on_duty(session, town.officers[0], there.id, MONDAY, shift=4)
    with pytest.raises(
        Refused, match=r"Ayu Lestari, 9 November 2026: di Loket 1 \(Pagi\) Dinas .* dan Loket 7 \(Tengah\) Kantor Lain"
    ):
        plan(session, town, (town.counters[0], MONDAY, 1, town.officers[0]))


def test_a_conflict_that_stands_is_shown_but_does_not_stop_other_changes(session: Session, town: Town) -> None:
    on_duty(session, town.officers[0], town.counters[0], MONDAY)
    absences.add(session, HEAD, officers.get(session, town.officers[0]), MONDAY, MONDAY, TODAY)
    unit = unit_of(session, town)
    assert len(roster_conflicts.planned(session, unit, MONDAY, MONDAY)) == 1
    plan(
        session, town, (town.counters[0], MONDAY, 1, town.officers[0]), (town.counters[1], MONDAY, 1, town.officers[1])
    )
    assert len(duties(session, town, MONDAY)) == 2


def test_a_week_is_copied_to_several_and_never_over_anything(session: Session, town: Town) -> None:
    one, two = town.counters
    ayu, budi, citra = town.officers
    unit = unit_of(session, town)
    plan(session, town, (one, MONDAY, 1, ayu), (two, MONDAY, 1, budi), (one, NEXT, 1, citra))
    copy = roster_planning.copied(session, unit, MONDAY, [NEXT, NEXT + timedelta(days=7)])
    roster_planning.plan(session, HEAD, unit, copy.wanted, roster_planning.COPIED)
    assert copy.left_out == 0
    assert duties(session, town, NEXT) == {(one, 1, citra), (two, 1, budi)}
    assert duties(session, town, NEXT + timedelta(days=7)) == {(one, 1, ayu), (two, 1, budi)}


def test_copying_leaves_holidays_empty_and_the_absent_out(session: Session, town: Town) -> None:
    one, two = town.counters
    ayu, budi, _citra = town.officers
    unit = unit_of(session, town)
    friday, monday = HOLIDAY - timedelta(days=7), HOLIDAY - timedelta(days=11)
    plan(session, town, (one, friday, 1, ayu), (one, monday, 1, ayu), (two, monday, 1, budi))
    absences.add(session, HEAD, officers.get(session, ayu), HOLIDAY - timedelta(days=4), HOLIDAY, TODAY)
    copy = roster_planning.copied(session, unit, monday, [monday + timedelta(days=7)])
    assert copy.wanted == {(two, monday + timedelta(days=7), 1): {budi}}
    assert copy.left_out == 1


def test_two_officers_swap_or_one_stands_in(session: Session, town: Town) -> None:
    one, two = town.counters
    ayu, budi, citra = town.officers
    unit = unit_of(session, town)
    plan(session, town, (one, MONDAY, 1, ayu), (two, MONDAY, 1, budi), (one, MONDAY, 2, ayu))
    roster_planning.plan(session, HEAD, unit, roster_planning.swapped(session, unit, MONDAY, [1], ayu, budi))
    assert duties(session, town, MONDAY) == {(one, 1, budi), (two, 1, ayu), (one, 2, ayu)}
    roster_planning.plan(session, HEAD, unit, roster_planning.swapped(session, unit, MONDAY, [1, 2], ayu, citra))
    assert duties(session, town, MONDAY) == {(one, 1, budi), (two, 1, citra), (one, 2, citra)}


def test_a_change_is_undone_and_the_undoing_too(session: Session, town: Town) -> None:
    one, two = town.counters
    ayu, budi, _citra = town.officers
    unit = unit_of(session, town)
    plan(session, town, (one, MONDAY, 1, ayu))
    before = duties(session, town, MONDAY)
    seq = roster_planning.plan(session, HEAD, unit, {(one, MONDAY, 1): {budi}, (two, MONDAY, 2): {budi}})
    after = duties(session, town, MONDAY)
    undone = roster_planning.undo(session, HEAD, unit, seq or 0)
    assert duties(session, town, MONDAY) == before
    roster_planning.undo(session, HEAD, unit, undone or 0)
    assert duties(session, town, MONDAY) == after


def test_only_the_own_last_word_is_undone(session: Session, town: Town) -> None:
    one, unit = town.counters[0], unit_of(session, town)
    seq = plan(session, town, (one, MONDAY, 1, town.officers[0])) or 0
    stranger = By(2, "lain", "unit_head", NOW, bytes(16))
    with pytest.raises(Refused, match="tidak dapat dibatalkan"):
        roster_planning.undo(session, stranger, unit, seq)
    roster_planning.plan(session, stranger, unit, {(one, MONDAY, 1): set()})
    with pytest.raises(Refused, match="sudah diubah lagi"):
        roster_planning.undo(session, HEAD, unit, seq)


def test_what_is_sealed_meanwhile_is_not_undone(session: Session, town: Town) -> None:
    unit = unit_of(session, town)
    seq = plan(session, town, (town.counters[0], MONDAY, 1, town.officers[0])) or 0
    session.add(Seal(unit_id=town.unit, day=MONDAY, forms=0, rating_root=bytes(32), receipt_root=bytes(32)))
    session.flush()
    with pytest.raises(Refused, match="disegel"):
        roster_planning.undo(session, HEAD, unit, seq)
    assert duties(session, town, MONDAY) == {(town.counters[0], 1, town.officers[0])}


def test_the_second_of_two_is_told(session: Session, town: Town) -> None:
    unit, sunday = unit_of(session, town), MONDAY + timedelta(days=6)
    seen = roster_planning.version(roster.on_duty(session, unit.id, MONDAY, sunday))
    roster_planning.hold(session, unit, MONDAY, sunday, seen)
    plan(session, town, (town.counters[0], MONDAY, 1, town.officers[0]))
    with pytest.raises(Overtaken, match="sudah diubah orang lain"):
        roster_planning.hold(session, unit, MONDAY, sunday, seen)


def test_gaps_are_of_working_days_that_can_still_be_planned(session: Session, town: Town) -> None:
    unit = unit_of(session, town)
    monday = HOLIDAY - timedelta(days=4)
    thursday = monday + timedelta(days=3)  # joint leave before Christmas
    on_duty(session, town.officers[0], town.counters[0], monday)
    found = roster_planning.gaps(session, unit, monday, monday + timedelta(days=6))
    assert {day for _counter, day, _shift in found}.isdisjoint({HOLIDAY, HOLIDAY + timedelta(days=1)})
    assert len([slot for slot in found if slot[1] == monday]) == 3
    assert roster_planning.is_workday(thursday) == (not roster_planning.is_holiday(thursday))


def test_an_absence_is_kept_without_a_reason_and_goes_after_a_quarter(session: Session, town: Town) -> None:
    ayu = officers.get(session, town.officers[0])
    old = absences.add(session, HEAD, ayu, TODAY, TODAY, TODAY)
    assert absences.add(session, HEAD, ayu, TODAY, TODAY, TODAY) is old, "a form that was sent twice"
    assert {column.name for column in old.__table__.columns} == {"id", "officer_id", "first", "last"}
    later = TODAY + absences.KEPT + timedelta(days=1)
    absences.add(session, HEAD, ayu, later, later, later)
    assert absences.spans(session, [ayu.id], TODAY, later) == {ayu.id: [(later, later)]}


def test_days_in_the_wrong_order_or_long_over_are_refused(session: Session, town: Town) -> None:
    ayu = officers.get(session, town.officers[0])
    for first, last, words in (
        (TODAY, TODAY - timedelta(days=1), "mendahului"),
        (TODAY - timedelta(days=3), TODAY - timedelta(days=1), "sudah lewat"),
        (TODAY, TODAY + timedelta(days=400), "satu tahun"),
    ):
        with pytest.raises(Refused, match=words):
            absences.add(session, HEAD, ayu, first, last, TODAY)
