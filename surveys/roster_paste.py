"""A month's roster as people copy it from a spreadsheet: a column for each day, a row for each place or each officer.

In a row of a place the cells name officers; in a row of an officer they name counter and shift. An empty cell leaves
what stands, a dash empties it. Every cell is either understood or answered with a sentence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from surveys.headings import plain
from surveys.roster_names import BETWEEN, NOBODY, Names
from surveys.rows import LayoutError
from surveys.tables import day as full_day

Slot = tuple[int, date, int]  # counter, day, shift number
Duties = Mapping[Slot, frozenset[int]]

_HEADING_WITHIN = 6
_DAY = re.compile(r"(?:[a-z']+[., ]*)?(?P<d>[0-9]{1,2})(?:[/ -][0-9a-z]{1,9})?")


@dataclass(frozen=True)
class Place:
    """A counter in a shift, with the words people have for both."""

    counter: int
    shift: int
    label: str
    shift_name: str


@dataclass(frozen=True)
class Board:
    """The month that is pasted into: its days, places and people, what stands, and what may still be planned."""

    days: Sequence[date]
    places: Sequence[Place]
    names: Names
    known: Duties
    open: frozenset[Slot]

    @cached_property
    def _words(self) -> Mapping[str, Place]:
        found: dict[str, Place] = {}
        only_shift = len({place.shift for place in self.places}) == 1
        for place in self.places:
            shifts = {place.shift_name, f"sif {place.shift}", f"shift {place.shift}", *self._letter(place)}
            ways = {f"{place.label} {shift}" for shift in shifts} | ({place.label} if only_shift else set())
            for way in ways:
                found.setdefault(_key(way), place)
                found.setdefault(_key(f"loket {way}"), place)
        return found

    def _letter(self, place: Place) -> set[str]:
        """The first letter of a shift's name, if no other one begins with it."""
        first = place.shift_name[:1].casefold()
        shared = {other.shift for other in self.places if other.shift_name[:1].casefold() == first}
        return {first} if len(shared) == 1 else set()

    def place(self, text: str) -> Place | None:
        """The place that a text means."""
        return self._words.get(_key(text))

    def day(self, text: str) -> date | None:
        """The day of the month that the heading of a column means."""
        try:
            found = full_day(text.strip())
        except ValueError:
            match = _DAY.fullmatch(text.strip().casefold())
            return next((day for day in self.days if match and day.day == int(match["d"])), None)
        return found if found in self.days else None


@dataclass(frozen=True)
class PastedCell:
    """A cell: the duties it asks for, None where it says nothing, and what is wrong with it."""

    day: date
    text: str
    duties: tuple[tuple[int, int, int], ...] | None = None  # counter, shift, officer
    problem: str = ""


@dataclass(frozen=True)
class PastedRow:
    """A row: its heading, whether a place or an officer was found in it, and its cells."""

    heading: str
    problem: str
    cells: tuple[PastedCell, ...]


@dataclass(frozen=True)
class Pasted:
    """What was understood of a pasted table, and the slots that it would change."""

    by_officer: bool
    days: tuple[date, ...]
    rows: tuple[PastedRow, ...]
    wanted: Duties

    @property
    def problems(self) -> int:
        """How many rows and cells were not understood."""
        return sum(bool(row.problem) + sum(bool(cell.problem) for cell in row.cells) for row in self.rows)

    @property
    def understood(self) -> int:
        """How many cells say something that was understood."""
        return sum(cell.duties is not None for row in self.rows for cell in row.cells)


def read(text: str, board: Board) -> Pasted:
    """What a pasted table says. Raises LayoutError when no row has the days of the month."""
    table = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip()]
    at = _heading_row(table, board)
    columns = {number: day for number, cell in enumerate(table[at]) if (day := board.day(cell)) is not None}
    days = list(columns.values())
    if len(set(days)) < len(days):
        raise LayoutError("Ada tanggal yang tertulis dua kali di baris judul. Sisakan satu kolom untuk setiap tanggal.")
    width = min(columns)
    if width == 0:
        raise LayoutError("Kolom pertama harus berisi loket dan sif, atau nama petugas. Salin ikut kolom itu.")
    body = _carried([(row[:width], row) for row in table[at + 1 :]])
    by_officer = _is_by_officer([heads for heads, _row in body], board)
    wanted: dict[Slot, frozenset[int]] = {}
    reader = _officer_row if by_officer else _place_row
    rows = tuple(reader(board, heads, _cells(row, columns), wanted) for heads, row in body)
    return Pasted(by_officer, tuple(days), rows, wanted)


def _heading_row(table: Sequence[Sequence[str]], board: Board) -> int:
    top = table[:_HEADING_WITHIN]
    counts = [sum(board.day(cell) is not None for cell in row[1:]) for row in top]
    if not counts or max(counts) == 0:
        raise LayoutError(
            "Baris judul dengan tanggal tidak ditemukan. Salin ikut baris yang berisi tanggal 1, 2, 3, …."
        )
    return counts.index(max(counts))


def _carried(rows: Sequence[tuple[list[str], list[str]]]) -> list[tuple[list[str], list[str]]]:
    """Rows whose first heading is empty below a merged cell take it from above."""
    found, above = [], ""
    for heads, row in rows:
        is_below = len(heads) > 1 and not heads[0] and any(heads[1:])
        above = above if is_below else heads[0]
        if any(row):
            found.append(([above, *heads[1:]], row))
    return found


def _cells(row: Sequence[str], columns: Mapping[int, date]) -> list[tuple[date, str]]:
    return [(day, row[number] if number < len(row) else "") for number, day in columns.items()]


def _is_by_officer(headings: Sequence[Sequence[str]], board: Board) -> bool:
    places = sum(board.place(" ".join(heads)) is not None for heads in headings)
    return sum(_officer(board, heads) is not None for heads in headings) > places


def _officer(board: Board, heads: Sequence[str]) -> int | None:
    """The officer whom one of the headings means: a running number or a position may stand beside the name."""
    found = (board.names.find(head) for head in [*heads, " ".join(heads)] if head)
    return next((officer for officer in found if officer is not None), None)


def _place_row(
    board: Board, heads: Sequence[str], cells: Sequence[tuple[date, str]], wanted: dict[Slot, frozenset[int]]
) -> PastedRow:
    place = board.place(" ".join(heads))
    if place is None:
        return _unknown(heads, cells, "loket dan sif ini tidak dikenal; tulis seperti “Loket 1 Pagi”")

    def ask(day: date, text: str) -> tuple[tuple[int, int, int], ...]:
        people = board.names.read(text)
        _put(board, wanted, {(place.counter, day, place.shift): people})
        return tuple((place.counter, place.shift, officer) for officer in sorted(people))

    return PastedRow(" ".join(heads), "", tuple(_cell(day, text, ask) for day, text in cells))


def _officer_row(
    board: Board, heads: Sequence[str], cells: Sequence[tuple[date, str]], wanted: dict[Slot, frozenset[int]]
) -> PastedRow:
    officer = _officer(board, heads)
    if officer is None:
        return _unknown(heads, cells, "petugas ini tidak dikenal; tulis singkatan, nama, atau NIP-nya")

    def ask(day: date, text: str) -> tuple[tuple[int, int, int], ...]:
        chosen = _chosen(board, text)
        changed: dict[Slot, frozenset[int]] = {}
        for place in board.places:
            slot = place.counter, day, place.shift
            people = wanted.get(slot, board.known.get(slot, frozenset()))
            after = people | {officer} if (place.counter, place.shift) in chosen else people - {officer}
            if after != people:
                changed[slot] = after
        _put(board, wanted, changed)
        return tuple((counter, shift, officer) for counter, shift in sorted(chosen))

    return PastedRow(" ".join(heads), "", tuple(_cell(day, text, ask) for day, text in cells))


def _chosen(board: Board, text: str) -> set[tuple[int, int]]:
    if text.casefold() in NOBODY:
        return set()
    chosen = set()
    for part in filter(None, map(str.strip, BETWEEN.split(text))):
        place = board.place(part)
        if place is None:
            raise ValueError(f"“{part}” bukan loket dan sif unit ini; tulis seperti “1 Pagi”")
        chosen.add((place.counter, place.shift))
    return chosen


def _put(board: Board, wanted: dict[Slot, frozenset[int]], asked: Duties) -> None:
    """Add what a cell asks for. ValueError where the roster can no longer be planned and would change."""
    for slot, people in asked.items():
        if slot not in board.open and people != board.known.get(slot, frozenset()):
            raise ValueError("hari ini sudah disegel atau loketnya tutup; kosongkan sel ini, atau ajukan koreksi")
    wanted.update({slot: people for slot, people in asked.items() if slot in board.open})


def _cell(day: date, text: str, ask: Callable[[date, str], tuple[tuple[int, int, int], ...]]) -> PastedCell:
    if not text:
        return PastedCell(day, text)
    try:
        return PastedCell(day, text, ask(day, text))
    except ValueError as error:
        return PastedCell(day, text, None, str(error))


def _unknown(heads: Sequence[str], cells: Sequence[tuple[date, str]], problem: str) -> PastedRow:
    return PastedRow(" ".join(heads), problem, tuple(PastedCell(day, text) for day, text in cells))


def _key(text: str) -> str:
    return plain(text).replace(" ", "")
