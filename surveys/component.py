"""The officer component: what the public says of an officer beside what it would say of a colleague in the same place.

Q = 25 (mu + B (ybar - E)): E is what the other ratings of the unit and the agency lead us to expect without this
officer, B the reliability of the difference. The best linear unbiased prediction of a two-level model (Robinson
1991), in the form that leaves the officer out, so that it can be redone by hand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.arrays import CountArray, FloatArray, IntArray, reciprocal
from surveys.cells import Cells
from surveys.fit import Components, Fit, fit
from surveys.policy import Policy
from surveys.team import Shared, Teams, nothing_shared, teams


@dataclass(frozen=True, eq=False)
class Scores:
    """Rows in the order given, shape (K,). Likert scale 1..4; Q, se, lo, hi in IKM points; nan or inf where undefined.

    n, S_raw, S, S_star: number of the ratings and their sum, as given, winsorised, and less circumstances; ybar =
    S_star/n, s, w: mean, its variance and weight; H_c, H_d: how far the ratings lie at one counter and on one day.
    Without the row: W_loo, m_loo, L_loo: weight, mean and reliability of its unit, mu_loo, Vmu_loo: agency mean and
    variance. E: expected mean, V: its variance, B: reliability, v: effect, PEV: its variance, Q: score, se, lo, hi:
    95 % interval, not clipped. P_low, P_meets, P_high: probability of a true value below, within and above
    `reference` -+ delta.
    """

    n: CountArray
    S_raw: FloatArray
    S: FloatArray
    S_star: FloatArray
    ybar: FloatArray
    H_c: FloatArray
    H_d: FloatArray
    s: FloatArray
    w: FloatArray
    W_loo: FloatArray
    m_loo: FloatArray
    L_loo: FloatArray
    mu_loo: FloatArray
    Vmu_loo: FloatArray
    E: FloatArray
    V: FloatArray
    B: FloatArray
    v: FloatArray
    PEV: FloatArray
    Q: FloatArray
    se: FloatArray
    lo: FloatArray
    hi: FloatArray
    P_low: FloatArray
    P_meets: FloatArray
    P_high: FloatArray


@dataclass(frozen=True, eq=False)
class Model:
    """A finished run: first pass, final pass (the same object if nothing was winsorised), scores and teams.

    floor (J,): lowest value a rating of the unit counts with, None without winsorising; Q_agency = 25 mu;
    reference: the acuan the probabilities speak of, in IKM points.
    """

    first: Fit
    final: Fit
    floor: FloatArray | None
    scores: Scores
    teams: Teams
    Q_agency: float
    reference: float

    @property
    def components(self) -> Components:
        """The record to freeze, or the frozen record that was used."""
        return self.final.components


@dataclass(frozen=True)
class Combined:
    """One person's rows in several units as one value; fields as in Scores, Q_team weighted by n."""

    n: int
    v: float
    PEV: float
    B: float
    Q: float
    se: float
    lo: float
    hi: float
    P_low: float
    P_meets: float
    P_high: float
    Q_team: float


def estimate(
    hist: IntArray,
    unit: IntArray,
    policy: Policy,
    *,
    cells: Cells | None = None,
    shared: Shared | None = None,
    reference: float | None = None,
) -> Model | None:
    """Score with variance components estimated from the same ratings; None without any solo rating.

    hist (K, 7): verified solo ratings h2..h8, n >= 1 each, rows in the order of their keys; unit (K,): 0..J-1, J
    taken from `shared` if given; cells: the same ratings by cell, for case-mix and cluster noise; reference: the acuan
    in IKM points, 25 mu if None.
    """
    return _run(hist, unit, policy, None, cells, shared, reference)


def score(
    hist: IntArray,
    unit: IntArray,
    components: Components,
    policy: Policy,
    *,
    cells: Cells | None = None,
    shared: Shared | None = None,
    reference: float | None = None,
) -> Model | None:
    """Score with frozen components in both passes; only levels and expectations come from the ratings."""
    return _run(hist, unit, policy, components, cells, shared, reference)


def combine(model: Model, unit: IntArray, rows: Sequence[int], policy: Policy) -> Combined:
    """One person's value from two or more rows (indices), weighted by precision: shrunk scores must not be averaged."""
    scores, tau_v2 = model.scores, model.components.tau_v2
    chosen = list(rows)
    precision = 1.0 / (scores.s[chosen] + scores.V[chosen])
    gaps = precision * (scores.ybar[chosen] - scores.E[chosen])
    n = scores.n[chosen]
    information = math.fsum(precision.tolist())
    pev = tau_v2 / (1.0 + tau_v2 * information)
    v = pev * math.fsum(gaps.tolist())
    placed = _placed(model.final.mu, np.array([v]), np.array([pev]), model.reference, policy)
    team = math.fsum((n * model.teams.Q_team[unit[chosen]]).tolist()) / int(n.sum())
    return Combined(
        n=int(n.sum()),
        v=v,
        PEV=pev,
        B=pev * information,
        Q_team=team,
        **{key: float(x[0]) for key, x in placed.items()},
    )


def _run(
    hist: IntArray,
    unit: IntArray,
    policy: Policy,
    frozen: Components | None,
    cells: Cells | None,
    shared: Shared | None,
    reference: float | None,
) -> Model | None:
    if len(hist) == 0:
        return None
    shared = shared or nothing_shared(len(hist), int(unit.max()) + 1)
    units = len(shared.hist)
    first = final = fit(hist, unit, units, policy, cells=cells, frozen=frozen)
    floor = None
    if policy.winsorise:
        floor = first.theta - policy.winsor_c
        final = fit(hist, unit, units, policy, cells=cells, frozen=frozen, floor=floor)
    q_agency = 25.0 * final.mu
    reference = q_agency if reference is None else reference
    team = teams(final, unit, shared, floor)
    return Model(first, final, floor, scores(first, final, unit, reference, policy), team, q_agency, reference)


def scores(first: Fit, final: Fit, unit: IntArray, reference: float, policy: Policy) -> Scores:
    """The scores of a final pass; `first` is the pass before winsorising, or the same one."""
    row, tau_v2, tau_u2 = final.means, final.components.tau_v2, final.components.tau_u2
    weight, m, reliability, mu, v_mu = _leaving_one_out(final, unit)
    # Without colleagues the unit's mean does not exist and nothing leans on it.
    expected = mu + np.where(np.isnan(m), 0.0, reliability * (m - mu))
    uncertain = tau_u2 * (1.0 - reliability) + (1.0 - reliability) ** 2 * v_mu
    b = tau_v2 / (tau_v2 + row.s + uncertain)
    effect = np.where(b > 0, b * (row.ybar - expected), 0.0)
    pev = tau_v2 * (1.0 - b)
    return Scores(
        final.sums.n, first.sums.S, final.sums.S, row.S_star, row.ybar, row.H_c, row.H_d, row.s, final.w,
        weight, m, reliability, mu, v_mu,
        E=expected, V=uncertain, B=b, v=effect, PEV=pev,
        **_placed(final.mu, effect, pev, reference, policy),
    )  # fmt: skip


def _leaving_one_out(final: Fit, unit: IntArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """W', m', L', mu', Vmu' of every row; mu' is nan and Vmu' infinite for the only row of an agency."""
    # Colleagues are counted: W - w of a lone row need not be exactly zero.
    colleagues = np.bincount(unit)[unit] > 1
    w_j, m_j, c_j = final.W[unit], final.m[unit], final.c[unit]
    weight = np.where(colleagues, w_j - final.w, 0.0)
    m = np.divide(w_j * m_j - final.w * final.means.ybar, weight, out=np.full(len(unit), np.nan), where=colleagues)
    c = 1.0 / (final.components.tau_u2 + reciprocal(weight))
    rest = final.C - c_j + c
    with np.errstate(invalid="ignore"):
        mu = (final.CM - c_j * m_j + np.where(colleagues, c * m, 0.0)) / rest
    return weight, m, final.components.tau_u2 * c, mu, reciprocal(rest)


def _placed(mu: float, v: FloatArray, pev: FloatArray, reference: float, policy: Policy) -> dict[str, FloatArray]:
    """Score, interval and place beside the reference, from effects and their variances."""
    q, se = 25.0 * (mu + v), 25.0 * np.sqrt(pev)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = _normal((reference - policy.delta - q) / se)
        high = _normal((q - policy.delta - reference) / se)
    return {
        "Q": q,
        "se": se,
        "lo": q - policy.z * se,
        "hi": q + policy.z * se,
        "P_low": low,
        "P_meets": np.maximum(0.0, 1.0 - low - high),
        "P_high": high,
    }


def _normal(x: FloatArray) -> FloatArray:
    """Standard normal distribution function; `math` because numpy has no erfc."""
    return np.fromiter(map(math.erfc, (x * -math.sqrt(0.5)).tolist()), np.float64, len(x)) / 2
