"""What the signs at the counters ask of the operator: a look each week, and at once where one is wrong."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import counters, signs, units
from models.users import User


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """Signs of the own unit that are wrong, silent, or not looked at for more than a week."""
    if not permissions.may(user.role, "sign_check_save"):
        return
    for unit in units.open_units(session, today, permissions.own_unit(user)):
        address = url_for("backoffice.sign_list", unit_id=unit.id)
        checks, tried = signs.last_checks(session, unit.id), signs.last_trials(session, unit.id)
        standing = counters.open_of_unit(session, unit.id, today)
        for row in standing:
            check, trial = checks.get(row.id), tried.get(row.id)
            if (check and not check.is_sound) or (trial and not trial.ok):
                text = _("Loket %(label)s: stikernya bermasalah. Ganti, lalu periksa dan uji lagi.", label=row.label)
                yield Task(Kind.STICKER, text, address)
        for row in signs.silent(session, unit, today):
            text = _("Loket %(label)s: stikernya mungkin tertutup atau hilang. Lihat hari ini.", label=row.label)
            yield Task(Kind.STICKER, text, address)
        due = sum(signs.is_due(checks.get(row.id), today) for row in standing)
        if due:
            text = ngettext("%(num)d stiker waktunya diperiksa.", "%(num)d stiker waktunya diperiksa.", due)
            yield Task(Kind.STICKER, text, address)
