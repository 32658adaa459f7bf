from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.cells import CellKey
from surveys.rollup import roll_up
from surveys.roster import Cell, Duties, NegativeTally, Slot, add_up, attach, duty, whole
from tests.agencies import law

MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)
FOUR = (0, 0, 0, 1, 0, 1, 2)

slots = st.tuples(st.integers(1, 3), st.sampled_from([MONDAY, TUESDAY]), st.integers(0, 2))
Roster = dict[Slot, set[str]]
cells = st.lists(
    st.tuples(slots, st.lists(st.integers(0, 5), min_size=7, max_size=7)).map(
        lambda drawn: Cell(f"unit {drawn[0][0] % 2}", *drawn[0], drawn[1])
    ),
    max_size=12,
)
rosters = st.dictionaries(slots, st.sets(st.sampled_from(["ani", "budi", "citra"])))


def test_one_officer_on_duty_is_solo_two_share_and_nobody_is_unrostered() -> None:
    cell = Cell("U", 1, MONDAY, 1, FOUR)
    there = {CellKey("1", "2026-10-05"): FOUR}
    assert attach([cell], {(1, MONDAY, 1): {"ani"}}) == {("U", ("ani",)): there}
    assert attach([cell], {(1, MONDAY, 1): {"budi", "ani"}}) == {("U", ("ani", "budi")): there}
    assert attach([cell], {(1, MONDAY, 1): set()}) == {("U", ()): there}
    assert attach([cell], {(1, TUESDAY, 1): {"ani"}, (2, MONDAY, 1): {"ani"}}) == {("U", ()): there}


def test_an_unknown_shift_has_nobody_on_duty_even_if_the_roster_names_someone() -> None:
    (on_duty,) = attach([Cell("U", 1, MONDAY, 0, FOUR)], {(1, MONDAY, 0): {"ani"}})
    assert on_duty == ("U", ())


def test_database_keys_become_text_and_answers_without_a_counter_are_unrostered() -> None:
    found = attach([Cell(7, 1, MONDAY, 1, FOUR), Cell(7, None, MONDAY, 1, FOUR)], {(1, MONDAY, 1): {12}})
    assert found == {
        ("7", ("12",)): {CellKey("1", "2026-10-05"): FOUR},
        ("7", ()): {CellKey("", "2026-10-05"): FOUR},
    }


def test_cells_of_one_slot_add_up_and_a_correction_takes_away() -> None:
    service_a, service_b = Cell("U", 1, MONDAY, 1, FOUR, "pagi"), Cell("U", 1, MONDAY, 1, (1, 0, 0, 0, 0, 0, 0), "pagi")
    correction = Cell("U", 1, MONDAY, 1, (0, 0, 0, -1, 0, 0, 0), "pagi")
    found = attach([service_a, service_b, correction], {(1, MONDAY, 1): {"ani"}})
    assert found == {("U", ("ani",)): {CellKey("1", "2026-10-05", "pagi"): (1, 0, 0, 0, 0, 1, 2)}}


def test_a_correction_of_everything_leaves_no_trace() -> None:
    assert add_up([("U", ("ani",), CellKey(), FOUR), ("U", ("ani",), CellKey(), [-count for count in FOUR])]) == {}


def test_more_corrections_than_ratings_are_refused() -> None:
    with pytest.raises(NegativeTally, match="ani;budi"):
        add_up([("U", ("ani", "budi"), CellKey(), (-1, 0, 0, 0, 0, 0, 5))])


def test_a_correction_takes_from_its_own_cell_only() -> None:
    there, elsewhere = CellKey("1", "2026-10-05"), CellKey("2", "2026-10-05")
    with pytest.raises(NegativeTally, match="ani"):
        add_up([("U", ("ani",), there, FOUR), ("U", ("ani",), elsewhere, (0, 0, 0, -1, 0, 0, 0))])


def test_an_officer_listed_twice_is_one_officer() -> None:
    assert duty(["budi", "ani", "budi"]) == ("ani", "budi")


@law
@given(cells, rosters)
def test_every_rating_is_solo_shared_or_unrostered_exactly_once(drawn: list[Cell], roster: Roster) -> None:
    rollup = roll_up(attach(drawn, roster))
    counted = int(rollup.hist.sum()) + int(rollup.shared.hist.sum())
    assert counted == sum(sum(cell.hist) for cell in drawn)
    for j, unit in enumerate(rollup.units):
        of_unit = int(rollup.hist[rollup.unit == j].sum()) + int(rollup.shared.hist[j].sum())
        assert of_unit == sum(sum(cell.hist) for cell in drawn if cell.unit == unit)


@law
@given(cells, rosters, st.integers(0, 12))
def test_splitting_and_reordering_the_tallies_changes_nothing(drawn: list[Cell], roster: Roster, cut: int) -> None:
    parts = [attach(drawn[cut:], roster), attach(drawn[:cut], roster)]
    merged = add_up((*row, key, hist) for part in parts for row, cells_ in part.items() for key, hist in cells_.items())
    assert merged == attach(drawn, roster)


@law
@given(cells, rosters, slots, st.sets(st.sampled_from(["ani", "budi", "citra"])))
def test_a_roster_edit_touches_only_officers_of_the_edited_slot(
    drawn: list[Cell], roster: Roster, slot: Slot, officers: set[str]
) -> None:
    before, after = attach(drawn, roster), attach(drawn, {**roster, slot: officers})
    touched = officers | roster.get(slot, set())
    for (unit, on_duty), hist in before.items():
        if on_duty and touched.isdisjoint(on_duty):
            assert after[unit, on_duty] == hist


@law
@given(cells, rosters)
def test_the_shares_of_a_unit_are_those_of_its_duties(drawn: list[Cell], roster: Roster) -> None:
    duties = attach(drawn, roster)
    rollup = roll_up(duties)
    for j, unit in enumerate(rollup.units):
        shares: dict[str, Fraction] = {}
        for (where, on_duty), hist in duties.items():
            if where == unit and len(on_duty) != 1:
                for officer in on_duty or ("",):
                    part = Fraction(sum(whole(hist)), max(1, len(on_duty)) * int(rollup.shared.hist[j].sum()))
                    shares[officer] = shares.get(officer, Fraction(0)) + part
        assert sum(shares.values()) in (0, 1)
        assert rollup.shared.squares[j] == pytest.approx(float(sum(share**2 for share in shares.values())), abs=1e-15)
        for i in range(len(rollup.officers)):
            if rollup.unit[i] == j:
                assert rollup.shared.share[i] == pytest.approx(float(shares.get(rollup.officers[i], 0)), abs=1e-15)


def test_shared_ratings_with_an_officer_on_duty_are_counted_in_full_for_each() -> None:
    duties: Duties = {("U", ("ani", "budi")): {}, ("V", ("ani", "citra")): {}, ("V", ()): {}}
    rollup = roll_up({row: {CellKey(): FOUR} for row in duties})
    assert rollup.together == {"ani": 8, "budi": 4, "citra": 4}
    assert rollup.unrostered.tolist() == [0, 4]
    assert rollup.officers == ()
