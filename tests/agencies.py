"""Agencies for the officer model: the worked example, and small ones for laws."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from surveys import component, policy
from surveys.arrays import IntArray
from surveys.component import Model
from surveys.fit import Components
from surveys.policy import Policy
from surveys.rollup import Rollup, roll_up
from surveys.tally_rows import Row, parse, read
from surveys.team import Shared

POLICY = policy.load("2026-1")
PLAIN = replace(POLICY, winsorise=False)
RAW = replace(PLAIN, blend=False, n_vc=1)

# No time limit for one example: the machine may be busy, and no test here is about speed.
law = settings(deadline=None, max_examples=60)

Agency = tuple[IntArray, IntArray]  # hist (K, 7), unit (K,)


def estimate(
    hist: IntArray, unit: IntArray, policy: Policy, *, shared: Shared | None = None, reference: float | None = None
) -> Model:
    """A run that must have a model."""
    model = component.estimate(hist, unit, policy, shared=shared, reference=reference)
    assert model is not None
    return model


def score(
    hist: IntArray, unit: IntArray, components: Components, policy: Policy, *, shared: Shared | None = None
) -> Model:
    """A frozen run that must have a model."""
    model = component.score(hist, unit, components, policy, shared=shared)
    assert model is not None
    return model


def worked_rows() -> list[Row]:
    """Two units, eight officers, 469 ratings."""
    return list(parse((Path(__file__).parent / "data" / "officers_two_units.csv").read_text(encoding="utf-8")))


def worked_example() -> Rollup:
    """The same as arrays; rows A1..A5, B1..B3."""
    return roll_up(read(worked_rows()).duties)


def histograms(lowest: int = 0, highest: int = 6, most: int = 12) -> st.SearchStrategy[list[int]]:
    """At least one rating, in the bins from `lowest` to `highest` (0 is U6+U7 = 2)."""
    counts = st.lists(st.integers(0, most), min_size=highest - lowest + 1, max_size=highest - lowest + 1)
    return counts.filter(any).map(lambda bins: [0] * lowest + bins + [0] * (6 - highest))


@st.composite
def agencies(
    draw: st.DrawFn, *, lowest: int = 0, highest: int = 6, fewest_units: int = 1, fewest_rows: int = 1
) -> Agency:
    """Up to four units of up to four officers."""
    sizes = draw(st.lists(st.integers(fewest_rows, 4), min_size=fewest_units, max_size=4))
    unit = np.repeat(np.arange(len(sizes)), sizes)
    rows = draw(st.lists(histograms(lowest, highest), min_size=len(unit), max_size=len(unit)))
    return np.array(rows, dtype=np.int64), unit


def frozen() -> st.SearchStrategy[Components]:
    """Components as they may occur, all positive."""
    return st.builds(Components, st.floats(0.05, 1.0), st.floats(0.001, 0.1), st.floats(0.0005, 0.05))


def with_rating(hist: IntArray, row: int, rating: int) -> IntArray:
    """One more rating of U6+U7 = 2..8 for a row."""
    more = hist.copy()
    more[row, rating - 2] += 1
    return more
