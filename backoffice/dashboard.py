"""Home: today's tasks, then what the role looks after; where nothing is released yet, why and when figures come."""

from typing import Final

from flask import render_template

import clock
from backoffice import home_cards, home_figures, tasks
from backoffice.door import may, own_unit, person, staff
from extensions import db
from models import counters, progress
from models.agency import the_agency
from models.progress import Progress

BEGINNERS_SHOWN: Final = 20


@staff.get("/")
def home() -> str:
    """What there is to do today, and how things stand."""
    today = clock.now().astimezone(the_agency(db()).tzinfo).date()
    unit_id = own_unit()
    beginners = _beginners(unit_id)
    sees_figures = may("figure_list")
    return render_template(
        "backoffice/home.html",
        today=today,
        groups=tasks.of(db(), person(), today),
        cards=home_cards.of(db(), person(), today),
        unit=home_figures.of_unit(db(), unit_id, today) if sees_figures and unit_id else None,
        agency_wide=home_figures.of_agency(db(), today) if sees_figures and unit_id is None else None,
        progress=beginners[:BEGINNERS_SHOWN],
        more=len(beginners[BEGINNERS_SHOWN:]),
        with_counter={row.unit_id for row in counters.open_anywhere(db(), today)} if beginners else set(),
        needed=progress.FIRST_RELEASE,
    )


def _beginners(unit_id: int | None) -> list[Progress]:
    """How far the own unit is, or every unit that has released nothing yet; officers are told nothing of it."""
    if person().role == "officer":
        return []
    return progress.beginners(db()) if unit_id is None else progress.of_unit(db(), unit_id)
