"""Control limits of a monthly index: within them a month differs from the others by no more than chance.

The x-bar chart with samples of different size (Montgomery, Introduction to Statistical Quality Control): centre
x = sum n_i x_i / sum n_i, limits x -+ 3 s / sqrt(n_i), with s² = sum n_i² SE_i² / sum n_i, because SE_i² is about
s²/n_i: what differs within months, never between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

FEWEST: Final = 6  # months; fewer say little about what is usual
WIDTH: Final = 3.0


@dataclass(frozen=True)
class Sample:
    """A month: respondents, index, and its standard error."""

    n: int
    value: float
    error: float


@dataclass(frozen=True)
class Control:
    """The centre of all months and the spread of one respondent's index, both in points."""

    centre: float
    s: float

    def limits(self, n: int) -> tuple[float, float]:
        """Between which a month of n >= 1 respondents is expected; not clipped to the scale."""
        half = WIDTH * self.s / sqrt(n)
        return self.centre - half, self.centre + half

    def holds(self, sample: Sample) -> bool:
        """Whether a month lies within its limits."""
        low, high = self.limits(sample.n)
        return low <= sample.value <= high


def fit(samples: Sequence[Sample]) -> Control | None:
    """Centre and spread of the months of one form; None for fewer than six."""
    if len(samples) < FEWEST:
        return None
    n = sum(sample.n for sample in samples)
    centre = sum(sample.n * sample.value for sample in samples) / n
    return Control(centre, sqrt(sum((sample.n * sample.error) ** 2 for sample in samples) / n))
