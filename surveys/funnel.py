"""Funnel plot: which units lie further from the agency's index than chance and ordinary differences explain.

Spiegelhalter 2005, "Funnel plots for comparing institutional performance", Statistics in Medicine 24, with the
additive overdispersion of its section 4: an ordinary spread between units is part of the limits, so that in a large
agency not every second unit is a case. It orders nothing; a unit outside the limits is a question, not an answer.
"""

import math
from dataclasses import dataclass

from surveys.arrays import FloatArray, IntArray, total
from surveys.variance import paule_mandel

INNER, OUTER = 1.96, 3.09  # 95 % and 99.8 % of units without a reason of their own lie within
N_TAU = 30  # respondents from which a unit informs the spread between units


@dataclass(frozen=True)
class Funnel:
    """Target in IKM points; s_r2: variance of one respondent's index; tau2: between units beyond chance; points²."""

    target: float
    s_r2: float
    tau2: float


def fit(n: IntArray, index: FloatArray, se: FloatArray, target: float) -> Funnel | None:
    """Pooled over units with an index, shape (J,) each: respondents, IKM, its standard error (> 0); None without any.

    s_r² = sum n_j² SE_j² / sum n_j, because SE_j² is about s_r²/n_j; tau² is Paule-Mandel on (IKM_j, SE_j²) of the
    units with at least 30 respondents.
    """
    if len(n) == 0:
        return None
    informs = n >= N_TAU
    tau2 = paule_mandel(index[informs], se[informs] ** 2)
    return Funnel(target, total(n * n * se * se) / float(n.sum()), tau2)


def limits(funnel: Funnel, n: int, k: float = INNER) -> tuple[float, float]:
    """The target -+ k sqrt(s_r²/n + tau²) for a unit of n >= 1 respondents, not clipped to the scale."""
    width = k * math.sqrt(funnel.s_r2 / n + funnel.tau2)
    return funnel.target - width, funnel.target + width
