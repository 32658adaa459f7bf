"""Layar Loket: a page that faces the citizen and shows a fresh ticket after each service.

Opened by a device with a token, not by a person. Nothing is remembered between its pages: the address of a ticket
carries the moment it was made, signed, and stops showing it after 90 seconds. Whether it was used is asked nowhere:
whoever looks at the display must not learn whether, or when, its last citizen has rated.
"""

import math
import secrets
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
import qr
from backoffice import forms, posters
from backoffice.door import digest
from extensions import db, house
from models import counters, units
from models import tickets as lots
from models.agency import the_agency
from models.changes import By
from models.counters import Counter, Device, TooSoon
from models.tickets import CapReached
from models.units import Unit
from origin import refuse_foreign
from surveys import crockford, nonces, tickets

displays: Final = Blueprint("displays", __name__, url_prefix="/layar")

SHOWN: Final = timedelta(seconds=90)
TOKEN_BYTES: Final = 32
TOKEN_SECONDS: Final = 400 * 24 * 3600  # the longest that browsers keep a cookie
PURPOSE: Final = "layar"


class PairingForm(forms.Form):
    """The eight letters from the counter's page."""

    class Meta:
        """A device has no session yet; the code is the secret and the origin is checked."""

        csrf = False

    code = forms.text(_l("Kode pemasangan"), _l("Isi kode delapan huruf dari halaman loket."), most=20)


displays.before_request(refuse_foreign)


@displays.get("")
def idle() -> str | Response:
    """Between two citizens: the counter's name and the button."""
    device = _device()
    if device is None:
        return redirect(url_for("displays.pair"), 303)
    counter, unit = _place(device)
    return _page("idle", counter, unit)


@displays.route("/pasang", methods=["GET", "POST"])
def pair() -> Response:
    """Exchange a pairing code for a token."""
    form, token = PairingForm(), secrets.token_urlsafe(TOKEN_BYTES)
    if not form.accepts(lambda values: _pair(values["code"], token)):
        status = forms.UNPROCESSABLE if form.is_submitted() else 200
        return make_response(render_template("backoffice/display_pair.html", form=form), status)
    db().commit()
    answer = redirect(url_for("displays.idle"), 303)
    secure = house().config.secure
    answer.set_cookie(_cookie(), token, max_age=TOKEN_SECONDS, secure=secure, httponly=True, samesite="Lax", path="/")
    return answer


@displays.post("/selesai")
def press() -> Response:
    """A service is over: log it and mint its ticket."""
    device = _device()
    if device is None:
        return redirect(url_for("displays.pair"), 303)
    (counter, unit), now = _place(device), clock.now()
    if _is_closed(counter, unit):
        return redirect(url_for("displays.idle"), 303)
    day, shift = unit.local(now).date(), units.shift_at(db(), unit, now)
    try:
        counters.press(db(), device, day, shift, now)
        code = _mint(counter, day, shift)
    except TooSoon as soon:
        return _too_soon(device, soon.seconds)
    except CapReached as reached:
        db().commit()  # the service was given all the same
        return _full(counter, unit, str(reached))
    proof = nonces.issue(house().keys.form, PURPOSE, code, now, secrets.token_bytes(nonces.RANDOM_BYTES))
    db().commit()
    return redirect(url_for("displays.ticket", code=code, proof=proof), 303)


@displays.get("/tiket/<code>/<proof>")
def ticket(code: str, proof: str) -> Response:
    """A fresh ticket, large; gone after 90 seconds. After a second press it also says how long to wait."""
    device = _device()
    left = _seconds_left(device, code, proof)
    if device is None or left <= 0:
        return redirect(url_for("displays.idle"), 303)
    counter, unit = _place(device)
    wait = left - int((SHOWN - counters.BETWEEN_PRESSES).total_seconds())
    page = _page(
        "ticket",
        counter,
        unit,
        qr=qr.draw(posters.address("T", code)),
        code=crockford.grouped(code),
        ticket={"tiket": code, "bukti": proof},
        seconds=wait if "tunggu" in request.args and wait > 0 else None,
    )
    answer = make_response(page)
    answer.headers["Refresh"] = f"{left}; url={url_for('displays.idle')}"
    return answer


def _mint(counter: Counter, day: date, shift: int) -> str:
    """A fresh ticket's code. Raises CapReached."""
    agency = the_agency(db())
    lots.take(db(), counter, agency, day, shift, 1)
    epochs, nonce = agency.ticket_epochs, secrets.token_bytes(tickets.NONCE_BYTES)
    ticket = tickets.Ticket(counter.id, epochs.mark, day, shift, lots.UNKNOWN_WAIT, nonce)
    return tickets.mint_ticket(house().keys.ticket(epochs.current), ticket)


def _full(counter: Counter, unit: Unit, reason: str) -> Response:
    """No more tickets in this shift; the sign takes ratings as ever."""
    answer = make_response(_page("full", counter, unit, reason=reason), 409)
    answer.headers["Refresh"] = f"{int(SHOWN.total_seconds())}; url={url_for('displays.idle')}"
    return answer


def _seconds_left(device: Device | None, code: str, proof: str) -> int:
    """How long this device may still show the ticket; 0 when it is too old, another counter's or not ours."""
    keys = house().keys
    try:
        found = tickets.parse_ticket(code, the_agency(db()).ticket_epochs.keys(keys.ticket))
        nonce = nonces.open(keys.form, PURPOSE, code, proof, clock.now())
    except (tickets.UnknownCode, nonces.InvalidNonce):
        return 0
    if device is None or device.counter_id != found.counter:
        return 0
    return math.ceil((nonce.issued_at + SHOWN - clock.now()).total_seconds())


def _too_soon(device: Device, seconds: int) -> Response:
    """Back to the ticket the button was pressed beside, while it is shown; else only the seconds to wait."""
    code, proof = request.form.get("tiket", ""), request.form.get("bukti", "")
    if _seconds_left(device, code, proof) > 0:
        return redirect(url_for("displays.ticket", code=code, proof=proof, tunggu=1), 303)
    answer = make_response(_page("wait", *_place(device), seconds=seconds), 429)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Refresh"] = f"{seconds}; url={url_for('displays.idle')}"
    return answer


def _page(state: str, counter: Counter, unit: Unit, **more: object) -> str:
    return render_template(
        "backoffice/display.html",
        state="closed" if _is_closed(counter, unit) else state,
        counter=counter,
        unit=unit,
        service=units.service(db(), counter.service_id) if counter.service_id else None,
        shown=int(SHOWN.total_seconds()),
        **more,
    )


def _pair(code: str, token: str) -> None:
    device = counters.pairable(db(), digest(crockford.normalise(code)), clock.now())
    signature = By(None, f"layar:{device.id}", "device", clock.now(), secrets.token_bytes(16))
    counters.pair(db(), signature, device, digest(token))


def _device() -> Device | None:
    token = request.cookies.get(_cookie())
    return counters.by_token(db(), digest(token)) if token else None


def _place(device: Device) -> tuple[Counter, Unit]:
    counter = counters.get(db(), device.counter_id)
    return counter, units.get(db(), counter.unit_id)


def _is_closed(counter: Counter, unit: Unit) -> bool:
    return counter.closed_on is not None and counter.closed_on <= unit.local(clock.now()).date()


def _cookie() -> str:
    """Browsers hold `__Host-` cookies to HTTPS, this host and every path."""
    return "__Host-layar" if house().config.secure else "layar"
