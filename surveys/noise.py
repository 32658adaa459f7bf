"""Histograms of U6+U7 to sums, and the variance of one rating around its row's mean."""

from dataclasses import dataclass

import numpy as np

from surveys.arrays import CountArray, FloatArray, IntArray, total

RATINGS = tuple(k / 2 for k in range(2, 9))  # (U6+U7)/2 of each bin h2..h8
LEAST_SIGMA2 = 1e-9  # below it nothing varied


@dataclass(frozen=True, eq=False)
class Sums:
    """Number, sum and sum of squares of the ratings of each row or cell, shape (rows,)."""

    n: CountArray
    S: FloatArray
    SS: FloatArray


def sums(hist: IntArray, floor: FloatArray | None = None) -> Sums:
    """Sums of histograms (rows, 7); with `floor` (rows,) a rating below it counts as the floor, n never changes."""
    first = np.zeros(len(hist))
    second = np.zeros(len(hist))
    for column, rating in enumerate(RATINGS):
        value = rating if floor is None else np.maximum(rating, floor)
        first += hist[:, column] * value
        second += hist[:, column] * value * value
    return Sums(hist.sum(axis=1), first, second)


@dataclass(frozen=True)
class Pooled:
    """Variance of one rating around its row's mean, pooled over all rows; None if there is too little variation.

    Never per officer: one with only 4s would get variance 0 and infinite weight. SSW: sum of squares within rows,
    SSW_star: what circumstances leave of it; N ratings, K rows.
    """

    sigma2: float | None
    SSW: float
    SSW_star: float
    N: int
    K: int


def pooled(rows: Sums, *, explained: float = 0.0, parameters: int = 0) -> Pooled:
    """sigma² = SSW*/(N - K - p) over rows with n >= 1, SSW* = sum(SS - S²/n) - explained."""
    ssw = total(rows.SS - rows.S * rows.S / rows.n)
    n, k = int(rows.n.sum()), len(rows.n)
    freedom = n - k - parameters
    sigma2 = (ssw - explained) / freedom if freedom >= 1 else 0.0
    return Pooled(sigma2 if sigma2 >= LEAST_SIGMA2 else None, ssw, ssw - explained, n, k)
