"""Today's tasks: what the data say is missing, for the role that can do something about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from backoffice import permissions
from models import counters, inbox, roster, units, users
from models.roster import WEEK
from models.units import Unit
from models.users import APPROVERS, User


@dataclass(frozen=True)
class Task:
    """One thing to do and where."""

    text: str
    address: str


def of(session: Session, user: User, today: date) -> list[Task]:
    """The person's tasks on `today`, most urgent first."""
    own = permissions.own_unit(user)
    tasks = [*_approvals(session, user), *_sealing(session, user, today)]
    for unit in units.open_units(session, today, own):
        if permissions.may(user.role, "unit_edit"):
            tasks += _set_up(session, unit, today)
        if permissions.may(user.role, "roster_save"):
            tasks += _roster(session, unit, today)
    return tasks


def _approvals(session: Session, user: User) -> Iterator[Task]:
    n = users.awaiting(session, user.role) if user.role in APPROVERS.values() else 0
    if n:
        text = ngettext("%(num)d akun menunggu persetujuan Anda.", "%(num)d akun menunggu persetujuan Anda.", n)
        yield Task(text, url_for("backoffice.user_list"))


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
            yield Task(text, url_for("backoffice.unit_page", unit_id=unit.id))


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
        yield Task(_("%(unit)s belum punya: %(missing)s.", unit=unit.name, missing=missing), address)
    dark = {row.id for row in open_counters} - counters.with_display(session)
    if dark:
        text = _("%(unit)s: %(n)d loket belum punya Layar Loket.", unit=unit.name, n=len(dark))
        yield Task(text, f"{address}#loket")


def _roster(session: Session, unit: Unit, today: date) -> Iterator[Task]:
    monday = today - timedelta(days=today.weekday())
    for first, text in (
        (monday, _("Jadwal minggu ini: %(n)d tempat masih kosong.")),
        (monday + timedelta(days=WEEK), _("Jadwal minggu depan: %(n)d tempat masih kosong.")),
    ):
        n = roster.gaps(session, unit, first, today)
        if n:
            yield Task(text % {"n": n}, url_for("backoffice.roster_week", unit=unit.id, tanggal=first.isoformat()))
