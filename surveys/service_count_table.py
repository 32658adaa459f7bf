"""Services given as a table: Tanggal, Loket, Sif, Layanan."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.rows import Cell, RowError
from surveys.tables import Line, Table, day

COLUMNS = {
    "day": ("Tanggal", "tgl", "hari tanggal"),
    "counter": ("Loket", "nomor loket", "no loket"),
    "shift": ("Sif", "shift", "jam tugas"),
    "services": ("Layanan", "jumlah layanan", "jumlah pengunjung", "jumlah pemohon"),
}
MOST = 9999


@dataclass(frozen=True)
class CountRow:
    """Services of one counter in one shift; `cell` is the one that holds the number."""

    cell: Cell
    counter_id: int
    day: date
    shift: int
    services: int


@dataclass(frozen=True)
class Known:
    """What the table may name: rules for counters and shifts of the unit, and its first and last possible day."""

    counter: Callable[[str], int]
    shift: Callable[[str], int]
    first: date
    today: date


def scan(rows: Iterable[tuple[int, Sequence[str]]], known: Known) -> tuple[list[CountRow], list[RowError]]:
    """The rows that can be used, and what is wrong with the others; a cell of the grid may stand there once.

    Raises:
        LayoutError: the table has other columns.
    """
    table = Table(rows, COLUMNS, COLUMNS)
    found: dict[tuple[int, date, int], CountRow] = {}
    for line in table:
        row = _row(table, line, known)
        if row is not None and found.setdefault((row.counter_id, row.day, row.shift), row) is not row:
            first = found[row.counter_id, row.day, row.shift].cell.row
            table.refuse(line.number, "services", f"loket, tanggal, dan sif ini sudah ada di baris {first}")
    return list(found.values()), table.errors


def _row(table: Table, line: Line, known: Known) -> CountRow | None:
    on = table.read(line, "day", lambda text: _possible(day(text), known))
    counter = table.read(line, "counter", known.counter)
    shift = table.read(line, "shift", known.shift)
    services = table.read(line, "services", _number)
    if on is None or counter is None or shift is None or services is None:
        return None
    return CountRow(table.cell(line.number, "services"), counter, on, shift, services)


def _possible(on: date, known: Known) -> date:
    if on > known.today:
        raise ValueError("belum terjadi; periksa tahun dan bulannya")
    if on < known.first:
        raise ValueError("lebih lama daripada tiket yang pertama; periksa tahunnya")
    return on


def _number(text: str) -> int:
    plain = text.removesuffix(".0")  # what spreadsheets make of a whole number
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= len(str(MOST))):
        raise ValueError(f"bukan bilangan 0 sampai {MOST}")
    return int(plain)
