"""Tails against an independent library, and by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys import tails
from tests.agencies import law


def assert_close(mine: float, reference: float) -> None:
    assert mine == pytest.approx(reference, rel=1e-10, abs=1e-280)


@law
@given(st.integers(0, 60), st.floats(0.02, 40))
def test_a_poisson_tail_agrees_with_the_reference(k: int, mean: float) -> None:
    assert_close(tails.poisson_at_least(k, mean), stats.poisson.sf(k - 1, mean))


@law
@given(st.integers(0, 200), st.integers(1, 200), st.floats(1e-5, 0.6))
def test_a_binomial_tail_agrees_with_the_reference(k: int, n: int, p: float) -> None:
    assert_close(tails.binomial_at_least(min(k, n), n, p), stats.binom.sf(min(k, n) - 1, n, p))


@law
@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.2, 60), st.floats(0.2, 60))
def test_beta_binomial_tails_agree_with_the_reference(k: int, n: int, a: float, b: float) -> None:
    k = min(k, n)
    weights = [stats.betabinom.pmf(j, n, a, b) for j in range(n + 1)]
    assert_close(tails.beta_binomial_at_least(k, n, a, b), math.fsum(weights[k:]))
    assert_close(tails.beta_binomial_at_most(k, n, a, b), math.fsum(weights[: k + 1]))


def test_tails_worked_by_hand() -> None:
    assert_close(tails.poisson_at_least(2, 1.0), 1 - 2 / math.e)
    assert_close(tails.binomial_at_least(3, 4, 0.5), 5 / 16)
    # A uniform probability makes every count of n = 4 equally likely.
    assert_close(tails.beta_binomial_at_least(4, 4, 1, 1), 1 / 5)
    assert_close(tails.beta_binomial_at_most(1, 4, 1, 1), 2 / 5)
    assert_close(tails.normal_beyond(-1.959963984540054), 0.05)


def test_nothing_and_everything_are_certain() -> None:
    assert tails.poisson_at_least(0, 0.02) == 1.0
    assert tails.binomial_at_least(0, 5, 0.03) == 1.0
    assert tails.beta_binomial_at_least(0, 5, 2, 3) == 1.0
    assert tails.beta_binomial_at_most(5, 5, 2, 3) == 1.0


@law
@given(st.integers(1, 40), st.floats(0.02, 10))
def test_more_ratings_are_never_less_surprising(k: int, mean: float) -> None:
    assert tails.poisson_at_least(k + 1, mean) < tails.poisson_at_least(k, mean)
