"""Service mode: what a rating weighs in a unit's figures. The officer component and the official index know no weight.

In this order, each rule on what the ones before it left:

    1  with a visit ticket 1; from a staff device 0
    2  without ticket 0 if completed in under nine seconds (XF), at night (XH), at a kiosk (XK) or imported (AI)
    3  other ones without ticket 0.25, those of one device to one officer on one day divided by their number c (D{c}, A)
    4  all ratings of an officer's day times min(1, cap/total); cap = max(4, 3 x median of the officer's day totals)
    5  those without ticket times min(1, 0.10 x verified total/unverified total), all of them 0 where none has a ticket
    6  those without ticket 0 while the officer's stream is set aside

The rules bound what any number of ratings without ticket can do: they move an officer's weighted mean by at most
0.10/1.10 x max(4 - mean, mean - 1) from the mean of those with one.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import NamedTuple

import numpy as np

from surveys.arrays import FloatArray, IntArray, by_group, total
from surveys.noise import LEAST_SIGMA2, sums
from surveys.policy import Policy
from surveys.validity import VERIFIED, is_eligible_unverified

LEAST_FREEDOM = 1e-9  # W - V2/W of a row with one rating is 0 but for rounding


class Cell(NamedTuple):
    """`n` ratings with one validity code of one subject and day.

    The subject is the officer who was on duty alone, or the unit's team for shared and unrostered ratings.
    """

    subject: Hashable
    day: date | str
    code: str
    n: int


@dataclass(frozen=True, eq=False)
class WeightedSums:
    """Rows, shape (rows,): W = sum w, S = sum w y, SS = sum w y², V2 = sum w² over ratings y of weight w."""

    W: FloatArray
    S: FloatArray
    SS: FloatArray
    V2: FloatArray

    @property
    def n_eff(self) -> FloatArray:
        """W²/V2: how many ratings of weight 1 would say as much (Kish 1965); 0 without weight."""
        found: FloatArray = np.divide(self.W * self.W, self.V2, out=np.zeros(len(self.W)), where=self.V2 > 0)
        return found


def weigh(cells: Sequence[Cell], policy: Policy, *, set_aside: Collection[Hashable] = ()) -> FloatArray:
    """Weight of one rating of each cell, shape (cells,), by the rules above; `set_aside`: subjects of rule 6.

    Floats are added in the order given: sort the cells where the same bytes are wanted. The multiplicity c is the one
    that the seal wrote into the code: no device is remembered beyond its day.
    """
    weights = [_base(cell, policy) for cell in cells]
    by_day = _day_factors(cells, weights, policy)
    weights = [weight * by_day[cell.subject, cell.day] for cell, weight in zip(cells, weights, strict=True)]
    unverified = _unverified_factors(cells, weights, policy.rho) | dict.fromkeys(set_aside, 0.0)
    return np.array(
        [
            weight * (1.0 if cell.code in VERIFIED else unverified[cell.subject])
            for cell, weight in zip(cells, weights, strict=True)
        ]
    )


def add_up(weights: FloatArray, hist: IntArray, row: IntArray, rows: int) -> WeightedSums:
    """Weighted sums of each row over its cells; hist (cells, 7): U6+U7 = 2..8, row (cells,): 0..rows-1."""
    plain = sums(hist)
    return WeightedSums(
        W=by_group(weights * plain.n, row, rows),
        S=by_group(weights * plain.S, row, rows),
        SS=by_group(weights * plain.SS, row, rows),
        V2=by_group(weights * weights * plain.n, row, rows),
    )


def pooled_sigma2(rows: WeightedSums) -> float | None:
    """sigma² = sum(SS - S²/W)/sum(W - V2/W) over rows with weight; None without variation to pool."""
    some = rows.W > 0
    w, s, ss, v2 = rows.W[some], rows.S[some], rows.SS[some], rows.V2[some]
    freedom = total(w - v2 / w)
    sigma2 = total(ss - s * s / w) / freedom if freedom > LEAST_FREEDOM else 0.0
    return sigma2 if sigma2 >= LEAST_SIGMA2 else None


def _base(cell: Cell, policy: Policy) -> float:
    """Rules 1 to 3."""
    if cell.code in VERIFIED:
        return 1.0
    if not is_eligible_unverified(cell.code):
        return 0.0
    return policy.w_unverified / int(cell.code[1:] or 1)


def _day_factors(
    cells: Sequence[Cell], weights: Sequence[float], policy: Policy
) -> dict[tuple[Hashable, date | str], float]:
    """Rule 4 by subject and day; a day on which nothing weighs is still one of the days the median is taken of."""
    totals: dict[tuple[Hashable, date | str], float] = defaultdict(float)
    for cell, weight in zip(cells, weights, strict=True):
        totals[cell.subject, cell.day] += weight * cell.n
    by_subject: dict[Hashable, list[float]] = defaultdict(list)
    for (subject, _day), weight in totals.items():
        by_subject[subject].append(weight)
    caps = {
        subject: max(float(policy.day_cap_minimum), policy.day_cap_factor * median(days))
        for subject, days in by_subject.items()
    }
    return {key: min(1.0, caps[key[0]] / weight) if weight > 0 else 1.0 for key, weight in totals.items()}


def _unverified_factors(cells: Sequence[Cell], weights: Sequence[float], rho: float) -> dict[Hashable, float]:
    """Rule 5 by subject."""
    verified: dict[Hashable, float] = defaultdict(float)
    unverified: dict[Hashable, float] = defaultdict(float)
    for cell, weight in zip(cells, weights, strict=True):
        (verified if cell.code in VERIFIED else unverified)[cell.subject] += weight * cell.n
    return {
        subject: min(1.0, rho * verified[subject] / weight) if weight > 0 else 0.0
        for subject, weight in unverified.items()
    }
