"""The keys of tickets and signs, and the signs of trouble with them: what to do, on the server and at the counters."""

from datetime import timedelta
from typing import Final

from flask import render_template

import clock
from backoffice.door import staff
from extensions import db
from models import counters, key_epochs, ticket_use, units
from models.agency import the_agency
from surveys.tickets import ACCEPTED_DAYS

WATCHED: Final = timedelta(days=ACCEPTED_DAYS)


@staff.get("/kunci-tiket")
def ticket_keys() -> str:
    """How the keys stand, which signs must be replaced, and where more tickets were used than minted."""
    agency = the_agency(db())
    today = clock.now().astimezone(agency.tzinfo).date()
    return render_template(
        "backoffice/ticket_keys.html",
        agency_row=agency,
        today=today,
        standings=[key_epochs.standing(agency, codes) for codes in ("ticket", "sign")],
        dead=counters.with_dead_sign(db(), today),
        overdrawn=ticket_use.overdrawn(db(), today - WATCHED, today),
        counters={row.id: row for row in counters.all_counters(db())},
        units={unit.id: unit.name for unit in units.all_units(db())},
    )
