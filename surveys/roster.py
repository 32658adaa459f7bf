"""Who was on duty: ratings never name an officer, the roster is joined to the tallies when scores are computed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

BINS = 7  # U6+U7 = 2..8
UNKNOWN_SHIFT = 0

Duty = tuple[str, ...]  # distinct officers in order: () unrostered, one solo, two or more shared
Histogram = tuple[int, ...]
Slot = tuple[int, date, int]  # counter, service day, shift number
Duties = dict[tuple[str, Duty], Histogram]  # (unit, duty) to verified ratings


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
    return add_up((str(cell.unit), on_duty.get((cell.counter, cell.day, cell.shift), ()), cell.hist) for cell in cells)


def add_up(rows: Iterable[tuple[str, Duty, Sequence[int]]]) -> Duties:
    """Sum of histograms per unit and duty; a sum of nothing is left out. NegativeTally if a bin falls below 0."""
    sums: dict[tuple[str, Duty], list[int]] = {}
    for unit, officers, hist in rows:
        total = sums.setdefault((unit, officers), [0] * BINS)
        for column, count in enumerate(hist):
            total[column] += count
    for (unit, officers), total in sums.items():
        if min(total) < 0:
            raise NegativeTally(f"Unit {unit}, petugas {';'.join(officers) or '-'}: jumlahnya menjadi negatif.")
    return {key: tuple(total) for key, total in sums.items() if any(total)}
