"""The cells behind a row of the officer model: where, when and under what circumstances its ratings were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from surveys.arrays import IntArray

UNKNOWN = "unknown"
WAIT_BANDS = (UNKNOWN, "0-14", "15-29", "30-59", "60+")  # minutes before the service, by their number in a visit ticket
REFERENCES = {"shift": "pagi", "wait_band": "0-14", "channel": "own_phone"}
BINS = 7  # U6+U7 = 2..8

Histogram = tuple[int, ...]


def wait_name(band: int) -> str:
    """The minutes a wait band of a visit ticket stands for."""
    return WAIT_BANDS[band] if band < len(WAIT_BANDS) else UNKNOWN


class CellKey(NamedTuple):
    """What the ratings of one cell have in common, as text; an empty counter or day is not known."""

    counter: str = ""
    day: str = ""
    shift: str = UNKNOWN  # pagi, siang, sore
    wait_band: str = UNKNOWN
    channel: str = UNKNOWN


@dataclass(frozen=True, eq=False)
class Groups:
    """Cells of one row that share a counter, or a day; a cell whose counter or day is not known is in none.

    cell (m,): which cells are in a group; of (m,): the group 0..G-1 of each; row (G,): the row of each group.
    """

    cell: IntArray
    of: IntArray
    row: IntArray


@dataclass(frozen=True, eq=False)
class Cells:
    """M cells of K rows, each with at least one rating.

    row (M,): 0..K-1; hist (M, 7): ratings h2..h8; columns (p,): names of circumstances other than the references, as
    "shift=siang"; x (M, p): 1 where a cell has them; counters, days: the cells of a row, grouped by either.
    """

    row: IntArray
    hist: IntArray
    columns: tuple[str, ...]
    x: npt.NDArray[np.int8]
    counters: Groups
    days: Groups


def lay_out(row: Sequence[int], keys: Sequence[CellKey], hists: Sequence[Sequence[int]]) -> Cells:
    """Cells as arrays, in the order given: the row, the key and the histogram of each."""
    rows = np.array(row, dtype=np.int64)
    columns = sorted({name for kind in REFERENCES for name in _names(keys, kind)})
    x = np.zeros((len(rows), len(columns)), dtype=np.int8)
    for kind in REFERENCES:
        number = {name.partition("=")[2]: at for at, name in enumerate(columns) if name.startswith(f"{kind}=")}
        at = np.array([number.get(getattr(key, kind), -1) for key in keys], dtype=np.int64)
        x[at >= 0, at[at >= 0]] = 1
    return Cells(
        row=rows,
        hist=np.array(hists, dtype=np.int64).reshape(-1, BINS),
        columns=tuple(columns),
        x=x,
        counters=_grouped(rows, [key.counter for key in keys]),
        days=_grouped(rows, [key.day for key in keys]),
    )


def _names(keys: Sequence[CellKey], kind: str) -> set[str]:
    """Columns of one kind of circumstance; what was left empty is unknown."""
    return {f"{kind}={level}" for level in {getattr(key, kind) for key in keys} - {REFERENCES[kind]}}


def _grouped(row: IntArray, labels: Sequence[str]) -> Groups:
    number = {label: code for code, label in enumerate(sorted(set(labels) - {""}))}
    code = np.array([number.get(label, -1) for label in labels], dtype=np.int64)
    known = np.flatnonzero(code >= 0)
    width = max(1, len(number))
    pairs, of = np.unique(row[known] * width + code[known], return_inverse=True)
    return Groups(known, of.astype(np.int64), pairs // width)
