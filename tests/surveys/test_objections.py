"""Rules of objections: the window, the moves, what a decision may change, and what before and after may show."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import objections
from surveys.objections import (
    MOVES,
    SECOND_ROLE,
    Decision,
    Filing,
    Item,
    ObjectionError,
    Outcome,
    Remedy,
    Slot,
    State,
)

MONDAY = date(2026, 11, 2)
HERE, THERE = Slot(MONDAY, 1, 1), Slot(MONDAY, 1, 2)
CLAIMED = Slot(MONDAY, 1, 2, listed=False)

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
slots = st.builds(Slot, st.sampled_from([MONDAY, MONDAY + timedelta(days=1)]), st.integers(1, 2), st.integers(1, 3))


def decision(outcome: Outcome, remedy: Remedy, *upheld: Slot) -> Decision:
    return Decision(outcome, remedy, "Sudah diperiksa.", frozenset(upheld))


@given(days, st.integers(0, 60))
def test_the_last_day_of_the_window_still_counts_and_the_next_does_not(last: date, earlier: int) -> None:
    objections.check_window(last - timedelta(days=earlier), last)
    with pytest.raises(ObjectionError, match="Waktunya sudah lewat"):
        objections.check_window(last + timedelta(days=earlier + 1), last)


@given(days, st.integers(0, 60))
def test_days_left_count_down_to_zero_on_the_deadline_and_on_below_it(filed_on: date, given_days: int) -> None:
    last = objections.decide_by(filed_on, given_days)
    assert objections.days_left(filed_on, last) == given_days
    assert objections.days_left(last, last) == 0
    assert objections.days_left(last + timedelta(days=3), last) == -3


def test_an_objection_moves_as_the_table_says_and_a_decision_is_final() -> None:
    assert objections.move(State.FILED, State.CONSIDERED) is State.CONSIDERED
    assert objections.move(State.CONSIDERED, State.FILED) is State.FILED
    assert MOVES[State.DECIDED] == frozenset()
    for now in State:
        for to in set(State) - MOVES[now]:
            with pytest.raises(ObjectionError):
                objections.move(now, to)


def test_whatever_changes_inputs_needs_a_second_person() -> None:
    assert {remedy: SECOND_ROLE[remedy] for remedy in Remedy} == {
        Remedy.NONE: None,
        Remedy.ROSTER: "hr",
        Remedy.EXCLUDE: "evaluator",
    }


@pytest.mark.parametrize("item", [item for item in Item if item is not Item.OTHER])
def test_words_alone_are_not_enough(item: Item) -> None:
    with pytest.raises(ObjectionError, match="Tandai hari dan sif"):
        objections.check_filing(Filing(item, "Keliru", "", frozenset()), {HERE})
    objections.check_filing(Filing(item, "Keliru", "", frozenset({HERE})), {HERE})


def test_what_is_none_of_the_items_may_be_told_in_words() -> None:
    objections.check_filing(Filing(Item.OTHER, "Ada paksaan", "", frozenset()), set())


def test_a_slot_is_a_duty_of_ones_own_or_one_that_is_missing() -> None:
    objections.check_duties({HERE, CLAIMED}, {HERE})
    for wrong in ({THERE}, {Slot(MONDAY, 1, 1, listed=False)}):
        with pytest.raises(ObjectionError, match="tugas yang tercatat"):
            objections.check_duties(wrong, {HERE})


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (decision(Outcome.DISMISSED, Remedy.ROSTER, HERE), "ditolak tidak mengubah"),
        (decision(Outcome.UPHELD, Remedy.ROSTER), "sedikitnya satu hari"),
        (decision(Outcome.UPHELD, Remedy.NONE, HERE), "bila ada yang diperbaiki"),
        (decision(Outcome.PARTLY_UPHELD, Remedy.EXCLUDE, HERE, CLAIMED), "yang tercatat di jadwal"),
    ],
)
def test_outcome_remedy_and_slots_must_fit_together(wrong: Decision, reason: str) -> None:
    with pytest.raises(ObjectionError, match=reason):
        objections.check_decision(wrong)


@pytest.mark.parametrize(
    "right",
    [
        decision(Outcome.DISMISSED, Remedy.NONE),
        decision(Outcome.UPHELD, Remedy.NONE),
        decision(Outcome.UPHELD, Remedy.ROSTER, HERE, CLAIMED),
        decision(Outcome.PARTLY_UPHELD, Remedy.EXCLUDE, HERE),
    ],
)
def test_a_decision_whose_parts_fit_is_allowed(right: Decision) -> None:
    objections.check_decision(right)


@given(st.sets(slots), st.data())
def test_a_correction_takes_away_what_was_listed_and_adds_what_was_missing(
    known: set[Slot], data: st.DataObject
) -> None:
    known = {slot for slot in known if slot.counter == 1}
    wrong = data.draw(st.sets(st.sampled_from(sorted(known)))) if known else set()
    missing = {Slot(slot.day, slot.shift, 2, listed=False) for slot in wrong}
    after = objections.corrected(known, wrong | missing)
    assert after == known - wrong | {Slot(slot.day, slot.shift, 2) for slot in wrong}
    assert objections.corrected(known, ()) == known


def test_nobody_is_corrected_to_stand_at_two_counters_at_once() -> None:
    with pytest.raises(ObjectionError, match="dua loket"):
        objections.corrected({HERE}, {CLAIMED})
    assert objections.corrected({HERE}, {HERE, CLAIMED}) == {THERE}


@given(st.integers(0, 1000), st.integers(-200, 200))
def test_a_difference_of_one_to_nine_ratings_is_never_shown_as_numbers(before: int, difference: int) -> None:
    after = max(0, before + difference)
    assert objections.shows_counts(before, after) == (not 1 <= abs(after - before) <= 9)
