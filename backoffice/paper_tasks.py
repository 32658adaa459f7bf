"""Paper forms that wait: to be typed, to be typed a second time, to be closed."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import paper
from models.users import User
from surveys.crockford import grouped


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """For the operator, batches whose last day is over; for whoever typed nothing of them, those to be checked."""
    unit_id = permissions.own_unit(user) or permissions.NOWHERE
    if permissions.may(user.role, "paper_type"):
        for batch in paper.being_typed(session, unit_id):
            if batch.last_day < today:
                text = _("Formulir kertas %(code)s: ketik sampai selesai.", code=grouped(batch.code))
                yield Task(Kind.PAPER, text, url_for("backoffice.paper_batch", batch_id=batch.id))
    if permissions.may(user.role, "paper_check"):
        for batch in paper.awaiting_check(session, unit_id, user.id):
            text = _("Formulir kertas %(code)s menunggu pemeriksaan orang kedua.", code=grouped(batch.code))
            yield Task(Kind.PAPER, text, url_for("backoffice.paper_batch", batch_id=batch.id))
