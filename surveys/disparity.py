"""Two yearly checks of the officer component: is a trait of officers mistaken for service, and is B what it says?

Both stand outside the model. A disparity opens a review and is never subtracted from anybody; no figure of an officer
ever depends on a trait (Guarino et al. 2015 and Boring 2015 on what raters and adjustments can get wrong).
"""

import math
from dataclasses import dataclass

import numpy as np

from surveys.arrays import FloatArray, IntArray, by_group, total

REVIEW = 1.0  # points from which a gap is looked into


@dataclass(frozen=True)
class Gap:
    """Difference in points (x25) that goes with one unit more of the trait, and its standard error."""

    points: float
    se: float

    @property
    def opens_review(self) -> bool:
        """Whether it is larger than one point either way."""
        return abs(self.points) > REVIEW


def gap(ybar: FloatArray, w: FloatArray, unit: IntArray, trait: FloatArray) -> Gap | None:
    """Weighted slope of means on a trait within units; None if no unit has officers who differ in it.

    ybar, w (K,): mean of each row (Likert, adjusted) and its weight 1/(tau_v² + s); unit (K,): 0..J-1; trait (K,):
    for example 0 and 1. With both centred within the unit by w: gap = 25 sum w z y / sum w z², SE = 25/sqrt(sum w z²).
    """
    z, y = _centred(trait, w, unit), _centred(ybar, w, unit)
    information = total(w * z * z)
    # Centring leaves crumbs of rounding where a unit's officers do not differ.
    if information <= 1e-12 * total(w * trait * trait):
        return None
    return Gap(25.0 * total(w * z * y) / information, 25.0 / math.sqrt(information))


@dataclass(frozen=True)
class Calibration:
    """How officers' values of two half-years go together, beside what their reliabilities promise."""

    officers: int
    correlation: float
    expected: float


def calibration(v: FloatArray, b: FloatArray, v_later: FloatArray, b_later: FloatArray) -> Calibration | None:
    """Correlation of the effects v of the same officers in two half-years, all (K,); None if one half has none.

    The effects are deviations with mean 0 by construction, so nothing is centred. With Var v = B tau_v² and, for
    ratings of different half-years, Cov(v, v') = B B' tau_v², the expected value is sum B B' / sqrt(sum B sum B'),
    about B where all officers have the same.
    """
    spread, promised = total(v * v) * total(v_later * v_later), total(b) * total(b_later)
    if spread <= 0 or promised <= 0:
        return None
    return Calibration(len(v), total(v * v_later) / math.sqrt(spread), total(b * b_later) / math.sqrt(promised))


def _centred(values: FloatArray, w: FloatArray, unit: IntArray) -> FloatArray:
    units = int(unit.max(initial=-1)) + 1
    weight = by_group(w, unit, units)
    mean = np.divide(by_group(w * values, unit, units), weight, out=np.zeros(units), where=weight > 0)
    return values - mean[unit]
