"""Charts that compare: lengths and places of the same numbers that the table shows, and nothing of what is closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charts_compared
from charts_compared import Answers, Value
from surveys import disclosure

counts = st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(lambda row: sum(row) >= 20)


def answers(row: list[int]) -> Answers:
    return Answers("U1", "3,00", f"n {sum(row)}", row, [disclosure.capped_share(count, sum(row)) for count in row])


@given(st.lists(counts, min_size=1, max_size=9))
def test_bars_fill_the_width_of_their_answers_and_meet_at_the_middle(rows: list[list[int]]) -> None:
    chart = charts_compared.diverging([answers(row) for row in rows])
    for bar in chart.rows:
        assert [part.answer for part in bar.parts] == [1, 2, 3, 4]
        assert bar.parts[2].x == pytest.approx(chart.middle, abs=0.2)
        assert bar.parts[0].x >= -0.2
        assert bar.parts[3].x + bar.parts[3].width <= chart.width + 0.5
        assert bar.y + chart.bar <= chart.height


def test_a_bar_is_as_blurred_at_its_ends_as_its_words() -> None:
    [unanimous] = charts_compared.diverging([answers([0, 0, 0, 100])]).rows
    [nearly] = charts_compared.diverging([answers([1, 1, 2, 96])]).rows
    assert [(part.x, part.width, part.text) for part in unanimous.parts] == [
        (part.x, part.width, part.text) for part in nearly.parts
    ]


def test_too_few_answers_have_no_bars() -> None:
    [bar] = charts_compared.diverging([answers([5, 5, 5, 4])]).rows
    assert bar.parts == ()


@given(st.lists(st.floats(25, 100), min_size=1, max_size=8), st.floats(25, 100))
def test_dots_and_their_intervals_lie_in_the_drawing_in_the_order_of_their_values(
    values: list[float], target: float
) -> None:
    rows = [Value(str(at), value, (max(25, value - 3), min(100, value + 3)), "") for at, value in enumerate(values)]
    chart = charts_compared.dots(rows, target)
    for spot in chart.rows:
        assert 0 <= spot.low <= spot.x <= spot.high <= chart.width
    by_value = sorted(zip(values, (spot.x for spot in chart.rows), strict=True))
    assert [x for _value, x in by_value] == sorted(x for _value, x in by_value)
    assert 0 <= chart.target <= chart.width


def test_a_closed_square_has_a_place_and_no_text() -> None:
    chart = charts_compared.grid(["Senin", "Selasa"], ["Pagi"], [[("82,1", 2), None]])
    open_, closed = chart.squares
    assert (open_.text, open_.level) == ("82,1", 2)
    assert (closed.text, closed.level) == ("", None)
    assert closed.x > open_.x
