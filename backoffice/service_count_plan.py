"""What an uploaded table of services would do, as words and a table to confirm."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice.import_plans import Plan, Upload
from models import imports, service_counts
from models.counters import ServiceCount
from models.units import Unit
from surveys import service_count_table
from surveys.rows import refuse
from surveys.service_count_table import CountRow, Known


def services(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """Services per counter and shift: what is new, and what replaces which number."""
    assert unit is not None  # noqa: S101 - the role has a unit; tells the type checker
    places = imports.known_places(session, unit)
    known = Known(
        counter=lambda text: places.counter(text).id,
        shift=lambda text: places.shift(text).number,
        first=service_counts.FIRST_DAY,
        today=unit.local(upload.now).date(),
    )
    rows, errors = service_count_table.scan(upload.sheet.lines, known)
    refuse(*errors)
    before = {day: service_counts.of_day(session, unit.id, day) for day in {row.day for row in rows}}
    standing = [_standing(before, row) for row in rows]
    fresh = [(row, old) for row, old in zip(rows, standing, strict=True) if row.services != old]
    labels = {place.id: label for label, place in places.counters.items()}
    names = {shift.number: shift.name for shift in places.shifts}
    return Plan(
        count=len(fresh),
        summary=(
            _("%(n)d jumlah layanan baru", n=sum(old is None for _row, old in fresh)),
            _("%(n)d jumlah layanan diganti", n=sum(old is not None for _row, old in fresh)),
            _("%(n)d tetap sama", n=len(rows) - len(fresh)),
        ),
        warnings=(),
        caption=_("Yang akan terjadi di %(unit)s", unit=unit.name),
        columns=(_("Baris"), _("Tanggal"), _("Loket"), _("Sif"), _("Jumlah layanan")),
        rows=tuple(
            (
                str(row.cell.row),
                filters.day(row.day),
                labels[row.counter_id],
                names[row.shift],
                filters.number(row.services)
                if old is None
                else f"{filters.number(old)} → {filters.number(row.services)}",
            )
            for row, old in fresh
        ),
        put=lambda writing, by: imports.put_service_counts(
            writing, by, upload.origin, unit, [row for row, _old in fresh]
        ),
    )


def _standing(before: dict[date, dict[tuple[int, int], ServiceCount]], row: CountRow) -> int | None:
    count = before[row.day].get((row.counter_id, row.shift))
    return None if count is None else count.reported
