"""What a survey report is made of, whatever it is written on: chapters of sections of words, tables and drawings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backoffice.report_drawings import Drawing

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Words:
    """Paragraphs. `block`: under which name they can be edited; None for those that only data write."""

    paragraphs: tuple[str, ...]
    block: str | None = None


@dataclass(frozen=True)
class Table:
    """A table with its caption. An empty cell is a number that does not exist or may not be shown; never 0."""

    caption: str
    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    foot: Sequence[tuple[Cell, ...]] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing. `finding` says what it shows, and is all that somebody who cannot see it needs."""

    finding: str
    drawing: Drawing


Part = Words | Table | Picture


@dataclass(frozen=True)
class Section:
    """Parts under a heading of their own."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Chapter:
    """Sections under a heading: BAB I to V, and the appendices."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Signature:
    """Who signs: place and day, office, name and NIP, all as the unit wrote them; empty ones are dotted lines."""

    place: str
    office: str
    name: str
    nip: str


@dataclass(frozen=True)
class SurveyReport:
    """A whole report.

    Attributes:
        letterhead: lines above the title; marks: what the reader must know at once, such as that figures may change.
        title: lines of the title.
    """

    letterhead: tuple[str, ...]
    marks: tuple[str, ...]
    title: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    signature: Signature

    @property
    def name(self) -> str:
        """The title in one line."""
        return ", ".join(self.title)
