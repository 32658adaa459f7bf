"""Histograms of U6+U7 to sums, and how far a row's mean may lie from the truth by chance."""

from dataclasses import dataclass

import numpy as np

from surveys.arrays import FloatArray, IntArray, total

RATINGS = tuple(k / 2 for k in range(2, 9))  # (U6+U7)/2 of each bin h2..h8


@dataclass(frozen=True, eq=False)
class Sums:
    """Number, sum and sum of squares of the ratings of each row, shape (rows,). Case-mix would adjust S and SS here."""

    n: IntArray
    S: FloatArray
    SS: FloatArray


def sums(hist: IntArray, floor: FloatArray | None = None) -> Sums:
    """Sums of histograms (rows, 7); with `floor` (rows,) a rating below it counts as the floor, n never changes."""
    first = np.zeros(len(hist))
    second = np.zeros(len(hist))
    for column, rating in enumerate(RATINGS):
        value = np.full(len(hist), rating) if floor is None else np.maximum(rating, floor)
        first += hist[:, column] * value
        second += hist[:, column] * value * value
    return Sums(hist.sum(axis=1), first, second)


@dataclass(frozen=True)
class Pooled:
    """Variance of one rating around its row's mean, pooled over all rows.

    Never per officer: one with only 4s would get variance 0 and infinite weight.
    """

    sigma2: float
    SSW: float
    N: int
    K: int
    default: bool  # too little variation to pool; sigma2 is the policy's


def pooled(rows: Sums, sigma2_0: float) -> Pooled:
    """sigma² = sum(SS - S²/n)/(N - K) over rows with n >= 1."""
    ssw = total(rows.SS - rows.S * rows.S / rows.n)
    n, k = int(rows.n.sum()), len(rows.n)
    if n - k < 1 or ssw / (n - k) < 1e-9:
        return Pooled(sigma2_0, ssw, n, k, default=True)
    return Pooled(ssw / (n - k), ssw, n, k, default=False)


def of_means(n: IntArray, sigma2: float) -> FloatArray:
    """Sampling variance s of each row's mean, shape (rows,), infinite for n = 0. Counter and day terms add here."""
    with np.errstate(divide="ignore"):
        return sigma2 / n
