"""One pass of the officer model: from histograms to noise, variance components and the level of every unit.

Rating of row i (an officer at a unit j) = mu + u_j + v_i + noise, with variances tau_u² of u, tau_v² of v and sigma²
of a single rating; all on the Likert scale 1..4.
"""

from dataclasses import dataclass

import numpy as np

from surveys import noise
from surveys.arrays import FloatArray, IntArray, by_group, reciprocal, total
from surveys.policy import Policy
from surveys.variance import Nested, paule_mandel_nested


@dataclass(frozen=True)
class Components:
    """sigma², tau_v² and tau_u² to score with, and how they were estimated (None where only the three are given).

    SSW, N, K: pooled sum of squares, ratings, rows; *_pm: Paule-Mandel values before blending with the policy's priors;
    rows_vc, units_vc: rows and units that informed them (K', J'); nu = K' - J', nu_u = J' - 1, at least 0.
    """

    sigma2: float
    tau_v2: float
    tau_u2: float
    SSW: float | None = None
    N: int | None = None
    K: int | None = None
    sigma2_default: bool | None = None
    tau_v2_pm: float | None = None
    tau_u2_pm: float | None = None
    rows_vc: int | None = None
    units_vc: int | None = None
    nu: int | None = None
    nu_u: int | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """Rows, shape (K,): sums (winsorised), mean ybar, its noise s, weight w. Units, shape (J,): the other arrays.

    W, m: weight and mean of a unit's rows (0 without rows); c: the unit's weight in mu; Lambda: reliability of m;
    u: unit effect; theta = mu + u. C = sum c, CM = sum c m, mu = CM/C, Vmu = 1/C. vc: None where components are frozen.
    """

    components: Components
    vc: Nested | None
    sums: noise.Sums
    ybar: FloatArray
    s: FloatArray
    w: FloatArray
    W: FloatArray
    m: FloatArray
    c: FloatArray
    Lambda: FloatArray
    u: FloatArray
    theta: FloatArray
    C: float
    CM: float
    mu: float
    Vmu: float


def fit(
    hist: IntArray,
    unit: IntArray,
    units: int,
    policy: Policy,
    *,
    frozen: Components | None = None,
    floor: FloatArray | None = None,
) -> Fit:
    """One pass over at least one row; hist (K, 7) with n >= 1 each, unit (K,) in 0..units-1, floor (units,)."""
    sums = noise.sums(hist, None if floor is None else floor[unit])
    ybar = sums.S / sums.n
    components, vc = (frozen, None) if frozen else _estimated(sums, ybar, unit, units, policy)
    s = noise.of_means(sums.n, components.sigma2)
    w = 1.0 / (components.tau_v2 + s)

    weight = by_group(w, unit, units)
    m = np.divide(by_group(w * ybar, unit, units), weight, out=np.zeros(units), where=weight > 0)
    c = 1.0 / (components.tau_u2 + reciprocal(weight))
    c_sum, cm_sum = total(c), total(c * m)
    mu = cm_sum / c_sum
    reliability = components.tau_u2 * c
    u = reliability * (m - mu)
    return Fit(
        components, vc, sums, ybar, s, w,
        weight, m, c, reliability, u, mu + u,
        C=c_sum, CM=cm_sum, mu=mu, Vmu=1.0 / c_sum,
    )  # fmt: skip


def _estimated(
    sums: noise.Sums, ybar: FloatArray, unit: IntArray, units: int, policy: Policy
) -> tuple[Components, Nested]:
    """Components from the data: only rows with n >= n_vc say how much officers and units differ."""
    pooled = noise.pooled(sums, policy.sigma2_0)
    informs = sums.n >= policy.n_vc
    s = noise.of_means(sums.n[informs], pooled.sigma2)
    vc = paule_mandel_nested(ybar[informs], s, unit[informs], units)
    nu, nu_u = vc.rows - vc.units, max(0, vc.units - 1)
    tau_v2, tau_u2 = vc.tau_v2, vc.tau_u2
    if policy.blend:
        # Alone, Paule-Mandel says 0 in many small agencies, and its intervals are then too narrow.
        tau_v2 = _blend(tau_v2, nu, policy.tau_v2_0, policy.weight_v0)
        tau_u2 = _blend(tau_u2, nu_u, policy.tau_u2_0, policy.weight_u0)
    components = Components(
        pooled.sigma2, tau_v2, tau_u2,
        SSW=pooled.SSW, N=pooled.N, K=pooled.K, sigma2_default=pooled.default,
        tau_v2_pm=vc.tau_v2, tau_u2_pm=vc.tau_u2, rows_vc=vc.rows, units_vc=vc.units, nu=nu, nu_u=nu_u,
    )  # fmt: skip
    return components, vc


def _blend(tau2: float, freedom: int, prior: float, weight: int) -> float:
    return (freedom * tau2 + weight * prior) / (freedom + weight)
