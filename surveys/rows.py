"""Rows of a table that came from outside: how a cell is named, and what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SHOWN = 40


def address(row: int, column: int) -> str:
    """The name spreadsheets give a cell: `address(5, 0)` is A5. Rows count from 1, columns from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


@dataclass(frozen=True)
class Cell:
    """A cell as its person sees it: `column` is its heading with the cell's name, `value` what stands in it."""

    row: int
    column: str
    value: str

    def refused(self, message: str) -> "RowError":
        """The cell with what is wrong with it."""
        return RowError(self.row, self.column, self.value, message.rstrip("."))


def cell_at(row: int, at: int, headings: Sequence[str], texts: Sequence[str]) -> Cell:
    """The cell of a row in the column `at`; beyond the end of a short row it is empty."""
    return Cell(row, f"{headings[at]} ({address(row, at)})", texts[at] if at < len(texts) else "")


@dataclass(frozen=True)
class RowError:
    """One cell that cannot be used. `column` is its heading, `message` what is wrong with `value`, in Indonesian."""

    row: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}…"
        return f"Baris {self.row}, kolom {self.column}: “{value}” {self.message}."


class RowsError(Exception):
    """At least one row is wrong, so none is taken."""

    def __init__(self, errors: Iterable[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


def refuse(*errors: RowError) -> None:
    """Raise RowsError, in the order of the rows, if there is any error: all of them in one pass over the file."""
    if errors:
        raise RowsError(sorted(errors, key=lambda error: error.row))


class LayoutError(Exception):
    """The table as a whole cannot be read; the Indonesian message says what to change."""
