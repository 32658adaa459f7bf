"""What comments and follow-up plans ask of a person today."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

import filters
from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import comments, figures, follow_ups
from models.users import User
from surveys import follow_ups as rules
from surveys import periods


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Comments for the evaluators; for the head of a unit steps that are due, and a plan that nobody has written."""
    if permissions.may(user.role, "comment_evaluator"):
        n = len(comments.to_look_into(session))
        if n:
            text = ngettext("%(num)d komentar khusus belum diperiksa.", "%(num)d komentar khusus belum diperiksa.", n)
            yield Task(Kind.COMMENT, text, url_for("backoffice.comment_evaluator"))
    if permissions.may(user.role, "follow_up_new"):
        unit_id = permissions.own_unit(user) or permissions.NOWHERE
        yield from _due(session, unit_id, today)
        yield from _missing(session, unit_id, today)


def _due(session: Session, unit_id: int, today: date) -> Iterator[Task]:
    for step in follow_ups.undone(session, unit_id):
        end, address = step.time.end, url_for("backoffice.follow_up_page", step_id=step.id)
        if end < today:
            text = _(
                "Tindak lanjut “%(step)s”: waktunya lewat sejak %(day)s.", step=step.programme, day=filters.day(end)
            )
            yield Task(Kind.FOLLOW_UP, text, address)
        elif end - today <= rules.SOON:
            text = _("Tindak lanjut “%(step)s”: selesai sampai %(day)s.", step=step.programme, day=filters.day(end))
            yield Task(Kind.FOLLOW_UP, text, address)


def _missing(session: Session, unit_id: int, today: date) -> Iterator[Task]:
    """The quarter that ended last has a figure and no plan."""
    quarter = periods.containing(today, periods.Kind.QUARTER).previous()
    if follow_ups.plan_of(session, unit_id, quarter).steps:
        return
    if figures.unit_figure(session, unit_id, quarter).index is not None:
        text = _("%(period)s: rencana tindak lanjut belum dibuat.", period=quarter.label)
        yield Task(Kind.FOLLOW_UP, text, url_for("backoffice.follow_up_plan", periode=quarter.code))
