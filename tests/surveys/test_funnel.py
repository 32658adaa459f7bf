"""Limits of the funnel plot against independent numbers and at their edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from surveys import funnel
from surveys.funnel import INNER, OUTER, Funnel
from tests.agencies import law

N = np.array([12, 45, 80, 150, 400], dtype=np.int64)
INDEX = np.array([71.0, 88.5, 80.2, 83.1, 79.4])
SE = np.array([4.1, 2.2, 1.6, 1.2, 0.7])


def fitted(n: np.ndarray = N, index: np.ndarray = INDEX, se: np.ndarray = SE, target: float = 80.9) -> Funnel:
    found = funnel.fit(n, index, se, target)
    assert found is not None
    return found


def test_the_variance_of_one_respondent_is_pooled_by_respondents() -> None:
    by_hand = (144 * 4.1**2 + 2025 * 2.2**2 + 6400 * 1.6**2 + 22500 * 1.2**2 + 160000 * 0.7**2) / (
        12 + 45 + 80 + 150 + 400
    )
    assert fitted().s_r2 == pytest.approx(by_hand, rel=1e-12)


def test_the_spread_between_units_is_paule_and_mandels_of_those_with_thirty_respondents() -> None:
    reference = combine_effects(INDEX[1:], SE[1:] ** 2, method_re="iterated", atol=1e-10)
    assert fitted().tau2 == pytest.approx(reference.tau2, abs=1e-6)
    moved = np.array([25.0, *INDEX[1:]])
    assert fitted(index=moved).tau2 == fitted().tau2


def test_units_that_differ_by_chance_only_have_the_limits_of_chance() -> None:
    found = fitted(index=np.full(5, 80.9))
    assert found.tau2 == 0
    assert funnel.limits(found, 100) == pytest.approx((80.9 - 0.196 * found.s_r2**0.5, 80.9 + 0.196 * found.s_r2**0.5))


@law
@given(st.integers(1, 10_000), st.integers(1, 10_000), st.floats(0.1, 900), st.floats(0, 50))
def test_limits_lie_around_the_target_and_narrow_with_respondents(n: int, more: int, s_r2: float, tau2: float) -> None:
    found = Funnel(80.0, s_r2, tau2)
    inner, outer = funnel.limits(found, n, INNER), funnel.limits(found, n, OUTER)
    assert outer[0] < inner[0] < 80 < inner[1] < outer[1]
    assert inner[0] + inner[1] == pytest.approx(160, abs=1e-9)
    assert funnel.limits(found, n + more)[0] >= inner[0]


def test_limits_never_fall_below_the_ordinary_spread_between_units() -> None:
    low, high = funnel.limits(Funnel(80.0, 400.0, 4.0), 1_000_000_000)
    assert (low, high) == pytest.approx((80 - 1.96 * 2, 80 + 1.96 * 2), abs=1e-3)


def test_about_one_unit_in_twenty_without_a_reason_of_its_own_lies_outside_the_inner_limits() -> None:
    chance = np.random.default_rng(4)
    n = chance.integers(30, 600, 2_000)
    se = np.sqrt(250.0 / n)
    index = 82 + 1.5 * chance.standard_normal(2_000) + se * chance.standard_normal(2_000)
    found = fitted(n, index, se, 82.0)
    outside = [
        not low <= value <= high
        for value, (low, high) in zip(index, (funnel.limits(found, m) for m in n.tolist()), strict=True)
    ]
    assert found.tau2 == pytest.approx(2.25, rel=0.15)
    assert np.mean(outside) == pytest.approx(0.05, abs=0.015)


def test_no_unit_has_no_funnel() -> None:
    nothing = np.array([])
    assert funnel.fit(nothing.astype(np.int64), nothing, nothing, 80.0) is None
