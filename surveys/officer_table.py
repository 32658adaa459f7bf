"""The list of officers as a table: NIP, Nama, Jabatan, Unit, Status."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys import nip as nips
from surveys.rows import RowError, refuse
from surveys.tables import Line, Table, filled, one_of

COLUMNS = {
    "nip": ("NIP", "nomor induk pegawai"),
    "code": ("Kode", "kode petugas"),
    "name": ("Nama", "nama lengkap", "nama petugas", "nama pegawai"),
    "position": ("Jabatan",),
    "unit": ("Unit", "unit layanan", "unit kerja", "kode unit"),
    "status": ("Status", "status kepegawaian", "status pegawai"),
}
REQUIRED = ("nip", "name", "unit", "status")
STATUSES = {
    "PNS": "pns",
    "PPPK": "pppk",
    "Non-ASN": "non_asn",
    "NonASN": "non_asn",
    "P3K": "pppk",
    "Honorer": "non_asn",
}
STATUS = one_of(STATUSES, "status")
LONGEST = {"name": 200, "position": 200, "code": 40}


@dataclass(frozen=True)
class OfficerRow:
    """One officer. `oddities` are sentences about a NIP that looks wrong and is taken all the same."""

    row: int
    nip: str | None
    code: str | None
    name: str
    position: str
    unit_id: int
    status: str
    oddities: tuple[str, ...]


def read(rows: Iterable[tuple[int, Sequence[str]]], units: Mapping[str, int]) -> list[OfficerRow]:
    """Officers of numbered rows of cells; `units` maps codes and names to ids.

    Raises:
        LayoutError: the table has other columns.
        RowsError: cells that cannot be used, or somebody twice.
    """
    found, errors = scan(rows, units)
    refuse(*errors)
    return found


def scan(
    rows: Iterable[tuple[int, Sequence[str]]], units: Mapping[str, int]
) -> tuple[list[OfficerRow], list[RowError]]:
    """What `read` takes, and what it would refuse, for whoever has more to check before refusing anything.

    Raises:
        LayoutError: the table has other columns.
    """
    table = Table(rows, COLUMNS, REQUIRED)
    unit = one_of(units, "unit")
    found = [row for row in (_row(table, line, unit) for line in table) if row is not None]
    table.refuse_repeated("nip", nips.clean)
    table.refuse_repeated("code", str)
    return found, table.errors


def _row(table: Table, line: Line, unit: Callable[[str], int]) -> OfficerRow | None:
    """The officer of a line; None once a cell was refused."""
    status = table.read(line, "status", STATUS)
    nip = table.read(line, "nip", nips.clean) if line["nip"] or status != "non_asn" else ""
    name = table.read(line, "name", filled)
    unit_id = table.read(line, "unit", unit)
    lengths = [_length(table, line, field) for field in LONGEST]
    if status == "non_asn" and table.read(line, "code", _own_code) is None:
        return None
    if status is None or nip is None or name is None or unit_id is None or not all(lengths):
        return None
    return OfficerRow(
        row=line.number,
        nip=nip or None,
        code=line["code"] or None,
        name=name,
        position=" ".join(line["position"].split()),
        unit_id=unit_id,
        status=status,
        oddities=tuple(nips.warnings(nip)) if nip else (),
    )


def _own_code(text: str) -> str:
    if not text:
        raise ValueError("kosong; petugas Non-ASN perlu kode dari instansi di kolom Kode")
    return text


def _length(table: Table, line: Line, field: str) -> bool:
    fits = len(line[field]) <= LONGEST[field]
    if not fits:
        table.refuse(line.number, field, f"terlalu panjang; paling banyak {LONGEST[field]} karakter")
    return fits
