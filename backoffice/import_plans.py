"""What an uploaded file would do, as words and a table to confirm: officers and roster."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

import filters
from backoffice.spreadsheets import Sheet
from models import imports, units
from models.changes import By
from models.imports import OfficerChange, Origin
from models.officers import STATUSES
from models.units import Unit
from surveys import officer_table, roster_table
from surveys.rows import refuse

FIELDS: Final = {"name": _l("Nama"), "position": _l("Jabatan"), "unit_id": _l("Unit"), "status": _l("Status")}


@dataclass(frozen=True)
class Upload:
    """A file and what was chosen beside it; of answers their day, the order of joined ones, and a saved mapping.

    `period`: the code of the period that a recap is of.
    """

    sheet: Sheet
    origin: Origin
    now: datetime
    day: str = ""
    order: str = ""
    mapping: str = ""
    period: str = ""


@dataclass(frozen=True)
class Plan:
    """What confirming would do. `put` does it and names the batch that can be undone; `count` rows, perhaps none.

    `reading`: headings of the file and what they were read as, where that may be told otherwise.
    """

    count: int
    summary: tuple[str, ...]
    warnings: tuple[str, ...]
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    put: Callable[[Session, By], int | None]
    reading: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """Another one as soon as the file, or what it meets in the database, is not what was shown."""
        shown = (self.count, self.summary, self.warnings, self.columns, self.rows, self.reading)
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def officers(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """The list of officers: what is new, what changes from what to what, what stays."""
    del unit  # the list is the whole agency's
    rows, errors = officer_table.scan(upload.sheet.lines, imports.unit_names(session))
    refuse(*errors, *imports.taken_codes(session, rows))
    changes = imports.officer_changes(session, rows)
    names = {unit.id: unit.name for unit in units.all_units(session)}
    new = sum(change.before is None for change in changes)
    changed = sum(bool(change.fields) for change in changes)
    return Plan(
        count=new + changed,
        summary=(
            _("%(n)d petugas baru", n=new),
            _("%(n)d petugas berubah", n=changed),
            _("%(n)d petugas tetap sama", n=len(changes) - new - changed),
        ),
        warnings=tuple(
            _("Baris %(row)d, NIP %(nip)s: %(text)s", row=row.row, nip=row.nip, text=text)
            for row in rows
            for text in row.oddities
        ),
        caption=_("Yang akan terjadi pada daftar petugas"),
        columns=(_("Baris"), _("NIP atau kode"), _("Nama"), _("Yang terjadi")),
        rows=tuple(_officer_row(change, names) for change in changes),
        put=lambda writing, by: imports.put_officers(writing, by, upload.origin, changes),
    )


def _officer_row(change: OfficerChange, names: dict[int, str]) -> tuple[str, ...]:
    person = change.row.nip or change.row.code or ""
    if change.before is None:
        after = f"{names[change.after['unit_id']]}, {STATUSES[change.after['status']]}"
        what = _("baru: %(what)s", what=after)
    elif change.fields:
        what = "; ".join(
            f"{FIELDS[name]}: {word(name, change.before[name], names)} → {word(name, change.after[name], names)}"
            for name in change.fields
        )
    else:
        what = _("tetap")
    return str(change.row.row), person, change.row.name, what


def word(name: str, value: object, names: Mapping[int, str]) -> str:
    """The value of an officer's field; `names` are those of the units by id."""
    if name == "unit_id":
        assert isinstance(value, int)  # noqa: S101 - the column's type; tells the type checker
        return names[value]
    return STATUSES[str(value)] if name == "status" else str(value) or filters.NOTHING


def roster(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """Duties of one unit that its roster does not have yet."""
    assert unit is not None  # noqa: S101 - the role has a unit; tells the type checker
    known = imports.known_places(session, unit)
    rows, errors = roster_table.scan(upload.sheet.lines, known)
    fresh, clashes = imports.new_duties(session, unit, rows)
    refuse(*errors, *clashes)
    people = {row.officer_id for row in fresh}
    labels = {place.id: label for label, place in known.counters.items()}
    shifts = {shift.number: shift.name for shift in known.shifts}
    names = imports.names_of(session, people)
    days = sorted({row.day for row in fresh})
    span = f"{filters.day(days[0])} – {filters.day(days[-1])}" if days else filters.NOTHING
    return Plan(
        count=len(fresh),
        summary=(
            _("%(n)d jadwal baru untuk %(people)d petugas", n=len(fresh), people=len(people)),
            _("%(n)d jadwal sudah ada dan tidak berubah", n=len(rows) - len(fresh)),
            _("tanggal %(span)s", span=span),
        ),
        warnings=(),
        caption=_("Jadwal yang akan ditambahkan di %(unit)s", unit=unit.name),
        columns=(_("Baris"), _("Tanggal"), _("Loket"), _("Sif"), _("Petugas")),
        rows=tuple(
            (str(row.cell.row), filters.day(row.day), labels[row.counter_id], shifts[row.shift], names[row.officer_id])
            for row in fresh
        ),
        put=lambda writing, by: imports.put_roster(writing, by, upload.origin, unit, fresh),
    )
