"""Registered kiosks (anjungan): a tablet that an admin paired with a counter holds a token and rates for its unit."""

import hashlib
from typing import Final

from flask import Request, Response
from sqlalchemy.orm import Session

from models import counters
from models.changes import By
from models.counters import KIOSK, Device
from public.places import Place
from surveys import crockford
from surveys.validity import Channel

TOKEN_SECONDS: Final = 400 * 24 * 3600  # the longest that browsers keep a cookie


def of(request: Request, session: Session, *, secure: bool) -> Device | None:
    """The kiosk that sent a request; None for every other browser, and for a kiosk that was revoked."""
    token = request.cookies.get(cookie(secure=secure))
    return counters.by_token(session, _digest(token), KIOSK) if token else None


def channel(request: Request, session: Session, place: Place, *, secure: bool) -> Channel:
    """How a rating of a place comes in: by a kiosk of its unit, or as by any phone."""
    device = of(request, session, secure=secure)
    if device is None or counters.get(session, device.counter_id).unit_id != place.unit.id:
        return Channel.OWN_PHONE
    return Channel.KIOSK


def code_digest(typed: str) -> bytes:
    """What the database keeps of a pairing code, however it was typed."""
    return _digest(crockford.normalise(typed))


def pair(session: Session, by: By, device: Device, response: Response, token: str, *, secure: bool) -> None:
    """Give the tablet its token; the pairing code is used up."""
    counters.pair(session, by, device, _digest(token))
    response.set_cookie(
        cookie(secure=secure), token, max_age=TOKEN_SECONDS, secure=secure, httponly=True, samesite="Lax", path="/"
    )


def cookie(*, secure: bool) -> str:
    """Name of the token's cookie; browsers hold `__Host-` cookies to HTTPS, this host and every path."""
    return "__Host-anjungan" if secure else "anjungan"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
