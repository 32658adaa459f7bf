"""Who was on duty: ratings never name an officer, the roster is joined to the tallies when scores are computed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import add
from typing import NamedTuple

from surveys.cells import UNKNOWN, CellKey, Histogram

UNKNOWN_SHIFT = 0

Duty = tuple[str, ...]  # distinct officers in order: () unrostered, one solo, two or more shared
Slot = tuple[int, date, int]  # counter, service day, shift number
Duties = dict[tuple[str, Duty], dict[CellKey, Histogram]]  # (unit, duty) to verified ratings by cell


class NegativeTally(ValueError):
    """Corrections have taken away more ratings than there were."""


class Cell(NamedTuple):
    """Verified ratings of one counter, day and shift, under the unit the counter belonged to on that day.

    Several cells may share a slot (other service, waiting time or channel), and corrections may be negative.
    """

    unit: int | str
    counter: int | None
    day: date
    shift: int
    hist: Sequence[int]
    band: str = UNKNOWN  # of the shift: pagi, siang, sore
    wait_band: str = UNKNOWN
    channel: str = UNKNOWN

    @property
    def key(self) -> CellKey:
        """The cell as text."""
        counter = "" if self.counter is None else str(self.counter)
        return CellKey(counter, self.day.isoformat(), self.band, self.wait_band, self.channel)


def duty(officers: Iterable[str]) -> Duty:
    """The officers once each, in order."""
    return tuple(sorted(set(officers)))


def attach(cells: Iterable[Cell], roster: Mapping[Slot, Collection[int | str]]) -> Duties:
    """Ratings by unit and by who was on duty; a slot without roster or with an unknown shift has nobody.

    Units and officers become text, as the keys of every report are.
    """
    on_duty: dict[tuple[int | None, date, int], Duty] = {
        slot: duty(map(str, officers)) for slot, officers in roster.items() if slot[2] != UNKNOWN_SHIFT
    }
    return add_up(
        (str(cell.unit), on_duty.get((cell.counter, cell.day, cell.shift), ()), cell.key, cell.hist) for cell in cells
    )


def add_up(rows: Iterable[tuple[str, Duty, CellKey, Sequence[int]]]) -> Duties:
    """Sum of histograms per unit, duty and cell; a sum of nothing is left out. NegativeTally if a bin falls below 0."""
    sums: Duties = {}
    for unit, officers, key, hist in rows:
        cells = sums.setdefault((unit, officers), {})
        known = cells.get(key)
        cells[key] = tuple(hist) if known is None else tuple(map(add, known, hist))
    for (unit, officers), cells in sums.items():
        if min(map(min, cells.values())) < 0:
            raise NegativeTally(f"Unit {unit}, petugas {';'.join(officers) or '-'}: jumlahnya menjadi negatif.")
    kept = {row: {key: hist for key, hist in cells.items() if any(hist)} for row, cells in sums.items()}
    return {row: cells for row, cells in kept.items() if cells}


def whole(cells: Mapping[CellKey, Sequence[int]]) -> Histogram:
    """The histogram of all cells together."""
    return tuple(map(sum, zip(*cells.values(), strict=True)))
