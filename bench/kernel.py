"""How fast the officer component is computed from roll-ups in memory."""

import statistics
import time
from collections.abc import Iterator

import numpy as np

from surveys import component, policy

SIZES = (1_500, 100_000)
OFFICERS_A_UNIT = 20
REPEATS = 5


def measure() -> Iterator[tuple[str, str]]:
    """Median seconds of `estimate` and of `score` with its components."""
    chosen = policy.load()
    for size in SIZES:
        hist, unit = _officers(size)
        estimates, scores = [], []
        for _ in range(REPEATS):
            began = time.perf_counter()
            model = component.estimate(hist, unit, chosen)
            middle = time.perf_counter()
            assert model is not None
            component.score(hist, unit, model.components, chosen)
            estimates.append(middle - began)
            scores.append(time.perf_counter() - middle)
        seconds = f"taksir {statistics.median(estimates):.3f} s, nilai {statistics.median(scores):.3f} s"
        yield f"komponen {size:,} petugas".replace(",", "."), seconds


def _officers(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Histograms 2..8 and units of `size` officers, about 60 ratings each."""
    chance = np.random.default_rng(1)
    unit = np.arange(size) // OFFICERS_A_UNIT
    level = 0.84 + 0.03 * chance.standard_normal(size) + 0.02 * chance.standard_normal(unit.max() + 1)[unit]
    sums = 2 + chance.binomial(6, np.clip(level, 0.05, 0.99)[:, None], (size, 60))
    hist = np.stack([(sums == value).sum(axis=1) for value in range(2, 9)], axis=1)
    return hist.astype(np.int64), unit
