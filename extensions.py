"""What every request may ask for: the house (settings, database, keys) and its one database session."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session

from catalogues import Catalogues
from config import Config
from database import Database
from surveys.keys import KeyRing

babel: Final = Babel()
csrf: Final = CSRFProtect()

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class House:
    """The agency this process serves. The agency is chosen here and nowhere else."""

    config: Config
    database: Database
    keys: KeyRing


def house() -> House:
    """The house of the running application."""
    found = current_app.extensions["house"]
    assert isinstance(found, House)  # noqa: S101 - set by create_app; tells the type checker
    return found


def db() -> Session:
    """The session of this request: for reading on safe methods, for writing on the others.

    One for writing ends what `glance` began: a request must not wait for its own reading.
    """
    if "db" not in g:
        writes = request.method not in SAFE_METHODS
        if writes:
            _close("glance")
        g.db = house().database.session(writes=writes)
    session = g.db
    assert isinstance(session, Session)  # noqa: S101 - set above; tells the type checker
    return session


def glance() -> Session:
    """A session for reading whatever the method: what a POST looks up before it takes the writer's turn."""
    if request.method in SAFE_METHODS:
        return db()
    if "glance" not in g:
        g.glance = house().database.session(writes=False)
    session = g.glance
    assert isinstance(session, Session)  # noqa: S101 - set above; tells the type checker
    return session


def _close(name: str) -> None:
    session = g.pop(name, None)
    if session is not None:
        session.close()


def close_sessions(_error: BaseException | None = None) -> None:
    """End the request's sessions; what was not committed is rolled back."""
    _close("glance")
    _close("db")


def install(app: Flask, config: Config) -> None:
    """Give the application its house and its session per request."""
    app.extensions["house"] = House(config, Database(config.database_url), KeyRing(config.secret))
    app.teardown_appcontext(close_sessions)
    babel.init_app(app, default_locale="id", default_timezone="UTC")
    babel.domain_instance = Catalogues()
    csrf.init_app(app)
