"""QR codes, and the poster that carries a counter's sign.

The only file that imports qrcode. A code is drawn as one SVG path of horizontal runs, with its four quiet modules.
"""

from dataclasses import dataclass
from typing import Final

import qrcode
from flask import render_template, request
from qrcode import constants

import clock
from backoffice.door import own_unit, staff
from extensions import db, house
from models import counters, units
from models.agency import the_agency
from models.counters import Counter
from surveys import crockford, tickets

QUIET_MODULES: Final = 4
CORRECTIONS: Final = {"M": constants.ERROR_CORRECT_M, "Q": constants.ERROR_CORRECT_Q}
CLEAN_PRINT: Final = "M"
LAMINATED: Final = "Q"

Matrix = list[list[bool]]


@dataclass(frozen=True)
class Code:
    """A QR code to draw: the text in it, its path, and the side of the drawing in modules, quiet zone included."""

    text: str
    path: str
    side: int


def matrix(text: str, correction: str = CLEAN_PRINT) -> Matrix:
    """The modules of a text, True for dark. Upper-case addresses take the dense alphanumeric mode by themselves."""
    code = qrcode.QRCode(error_correction=CORRECTIONS[correction], border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    modules: Matrix = code.get_matrix()
    return modules


def draw(text: str, correction: str = CLEAN_PRINT) -> Code:
    """The code as a path: one flat box per run of dark modules."""
    modules = matrix(text, correction)
    runs = []
    for y, row in enumerate(modules, QUIET_MODULES):
        x = 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                runs.append(f"M{x + QUIET_MODULES} {y}h{length}v1h-{length}z")
            x += length or 1
    return Code(text, "".join(runs), len(modules) + 2 * QUIET_MODULES)


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
