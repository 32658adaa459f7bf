"""The calendar of working days: which years there are, which decree they follow, and which is missing."""

from flask import render_template

from backoffice import period_choice
from backoffice.door import staff
from extensions import db
from surveys import working_days


@staff.get("/kalender")
def holiday_list() -> str:
    """The days off of every year, newest first, and what to do about a year that is not there."""
    calendar = working_days.load()
    return render_template(
        "backoffice/holiday_list.html",
        years=sorted(calendar.years.values(), key=lambda year: -year.year),
        missing=working_days.missing(calendar, period_choice.today(db())),
    )
