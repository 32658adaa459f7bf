"""What rosters ask of a person today: gaps and conflicts of this week and the next, and corrections to decide."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import roster_conflicts, roster_planning, roster_requests, units
from models.roster import WEEK
from models.units import Unit
from models.users import User


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Gaps and conflicts for who plans a roster; requests for who decides on them."""
    if permissions.may(user.role, "roster_request_approve"):
        n = len(roster_requests.waiting(session))
        if n:
            text = ngettext(
                "%(num)d koreksi jadwal menunggu putusan Anda.", "%(num)d koreksi jadwal menunggu putusan Anda.", n
            )
            yield Task(Kind.ROSTER, text, url_for("backoffice.roster_request_list"))
    if permissions.may(user.role, "roster_save"):
        for unit in units.open_units(session, today, permissions.own_unit(user)):
            yield from _of_weeks(session, unit, today)


def _of_weeks(session: Session, unit: Unit, today: date) -> Iterator[Task]:
    monday = today - timedelta(days=today.weekday())
    for kind, first, empty, wrong in (
        (
            Kind.THIS_WEEK,
            monday,
            _("Jadwal minggu ini: %(n)d tempat masih kosong."),
            _("Jadwal minggu ini: %(n)d bentrok perlu dibereskan."),
        ),
        (
            Kind.NEXT_WEEK,
            monday + timedelta(days=WEEK),
            _("Jadwal minggu depan: %(n)d tempat masih kosong."),
            _("Jadwal minggu depan: %(n)d bentrok perlu dibereskan."),
        ),
    ):
        since, last = max(first, today), first + timedelta(days=WEEK - 1)
        address = url_for("backoffice.roster_week", unit=unit.id, tanggal=first.isoformat())
        for text, n in (
            (empty, len(roster_planning.gaps(session, unit, since, last))),
            (wrong, len(roster_conflicts.planned(session, unit, since, last))),
        ):
            if n:
                yield Task(kind, text % {"n": n}, address)
