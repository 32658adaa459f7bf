"""Days whose register is to be entered; for the admin, keys and signs."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import counters, key_epochs, roster, service_counts, ticket_use
from models.agency import the_agency
from models.roster import WEEK
from models.users import User
from surveys.tickets import ACCEPTED_DAYS

REGISTER_WORKDAYS = 3  # how long the register may take to say how many services there were


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Days of the operator's unit whose register is to be entered; for the admin, keys and signs."""
    if permissions.may(user.role, "service_count_save"):
        unit_id = permissions.own_unit(user) or permissions.NOWHERE
        for day in service_counts.unreported(session, unit_id, _workdays_before(today), today - timedelta(days=1)):
            text = _("%(day)s: jumlah layanan menurut register belum diisi.", day=filters.day(day, weekday=True))
            yield Task(Kind.COUNTS, text, url_for("backoffice.service_count_day", tanggal=day.isoformat()))
    if user.role == "admin":
        yield from _keys(session, today)


def _keys(session: Session, today: date) -> Iterator[Task]:
    """What is wrong with the keys of tickets and signs, or due."""
    address = url_for("backoffice.ticket_keys")
    if ticket_use.overdrawn(session, today - timedelta(days=ACCEPTED_DAYS), today):
        yield Task(Kind.LEAK, _("Tiket terpakai melebihi tiket terbit: kunci mungkin bocor."), address)
    n = len(counters.with_dead_sign(session, today))
    if n:
        yield Task(Kind.SIGN, _("%(n)d stiker loket memakai kunci yang sudah dicabut. Ganti hari ini.", n=n), address)
    agency = the_agency(session)
    if key_epochs.standing(agency, "ticket").is_due(today):
        yield Task(Kind.KEY, _("Kunci tiket dipakai lebih dari sebulan. Ganti kuncinya."), address)
    if key_epochs.standing(agency, "sign").is_due(today):
        yield Task(Kind.KEY, _("Kunci stiker dipakai lebih dari setengah tahun. Ganti kuncinya."), address)


def _workdays_before(today: date) -> date:
    """The third workday before a day."""
    days = (today - timedelta(days=back) for back in range(1, WEEK + 1))
    return [day for day in days if day.weekday() < roster.WORKDAYS][REGISTER_WORKDAYS - 1]
