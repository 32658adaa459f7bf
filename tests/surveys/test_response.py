"""The response rate, and where it is not told."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.response import NO_SERVICES, Services, rate

counts = st.integers(min_value=0, max_value=500)


def test_the_rate_is_forms_per_service() -> None:
    assert rate(30, Services(120, 120)) == Fraction(1, 4)


@pytest.mark.parametrize(("forms", "services"), [(30, 0), (30, 29), (30, 31), (30, 39), (9, 100), (1, 100), (100, 101)])
def test_no_rate_tells_of_fewer_than_ten_people_or_of_a_log_with_gaps(forms: int, services: int) -> None:
    assert rate(forms, Services(services)) is None


@pytest.mark.parametrize(("forms", "services"), [(30, 30), (30, 40), (10, 20), (0, 10)])
def test_everybody_nobody_and_ten_on_either_side_may_be_told(forms: int, services: int) -> None:
    assert rate(forms, Services(services)) == Fraction(forms, services)


@given(counts, counts)
def test_a_rate_lies_between_nothing_and_one_with_none_or_ten_on_both_sides(forms: int, services: int) -> None:
    found = rate(forms, Services(services))
    if found is not None:
        assert 0 <= found <= 1
        assert not 0 < forms < 10
        assert not 0 < services - forms < 10


@given(counts, counts)
def test_units_add_up(one: int, other: int) -> None:
    assert sum([Services(one, one), Services(other)], NO_SERVICES) == Services(one + other, one)
