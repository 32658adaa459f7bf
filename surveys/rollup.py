"""Officer roll-up: ratings by unit and duty, laid out as the arrays of the officer model."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from surveys.arrays import IntArray
from surveys.cells import BINS, CellKey, Cells, Histogram, lay_out
from surveys.roster import Duties, Duty, whole
from surveys.team import Shared


@dataclass(frozen=True, eq=False)
class Rollup:
    """K solo rows in the order of (unit, officer) and J units in order; every rating is counted exactly once.

    officers (K,), unit (K,), hist (K, 7), cells: the solo rows; units (J,): names; shared: the row "bersama" of each
    unit; unrostered (J,): how many of its ratings had nobody on duty; together: shared ratings with each officer on
    duty.
    """

    officers: tuple[str, ...]
    unit: IntArray
    hist: IntArray
    cells: Cells
    units: tuple[str, ...]
    shared: Shared
    unrostered: IntArray
    together: dict[str, int]

    def row_of(self, unit: str, officer: str) -> int:
        """The position of an officer's solo row at a unit; ValueError if there is none."""
        return list(zip((self.units[j] for j in self.unit.tolist()), self.officers, strict=True)).index((unit, officer))


def roll_up(duties: Duties) -> Rollup:
    """Arrays in sorted order, whatever the order of `duties`, so that the first float is added in the same place."""
    units = tuple(sorted({unit for unit, _ in duties}))
    number = {unit: j for j, unit in enumerate(units)}
    solo = sorted((unit, on_duty[0]) for unit, on_duty in duties if len(on_duty) == 1)
    own = _laid_out((i, duties[unit, (officer,)]) for i, (unit, officer) in enumerate(solo))
    rest = sorted(key for key in duties if len(key[1]) != 1)
    others = _laid_out((number[unit], duties[unit, on_duty]) for unit, on_duty in rest)

    sizes = {key: sum(whole(duties[key])) for key in rest}
    unrostered = np.array([sizes.get((unit, ()), 0) for unit in units], dtype=np.int64)
    together: Counter[str] = Counter()
    for (_, on_duty), n in sizes.items():
        together.update(dict.fromkeys(on_duty, n))
    parts = shares(sizes)
    squares = [sum(part * part for part in parts[unit].values()) for unit in units]
    return Rollup(
        officers=tuple(officer for _, officer in solo),
        unit=np.array([number[unit] for unit, _ in solo], dtype=np.int64),
        hist=_per_row(own, len(solo)),
        cells=own,
        units=units,
        shared=Shared(
            _per_row(others, len(units)),
            np.array([parts[unit].get(officer, 0.0) for unit, officer in solo]),
            np.array(squares),
            others,
        ),
        unrostered=unrostered,
        together=dict(together),
    )


def _laid_out(rows: Iterable[tuple[int, Mapping[CellKey, Histogram]]]) -> Cells:
    cells = [(row, key, hists[key]) for row, hists in rows for key in sorted(hists)]
    return lay_out([row for row, _, _ in cells], [key for _, key, _ in cells], [hist for _, _, hist in cells])


def _per_row(cells: Cells, rows: int) -> IntArray:
    hist = np.zeros((rows, BINS), dtype=np.int64)
    np.add.at(hist, cells.row, cells.hist)
    return hist


def shares(sizes: Mapping[tuple[str, Duty], float]) -> dict[str, dict[str, float]]:
    """Per unit, each person's part of its shared ratings; all unrostered ratings are one person without a name."""
    earned: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    ratings: dict[str, float] = defaultdict(float)
    for (unit, on_duty), n in sizes.items():
        ratings[unit] += n
        for officer in on_duty or ("",):
            earned[unit][officer] += n / max(1, len(on_duty))
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for unit, officers in earned.items():
        parts[unit] = {officer: part / ratings[unit] for officer, part in officers.items()}
    return parts
