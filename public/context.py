"""What every template may ask for: the agency, read only when a page shows it, and the official address."""

from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from database import Busy
from extensions import glance, house
from models.agency import Agency, the_agency


def agency_here() -> Agency:
    """The agency, read in this request's session and kept for its templates."""
    if g.get("agency") is None:
        g.agency = the_agency(glance())
    agency: Agency = g.agency
    return agency


def agency_or_none() -> Agency | None:
    """The agency, or None on a page that says the database is away."""
    if "agency" not in g:
        g.agency = _read()
    agency: Agency | None = g.agency
    return agency


def _read() -> Agency | None:
    try:
        return the_agency(glance())
    except (SQLAlchemyError, Busy):
        return None


def _words() -> dict[str, object]:
    return {"agency": LocalProxy(agency_or_none), "host": house().config.host}


def install(app: Flask) -> None:
    """Give all templates these words, the staff's included."""
    app.context_processor(_words)
