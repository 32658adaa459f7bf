"""Clusters: ratings given at one counter, or on one day, resemble one another, and one bad day is not a person.

Each officer's ratings are grouped by counter, then by day; what the groups differ beyond chance is a variance of its
own (moment estimator of an unbalanced one-way layout: Searle, Casella & McCulloch 1992, ch. 3).
"""

from dataclasses import dataclass

import numpy as np

from surveys.arrays import CountArray, FloatArray, by_group, total
from surveys.cells import Groups
from surveys.noise import LEAST_SIGMA2, Sums


@dataclass(frozen=True)
class Spread:
    """Variance sigma2 of a rating within its group, None where nothing varied, and tau2 between an officer's groups."""

    sigma2: float | None
    tau2: float


def fit(groups: Groups, sums: Sums, rows: int) -> Spread:
    """Spread of ratings within and between the groups of each officer; `sums` of the cells, less their circumstances.

        sigma2 = sum_g (SS_g - S_g²/n_g) / sum_g (n_g - 1)
        tau2   = max(0, [sum_ig n_g (ybar_g - ybar_i)² - sigma2 sum_i (C_i - 1)] / sum_i (n_i - sum_g n_g²/n_i))

    C_i: groups of officer i. Ratings whose group is not known take no part.
    """
    size, of_row = len(groups.row), groups.row
    n, s, ss = (by_group(x[groups.cell].astype(np.float64), groups.of, size) for x in (sums.n, sums.S, sums.SS))
    n_row, s_row = by_group(n, of_row, rows)[of_row], by_group(s, of_row, rows)[of_row]
    freedom, room = total(n - 1.0), total(n - n * n / n_row)
    within = total(ss - s * s / n) / freedom if freedom else 0.0
    further = size - len(np.unique(of_row))
    between = total(n * (s / n - s_row / n_row) ** 2) - within * further
    tau2 = max(0.0, between / room) if freedom and room else 0.0
    return Spread(within if within >= LEAST_SIGMA2 else None, tau2)


def concentration(n: CountArray, row_n: CountArray, groups: Groups) -> FloatArray:
    """H of each row, shape (K,): sum over its groups of (n_g/n)², 1 where all its ratings share one.

    n (M,): ratings of each cell, row_n (K,): of each row. Ratings whose group is not known add nothing.
    """
    size = by_group(n[groups.cell].astype(np.float64), groups.of, len(groups.row))
    return by_group((size / row_n[groups.row]) ** 2, groups.row, len(row_n))
