"""Service mode (mutu layanan): unit figures from all ratings of a period by their weights, for dashboards and trends.

The officer model with n_eff = W²/V2 in place of n, and without case-mix, clusters and winsorising. Officers' values
exist only inside, to tell what a team shares from what one person brings: no page shows them, no appraisal takes them.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from surveys import component, fit, rollup, team, weighting
from surveys.arrays import FloatArray, IntArray
from surveys.cells import BINS
from surveys.component import Scores
from surveys.fit import Fit
from surveys.means import Ratings, Within, means
from surveys.noise import Sums
from surveys.policy import Policy
from surveys.roster import Duty
from surveys.team import Teams
from surveys.weighting import WeightedSums

TEAM = ""  # instead of an officer: shared and unrostered ratings
Subject = tuple[str, str]  # unit and officer


class Cell(NamedTuple):
    """Ratings of one unit, duty, day and validity code; hist: U6+U7 = 2..8."""

    unit: str
    duty: Duty
    day: str
    code: str
    hist: Sequence[int]

    @property
    def subject(self) -> Subject:
        """The officer who was on duty alone, else the team."""
        return self.unit, self.duty[0] if len(self.duty) == 1 else TEAM


@dataclass(frozen=True, eq=False)
class Service:
    """J units and K officers' rows, both in order of their names.

    units (J,): those with any weight; subjects (K,): unit and officer; whole: weighted sums of each unit, whose n_eff
    takes the place of n in every threshold; teams: the figures to show; fit, officers: the kernel's own rows.
    """

    units: tuple[str, ...]
    subjects: tuple[Subject, ...]
    whole: WeightedSums
    fit: Fit
    officers: Scores
    teams: Teams


@dataclass(frozen=True, eq=False)
class _Weighed:
    """M cells with the weight of one rating in each."""

    cells: list[Cell]
    hist: IntArray
    weights: FloatArray

    def sums(self, keys: Sequence[Hashable], names: Sequence[Hashable]) -> WeightedSums:
        """Weighted sums of the cells by their keys (M,), one row per name; cells of other keys are left out."""
        number = {name: i for i, name in enumerate(names)}
        chosen = np.array([key in number for key in keys], dtype=bool)
        row = np.array([number[key] for key in keys if key in number], dtype=np.int64)
        return weighting.add_up(self.weights[chosen], self.hist[chosen], row, len(names))


def run(
    cells: Iterable[Cell], policy: Policy, *, set_aside: Collection[Subject] = (), reference: float | None = None
) -> Service | None:
    """Unit figures from cells of all validity codes; None where no officer's ratings weigh anything.

    Cells of one key add up and may be corrections. set_aside: subjects under a flag, whose ratings without ticket
    weigh nothing; reference: the acuan in IKM points, 25 mu if None.
    """
    weighed = _weigh(cells, policy, set_aside)
    having = {cell.subject for cell, weight in zip(weighed.cells, weighed.weights, strict=True) if weight > 0}
    units = tuple(sorted({name for name, _officer in having}))
    subjects = tuple(sorted(subject for subject in having if subject[1] != TEAM))
    if not subjects:
        return None
    unit = np.array([units.index(name) for name, _officer in subjects], dtype=np.int64)
    sums = weighed.sums([cell.subject for cell in weighed.cells], subjects)
    known = Within(weighting.pooled_sigma2(sums) or policy.sigma2_0)
    given = _as_ratings(sums)
    final = fit.of_means(given.rows, means(given, known), known, unit, len(units), policy)
    officers = component.scores(final, final, unit, 25.0 * final.mu if reference is None else reference, policy)
    whole = weighed.sums([cell.unit for cell in weighed.cells], units)
    return Service(units, subjects, whole, final, officers, _teams(weighed, units, subjects, unit, final))


def _weigh(cells: Iterable[Cell], policy: Policy, set_aside: Collection[Subject]) -> _Weighed:
    """Cells in the order of their keys, each key once and with at least one rating."""
    sums: dict[tuple[str, Duty, str, str], IntArray] = {}
    for cell in cells:
        key = cell[:4]
        sums[key] = sums.get(key, np.zeros(BINS, dtype=np.int64)) + np.array(cell.hist, dtype=np.int64)
    merged = [Cell(*key, hist.tolist()) for key, hist in sorted(sums.items(), key=lambda item: item[0]) if hist.any()]
    plain = [weighting.Cell(cell.subject, cell.day, cell.code, sum(cell.hist)) for cell in merged]
    weights = weighting.weigh(plain, policy, set_aside=set_aside)
    return _Weighed(merged, np.array([cell.hist for cell in merged], dtype=np.int64).reshape(-1, BINS), weights)


def _as_ratings(sums: WeightedSums) -> Ratings:
    """As many ratings of weight 1 as the weighted ones are worth, with the same means."""
    mean = np.divide(sums.S, sums.W, out=np.zeros(len(sums.W)), where=sums.W > 0)
    square = np.divide(sums.SS, sums.W, out=np.zeros(len(sums.W)), where=sums.W > 0)
    return Ratings(Sums(sums.n_eff, mean * sums.n_eff, square * sums.n_eff), None, None)


def _teams(weighed: _Weighed, units: Sequence[str], subjects: Sequence[Subject], unit: IntArray, final: Fit) -> Teams:
    """Team figures; a rating that several earned belongs to each in equal parts of its weight."""
    given = _as_ratings(weighed.sums([cell.subject for cell in weighed.cells], [(name, TEAM) for name in units]))
    sizes: dict[tuple[str, Duty], float] = {}
    for cell, weight in zip(weighed.cells, weighed.weights.tolist(), strict=True):
        if cell.subject[1] == TEAM and weight > 0:
            key = cell.unit, cell.duty
            sizes[key] = sizes.get(key, 0.0) + weight * sum(cell.hist)
    parts = rollup.shares(sizes)
    share = np.array([parts[name].get(officer, 0.0) for name, officer in subjects])
    squares = np.array([sum(part * part for part in parts[name].values()) for name in units], dtype=np.float64)
    return team.joined(final, unit, given.rows.n, means(given, final.components), share, squares)
