"""What open units lack: nights sealed, services, shifts, counters and displays."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import counters, inbox, units
from models.units import Unit
from models.users import User


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Tasks about the units that the person sees."""
    yield from _sealing(session, user, today)
    for unit in units.open_units(session, today, permissions.own_unit(user)):
        if permissions.may(user.role, "unit_edit"):
            yield from _set_up(session, unit, today)


def _sealing(session: Session, user: User, today: date) -> Iterator[Task]:
    """Nights that should have been sealed: two days back, because yesterday's answers may still be completed."""
    if user.role not in {"admin", "auditor"}:
        return
    for unit in units.all_units(session):
        days = inbox.unsealed_days(session, unit.id, today - timedelta(days=1))
        if days:
            text = _(
                "%(unit)s: %(n)d hari belum disegel. Periksa apakah segel malam berjalan.", unit=unit.name, n=len(days)
            )
            yield Task(Kind.SEALING, text, url_for("backoffice.unit_page", unit_id=unit.id))


def _set_up(session: Session, unit: Unit, today: date) -> Iterator[Task]:
    address = url_for("backoffice.unit_page", unit_id=unit.id)
    open_counters = counters.open_of_unit(session, unit.id, today)
    stands = {
        _("layanan"): any(row.closed_on is None for row in units.services_of(session, unit.id)),
        _("sif"): bool(units.shifts_of(session, unit.id)),
        _("loket"): bool(open_counters),
    }
    missing = ", ".join(thing for thing, there in stands.items() if not there)
    if missing:
        yield Task(Kind.SET_UP, _("%(unit)s belum punya: %(missing)s.", unit=unit.name, missing=missing), address)
    dark = {row.id for row in open_counters} - counters.with_display(session)
    if dark:
        text = _("%(unit)s: %(n)d loket belum punya Layar Loket.", unit=unit.name, n=len(dark))
        yield Task(Kind.DISPLAY, text, f"{address}#loket")
