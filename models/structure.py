"""Changes to what an agency is made of: its units, their services and counters. Nothing is deleted, only closed.

A new name holds from a day on, and periods that ended before it go on printing the old one. Without a day a name is
only spelled better, and the old spelling is forgotten.
"""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import counters, former_names, units
from models.changes import By, Refused, changed, store
from models.counters import Counter
from models.former_names import Named
from models.units import Service, Unit


def add(session: Session, by: By, **fields: Any) -> Unit:
    """A new unit. `fields`: code, name, kind, parent_id, zone, address."""
    unit = Unit(**fields)
    store(session, unit, f"Kode “{unit.code}” sudah dipakai unit lain. Pilih kode lain.")
    by.note(session, "unit.added", f"unit:{unit.id}", code=unit.code)
    return unit


def change(session: Session, by: By, unit: Unit, *, since: date | None = None, **fields: Any) -> None:
    """Change a unit, its name from `since` on. Its code is public and stays; its zone stays once it has counters."""
    if fields.get("zone", unit.zone) != unit.zone and counters.of_unit(session, unit.id):
        raise Refused("Zona waktu tidak dapat diubah setelah unit punya loket: hari yang tercatat akan bergeser.")
    if fields.get("parent_id") and fields["parent_id"] not in {row.id for row in units.possible_parents(session, unit)}:
        raise Refused("Unit tidak dapat berada di bawah dirinya sendiri. Pilih induk lain.")
    dated = _keep_name(session, by, unit, unit, fields.get("name", unit.name), since)
    names = changed(unit, fields)
    by.note(session, "unit.changed", f"unit:{unit.id}", fields=names, **dated)


def change_counter(session: Session, by: By, counter: Counter, *, since: date | None = None, **fields: Any) -> None:
    """Change label, service or ticket cap of a counter, its label from `since` on; its code stays."""
    unit = units.get(session, counter.unit_id)
    dated = _keep_name(session, by, unit, counter, fields["label"], since)
    counters.change(session, by, counter, **fields)
    if dated:
        by.note(session, "counter.renamed", f"counter:{counter.id}", **dated)


def close(session: Session, by: By, unit: Unit, day: date) -> None:
    """Close a unit from `day` on. Its figures stay; its counters and the units below it are closed first."""
    if counters.open_of_unit(session, unit.id, day):
        raise Refused("Unit ini masih punya loket yang buka. Tutup atau pindahkan loketnya dahulu.")
    if any(row.parent_id == unit.id for row in units.open_units(session, day)):
        raise Refused("Masih ada unit di bawah unit ini. Tutup atau pindahkan unit itu dahulu.")
    unit.closed_on = day
    by.note(session, "unit.closed", f"unit:{unit.id}", day=day.isoformat())


def add_service(session: Session, by: By, unit: Unit, name: str) -> Service:
    """A new service of a unit."""
    row = Service(unit_id=unit.id, name=name)
    store(session, row, f"Unit ini sudah punya layanan “{name}”.")
    by.note(session, "service.added", f"service:{row.id}", unit=unit.id)
    return row


def rename_service(session: Session, by: By, row: Service, name: str, *, since: date | None = None) -> None:
    """Another name for a service, from `since` on; a service of another kind is a new one."""
    dated = _keep_name(session, by, units.get(session, row.unit_id), row, name, since)
    row.name = name
    store(session, row, f"Unit ini sudah punya layanan “{name}”.")
    by.note(session, "service.changed", f"service:{row.id}", **dated)


def close_service(session: Session, by: By, row: Service, day: date) -> None:
    """No longer offered from `day` on; its figures stay."""
    if any(counter.service_id == row.id for counter in counters.open_of_unit(session, row.unit_id, day)):
        raise Refused("Layanan ini masih diberikan di loket yang buka. Ganti layanan loket itu dahulu.")
    row.closed_on = day
    by.note(session, "service.closed", f"service:{row.id}", day=day.isoformat())


def _keep_name(session: Session, by: By, unit: Unit, row: Named, name: str, since: date | None) -> dict[str, str]:
    """Keep the name that `row` gives up, if it does, and tell the audit event from which day on."""
    old = former_names.label(row)
    if since is None or name == old:
        return {}
    former_names.keep(session, row, old, since, unit.local(by.now).date())
    return {"since": since.isoformat()}
