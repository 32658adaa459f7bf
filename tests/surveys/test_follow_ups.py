"""Following up: which elements come first, the states of a step, the closing figure, the times to choose from."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import follow_ups
from surveys.follow_ups import MOVES, State, StepError
from surveys.ikm import ElementFigure

ninth = Fraction(1, 9)


def elements(*figures: tuple[int, int]) -> list[ElementFigure]:
    return [ElementFigure(f"U{at}", n, total, ninth) for at, (total, n) in enumerate(figures, 1)]


def codes(figures: list[ElementFigure]) -> tuple[list[str], bool]:
    found = follow_ups.priorities(figures)
    return [element.code for element in found.elements], found.tied


def test_the_three_lowest_elements_come_first() -> None:
    assert codes(elements((40, 10), (31, 10), (29, 10), (35, 10), (30, 10))) == (["U3", "U5", "U2"], False)


def test_averages_are_compared_exactly_and_not_as_they_are_printed() -> None:
    assert codes(elements((3001, 1000), (3000, 1000), (40, 10), (40, 10)))[0][:2] == ["U2", "U1"]


def test_equal_averages_stand_in_the_order_of_the_elements_and_are_said_to_be_equal() -> None:
    assert codes(elements((40, 10), (30, 10), (60, 20), (35, 10))) == (["U2", "U3", "U4"], True)


def test_an_average_equal_to_the_last_that_is_left_out_is_said_to_be_equal() -> None:
    assert codes(elements((30, 10), (31, 10), (33, 10), (33, 10))) == (["U1", "U2", "U3"], True)
    assert codes(elements((30, 10), (31, 10), (33, 10), (34, 10), (34, 10))) == (["U1", "U2", "U3"], False)


def test_an_element_without_an_answer_is_no_priority() -> None:
    assert codes(elements((0, 0), (30, 10))) == (["U2"], False)


@pytest.mark.parametrize(("done", "steps", "figure"), [(0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (3, 3, 100)])
def test_the_closing_figure_has_no_decimals_and_rounds_halves_up(done: int, steps: int, figure: int) -> None:
    assert follow_ups.closing(done, steps) == figure


def test_a_plan_without_a_step_has_no_closing_figure() -> None:
    assert follow_ups.closing(0, 0) is None


@given(st.sampled_from(State), st.sampled_from(State))
def test_only_moves_of_the_table_are_made(old: State, new: State) -> None:
    if new in MOVES[old]:
        assert follow_ups.move(old, new) is new
    else:
        with pytest.raises(StepError, match="Muat ulang"):
            follow_ups.move(old, new)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_every_time_to_choose_from_lies_in_the_future_or_runs(day: date) -> None:
    offered = follow_ups.times(day)
    assert all(period.end >= day for period in offered)
    assert len({period.code for period in offered}) == len(offered)
