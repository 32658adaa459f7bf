"""Tables from spreadsheets, read by their headings: every wrong cell is named, and one is enough to take no row."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from typing import TypeVar

from surveys.headings import plain
from surveys.rows import Cell, LayoutError, RowError, cell_at

_HEADINGS_WITHIN = 20
_SHOWN = 3
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_LOCAL = re.compile(r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})")
_WORDS = re.compile(r"(?:[a-z']+,? )?(?P<d>[0-9]{1,2}) (?P<m>[a-z]{3})[a-z]* (?P<y>[0-9]{4})")
_TIME = re.compile(r"(?P<h>[0-9]{1,2})(?:[.:](?P<m>[0-9]{2})(?::00)?)?")

Value = TypeVar("Value")


class Line:
    """One row below the headings: its number and the text of each field the table has a column for."""

    def __init__(self, number: int, texts: Mapping[str, str]) -> None:
        self.number = number
        self._texts = texts

    def __getitem__(self, field: str) -> str:
        return self._texts.get(field, "")


class Table:
    """A table whose columns are found by synonyms of their headings; titles may stand above the headings.

    Raises:
        LayoutError: a required column is missing, is there twice, or nothing stands below the headings.
    """

    def __init__(
        self,
        rows: Iterable[tuple[int, Sequence[str]]],
        columns: Mapping[str, tuple[str, ...]],
        required: Iterable[str],
    ) -> None:
        table = list(rows)
        at, self._places = _locate(table[:_HEADINGS_WITHIN], columns, tuple(required))
        self._headings = table[at][1]
        self._titles = {field: synonyms[0] for field, synonyms in columns.items()}
        self._body = {number: [text.strip() for text in cells] for number, cells in table[at + 1 :]}
        self.errors: list[RowError] = []
        if not self._body:
            raise LayoutError("Tidak ada baris di bawah judul kolom. Isi berkasnya, lalu unggah lagi.")

    def has(self, field: str) -> bool:
        """Whether the table has a column for a field."""
        return field in self._places

    def __iter__(self) -> Iterator[Line]:
        for number, texts in self._body.items():
            yield Line(number, {field: texts[at] for field, at in self._places.items() if at < len(texts)})

    def cell(self, number: int, field: str) -> Cell:
        """The cell of a field in a row; an empty one where the table has no column for it."""
        at = self._places.get(field)
        if at is None:
            return Cell(number, self._titles[field], "")
        return cell_at(number, at, self._headings, self._body[number])

    def read(self, line: Line, field: str, rule: Callable[[str], Value]) -> Value | None:
        """What `rule` makes of a cell; None where it raises ValueError, whose sentence is noted for the cell."""
        try:
            return rule(line[field])
        except ValueError as error:
            self.refuse(line.number, field, str(error))
            return None

    def refuse(self, number: int, field: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.errors.append(self.cell(number, field).refused(message))

    def refuse_repeated(self, field: str, rule: Callable[[str], str]) -> None:
        """Note cells that mean the same to `rule` as an earlier one; empty ones and those it refuses mean nothing."""
        seen: dict[str, int] = {}
        for line in self:
            with suppress(ValueError):
                value = rule(line[field])
                if value and seen.setdefault(value, line.number) != line.number:
                    self.refuse(line.number, field, f"sudah ada di baris {seen[value]}; sisakan satu")


def _locate(
    top: Sequence[tuple[int, Sequence[str]]], columns: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> tuple[int, dict[str, int]]:
    """Which row has the headings (the one that names most fields), and where each field stands."""
    found = [_named(cells, columns) for _, cells in top]
    at = max(range(len(found)), key=lambda row: (len(found[row]), -row))
    missing = [columns[field][0] for field in required if field not in found[at]]
    if missing:
        raise LayoutError(f"Kolom {', '.join(missing)} tidak ada. Pakai judul kolom seperti di berkas contoh.")
    for field, places in found[at].items():
        if len(places) > 1:
            names = ", ".join(top[at][1][place] for place in places)
            raise LayoutError(f"Kolom {names} berarti sama ({columns[field][0]}). Sisakan satu.")
    return at, {field: places[0] for field, places in found[at].items()}


def _named(cells: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, list[int]]:
    fields = {plain(synonym): field for field, synonyms in columns.items() for synonym in synonyms}
    places: dict[str, list[int]] = defaultdict(list)
    for at, cell in enumerate(cells):
        if plain(cell) in fields:
            places[fields[plain(cell)]].append(at)
    return dict(places)


def one_of(names: Mapping[str, Value], what: str, key: Callable[[str], str] = plain) -> Callable[[str], Value]:
    """A rule: a text that means one of `names`, which is so when `key` makes the same of both."""
    known = {key(name): (name, value) for name, value in names.items()}
    examples = ", ".join(name for name, _ in list(known.values())[:_SHOWN]) or "belum ada"
    more = ", …" if len(known) > _SHOWN else ""

    def rule(text: str) -> Value:
        if key(text) not in known:
            raise ValueError(f"bukan {what} yang dikenal (misalnya: {examples}{more}); periksa ejaannya")
        return known[key(text)][1]

    return rule


def filled(text: str) -> str:
    """A rule: some text, on one line."""
    words = " ".join(text.split())
    if not words:
        raise ValueError("belum diisi")
    return words


def day(text: str) -> date:
    """A rule: a day as spreadsheets and people write it, the day before the month."""
    for pattern in (_ISO, _LOCAL, _WORDS):
        match = pattern.fullmatch(text.casefold())
        if match:
            month = (
                match["m"]
                if match["m"].isdecimal()
                else str(_MONTHS.index(match["m"]) + 1)
                if match["m"] in _MONTHS
                else "0"
            )
            return _date(int(match["y"]), int(month), int(match["d"]))
    raise ValueError("bukan tanggal; tulis seperti 3/11/2026 atau 2026-11-03")


def _date(year: int, month: int, day_: int) -> date:
    try:
        return date(year, month, day_)
    except ValueError:
        raise ValueError("bukan tanggal yang ada di kalender; periksa hari dan bulannya") from None


def clock_time(text: str) -> time:
    """A rule: hours and minutes, with a point or a colon."""
    match = _TIME.fullmatch(text)
    if match is None or int(match["h"]) > 23 or int(match["m"] or 0) > 59:
        raise ValueError("bukan jam; tulis seperti 08.00")
    return time(int(match["h"]), int(match["m"] or 0))
