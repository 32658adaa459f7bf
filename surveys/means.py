"""The mean of every row, made comparable: less its circumstances, and how far it may lie from the truth by chance."""

from dataclasses import KW_ONLY, dataclass, field

import numpy as np

from surveys import casemix, clusters, noise
from surveys.arrays import FloatArray, IntArray, by_group
from surveys.casemix import CaseMix
from surveys.cells import Cells
from surveys.noise import Sums
from surveys.policy import Policy


@dataclass(frozen=True)
class Within:
    """What ratings of one row have to do with each other, on the Likert scale; a record of it may be frozen.

    sigma2: variance of one rating; tau_c2, tau_d2: between a row's counters and between its days; beta, xbar: effect
    and share of each circumstance, by column ("shift=siang"), empty without case-mix. How they were estimated, None
    where they are given: case_mix: "dipakai" or "tidak dipakai"; beta_se: standard errors; SSW, SSW_star: pooled sum
    of squares before and after case-mix; N ratings, K rows, p columns; sigma2_pooled, sigma2_c, sigma2_d: variances
    within rows, within their counters and days, None where nothing varied; sigma2_default: nothing varied anywhere.
    """

    sigma2: float
    _: KW_ONLY
    tau_c2: float = 0.0
    tau_d2: float = 0.0
    beta: dict[str, float] = field(default_factory=dict)
    xbar: dict[str, float] = field(default_factory=dict)
    case_mix: str | None = None
    beta_se: dict[str, float] | None = None
    SSW: float | None = None
    SSW_star: float | None = None
    N: int | None = None
    K: int | None = None
    p: int | None = None
    sigma2_pooled: float | None = None
    sigma2_c: float | None = None
    sigma2_d: float | None = None
    sigma2_default: bool | None = None


@dataclass(frozen=True, eq=False)
class Ratings:
    """Sums of the ratings of K rows and, where these are known, of their M cells."""

    rows: Sums
    cells: Cells | None
    in_cells: Sums | None


@dataclass(frozen=True, eq=False)
class Means:
    """Rows, shape (K,): sum less the circumstances, its mean (0 without ratings), and the variance s of the mean.

    H_c, H_d: concentration on few counters and days, 1 where all ratings share one, 0 where neither is known.
    """

    S_star: FloatArray
    ybar: FloatArray
    s: FloatArray
    H_c: FloatArray
    H_d: FloatArray


def ratings(hist: IntArray, cells: Cells | None, floor: FloatArray | None) -> Ratings:
    """Sums of histograms (K, 7) and of their cells; with `floor` (K,) a rating below it counts as the floor."""
    if cells is None:
        return Ratings(noise.sums(hist, floor), None, None)
    return Ratings(noise.sums(hist, floor), cells, noise.sums(cells.hist, None if floor is None else floor[cells.row]))


def within(given: Ratings, policy: Policy) -> Within:
    """Case-mix, clusters and noise of rows with n >= 1, each as far as the policy wants it and the cells tell it.

    sigma² is the least of the three that exist: between an officer's counters or days it would count twice.
    """
    mix = _case_mix(given, policy)
    pooled = noise.pooled(given.rows, explained=mix.explained, parameters=len(mix.beta))
    by_counter, by_day = (_spread(given, mix, name, policy) for name in ("counter", "day"))
    found = [s2 for s2 in (pooled.sigma2, by_counter.sigma2, by_day.sigma2) if s2 is not None]
    sigma2 = min(found, default=policy.sigma2_0)
    scale = policy.sigma2_0 if pooled.sigma2 is None else pooled.sigma2
    return Within(
        sigma2,
        tau_c2=by_counter.tau2,
        tau_d2=by_day.tau2,
        beta=mix.beta,
        xbar=mix.means,
        case_mix="dipakai" if mix.beta else "tidak dipakai",
        beta_se={name: float(np.sqrt(scale * spread)) for name, spread in mix.spread.items()},
        SSW=pooled.SSW,
        SSW_star=pooled.SSW_star,
        N=pooled.N,
        K=pooled.K,
        p=len(mix.beta),
        sigma2_pooled=pooled.sigma2,
        sigma2_c=by_counter.sigma2,
        sigma2_d=by_day.sigma2,
        sigma2_default=not found,
    )


def means(given: Ratings, known: Within) -> Means:
    """Means of rows and their variance s = sigma²/n + tau_c² H_c + tau_d² H_d, infinite for n = 0.

    S* = S - (Sx - n xbar)' beta. Without cells nothing is known to share a counter, a day or a circumstance.
    """
    rows, cells = given.rows, given.cells
    s_star, h_c, h_d = rows.S, np.zeros(len(rows.n)), np.zeros(len(rows.n))
    if cells is not None and given.in_cells is not None:
        n = given.in_cells.n
        h_c, h_d = (clusters.concentration(n, rows.n, groups) for groups in (cells.counters, cells.days))
        if known.beta:
            a = casemix.deviation(cells, known.beta, known.xbar)
            s_star = rows.S - by_group(n * a, cells.row, len(rows.n))
    with np.errstate(divide="ignore"):
        s = known.sigma2 / rows.n + known.tau_c2 * h_c + known.tau_d2 * h_d
    ybar = np.divide(s_star, rows.n, out=np.zeros(len(rows.n)), where=rows.n > 0)
    return Means(s_star, ybar, s, h_c, h_d)


def _case_mix(given: Ratings, policy: Policy) -> CaseMix:
    if not policy.case_mix or given.cells is None or given.in_cells is None:
        return casemix.NO_CASE_MIX
    return casemix.fit(given.cells, given.in_cells, given.rows, minimum=policy.case_mix_minimum)


def _spread(given: Ratings, mix: CaseMix, name: str, policy: Policy) -> clusters.Spread:
    if name not in policy.clusters or given.cells is None or given.in_cells is None:
        return clusters.Spread(None, 0.0)
    groups = given.cells.counters if name == "counter" else given.cells.days
    sums = casemix.adjusted(given.in_cells, casemix.deviation(given.cells, mix.beta, mix.means))
    return clusters.fit(groups, sums, len(given.rows.n))
