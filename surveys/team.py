"""Team numbers: the unit's solo rows, and one extra row "bersama" for what its officers earned together."""

from dataclasses import dataclass

import numpy as np

from surveys.arrays import CountArray, FloatArray, IntArray, by_group
from surveys.cells import BINS, Cells
from surveys.fit import Fit
from surveys.means import Means, means, ratings


@dataclass(frozen=True, eq=False)
class Shared:
    """Shared and unrostered ratings of J units with K solo rows.

    hist (J, 7); share (K,): part of the unit's shared ratings that falls to the officer of each solo row, an equal
    part of every rating for each person on duty; squares (J,): sum of squared shares over all persons on duty,
    officers without a solo row included and all unrostered ratings taken as one unknown person; cells: the same
    ratings by cell, whose rows are units.
    """

    hist: IntArray
    share: FloatArray
    squares: FloatArray
    cells: Cells | None = None


@dataclass(frozen=True, eq=False)
class Teams:
    """Units, shape (J,). Without shared ratings W_team, m_team, u_team are W, m, u and var_m_team is 1/W.

    W, m, c, Lambda, u: solo part (m nan without solo rows); Var: variance of mu + u around the unit's true level.
    n_b, ybar_b, s_b, w_b: the row "bersama", H_c_b, H_d_b: how far it lies at one counter and on one day; W_team,
    m_team, var_m_team, Lambda_team, u_team, Var_team: both together.
    Q_team = 25 (mu + u_team) and its standard error se, in IKM points.
    """

    W: FloatArray
    m: FloatArray
    c: FloatArray
    Lambda: FloatArray
    u: FloatArray
    Var: FloatArray
    n_b: CountArray
    ybar_b: FloatArray
    H_c_b: FloatArray
    H_d_b: FloatArray
    s_b: FloatArray
    w_b: FloatArray
    W_team: FloatArray
    m_team: FloatArray
    var_m_team: FloatArray
    Lambda_team: FloatArray
    u_team: FloatArray
    Var_team: FloatArray
    Q_team: FloatArray
    se: FloatArray


def nothing_shared(rows: int, units: int) -> Shared:
    """For an agency in which every rating is solo."""
    return Shared(np.zeros((units, BINS), dtype=np.int64), np.zeros(rows), np.zeros(units))


def teams(fit: Fit, unit: IntArray, shared: Shared, floor: FloatArray | None) -> Teams:
    """Team values of a final pass; `floor` (J,) is the one its rows were winsorised with."""
    given = ratings(shared.hist, shared.cells, floor)
    return joined(fit, unit, given.rows.n, means(given, fit.components), shared.share, shared.squares)


def joined(fit: Fit, unit: IntArray, n_b: CountArray, extra: Means, share: FloatArray, squares: FloatArray) -> Teams:
    """Team values from solo rows and the row "bersama" of every unit: its n_b and means, shape (J,); rest as in Shared.

    m_team joins m and ybar_b by weight. Its variance around the unit's level counts that the same persons are in both
    parts. With kappa_p = (w_p + w_b a_p)/W_team for each person p, and since w_i (tau_v² + s_i) = 1,

        tau_v² sum_p kappa_p² + (sum_i w_i² s_i + w_b² s_b)/W_team² = 1/W_team + 2 tau_v² w_b (sum_i w_i a_i)/W_team²
    """
    tau_v2, tau_u2 = fit.components.tau_v2, fit.components.tau_u2
    w_b = 1.0 / (tau_v2 * squares + extra.s)

    w_t = fit.W + w_b
    m_t = fit.m + w_b / w_t * (extra.ybar - fit.m)
    common = by_group(fit.w * share, unit, len(fit.W))
    var_t = 1.0 / w_t + 2.0 * tau_v2 * w_b * common / (w_t * w_t)
    lambda_t = tau_u2 / (tau_u2 + var_t)
    u_t = lambda_t * (m_t - fit.mu)
    spread = _spread(fit, lambda_t)
    return Teams(
        fit.W, np.where(fit.W > 0, fit.m, np.nan), fit.c, fit.Lambda, fit.u, _spread(fit, fit.Lambda),
        n_b, np.where(n_b > 0, extra.ybar, np.nan), extra.H_c, extra.H_d, extra.s, w_b,
        w_t, m_t, var_t, lambda_t, u_t, spread,
        Q_team=25.0 * (fit.mu + u_t), se=25.0 * np.sqrt(spread),
    )  # fmt: skip


def _spread(fit: Fit, reliability: FloatArray) -> FloatArray:
    """Variance of mu + u: what is unknown of the unit, and the unknown of mu as far as the unit leans on it."""
    return fit.components.tau_u2 * (1.0 - reliability) + (1.0 - reliability) ** 2 * fit.Vmu
