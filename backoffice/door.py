"""The staff's blueprint, closed by default: nobody passes without a log-in and a row in the permissions."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import clock
import filters
from backoffice import permissions
from backoffice.help_links import help_address
from backoffice.menu import Group, groups
from backoffice.shortcuts import Shortcut, of_role
from extensions import SAFE_METHODS, csrf, db, house
from models import logins, units, users
from models.changes import By
from models.users import ROLES, User
from origin import refuse_foreign

LARGEST_ID: Final = 2**31 - 1

staff: Final = Blueprint("backoffice", __name__, url_prefix="/staf")


def person() -> User:
    """Who is logged in; only for pages behind the log-in."""
    found = g.person
    assert isinstance(found, User)  # noqa: S101 - set by the guard; tells the type checker
    return found


def own_unit() -> int | None:
    """The unit that limits what this person finds; None for the whole agency."""
    return permissions.own_unit(person())


def may(endpoint: str) -> bool:
    """Whether the person may call an endpoint (named without "backoffice."): for leaving out links and buttons."""
    return g.get("person") is not None and permissions.may(person().role, endpoint)


def by(user: User | None = None) -> By:
    """The signature under a change: of the person logged in, or of `user` where nobody is yet."""
    user = user or person()
    return By(user.id, user.username, user.role, clock.now(), secrets.token_bytes(16))


def cookie_name() -> str:
    """Name of the log-in cookie; browsers hold `__Host-` cookies to HTTPS, this host and every path."""
    return "__Host-s" if house().config.secure else "s"


def digest(secret: str) -> bytes:
    """What the database keeps of a random secret that the other side holds."""
    return hashlib.sha256(secret.encode()).digest()


def farewell(day: date) -> str:
    """Why an officer who no longer serves does not come in."""
    sentence: str = _(
        "Anda tercatat berhenti bertugas sejak %(day)s, jadi akun ini tidak dapat dipakai. Bila keliru, hubungi admin.",
        day=filters.day(day),
    )
    return sentence


@staff.before_request
def guard() -> Response | None:
    """Recognise the person and let pass what the permissions name."""
    refuse_foreign()
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        abort(404)  # no table has it, and databases refuse to compare with it
    if request.method not in SAFE_METHODS:
        csrf.protect()
    g.person = _recognise()
    role = g.person.role if g.person else permissions.VISITOR
    if permissions.may(role, (request.endpoint or "").removeprefix("backoffice.")):
        return None
    if g.person is not None:
        abort(403)
    target = request.path if request.method in SAFE_METHODS else None
    return redirect(url_for("backoffice.login", next=target), 303)


def chosen_id(name: str) -> int | None:
    """The number of a thing in the address; None where there is none. 404 for one that no table can have."""
    found = request.args.get(name, type=int)
    return found if found is None or 0 <= found <= LARGEST_ID else abort(404)


def _recognise() -> User | None:
    """The account behind the cookie. The log-in is marked as used, in a short transaction of its own."""
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    g.login_digest, now, database = digest(token), clock.now(), house().database
    with database.reading() as session:
        found = logins.find_session(session, g.login_digest, now)
        day = logins.left_on(session, found[0], now) if found else None
    if found is None:
        return None
    user, login = found
    if day is not None:
        with database.writing() as session:
            users.end_sessions(session, user.id)
            session.commit()
        flash(farewell(day))
        return None
    if now - login.seen_at >= logins.SEEN_GRAIN:
        with database.writing() as session:
            logins.see(session, g.login_digest, now)
            session.commit()
    return user


@dataclass(frozen=True)
class Frame:
    """What stands around every page."""

    user: User | None
    role: str
    unit: str
    menu: list[Group]
    keys: list[Shortcut]


def frame() -> Frame:
    """The frame of this page; read only where a template asks, so that error pages do not need the database."""
    user: User | None = g.get("person")
    if user is None:
        return Frame(None, "", "", [], [])
    unit = units.get(db(), user.unit_id).name if user.unit_id else ""
    keys = of_role(user.role) if user.shortcuts else []
    return Frame(user, ROLES[user.role], unit, groups(user.role), keys)


@staff.context_processor
def _words() -> dict[str, object]:
    return {"frame": frame, "may": may, "help_address": help_address}
