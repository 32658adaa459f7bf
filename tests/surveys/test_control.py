"""Control limits: what a month may do by chance."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import control
from surveys.control import Control, Sample

samples = st.lists(
    st.builds(Sample, st.integers(10, 5000), st.floats(25, 100), st.floats(0.1, 5)),
    min_size=control.FEWEST,
    max_size=12,
)


def test_fewer_than_six_months_have_no_limits() -> None:
    assert control.fit([Sample(100, 80.0, 1.0)] * 5) is None


def test_months_alike_have_limits_three_standard_errors_away() -> None:
    found = control.fit([Sample(100, 80.0, 1.0)] * 6)
    assert found == Control(80.0, 10.0)
    assert found.limits(100) == (77.0, 83.0)
    assert found.limits(400) == pytest.approx((78.5, 81.5))


def test_a_month_beyond_its_limits_is_told_from_one_within() -> None:
    found = Control(80.0, 10.0)
    assert found.holds(Sample(25, 75.0, 2.0))
    assert not found.holds(Sample(400, 75.0, 0.5))


@given(samples)
def test_the_centre_lies_between_the_months_and_limits_narrow_with_respondents(months: list[Sample]) -> None:
    found = control.fit(months)
    assert found is not None
    values = [month.value for month in months]
    assert min(values) - 1e-9 <= found.centre <= max(values) + 1e-9
    wide, narrow = found.limits(10), found.limits(1000)
    assert wide[1] - wide[0] == pytest.approx((narrow[1] - narrow[0]) * sqrt(100))
