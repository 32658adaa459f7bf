"""Charts: coordinates of the same numbers that the table shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice import charts
from backoffice.charts import Reading


def test_an_empty_series_has_no_chart() -> None:
    assert charts.line([Reading("Okt 26", None), Reading("Nov 26", None)]) is None
    assert charts.line([]) is None


def test_a_month_without_a_figure_is_a_gap_and_never_a_point() -> None:
    chart = charts.line([Reading("Sep", 80.0, (78.0, 82.0)), Reading("Okt", None), Reading("Nov", 84.0, (83.0, 85.0))])
    assert chart is not None
    assert [point.value for point in chart.points] == [80.0, 84.0]
    assert (len(chart.paths), len(chart.bands), len(chart.months)) == (2, 2, 3)


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
