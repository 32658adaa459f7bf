"""One pass of the officer model: from histograms to noise, variance components and the level of every unit.

Rating of row i (an officer at a unit j) = mu + u_j + v_i + noise, with variances tau_u² of u, tau_v² of v and sigma²
of a single rating; all on the Likert scale 1..4.
"""

from dataclasses import asdict, dataclass

import numpy as np

from surveys.arrays import CountArray, FloatArray, IntArray, by_group, reciprocal, total
from surveys.cells import Cells
from surveys.means import Means, Within, means, ratings, within
from surveys.noise import Sums
from surveys.policy import Policy
from surveys.variance import Nested, paule_mandel_nested


@dataclass(frozen=True)
class Components(Within):
    """tau_v² and tau_u² beside what is known within rows: all that is needed to score, and how it was estimated.

    *_pm: Paule-Mandel values before blending with the policy's priors; rows_vc, units_vc: rows and units that informed
    them (K', J'); nu = K' - J', nu_u = J' - 1, at least 0. None where components are given, not estimated.
    """

    tau_v2: float
    tau_u2: float
    tau_v2_pm: float | None = None
    tau_u2_pm: float | None = None
    rows_vc: int | None = None
    units_vc: int | None = None
    nu: int | None = None
    nu_u: int | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """Rows, shape (K,): sums (winsorised), their means and noise, weight w. Units, shape (J,): the other arrays.

    W, m: weight and mean of a unit's rows (0 without rows); c: the unit's weight in mu; Lambda: reliability of m;
    u: unit effect; theta = mu + u. C = sum c, CM = sum c m, mu = CM/C, Vmu = 1/C. vc: None where components are frozen.
    """

    components: Components
    vc: Nested | None
    sums: Sums
    means: Means
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
    cells: Cells | None = None,
    frozen: Components | None = None,
    floor: FloatArray | None = None,
) -> Fit:
    """One pass over at least one row; hist (K, 7) with n >= 1 each, unit (K,) in 0..units-1, floor (units,).

    cells: the same ratings by cell; without them there is neither case-mix nor cluster noise.
    """
    given = ratings(hist, cells, None if floor is None else floor[unit])
    known = frozen or within(given, policy)
    return of_means(given.rows, means(given, known), known, unit, units, policy, frozen=frozen)


def of_means(
    sums: Sums,
    row: Means,
    known: Within,
    unit: IntArray,
    units: int,
    policy: Policy,
    *,
    frozen: Components | None = None,
) -> Fit:
    """The levels of units from the means of their rows, whatever those ratings weighed; shapes as in `fit`."""
    components, vc = (frozen, None) if frozen else _between(known, sums.n, row, unit, units, policy)
    w = 1.0 / (components.tau_v2 + row.s)

    weight = by_group(w, unit, units)
    m = np.divide(by_group(w * row.ybar, unit, units), weight, out=np.zeros(units), where=weight > 0)
    c = 1.0 / (components.tau_u2 + reciprocal(weight))
    c_sum, cm_sum = total(c), total(c * m)
    mu = cm_sum / c_sum
    reliability = components.tau_u2 * c
    u = reliability * (m - mu)
    return Fit(
        components, vc, sums, row, w,
        weight, m, c, reliability, u, mu + u,
        C=c_sum, CM=cm_sum, mu=mu, Vmu=1.0 / c_sum,
    )  # fmt: skip


def _between(
    known: Within, n: CountArray, row: Means, unit: IntArray, units: int, policy: Policy
) -> tuple[Components, Nested]:
    """Components from the data: only rows with n >= n_vc say how much officers and units differ."""
    informs = n >= policy.n_vc
    vc = paule_mandel_nested(row.ybar[informs], row.s[informs], unit[informs], units)
    nu, nu_u = vc.rows - vc.units, max(0, vc.units - 1)
    tau_v2, tau_u2 = vc.tau_v2, vc.tau_u2
    if policy.blend:
        # Alone, Paule-Mandel says 0 in many small agencies, and its intervals are then too narrow.
        tau_v2 = _blend(tau_v2, nu, policy.tau_v2_0, policy.weight_v0)
        tau_u2 = _blend(tau_u2, nu_u, policy.tau_u2_0, policy.weight_u0)
    components = Components(
        **asdict(known), tau_v2=tau_v2, tau_u2=tau_u2,
        tau_v2_pm=vc.tau_v2, tau_u2_pm=vc.tau_u2, rows_vc=vc.rows, units_vc=vc.units, nu=nu, nu_u=nu_u,
    )  # fmt: skip
    return components, vc


def _blend(tau2: float, freedom: int, prior: float, weight: int) -> float:
    return (freedom * tau2 + weight * prior) / (freedom + weight)
