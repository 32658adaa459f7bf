"""The addresses behind printed codes, and the poster that carries a counter's sign."""

from flask import render_template, request

import clock
from backoffice.door import own_unit, staff
from extensions import db, house
from models import counters, units
from models.agency import the_agency
from models.counters import Counter
from qr import CLEAN_PRINT, LAMINATED, draw
from surveys import crockford, tickets


def address(letter: str, code: str) -> str:
    """Address behind a code, in upper case throughout: L for a sign, T for a ticket."""
    return f"{house().config.base_url}/{letter}/{code}".upper()


def sign_code(counter: Counter) -> str:
    """The code on the counter's sign in the key epoch of today."""
    epochs = the_agency(db()).sign_epochs
    return tickets.sign_code(house().keys.sign(epochs.current), tickets.Sign(counter.id, epochs.mark))


@staff.get("/loket/<int:counter_id>/poster")
def counter_poster(counter_id: int) -> str:
    """The counter's sign on one A4 page, for the browser to print."""
    counter = counters.get(db(), counter_id, own_unit())
    unit, code = units.get(db(), counter.unit_id), sign_code(counter)
    correction = LAMINATED if request.args.get("cetak") == "laminasi" else CLEAN_PRINT
    return render_template(
        "backoffice/poster.html",
        counter=counter,
        unit=unit,
        service=units.service(db(), counter.service_id) if counter.service_id else None,
        qr=draw(address("L", code), correction),
        host=house().config.host,
        code=crockford.grouped(code),
        today=unit.local(clock.now()).date(),
        laminated=correction == LAMINATED,
    )
