"""Array types and the only two ways in which the officer model adds floats.

numpy's own sums may add in another order on another processor. np.bincount adds one by one in the order of the rows
and math.fsum rounds once, so the same rows give the same bytes everywhere.
"""

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
CountArray = IntArray | FloatArray  # ratings, or in service mode how many ratings of weight 1 they are worth


def total(values: FloatArray) -> float:
    """Sum of all values, correctly rounded."""
    return math.fsum(values.tolist())


def by_group(values: FloatArray, group: IntArray, groups: int) -> FloatArray:
    """Sum of the values of each group 0..groups-1, shape (groups,); 0.0 for a group without values."""
    sums: FloatArray = np.bincount(group, weights=values, minlength=groups).astype(np.float64, copy=False)
    return sums


def reciprocal(values: FloatArray) -> FloatArray:
    """1/x, infinite where x = 0: the variance of a mean of nothing."""
    with np.errstate(divide="ignore"):
        return 1.0 / values
