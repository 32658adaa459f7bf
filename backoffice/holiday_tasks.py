"""What the calendar of working days asks of the admin: the list of a year that terms already reach into."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from backoffice.task_kinds import Kind, Task
from models.users import User
from surveys import working_days


def of(_session: Session, user: User, today: date) -> Iterator[Task]:
    """One task for each year without a list."""
    if user.role != "admin":
        return
    for year in working_days.missing(working_days.load(), today):
        text = _("Kalender %(year)s belum ada: batas waktu laporan warga ke tahun itu tidak dihitung.", year=year)
        yield Task(Kind.CALENDAR, text, url_for("backoffice.holiday_list"))
