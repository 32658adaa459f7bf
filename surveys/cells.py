"""The cells behind a row of the officer model: where, when and under what circumstances its ratings were given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from surveys.arrays import FloatArray, IntArray, by_group

UNKNOWN = "unknown"
WAIT_BANDS = (UNKNOWN, "0-14", "15-29", "30-59", "60+")  # minutes before the service, by their number in a visit ticket
REFERENCES = {"shift": "pagi", "wait_band": "0-14", "channel": "own_phone"}
BINS = 7  # U6+U7 = 2..8

Histogram = tuple[int, ...]


class CellKey(NamedTuple):
    """What the ratings of one cell have in common, as text; an empty counter or day is not known."""

    counter: str = ""
    day: str = ""
    shift: str = UNKNOWN  # pagi, siang, sore
    wait_band: str = UNKNOWN
    channel: str = UNKNOWN


@dataclass(frozen=True, eq=False)
class Groups:
    """Cells of one row that share a counter or a day: `of` (M,): group of each cell, `row` (G,): row of each group."""

    of: IntArray
    row: IntArray


@dataclass(frozen=True, eq=False)
class Cells:
    """M cells of K rows.

    row (M,): 0..K-1; hist (M, 7): ratings h2..h8; columns (p,): names of circumstances other than the references, as
    "shift=siang"; x (M, p): 1 where a cell has them; counters, days: the cells of a row, grouped by either.
    """

    row: IntArray
    hist: IntArray
    columns: tuple[str, ...]
    x: npt.NDArray[np.int8]
    counters: Groups
    days: Groups

    def deviation(self, beta: dict[str, float], means: dict[str, float]) -> FloatArray:
        """(x - means)' beta of every cell, shape (M,); a circumstance that no cell has is 0 everywhere."""
        found = np.zeros(len(self.row))
        for name, effect in sorted(beta.items()):
            seen = self.x[:, self.columns.index(name)] if name in self.columns else 0.0
            found += effect * (seen - means[name])
        return found


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
        counters=_grouped(rows, (key.counter for key in keys)),
        days=_grouped(rows, (key.day for key in keys)),
    )


def concentration(n: IntArray, groups: Groups, rows: int) -> FloatArray:
    """H of each row, shape (rows,): sum over its groups of (n_g/n)²; 1 where all its n ratings share a group.

    n (M,): ratings of each cell. 0 for a row without ratings.
    """
    size = by_group(n.astype(np.float64), groups.of, len(groups.row))
    whole = by_group(size, groups.row, rows)[groups.row]
    share = np.divide(size, whole, out=np.zeros(len(size)), where=whole > 0)
    return by_group(share * share, groups.row, rows)


def _names(keys: Sequence[CellKey], kind: str) -> set[str]:
    """Columns of one kind of circumstance; what was left empty is unknown."""
    return {f"{kind}={level}" for level in {getattr(key, kind) for key in keys} - {REFERENCES[kind]}}


def _grouped(row: IntArray, labels: Iterable[str]) -> Groups:
    number: dict[str, int] = {}
    code = np.array([number.setdefault(label, len(number)) for label in labels], dtype=np.int64)
    width = max(1, len(number))
    pairs, of = np.unique(row * width + code, return_inverse=True)
    return Groups(of.astype(np.int64), (pairs // width).astype(np.int64))
