"""Steps in objections that are a person's, and for officers the days left to object."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import objection_decisions, objection_filing, objections, snapshots
from models.users import User
from surveys.periods import parse


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Steps in objections that are this person's, and for officers the days left to object."""
    for row in objection_decisions.awaiting(session, user):
        left, until = (row.decide_by - today).days, filters.day(row.decide_by)
        text = (
            _(
                "Keberatan %(n)d menunggu Anda; batas putusan %(until)s, %(left)d hari lagi.",
                n=row.id,
                until=until,
                left=left,
            )
            if left >= 0
            else _("Keberatan %(n)d menunggu Anda; batas putusan %(until)s sudah lewat.", n=row.id, until=until)
        )
        yield Task(Kind.OBJECTION, text, url_for("backoffice.objection_page", objection_id=row.id))
    if permissions.may(user.role, "objection_revise"):
        accepted = {row.period_code: row.id for row in objections.awaiting_revision(session)}
        for code, number in accepted.items():
            if snapshots.proposal(session, code) is None:
                text = _("%(period)s: keberatan dikabulkan, ajukan revisinya.", period=parse(code).label)
                yield Task(Kind.CORRECTION, text, url_for("backoffice.objection_page", objection_id=number))
    if user.officer_id is not None:
        for snapshot in objection_filing.contestable(session, today):
            if snapshots.line(session, snapshot.id, user.officer_id) is not None:
                period, until = parse(snapshot.period_code).label, filters.day(snapshot.contest_until)
                text = _("Nilai %(period)s sudah dikunci. Keberatan sampai %(until)s.", period=period, until=until)
                yield Task(Kind.CONTEST, text, url_for("backoffice.objection_mine"))
