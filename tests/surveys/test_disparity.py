"""The yearly checks against least squares, against what a simulation knows, and where they have nothing to say."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from surveys import disparity
from surveys.arrays import FloatArray, IntArray
from surveys.disparity import Calibration, Gap
from tests.agencies import law

Rows = tuple[FloatArray, FloatArray, IntArray, FloatArray]


def rows(seed: int, size: int = 60, units: int = 6, points: float = 0.0) -> Rows:
    """Means, weights, units and a trait that is worth `points`."""
    chance = np.random.default_rng(seed)
    unit = chance.integers(0, units, size)
    trait = chance.integers(0, 2, size).astype(float)
    w = chance.uniform(10, 60, size)
    ybar = 3.3 + 0.1 * unit + points / 25 * trait + chance.standard_normal(size) / np.sqrt(w)
    return ybar, w, unit, trait


def gap(*given: object) -> Gap:
    found = disparity.gap(*given)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_gap_is_weighted_least_squares_with_a_dummy_for_every_unit(seed: int) -> None:
    ybar, w, unit, trait = rows(seed)
    design = np.column_stack([trait, np.eye(6)[unit]])
    reference = sm.WLS(ybar, design, weights=w).fit(cov_type="fixed scale")
    found = gap(ybar, w, unit, trait)
    assert found.points == pytest.approx(25 * reference.params[0], abs=1e-9)
    assert found.se == pytest.approx(25 * reference.bse[0], abs=1e-9)


def test_a_gap_that_is_there_is_found_and_opens_a_review() -> None:
    found = gap(*rows(7, size=3_000, units=60, points=3.0))
    assert found.points == pytest.approx(3.0, abs=3 * found.se)
    assert found.opens_review
    assert not gap(*rows(7, size=3_000, units=60)).opens_review


def test_a_gap_between_units_is_not_a_gap_between_people() -> None:
    unit = np.repeat([0, 1], 10)
    ybar, w = np.where(unit == 0, 3.9, 2.9) + np.tile([0.1, -0.1], 10), np.full(20, 30.0)
    mostly_first = np.where(unit == 0, np.arange(20) % 10 < 8, np.arange(20) % 10 < 2).astype(float)
    assert abs(gap(ybar, w, unit, mostly_first).points) < 1e-9


def test_a_trait_that_all_of_a_unit_share_says_nothing() -> None:
    ybar, w, unit, _ = rows(1)
    assert disparity.gap(ybar, w, unit, unit.astype(float) / 3) is None
    assert disparity.gap(ybar, w, unit, np.zeros(60)) is None


@law
@given(st.integers(0, 10_000), st.floats(-2, 2), st.floats(-3, 3))
def test_a_constant_added_to_all_means_or_traits_changes_no_gap(seed: int, level: float, other: float) -> None:
    ybar, w, unit, trait = rows(seed)
    found, moved = gap(ybar, w, unit, trait), gap(ybar + level, w, unit, trait + other)
    assert (moved.points, moved.se) == pytest.approx((found.points, found.se), abs=1e-8)


def calibration(*given: FloatArray) -> Calibration:
    found = disparity.calibration(*given)
    assert found is not None
    return found


def test_two_honest_half_years_go_together_as_their_reliabilities_promise() -> None:
    chance = np.random.default_rng(2)
    truth = 0.12 * chance.standard_normal(40_000)
    halves = []
    for _ in range(2):
        noise = 0.3 / chance.integers(5, 200, truth.size)
        b = 0.0144 / (0.0144 + noise)
        halves += [b * (truth + np.sqrt(noise) * chance.standard_normal(truth.size)), b]
    found = calibration(*halves)
    assert found.officers == 40_000
    assert found.correlation == pytest.approx(found.expected, abs=0.015)


def test_with_one_reliability_for_all_the_promise_is_that_reliability() -> None:
    v = np.array([0.1, -0.2, 0.1])
    found = calibration(v, np.full(3, 0.6), v, np.full(3, 0.6))
    assert (found.correlation, found.expected) == pytest.approx((1.0, 0.6))


def test_without_effects_there_is_no_calibration() -> None:
    nothing = np.zeros(3)
    assert disparity.calibration(nothing, nothing + 0.2, nothing, nothing + 0.2) is None
    assert disparity.calibration(*[np.array([])] * 4) is None
