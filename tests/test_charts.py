"""Charts: coordinates of the same numbers that the table shows."""

import math
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charts
from charts import Dot, Reading


def test_an_empty_series_has_no_chart() -> None:
    assert charts.line([Reading("Okt 26", None), Reading("Nov 26", None)]) is None
    assert charts.line([]) is None


def test_a_month_without_a_figure_is_a_gap_and_never_a_point() -> None:
    chart = charts.line([Reading("Sep", 80.0, (78.0, 82.0)), Reading("Okt", None), Reading("Nov", 84.0, (83.0, 85.0))])
    assert chart is not None
    assert [point.value for point in chart.points] == [80.0, 84.0]
    assert (len(chart.paths), len(chart.bands), len(chart.months)) == (2, 2, 3)


def test_another_form_breaks_the_line_between_two_months_and_is_marked_there() -> None:
    months = [Reading("Sep", 80.0), Reading("Okt", 81.0), Reading("Nov", 84.0, begins=True), Reading("Des", 85.0)]
    chart = charts.line(months)
    assert chart is not None
    assert len(chart.paths) == 2
    (at,) = chart.breaks
    assert chart.points[1].x < at < chart.points[2].x
    assert charts.line([month for month in months if not month.begins]).breaks == ()  # type: ignore[union-attr]


def test_the_axis_has_room_for_the_intervals_and_stays_on_the_scale() -> None:
    chart = charts.line([Reading("Nov", 99.0, (97.5, 100.0))])
    assert chart is not None
    assert [tick.label for tick in chart.ticks] == ["90", "95", "100"]
    low = charts.line([Reading("Nov", 25.0)])
    assert low is not None
    assert [tick.label for tick in low.ticks] == ["25", "30", "35"]


@given(st.lists(st.none() | st.floats(25, 100), min_size=1, max_size=12))
def test_every_value_lies_inside_the_drawing_and_higher_values_lie_higher(values: list[float | None]) -> None:
    chart = charts.line([Reading(str(at), value) for at, value in enumerate(values)])
    if chart is None:
        assert set(values) == {None}
        return
    for point in chart.points:
        assert chart.left <= point.x <= chart.right
        assert 0 <= point.y <= chart.bottom
    by_value = sorted(chart.points, key=lambda point: point.value)
    assert [point.y for point in by_value] == sorted((point.y for point in by_value), reverse=True)


@pytest.mark.parametrize(("value", "at"), [(1.0, 0.0), (2.5, 50.0), (4.0, 100.0)])
def test_a_dot_lies_on_the_full_axis_of_the_scale(value: float, at: float) -> None:
    assert charts.place(value) == at


def limit(width: int, n: int) -> float:
    return 80 + width / math.sqrt(n)


def funnel(dots: list[Dot]) -> charts.Funnel:
    return charts.funnel(dots, 80.0, [partial(limit, width) for width in (-20, 20, -40, 40)])


@given(st.lists(st.builds(Dot, st.integers(1, 20_000), st.floats(25, 100), st.booleans()), min_size=1, max_size=20))
def test_units_and_limits_of_a_funnel_lie_inside_the_drawing(dots: list[Dot]) -> None:
    chart = funnel(dots)
    assert len(chart.inside) + len(chart.outside) == len(dots)
    assert len(chart.outside) == sum(dot.outside for dot in dots)
    corners = [tuple(map(float, corner.split(","))) for limit in chart.limits for corner in limit.split()]
    for x, y in [(point.x, point.y) for point in (*chart.inside, *chart.outside)] + corners:
        assert chart.left <= x <= chart.right + 0.1
        assert 0 <= y <= chart.bottom + 0.1


@given(st.integers(1, 1_000_000))
def test_respondents_are_counted_in_few_round_steps(most: int) -> None:
    numbers = [int(number.label) for number in funnel([Dot(most, 80.0, False)]).numbers]
    assert numbers[0] == 0
    assert numbers[-2] < most <= numbers[-1]
    assert len(numbers) <= 7
    assert str(numbers[1]).strip("0") in {"1", "2", "5"}


def test_limits_narrow_towards_the_target() -> None:
    chart = funnel([Dot(10, 75.0, False), Dot(400, 81.0, True)])
    lower = [float(corner.split(",")[1]) for corner in chart.limits[0].split()]
    assert lower == sorted(lower, reverse=True)
    assert lower[-1] > chart.target


def test_a_small_line_has_a_gap_where_a_count_is_hidden_and_ends_at_the_last_one() -> None:
    found = charts.spark([0, 10, None, 5, None, 5, 10, None])
    assert found is not None
    assert [len(path.split()) for path in found.paths] == [2, 2, 2]
    assert found.last.value == 10
    assert found.paths[1] == "46.6,14.0 50.6,14.0"  # a month between two gaps can still be seen


def test_nothing_but_zeros_and_hidden_counts_is_no_line() -> None:
    assert charts.spark([0, None, 0]) is None
    assert charts.spark([]) is None
