"""The list of officers as a table: NIP, Nama, Jabatan, Unit, Status."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys import nip as nips
from surveys.tables import Line, Table, filled, one_of

COLUMNS = {
    "nip": ("nip", "nomor induk pegawai"),
    "code": ("kode", "kode petugas"),
    "name": ("nama", "nama lengkap", "nama petugas", "nama pegawai"),
    "position": ("jabatan",),
    "unit": ("unit", "unit layanan", "unit kerja", "kode unit"),
    "status": ("status", "status kepegawaian", "status pegawai"),
}
REQUIRED = ("nip", "name", "unit", "status")
STATUSES = {
    "pns": "pns",
    "pppk": "pppk",
    "non asn": "non_asn",
    "nonasn": "non_asn",
    "p3k": "pppk",
    "honorer": "non_asn",
}
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
    """Officers of numbered rows of cells; `units` maps plain codes and names to ids.

    Raises:
        LayoutError: the table has other columns.
        RowsError: cells that cannot be used, or somebody twice.
    """
    table = Table(rows, COLUMNS, REQUIRED)
    found = [row for row in (_row(table, line, units) for line in table) if row is not None]
    table.refuse_repeated("nip", ((row.row, row.nip) for row in found))
    table.refuse_repeated("code", ((row.row, row.code) for row in found))
    table.finish()
    return found


def _row(table: Table, line: Line, units: Mapping[str, int]) -> OfficerRow | None:
    """The officer of a line; None once a cell was refused."""
    status = table.read(line, "status", one_of(STATUSES, "status"))
    nip = table.read(line, "nip", nips.clean) if line["nip"] or status != "non_asn" else ""
    name = table.read(line, "name", filled)
    unit_id = table.read(line, "unit", one_of(units, "unit"))
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
        table.refuse(line.number, field, line[field], f"terlalu panjang; paling banyak {LONGEST[field]} karakter")
    return fits
