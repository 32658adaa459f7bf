"""The roster as a table: Tanggal, Loket, Jam mulai and Jam selesai (or Sif), NIP."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

from surveys import nip as nips
from surveys.headings import plain
from surveys.rows import Cell, LayoutError, RowError, refuse
from surveys.shifts import Shift
from surveys.tables import Line, Table, clock_time, day, one_of

COLUMNS = {
    "day": ("Tanggal", "tgl", "hari tanggal"),
    "counter": ("Loket", "nomor loket", "no loket"),
    "starts": ("Jam mulai", "mulai"),
    "ends": ("Jam selesai", "selesai"),
    "shift": ("Sif", "shift", "jam tugas"),
    "nip": ("NIP", "nip kode", "nip atau kode"),
}
REQUIRED = ("day", "counter", "nip")


@dataclass(frozen=True)
class Place:
    """A counter or an officer, and the day from which it is no longer there."""

    id: int
    closed_on: date | None = None

    def is_there(self, on: date) -> bool:
        """Whether a duty on that day can name it."""
        return self.closed_on is None or on < self.closed_on


@dataclass(frozen=True)
class Known:
    """What a roster of the unit may name; `sealed_until` is the last day whose ratings are sealed."""

    counters: Mapping[str, Place]
    shifts: Sequence[Shift]
    officers: Mapping[str, Place]
    sealed_until: date | None

    @cached_property
    def counter(self) -> Callable[[str], Place]:
        """The rule for a counter: its label, with or without the word for it."""
        return one_of(self.counters, "loket unit ini", lambda text: plain(text).removeprefix("loket "))

    @cached_property
    def shift(self) -> Callable[[str], Shift]:
        """The rule for a shift: its name or its number."""
        numbers = {str(shift.number): shift for shift in self.shifts}
        return one_of({shift.name: shift for shift in self.shifts} | numbers, "sif unit ini")


@dataclass(frozen=True)
class DutyRow:
    """One officer at one counter in one shift; a line that spans several shifts gives several.

    `cell` is the one that names the officer.
    """

    cell: Cell
    officer_id: int
    counter_id: int
    day: date
    shift: int


def read(rows: Iterable[tuple[int, Sequence[str]]], known: Known) -> list[DutyRow]:
    """Duties of numbered rows of cells, none twice.

    Raises:
        LayoutError: the table has other columns.
        RowsError: cells that cannot be used, or somebody at two counters at once.
    """
    found, errors = scan(rows, known)
    refuse(*errors)
    return found


def scan(rows: Iterable[tuple[int, Sequence[str]]], known: Known) -> tuple[list[DutyRow], list[RowError]]:
    """What `read` takes, and what it would refuse, for whoever has more to check before refusing anything.

    Raises:
        LayoutError: the table has other columns.
    """
    table = Table(rows, COLUMNS, REQUIRED)
    if not (table.has("shift") or (table.has("starts") and table.has("ends"))):
        raise LayoutError("Kolom Sif, atau Jam mulai dan Jam selesai, tidak ada. Tambahkan salah satunya.")
    found: dict[tuple[int, int, date, int], DutyRow] = {}
    for line in table:
        for duty in _duties(table, line, known):
            found.setdefault((duty.officer_id, duty.counter_id, duty.day, duty.shift), duty)
    _refuse_two_counters(table, list(found.values()))
    return list(found.values()), table.errors


def _duties(table: Table, line: Line, known: Known) -> list[DutyRow]:
    on = table.read(line, "day", lambda text: _open_day(day(text), known.sealed_until))
    counter = table.read(line, "counter", lambda text: _present(known.counter(text), on, "loket ini sudah ditutup"))
    officer = table.read(
        line, "nip", lambda text: _present(_officer(known, text), on, "petugas ini sudah tidak bertugas")
    )
    shifts = _shifts(table, line, known)
    if on is None or counter is None or officer is None:
        return []
    cell = table.cell(line.number, "nip")
    return [DutyRow(cell, officer.id, counter.id, on, shift.number) for shift in shifts]


def _open_day(on: date, sealed_until: date | None) -> date:
    if sealed_until is not None and on <= sealed_until:
        raise ValueError(
            "sudah disegel sehingga jadwalnya tidak bisa diubah; hapus barisnya, dan bila keliru hubungi Kepegawaian"
        )
    return on


def _officer(known: Known, text: str) -> Place:
    found = known.officers.get(plain(text).replace(" ", ""))
    if found is None:
        nips.clean(text)  # says more of a number that lost its digits
        raise ValueError("tidak ada di daftar petugas; periksa NIP-nya atau minta Kepegawaian mendaftarkannya")
    return found


def _present(place: Place, on: date | None, gone: str) -> Place:
    if on is not None and not place.is_there(on):
        raise ValueError(f"{gone} pada tanggal itu; periksa barisnya")
    return place


def _shifts(table: Table, line: Line, known: Known) -> list[Shift]:
    """The shifts a line names by number or name, or by hours that begin and end with shifts."""
    if line["shift"]:
        named = table.read(line, "shift", known.shift)
        return [] if named is None else [named]
    starts, ends = table.read(line, "starts", clock_time), table.read(line, "ends", clock_time)
    if starts is None or ends is None:
        return []
    covered = [shift for shift in known.shifts if starts <= shift.starts and shift.ends <= ends]
    touched = [shift for shift in known.shifts if shift.starts < ends and starts < shift.ends]
    if not covered or covered != touched:
        hours = ", ".join(f"{shift.name} {shift.starts:%H.%M}–{shift.ends:%H.%M}" for shift in known.shifts)
        message = f"sampai {ends:%H.%M} tidak sama dengan jam sif unit ({hours or 'belum ada sif'})"
        table.refuse(line.number, "starts", message)
        return []
    return covered


def _refuse_two_counters(table: Table, duties: Sequence[DutyRow]) -> None:
    places: dict[tuple[int, date, int], DutyRow] = {}
    for duty in duties:
        first = places.setdefault((duty.officer_id, duty.day, duty.shift), duty)
        if first.counter_id != duty.counter_id:
            where = f"baris {first.cell.row}"
            table.errors.append(
                duty.cell.refused(f"sudah bertugas di loket lain pada sif yang sama ({where}); satu orang satu loket")
            )


def overlaps(one: tuple[time, time], other: tuple[time, time]) -> bool:
    """Whether two spans of a day share a moment."""
    return one[0] < other[1] and other[0] < one[1]
