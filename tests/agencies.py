"""Agencies for the officer model: the worked example, and small ones for laws."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from surveys import component, policy
from surveys.arrays import IntArray
from surveys.cells import BINS, CellKey, Cells, lay_out
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
law = settings(max_examples=60)

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


def cells_of(rows: Sequence[tuple[int, CellKey, Sequence[int]]]) -> Cells:
    """Cells of rows 0..K-1: row, key, histogram h2..h8."""
    return lay_out([row for row, _, _ in rows], [key for _, key, _ in rows], [hist for _, _, hist in rows])


def worked_cells() -> Cells:
    """Three officers P, Q, R on three days at three counters, in the morning and after noon."""
    printed = """
    0 d1 L1 pagi  0 1 2 3 4
    0 d2 L1 siang 3 4 2 1 0
    0 d3 L2 pagi  0 0 1 2 7
    1 d1 L2 siang 1 1 4 2 1
    1 d2 L2 pagi  2 3 2 1 1
    1 d3 L1 siang 0 1 2 3 3
    2 d2 L3 pagi  0 2 4 1 2
    2 d3 L3 siang 2 3 2 1 0
    """
    rows = [line.split() for line in printed.strip().splitlines()]
    return cells_of(
        [
            (int(row), CellKey(counter, day, shift, "0-14", "own_phone"), [0, 0, *map(int, hist)])
            for row, day, counter, shift, *hist in rows
        ]
    )


@st.composite
def cells(draw: st.DrawFn, *, rows: int | None = None, lowest: int = 0, highest: int = 6) -> Cells:
    """Up to four rows (or so many) with up to five cells each."""
    key = st.builds(
        CellKey,
        counter=st.sampled_from(["1", "2"]),
        day=st.sampled_from(["d1", "d2", "d3"]),
        shift=st.sampled_from(["pagi", "siang", "sore"]),
        wait_band=st.sampled_from(["0-14", "15-29", "60+"]),
        channel=st.sampled_from(["own_phone", "kiosk"]),
    )
    least, most = (1, 4) if rows is None else (rows, rows)
    sizes = draw(st.lists(st.integers(1, 5), min_size=least, max_size=most))
    drawn = histograms(lowest, highest)
    return cells_of([(row, draw(key), draw(drawn)) for row, size in enumerate(sizes) for _ in range(size)])


def whole(cells: Cells) -> IntArray:
    """Histograms of the rows of some cells, shape (K, 7)."""
    hist = np.zeros((int(cells.row.max()) + 1, BINS), dtype=np.int64)
    np.add.at(hist, cells.row, cells.hist)
    return hist
