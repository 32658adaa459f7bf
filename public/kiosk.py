"""Anjungan: a tablet beside a counter that everybody rates on, one after the other.

The page is opened once and stays: its script takes the answers, keeps them in the queue while there is no network, and
returns to the faces by itself. Without script its form goes the way of any phone, and every page leads back here.
The worker keeps a copy of the page, so that a tablet that was switched off starts again without network.
"""

import secrets
from typing import Final

from flask import Blueprint, Flask, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import clock
import qr
from extensions import db, glance, house
from models import counters
from models.changes import By, Refused
from models.counters import KIOSK
from public import forms, intake, places, refusals, screens, stations
from public.context import agency_here
from public.forms import Post
from public.places import Codes, NotUsable, Place
from public.survey import begun, place_of
from surveys import crockford
from surveys.tickets import UnknownCode

THANKS_SECONDS: Final = 20  # enough to take a picture of the receipt
IDLE_SECONDS, WARNING_SECONDS = 30, 10
LONGEST_SECONDS: Final = 180  # a page without script cannot tell whether somebody is still there
UNPROCESSABLE: Final = 422
LATE: Final = {  # why the server refuses for good, by the status it says so with; 0 is the tablet's own
    400: _l("Kode atau formulirnya tidak dikenal lagi."),
    409: _l("Tiketnya sudah dipakai."),
    410: _l("Harinya sudah dihitung, atau loketnya sudah tutup."),
    422: _l("Isinya tidak dapat diterima."),
    0: _l("Lebih dari 14 hari tidak tersambung."),
}

kiosk: Final = Blueprint("kiosk", __name__, url_prefix="/anjungan")
refusals.install(kiosk)


def install(app: Flask) -> None:
    """Register the kiosk's pages, and lead a kiosk back from the survey's."""
    app.register_blueprint(kiosk)
    app.after_request(_lead_back)
    app.jinja_env.globals["picture_at_kiosk"] = picture_at_kiosk


@kiosk.get("")
def start() -> Response:
    """The faces of the tablet's own counter."""
    place = _own_place()
    return _page(place) if place else make_response(redirect(url_for("kiosk.pair_form"), 303))


@kiosk.get("/luring")
def copy() -> Response:
    """The same page without nonce, for the worker to keep."""
    place = _own_place()
    return _page(place, is_copy=True) if place else abort(404)


@kiosk.get("/tanda-terima/<code>/<first>")
def receipt(code: str, first: str) -> Response:
    """The receipt of a response that is stored, in letters and drawn, for the script to show."""
    _place, nonce = begun(code, first, sealed_too=True)
    kept = crockford.grouped(intake.receipt(house().keys, nonce))
    drawn = _picture(kept)
    return make_response({"tanda": kept, "sisi": drawn.side, "gambar": drawn.path})


@kiosk.post("/tiket")
def ticket() -> Response:
    """The faces for a ticket that was typed; the script asks for the code alone."""
    typed, own = _field("tiket"), _own_place()
    if own is None:
        return make_response(_pair_page(), UNPROCESSABLE)
    place, problem = _place_of_ticket(own, crockford.normalise(typed))
    if request.accept_mimetypes.best == "application/json":
        return make_response({"kode": place.code, "masalah": problem})
    return _page(place, problem)


@kiosk.get("/pasang")
def pair_form() -> Response:
    """Where the eight letters from the counter's page are typed."""
    return _pair_page()


@kiosk.post("/pasang")
def pair() -> Response:
    """Exchange a pairing code for a token."""
    typed, now = _field("kode"), clock.now()
    answer = make_response(redirect(url_for("kiosk.start"), 303))
    try:
        device = counters.pairable(db(), stations.code_digest(typed), now, KIOSK)
    except Refused as refused:
        return _pair_page(str(refused))
    signature = By(None, f"anjungan:{device.id}", "device", now, secrets.token_bytes(16))
    stations.pair(db(), signature, device, answer, secrets.token_urlsafe(32), secure=house().config.secure)
    db().commit()
    return answer


def _field(name: str) -> str:
    """The one field of a form; a form that is none of ours is refused as a whole."""
    post = forms.read(request)
    post.refuse_other_than(frozenset({name}))
    return post[name]


def _own_place() -> Place | None:
    """The counter of this tablet; None while it is not paired. Raises CounterClosed."""
    device = stations.of(request, glance(), secure=house().config.secure)
    if device is None:
        return None
    codes = Codes(house().keys, agency_here())
    place = place_of(codes.sign(counters.get(glance(), device.counter_id)))
    places.refuse_unusable(place, clock.now(), clock.now())
    return place


def _place_of_ticket(own: Place, code: str) -> tuple[Place, str]:
    """The place of a usable ticket of the same unit; else the tablet's own, and what to do."""
    now = clock.now()
    try:
        found = place_of(code)
        places.refuse_unusable(found, now, now)
    except UnknownCode:
        return own, _("Kode tiket tidak dikenal. Periksa lagi hurufnya, atau menilai tanpa tiket.")
    except NotUsable:
        return own, _("Tiket ini tidak berlaku hari ini. Anda tetap bisa menilai tanpa tiket.")
    if found.ticket is None or found.unit.id != own.unit.id:
        return own, _("Ini bukan tiket unit ini. Anda tetap bisa menilai tanpa tiket.")
    return found, ""


def _page(place: Place, problem: str = "", *, is_copy: bool = False) -> Response:
    page = render_template(
        "public/kiosk.html",
        place=place,
        questionnaire=intake.questionnaire_at(glance(), place, clock.now()),
        nonce="" if is_copy else screens.fresh_nonce(intake.RATE, place.code),
        values=Post({}),
        problems={},
        problem=problem,
        late=LATE,
        seconds={"idle": IDLE_SECONDS, "warning": WARNING_SECONDS, "thanks": THANKS_SECONDS},
    )
    return make_response(page, UNPROCESSABLE if problem else 200)


def _pair_page(problem: str = "") -> Response:
    return make_response(render_template("public/kiosk_pair.html", problem=problem), UNPROCESSABLE if problem else 200)


def picture_at_kiosk(kept: str) -> qr.Code | None:
    """The receipt for a phone to read off the screen of a kiosk; None on any other screen, which is that phone."""
    return _picture(kept) if _is_kiosk() else None


def _picture(kept: str) -> qr.Code:
    """The address that tells what became of a receipt, drawn."""
    return qr.draw(house().config.base_url + url_for("pages.receipt", kode=crockford.normalise(kept)))


def _is_kiosk() -> bool:
    return bool(request.cookies.get(stations.cookie(secure=house().config.secure)))


def _lead_back(answer: Response) -> Response:
    """The survey's pages on a kiosk return to the faces by themselves; no script is needed for it."""
    if request.blueprint == "survey" and _is_kiosk():
        seconds = THANKS_SECONDS if request.endpoint == "survey.thanks" else LONGEST_SECONDS
        answer.headers["Refresh"] = f"{seconds}; url={url_for('kiosk.start')}"
    return answer
