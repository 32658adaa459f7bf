import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.arrays import FloatArray, IntArray
from surveys.variance import paule_mandel, paule_mandel_nested
from tests.agencies import law

Study = tuple[FloatArray, FloatArray, IntArray]


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Means, sampling variances and groups without a gap."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    rows = sum(sizes)
    y = draw(st.lists(st.floats(1, 4), min_size=rows, max_size=rows))
    s = draw(st.lists(st.floats(1e-4, 1), min_size=rows, max_size=rows))
    return np.array(y), np.array(s), np.repeat(np.arange(len(sizes)), sizes)


def excess(tau2: float, y: FloatArray, s: FloatArray, group: IntArray) -> float:
    """The estimating equation, written out row by row: left side minus right side."""
    terms: list[float] = []
    for g in set(group.tolist()):
        rows = [i for i in range(len(y)) if group[i] == g]
        w = {i: 1 / (tau2 + s[i]) for i in rows}
        m = math.fsum(w[i] * y[i] for i in rows) / math.fsum(w.values())
        terms += [w[i] * (y[i] - m) ** 2 for i in rows]
    return math.fsum(terms) - (len(y) - len(set(group.tolist())))


@law
@given(studies())
def test_the_root_solves_the_estimating_equation(study: Study) -> None:
    tau2 = paule_mandel(*study)
    if tau2 > 0:
        assert abs(excess(tau2, *study)) <= 1e-9
    else:
        assert excess(0.0, *study) <= 1e-9


@law
@given(studies())
def test_the_root_agrees_with_plain_bisection(study: Study) -> None:
    assume(len(study[0]) > len(set(study[2].tolist())))
    lo, hi = 0.0, 16.0
    for _ in range(80):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if excess(middle, *study) > 0 else (lo, middle)
    assert paule_mandel(*study) == pytest.approx(hi, abs=1e-12)


@law
@given(studies())
def test_the_unit_component_is_solved_at_the_unblended_officer_component(study: Study) -> None:
    y, s, unit = study
    nested = paule_mandel_nested(y, s, unit, int(unit.max()) + 1)
    assert nested.tau_v2 == paule_mandel(y, s, unit)
    assert nested.tau_u2 == paule_mandel(nested.m, 1 / nested.W)
    assert (nested.rows, nested.units) == (len(y), len(nested.W))


def test_one_row_per_unit_says_nothing_about_officers() -> None:
    y, s, unit = np.array([3.1, 3.3, 2.2]), np.array([0.01, 0.02, 0.03]), np.array([0, 1, 2])
    nested = paule_mandel_nested(y, s, unit, 3)
    assert nested.tau_v2 == 0
    assert nested.tau_u2 == paule_mandel(y, s) > 0


def test_a_unit_without_rows_takes_no_part() -> None:
    y, s = np.array([3.1, 3.3, 2.2]), np.array([0.01, 0.02, 0.03])
    with_gap = paule_mandel_nested(y, s, np.array([0, 0, 2]), 3)
    without = paule_mandel_nested(y, s, np.array([0, 0, 1]), 2)
    assert (with_gap.tau_v2, with_gap.tau_u2, with_gap.units) == (without.tau_v2, without.tau_u2, 2)
    assert with_gap.W[1] == 0
    assert np.isnan(with_gap.m[1])


def test_no_rows_at_all_have_no_variance() -> None:
    nothing = np.array([])
    nested = paule_mandel_nested(nothing, nothing, np.array([], dtype=np.int64), 2)
    assert (nested.tau_v2, nested.tau_u2, nested.rows, nested.units) == (0, 0, 0, 0)


def test_equal_means_have_no_variance() -> None:
    assert paule_mandel(np.full(7, 3.3), np.full(7, 0.02)) == 0


def test_a_very_large_spread_is_found_by_widening_the_bracket() -> None:
    y, s = np.array([0.0, 1000.0, -1000.0]), np.full(3, 0.01)
    assert paule_mandel(y, s) == pytest.approx(1e6 - 0.01, rel=1e-12)
