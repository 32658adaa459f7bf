"""Ratings of officers as a release keeps them: who was on duty, in which cell, and the histogram of U6+U7."""

from collections.abc import Iterable, Iterator
from typing import Any

from models.tallies import Tally
from surveys.cells import BINS, UNKNOWN, CellKey, Histogram, wait_name
from surveys.roster import Duty, duty

# Officers on duty (ids joined by ";", empty for an unrostered counter) to cells, each a list of counter id or null,
# service day, band of the shift, wait band, channel and the counts of U6+U7 from 2 to 8.
Parts = dict[str, list[Any]]


def part_of(on_duty: Iterable[int], cell: Tally) -> tuple[str, list[Any]]:
    """One tally and who gave the service."""
    key = [cell.counter_id, cell.day.isoformat(), cell.shift_band, cell.wait_band, cell.channel]
    return ";".join(map(str, on_duty)), [*key, list(cell.h)]


def gathered(parts: Iterable[tuple[str, list[Any]]]) -> Parts:
    """Parts by who was on duty, cells of one key added up."""
    sums: dict[str, dict[tuple[Any, ...], list[int]]] = {}
    for on_duty, (*key, hist) in parts:
        total = sums.setdefault(on_duty, {}).setdefault(tuple(key), [0] * BINS)
        total[:] = [a + b for a, b in zip(total, hist, strict=True)]
    return {
        on_duty: [[*key, cells[key]] for key in sorted(cells, key=lambda key: tuple(map(str, key)))]
        for on_duty, cells in sums.items()
    }


def each(parts: Parts) -> Iterator[tuple[str, list[Any]]]:
    """The parts one by one; what was kept before cells were, a bare histogram, is a cell of which nothing is known."""
    for on_duty, cells in parts.items():
        if cells and not isinstance(cells[0], list):
            yield on_duty, [None, "", UNKNOWN, 0, UNKNOWN, cells]
        else:
            yield from ((on_duty, cell) for cell in cells)


def rows(parts: Parts) -> Iterator[tuple[Duty, CellKey, Histogram]]:
    """The same as the officer model takes them."""
    for on_duty, (counter, day, band, wait, channel, hist) in each(parts):
        key = CellKey(str(counter or ""), day, band, wait_name(wait), channel)
        yield duty(filter(None, on_duty.split(";"))), key, hist
