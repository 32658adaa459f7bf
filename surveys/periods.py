"""Survey periods: month, quarter (Triwulan), half-year (Semester) and year, and the states they pass through."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")
_CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|TW(?P<quarter>[0-9])|S(?P<half_year>[0-9])))?")


class UnknownPeriod(ValueError):
    """A text that names no period."""

    def __init__(self, text: str) -> None:
        super().__init__(f"Periode “{text}” tidak dikenal. Tulis misalnya 2026-10, 2026-TW4, 2026-S2, atau 2026.")


class Kind(Enum):
    """The length of a period; the value is its number of months."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6
    YEAR = 12


@dataclass(frozen=True)
class Period:
    """The `index`-th period (from 1) of its kind in a calendar year; ValueError when the year has no such one."""

    kind: Kind
    year: int
    index: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9998 and 1 <= self.index <= 12 // self.kind.value):
            raise ValueError(f"no such period: {self.kind.name} {self.index} of {self.year}")

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.index - 1) * self.kind.value + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        last_month = self.index * self.kind.value
        return date(self.year + last_month // 12, last_month % 12 + 1, 1) - timedelta(days=1)

    @property
    def code(self) -> str:
        """As written in addresses and files: 2026-10, 2026-TW4, 2026-S2, 2026."""
        suffixes = {
            Kind.MONTH: f"-{self.index:02}",
            Kind.QUARTER: f"-TW{self.index}",
            Kind.HALF_YEAR: f"-S{self.index}",
            Kind.YEAR: "",
        }
        return f"{self.year:04}{suffixes[self.kind]}"

    @property
    def label(self) -> str:
        """As people say it: Oktober 2026, Triwulan IV 2026, Semester II 2026, Tahun 2026."""
        names = {
            Kind.MONTH: _MONTHS[self.index - 1],
            Kind.QUARTER: f"Triwulan {_ROMAN[(self.index - 1) % 4]}",
            Kind.HALF_YEAR: f"Semester {_ROMAN[(self.index - 1) % 4]}",
            Kind.YEAR: "Tahun",
        }
        return f"{names[self.kind]} {self.year}"

    @property
    def months(self) -> tuple["Period", ...]:
        """The months it consists of, in order."""
        first, length = self.start.month, self.kind.value
        return tuple(Period(Kind.MONTH, self.year, month) for month in range(first, first + length))

    def previous(self) -> "Period":
        """The period of the same kind just before."""
        return containing(self.start - timedelta(days=1), self.kind)

    def next(self) -> "Period":
        """The period of the same kind just after."""
        return containing(self.end + timedelta(days=1), self.kind)


def in_words(day: date) -> str:
    """`3 November 2026`, for sentences that people read."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def containing(day: date, kind: Kind) -> Period:
    """The period of a kind in which a day lies."""
    return Period(kind, day.year, (day.month - 1) // kind.value + 1)


def parse(code: str) -> Period:
    """The period a code names. Raises UnknownPeriod."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise UnknownPeriod(code)
    kind = Kind[str(match.lastgroup).upper()]
    index = 1 if kind is Kind.YEAR else int(match[kind.name.lower()])
    try:
        return Period(kind, int(match["year"]), index)
    except ValueError:
        raise UnknownPeriod(code) from None


class State(Enum):
    """Where a period stands; corrections after the lock are numbered revisions, not another state."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN}),
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.LOCKED}),
    State.LOCKED: frozenset(),
}
