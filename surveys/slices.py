"""A unit's locked figure by service, channel, hours and counter, as far as the disclosure rule lets it be told."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import sqrt
from typing import Any, Final

from surveys import disclosure, ikm, validity
from surveys.disclosure import Alike
from surveys.ikm import Index

Key = tuple[int | str, ...]
Counts = tuple[int, ...]


class Table(Enum):
    """What a figure is divided by; tables stand in the order in which they are shown, and earlier ones go first."""

    SERVICE = "service"
    CHANNEL = "channel"
    SERVICE_CHANNEL = "service_channel"
    HOURS = "hours"
    COUNTER = "counter"

    @property
    def is_workplace(self) -> bool:
        """Whether one cell may be where a single person works."""
        return self in {Table.HOURS, Table.COUNTER}


# The tables that stand first; what a table shows does not hang on those after it.
NO_WORKPLACE: Final = tuple(table for table in Table if not table.is_workplace)


@dataclass(frozen=True)
class Cell:
    """What one seal counted of ratings alike.

    Attributes:
        batch, seal: with which they were released and sealed.
        weekday: of the seal, Monday is 0: a batch of one night tells no more by it.
        service, counter: 0 where none is known.
        people: officers on duty.
        respondents: forms with an answer; both: forms with an answer to both elements about the officer.
        counts: element -> how often 1, 2, 3, 4 were given.
    """

    batch: Hashable
    seal: int
    weekday: int
    shift: int
    service: int
    channel: str
    counter: int
    validity: str
    people: frozenset[int]
    respondents: int
    both: int
    counts: Mapping[str, Counts]

    def key(self, table: Table) -> Key:
        """The cell of a table it lies in."""
        match table:
            case Table.SERVICE:
                return (self.service,)
            case Table.CHANNEL:
                return (self.channel,)
            case Table.SERVICE_CHANNEL:
                return self.service, self.channel
            case Table.HOURS:
                return self.weekday, self.shift
            case Table.COUNTER:
                return (self.counter,)

    @property
    def block(self) -> Hashable:
        """What no figure of officers, of verified forms or of service mode looks into."""
        if self.validity in validity.VERIFIED:
            return self.batch, self.seal, self.people
        return self.batch, self.validity


@dataclass(frozen=True)
class Slice:
    """One shown cell: its index, and how often each value was given to each element."""

    index: Index
    counts: Mapping[str, Counts]


@dataclass(frozen=True)
class Slices:
    """The shown cells of each table; `closed`: respondents of the cells that are not shown, all together."""

    cells: Mapping[Table, Mapping[Key, Slice]]
    closed: Mapping[Table, int]


def of_cells(cells: Sequence[Cell], whole: Index, tables: Sequence[Table] = tuple(Table)) -> Slices:
    """The slices of a figure that consists of exactly these cells, by the first tables (all of them, if not given).

    A slice's standard error is that of the whole times sqrt(N / n): one respondent varies as much here as there, as in
    a funnel plot (Spiegelhalter 2005, Statistics in Medicine 24). Raises ValueError where the cells are not the figure.
    """
    if not is_made_of(whole, cells):
        raise ValueError("cells and figure count different ratings")
    ratings = [
        Alike(
            cell.batch,
            cell.block,
            tuple(cell.key(table) for table in tables),
            frozenset(cell.people),
            _complete(cell, whole),
        )
        for cell in cells
        if cell.respondents
    ]
    shown = disclosure.open_cells(ratings, [table.is_workplace for table in tables])
    found: dict[Table, dict[Key, Slice]] = {}
    for table, keys in zip(tables, shown, strict=True):
        parts: dict[Key, list[Cell]] = defaultdict(list)
        for cell in cells:
            parts[cell.key(table)].append(cell)
        found[table] = {
            key: _slice(_added(parts[key]), sum(cell.respondents for cell in parts[key]), whole)
            for key in sorted(parts, key=_in_order)
            if key in keys
        }
    told = {table: sum(part.index.respondents for part in found[table].values()) for table in tables}
    return Slices(found, {table: whole.respondents - told[table] for table in tables})


def is_made_of(whole: Index, cells: Iterable[Cell]) -> bool:
    """Whether a figure counts exactly the ratings of some cells."""
    parts = list(cells)
    added = _added(parts)
    return sum(cell.respondents for cell in parts) == whole.respondents and all(
        (sum(added[element.code]), _total(added[element.code])) == (element.n, element.total)
        for element in whole.elements
    )


def to_json(found: Slices) -> dict[str, list[Any]]:
    """The shown cells as plain lists and numbers: table -> key, respondents and counts of each."""
    return {
        table.value: [
            [list(key), part.index.respondents, {code: list(given) for code, given in part.counts.items()}]
            for key, part in cells.items()
        ]
        for table, cells in found.cells.items()
    }


def from_json(plain: Mapping[str, list[Any]], table: Table, key: Key, whole: Index) -> Slice | None:
    """One of the cells that `to_json` wrote, of the same figure; None where it is not shown."""
    for own, respondents, counts in plain.get(table.value, ()):
        if tuple(own) == key:
            return _slice(counts, respondents, whole)
    return None


def pooled(parts: Iterable[Slice], whole: Index) -> Slice | None:
    """Shown slices of several units as one; `whole` is the index of all units. None for none.

    It is made of shown numbers and of nothing else, so that no subtraction finds in it what a unit does not show.
    """
    shown = list(parts)
    if not shown:
        return None
    counts = {
        code: [sum(given) for given in zip(*(part.counts[code] for part in shown), strict=True)]
        for code in shown[0].counts
    }
    return _slice(counts, sum(part.index.respondents for part in shown), whole)


def _complete(cell: Cell, whole: Index) -> int:
    """Forms that every shown sum counts at least: of each element, and of both about the officer."""
    return min(cell.both, *(sum(cell.counts.get(element.code, ())) for element in whole.elements))


def _slice(counts: Mapping[str, Sequence[int]], respondents: int, whole: Index) -> Slice:
    codes = [element.code for element in whole.elements]
    sums = {code: _total(counts[code]) for code in codes}
    index = ikm.of_sums(sums, {code: sum(counts[code]) for code in codes}, respondents)
    elements = tuple(
        replace(own, standard_error=_error(of_all.standard_error, of_all.n, own.n))
        for own, of_all in zip(index.elements, whole.elements, strict=True)
    )
    error = _error(whole.standard_error, whole.respondents, respondents)
    told = replace(index, elements=elements, standard_error=error)
    return Slice(told, {code: tuple(counts[code]) for code in codes})


def _error(of_whole: float | None, n_whole: int, n: int) -> float | None:
    return None if of_whole is None or n == 0 else of_whole * sqrt(n_whole / n)


def _added(cells: Iterable[Cell]) -> dict[str, list[int]]:
    sums: dict[str, Counter[int]] = defaultdict(Counter)
    for cell in cells:
        for element, values in cell.counts.items():
            for value, n in enumerate(values):
                sums[element][value] += n
    return defaultdict(lambda: [0] * 4, {code: [values[at] for at in range(4)] for code, values in sums.items()})


def _total(counts: Sequence[int]) -> int:
    return sum(value * n for value, n in enumerate(counts, 1))


def _in_order(key: Key) -> tuple[str, ...]:
    return tuple(f"{part:06}" if isinstance(part, int) else part for part in key)
