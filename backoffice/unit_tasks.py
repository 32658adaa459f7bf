"""What open units lack: nights sealed, services, shifts, counters and displays."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import counters, progress, units
from models.users import User


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Tasks about the units that the person sees."""
    if user.role in {"admin", "auditor"}:
        yield from _sealing(session, today)
    if permissions.may(user.role, "unit_edit"):
        yield from _set_up(session, user, today)


def _sealing(session: Session, today: date) -> Iterator[Task]:
    """Nights that should have been sealed: two days back, because yesterday's answers may still be completed."""
    late = progress.unsealed_counts(session, today - timedelta(days=1))
    for unit in units.all_units(session):
        if unit.id in late:
            n = late[unit.id]
            text = _("%(unit)s: %(n)d hari belum disegel. Periksa apakah segel malam berjalan.", unit=unit.name, n=n)
            yield Task(Kind.SEALING, text, url_for("backoffice.unit_page", unit_id=unit.id))


def _set_up(session: Session, user: User, today: date) -> Iterator[Task]:
    """What units lack, read once for all of them."""
    there = counters.open_anywhere(session, today)
    lit = counters.with_display(session)
    dark = Counter(row.unit_id for row in there if row.id not in lit)
    stands = {
        _("layanan"): units.with_services(session),
        _("sif"): units.with_shifts(session),
        _("loket"): {row.unit_id for row in there},
    }
    for unit in units.open_units(session, today, permissions.own_unit(user)):
        address = url_for("backoffice.unit_page", unit_id=unit.id)
        missing = ", ".join(thing for thing, having in stands.items() if unit.id not in having)
        if missing:
            yield Task(Kind.SET_UP, _("%(unit)s belum punya: %(missing)s.", unit=unit.name, missing=missing), address)
        if dark[unit.id]:
            text = _("%(unit)s: %(n)d loket belum punya Layar Loket.", unit=unit.name, n=dark[unit.id])
            yield Task(Kind.DISPLAY, text, f"{address}#loket")
