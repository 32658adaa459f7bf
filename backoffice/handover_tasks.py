"""What waits for a second person on the way to HR, whose own work never does."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import handovers, local_formulas
from models.users import User
from surveys.periods import parse


def of(session: Session, user: User, _today: date) -> Iterator[Task]:
    """What waits for a second person on the way to HR, whose own work never does."""
    if permissions.may(user.role, "handover_approve"):
        for row in handovers.waiting(session):
            if row.made_by_id != user.id:
                label = parse(row.period_code).label
                text = _("Serah terima %(period)s menunggu persetujuan orang kedua.", period=label)
                yield Task(Kind.HANDOVER, text, url_for("backoffice.handover_page", code=row.period_code))
    if permissions.may(user.role, "formula_approve") and local_formulas.waiting(session) is not None:
        yield Task(
            Kind.HANDOVER, _("Usulan rumus lokal menunggu persetujuan Anda."), url_for("backoffice.formula_page")
        )
