"""Home: today's tasks, and where nothing is released yet, why and when the first figures come."""

from flask import render_template

import clock
from backoffice import tasks
from backoffice.door import own_unit, person, staff
from extensions import db
from models import counters, progress
from models.agency import the_agency


@staff.get("/")
def home() -> str:
    """What there is to do today."""
    today = clock.now().astimezone(the_agency(db()).tzinfo).date()
    return render_template(
        "backoffice/home.html",
        today=today,
        groups=tasks.of(db(), person(), today),
        progress=[] if person().role == "officer" else progress.of_units(db(), own_unit()),
        with_counter={row.unit_id for row in counters.open_anywhere(db(), today)},
        needed=progress.FIRST_RELEASE,
    )
