"""Pages around the survey: home, receipt, promise, complaints, and what machines ask."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

import clock
from extensions import db, house
from models import inbox, ratings
from models.agency import the_agency
from public import device
from public.kiosk import WARNING_SECONDS
from surveys import cases, crockford, nonces, retention
from surveys.disclosure import BATCH_MINIMUM, PUBLIC_MINIMUM

SIGN_LETTERS, TICKET_LETTERS = 16, 36
FREE_DISK_SHARE = 0.05
CHECKED_ON: Final = date(2026, 11, 22)  # when every page was last gone through
LATEST_SEAL = timedelta(hours=26)
ROBOTS = "User-agent: *\n" + "".join(
    f"Disallow: /{path}/\n"
    for path in ("L", "T", "lanjut", "ubah", "tambahan", "terima-kasih", "loket", "uji", "staf", "layar", "anjungan")
)

pages: Final = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    """A field for the code on the sign. However it is typed, the address it leads to is the canonical one."""
    typed = request.args.get("kode", "")
    code = crockford.normalise(typed.rstrip("/").rsplit("/", 1)[-1])
    endpoint = {SIGN_LETTERS: "survey.sign", TICKET_LETTERS: "survey.ticket"}.get(len(code))
    if endpoint:
        return make_response(redirect(url_for(endpoint, code=code), 303))
    return make_response(render_template("public/home.html", typed=typed), 400 if typed else 200)


@pages.get("/l/<code>")
@pages.get("/t/<code>")
def typed_address(code: str) -> Response:
    """The address of a sign in small letters, as people type it."""
    return make_response(redirect(url_for("pages.home", kode=code), 303))


@pages.get("/tanda-terima")
def receipt() -> Response:
    """What became of a response, without what it said."""
    typed = request.args.get("kode", "")
    state = _state(crockford.normalise(typed)) if typed else ""
    return make_response(
        render_template("public/receipt.html", typed=typed, state=state, months_kept=retention.MONTHS_KEPT)
    )


@pages.get("/privasi")
def privacy() -> str:
    """The promise in plain words, and what is stored, for how long, and who sees it."""
    return render_template(
        "public/privacy.html",
        minimum=BATCH_MINIMUM,
        public_minimum=PUBLIC_MINIMUM,
        ticket_days=inbox.TICKETS_KEPT.days,
        device_days=device.LIFETIME.days,
        case_days=cases.ORIGINALS_KEPT.days,
        months_kept=retention.MONTHS_KEPT,
    )


@pages.get("/aksesibilitas")
def accessibility() -> str:
    """For whom the pages are made, by which standard, and what is still missing."""
    return render_template("public/accessibility.html", checked_on=CHECKED_ON, warning=WARNING_SECONDS)


@pages.get("/robots.txt")
def robots() -> Response:
    """Search engines have no business with codes and receipts."""
    return Response(ROBOTS, mimetype="text/plain")


@pages.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
def ready() -> Response:
    """Whether answers can be stored and the nights are being sealed; why not is in the log of the operator."""
    agency = the_agency(db())
    sealed = clock.now() - (agency.last_seal_at or agency.created_at) < LATEST_SEAL
    good = sealed and _has_room(house().config.data) and house().database.is_writable()
    return Response("siap\n" if good else "belum siap\n", 200 if good else 503, mimetype="text/plain")


def _has_room(folder: Path) -> bool:
    """Whether the disk under the data has room; one that is not there has none."""
    try:
        disk = shutil.disk_usage(folder)
    except OSError:
        return False
    return disk.free > FREE_DISK_SHARE * disk.total


def _state(code: str) -> str:
    """The word for what became of a receipt; the template explains it."""
    leaf = nonces.receipt_leaf(code)
    if inbox.is_waiting(db(), leaf):
        return "waiting"
    late = ratings.receipt_state(db(), leaf)
    return {None: "unknown", False: "counted", True: "late"}[late]
