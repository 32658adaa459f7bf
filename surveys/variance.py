"""Variance between officers and between units: Paule and Mandel (1982), nested, with the root always bracketed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from surveys.arrays import FloatArray, IntArray, by_group, reciprocal, total

_TOLERANCE = 1e-14
_STEPS = 200


@dataclass(frozen=True, eq=False)
class Nested:
    """Variance components of row means in units, and what they were solved from.

    tau_v2, tau_u2: between rows of a unit and between units, Likert²; rows, units: how many informed them (K', J');
    W, m: weight and mean of every unit at tau_v2, shape (units,), 0 and nan where a unit has no informing row.
    """

    tau_v2: float
    tau_u2: float
    rows: int
    units: int
    W: FloatArray
    m: FloatArray


def paule_mandel(y: FloatArray, s: FloatArray, group: IntArray | None = None) -> float:
    """The tau² >= 0 with sum_g sum_(i in g) w_i (y_i - m_g)² = rows - groups, w_i = 1/(tau² + s_i); 0 if there is none.

    y: means, s: their sampling variances (> 0), group: 0..G-1 with no gap; all of shape (rows,). One group if omitted.
    Source: Paule & Mandel 1982, J. Res. NBS 87; DerSimonian & Kacker 2007.
    """
    if group is None:
        group = np.zeros(len(y), dtype=np.int64)
    groups = int(group.max(initial=-1)) + 1
    freedom = len(y) - groups
    if freedom < 1:
        return 0.0

    def statistic(tau2: float) -> tuple[float, float]:
        w = 1.0 / (tau2 + s)
        m = by_group(w * y, group, groups) / by_group(w, group, groups)
        q = w * (y - m[group]) ** 2
        # m minimises the sum, so its own movement does not enter the slope.
        return total(by_group(q, group, groups)), -total(by_group(w * q, group, groups))

    return _root(statistic, freedom)


def paule_mandel_nested(y: FloatArray, s: FloatArray, unit: IntArray, units: int) -> Nested:
    """tau_v² within units, then tau_u² from the unit means at that tau_v²; shapes as in paule_mandel."""
    present = np.bincount(unit, minlength=units) > 0
    tau_v2 = paule_mandel(y, s, (np.cumsum(present) - 1)[unit])
    w = 1.0 / (tau_v2 + s)
    weight = by_group(w, unit, units)
    m = np.full(units, np.nan)
    np.divide(by_group(w * y, unit, units), weight, out=m, where=present)
    tau_u2 = paule_mandel(m[present], reciprocal(weight[present]))
    return Nested(tau_v2, tau_u2, len(y), int(present.sum()), weight, m)


def _root(statistic: Callable[[float], tuple[float, float]], target: float) -> float:
    """Where a decreasing positive statistic falls to the target; 0 if it starts there or below.

    `statistic` returns value and slope. The next point comes from Newton's step on 1/statistic, which is nearly
    straight (Hebden's device for secular equations), and from halving wherever that step leaves the bracket.
    """
    lo, (value, slope) = 0.0, statistic(0.0)
    if value <= target:
        return 0.0
    hi, (value_hi, _) = 1.0, statistic(1.0)
    while value_hi > target:
        hi *= 2.0
        value_hi = statistic(hi)[0]
    for _ in range(_STEPS):
        tolerance = _TOLERANCE * max(1.0, hi)
        if hi - lo <= tolerance:
            break
        # At least half a tolerance, so that a last step from the left crosses the root and closes the bracket.
        x = lo + max((target - value) / slope * (value / target), tolerance / 2)
        x = x if x < hi else (lo + hi) / 2
        value_x, slope_x = statistic(x)
        if value_x > target:
            lo, value, slope = x, value_x, slope_x
        else:
            hi, value_hi = x, value_x
    return lo if value - target <= target - value_hi else hi
