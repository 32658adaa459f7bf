"""A recap of earlier surveys as a table: one row per unit with its averages, as regional governments exchange it.

Headings stand in one row, or in two with merged cells; the table ends at "Jumlah". Only what an index needs is read:
counts by sex, education and occupation are left where they are, and so are columns that repeat a calculation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from surveys.disclosure import CELL_MINIMUM
from surveys.headings import plain
from surveys.ikm import TO_HUNDRED, half_up
from surveys.rows import Cell, RowError
from surveys.tables import Line, Table, one_of

ELEMENTS = tuple(f"U{number}" for number in range(1, 10))
COLUMNS = {
    "unit": ("OPP", "Unit", "unit layanan", "unit pelayanan", "nama unit", "perangkat daerah", "OPD"),
    **{code: (code,) for code in ELEMENTS},
    "respondents": ("SAMPEL", "Responden", "jumlah responden"),
    "printed": ("NILAI IKM", "IKM"),
}
REQUIRED = ("unit", *ELEMENTS, "respondents")
END = frozenset({"jumlah", "total", "rata rata", "jumlah rata rata"})
LABELS = 3  # cells at the left among which the word for the total stands

Rows = Iterable[tuple[int, Sequence[str]]]
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,16})?")


@dataclass(frozen=True)
class RecapRow:
    """A unit in a recap: its averages as printed, with two decimals, and the index that stood beside them, if any."""

    cell: Cell
    unit_id: int
    means: tuple[Decimal, ...]
    respondents: int
    printed: Decimal | None

    @property
    def value(self) -> Decimal:
        """The index of the printed averages."""
        return index(self.means)


@dataclass(frozen=True)
class Recap:
    """What a recap holds: rows to take, and how many units it has without numbers or with too few respondents."""

    rows: tuple[RecapRow, ...]
    empty: int
    few: int


def index(means: Sequence[Decimal]) -> Decimal:
    """25 x mean of printed averages, two decimals: close to the index of the exact ones, which nobody has."""
    return half_up(Fraction(TO_HUNDRED, len(means)) * sum(map(Fraction, means)))


def scan(rows: Rows, units: Mapping[str, int]) -> tuple[Recap, list[RowError]]:
    """The units of a recap, and what is wrong with its cells; `units` maps codes and names to ids.

    Raises:
        LayoutError: the table has other columns.
    """
    table = Table(_above_total(_with_one_heading(list(rows))), COLUMNS, REQUIRED)
    rule = one_of(units, "unit")
    filled = [line for line in table if any(line[code] for code in ELEMENTS)]
    found: dict[int, RecapRow] = {}
    for line in filled:
        unit_id = table.read(line, "unit", rule)
        row = _row(table, line, unit_id)
        if row is not None and found.setdefault(row.unit_id, row) is not row:
            table.refuse(line.number, "unit", f"sudah ada di baris {found[row.unit_id].cell.row}; sisakan satu")
    enough = tuple(row for row in found.values() if row.respondents >= CELL_MINIMUM)
    return Recap(enough, sum(1 for _ in table) - len(filled), len(found) - len(enough)), table.errors


def _row(table: Table, line: Line, unit_id: int | None) -> RecapRow | None:
    means = [table.read(line, code, _mean) for code in ELEMENTS]
    respondents = table.read(line, "respondents", _count)
    printed = table.read(line, "printed", _index) if line["printed"] else None
    known = tuple(mean for mean in means if mean is not None)
    if unit_id is None or respondents is None or len(known) < len(means):
        return None
    return RecapRow(table.cell(line.number, "unit"), unit_id, known, respondents, printed)


def _with_one_heading(rows: list[tuple[int, Sequence[str]]]) -> list[tuple[int, Sequence[str]]]:
    """The rows with the lower row of headings completed from the one above it: merged cells have their text there."""
    for at, (number, cells) in enumerate(rows):
        if at and {"u1", "u9"} <= {plain(cell) for cell in cells}:
            above = rows[at - 1][1]
            return [(number, [low or high for low, high in zip_longest(cells, above, fillvalue="")]), *rows[at + 1 :]]
    return rows


def _above_total(rows: list[tuple[int, Sequence[str]]]) -> Iterable[tuple[int, Sequence[str]]]:
    for number, cells in rows:
        if END & {plain(cell) for cell in cells[:LABELS]}:
            return
        yield number, cells


def _decimal(text: str) -> Decimal | None:
    plain_number = text.replace(",", ".")
    return Decimal(plain_number) if _NUMBER.fullmatch(plain_number) else None


def _mean(text: str) -> Decimal:
    value = _decimal(text)
    if value is None or not 1 <= value <= 4:
        raise ValueError("bukan rata-rata 1,00 sampai 4,00")
    return half_up(Fraction(value))


def _index(text: str) -> Decimal:
    value = _decimal(text)
    if value is None or not 25 <= value <= 100:
        raise ValueError("bukan IKM 25 sampai 100; perbaiki, atau kosongkan")
    return half_up(Fraction(value))


def _count(text: str) -> int:
    digits = text.removesuffix(".0")  # what spreadsheets make of a whole number
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 7):
        raise ValueError("bukan bilangan bulat; tulis tanpa titik, misalnya 1250")
    return int(digits)
