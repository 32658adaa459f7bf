"""How fast the officer component is computed from roll-ups in memory, and how much memory that takes."""

import math
import resource
import statistics
import time
from collections.abc import Iterator

import numpy as np

from surveys import component, policy
from surveys.arrays import FloatArray, IntArray
from surveys.cells import CellKey, Cells, lay_out

SIZES = (1_500, 100_000, 4_300_000)
OFFICERS_A_UNIT = 25
RATINGS = 60
REPEATS = {1_500: 5, 100_000: 5, 4_300_000: 1}


def measure() -> Iterator[tuple[str, str]]:
    """Median seconds of `estimate` and of `score` with its components, and the peak memory of the process so far."""
    chosen = policy.load()
    for size in SIZES:
        hist, unit = _officers(size)
        yield f"komponen {size:,} petugas".replace(",", "."), _timed(hist, unit, None, chosen, REPEATS[size])
    hist, unit = _officers(SIZES[0])
    yield "komponen 1.500 petugas, menurut sel", _timed(hist, unit, _in_cells(hist), chosen, REPEATS[SIZES[0]])


def _timed(hist: IntArray, unit: IntArray, cells: Cells | None, chosen: policy.Policy, repeats: int) -> str:
    estimates, scores = [], []
    for _ in range(repeats):
        began = time.perf_counter()
        model = component.estimate(hist, unit, chosen, cells=cells)
        middle = time.perf_counter()
        assert model is not None
        component.score(hist, unit, model.components, chosen, cells=cells)
        estimates.append(middle - began)
        scores.append(time.perf_counter() - middle)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # kibibytes on Linux
    seconds = f"taksir {statistics.median(estimates):.3f} s, nilai {statistics.median(scores):.3f} s"
    return f"{seconds}, memori puncak {peak:.1f} GiB"


def _officers(size: int) -> tuple[IntArray, IntArray]:
    """Histograms 2..8 and units of `size` officers with so many ratings each."""
    chance = np.random.default_rng(1)
    unit = np.arange(size) // OFFICERS_A_UNIT
    level = 0.84 + 0.03 * chance.standard_normal(size) + 0.02 * chance.standard_normal(unit.max() + 1)[unit]
    hist = chance.multinomial(RATINGS, _shares(np.clip(level, 0.05, 0.99)))
    return hist, unit


def _shares(level: FloatArray) -> FloatArray:
    """Binomial shares of the sums 2..8, shape (size, 7)."""
    return np.stack([math.comb(6, k) * level**k * (1 - level) ** (6 - k) for k in range(7)], axis=1)


def _in_cells(hist: IntArray) -> Cells:
    """The same ratings, each in a cell of its own on one of 120 days."""
    chance = np.random.default_rng(2)
    row = np.repeat(np.arange(len(hist)), RATINGS)
    rated = np.repeat(np.tile(np.arange(7), len(hist)), hist.ravel())
    days, bands = chance.integers(0, 120, len(row)), chance.integers(0, 3, len(row))
    keys = [
        CellKey(str(officer // 2), str(day), ("pagi", "siang", "sore")[band], "0-14", "own_phone")
        for officer, day, band in zip(row.tolist(), days.tolist(), bands.tolist(), strict=True)
    ]
    return lay_out(row.tolist(), keys, np.eye(7, dtype=np.int64)[rated].tolist())
