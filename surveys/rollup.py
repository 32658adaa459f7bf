"""Officer roll-up: ratings by unit and duty, laid out as the arrays of the officer model."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from surveys.arrays import IntArray
from surveys.roster import BINS, Duties
from surveys.team import Shared


@dataclass(frozen=True, eq=False)
class Rollup:
    """K solo rows in the order of (unit, officer) and J units in order; every rating is counted exactly once.

    officers (K,), unit (K,), hist (K, 7): the solo rows; units (J,): names; shared: the row "bersama" of each unit;
    unrostered (J,): how many of its ratings had nobody on duty; together: shared ratings with each officer on duty.
    """

    officers: tuple[str, ...]
    unit: IntArray
    hist: IntArray
    units: tuple[str, ...]
    shared: Shared
    unrostered: IntArray
    together: dict[str, int]


def roll_up(duties: Duties) -> Rollup:
    """Arrays in sorted order, whatever the order of `duties`, so that the first float is added in the same place."""
    units = tuple(sorted({unit for unit, _ in duties}))
    number = {unit: j for j, unit in enumerate(units)}
    solo = sorted((unit, on_duty[0]) for unit, on_duty in duties if len(on_duty) == 1)
    rest = sorted(key for key in duties if len(key[1]) != 1)

    hist_b = np.zeros((len(units), BINS), dtype=np.int64)
    unrostered = np.zeros(len(units), dtype=np.int64)
    together: Counter[str] = Counter()
    for unit, on_duty in rest:
        hist = duties[unit, on_duty]
        hist_b[number[unit]] += hist
        unrostered[number[unit]] += 0 if on_duty else sum(hist)
        together.update(dict.fromkeys(on_duty, sum(hist)))
    shares = _shares(duties, rest)
    squares = [sum(share * share for share in shares[unit].values()) for unit in units]
    return Rollup(
        officers=tuple(officer for _, officer in solo),
        unit=np.array([number[unit] for unit, _ in solo], dtype=np.int64),
        hist=np.array([duties[unit, (officer,)] for unit, officer in solo], dtype=np.int64).reshape(-1, BINS),
        units=units,
        shared=Shared(hist_b, np.array([shares[unit].get(officer, 0.0) for unit, officer in solo]), np.array(squares)),
        unrostered=unrostered,
        together=dict(together),
    )


def _shares(duties: Duties, keys: list[tuple[str, tuple[str, ...]]]) -> dict[str, dict[str, float]]:
    """Per unit, each person's part of its shared ratings; all unrostered ratings are one person without a name."""
    earned: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    ratings: Counter[str] = Counter()
    for unit, on_duty in keys:
        n = sum(duties[unit, on_duty])
        ratings[unit] += n
        for officer in on_duty or ("",):
            earned[unit][officer] += n / max(1, len(on_duty))
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for unit, officers in earned.items():
        parts[unit] = {officer: part / ratings[unit] for officer, part in officers.items()}
    return parts
