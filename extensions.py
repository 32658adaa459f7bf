"""What every request may ask for: the house (settings, database, keys) and its one database session."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session

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
    """The session of this request: for reading on safe methods, for writing on the others."""
    if "db" not in g:
        g.db = house().database.session(writes=request.method not in SAFE_METHODS)
    session = g.db
    assert isinstance(session, Session)  # noqa: S101 - set above; tells the type checker
    return session


def close_session(_error: BaseException | None = None) -> None:
    """End the request's session; what was not committed is rolled back."""
    session = g.pop("db", None)
    if session is not None:
        session.close()


def install(app: Flask, config: Config) -> None:
    """Give the application its house and its session per request."""
    app.extensions["house"] = House(config, Database(config.database_url), KeyRing(config.secret))
    app.teardown_appcontext(close_session)
    babel.init_app(app, default_locale="id", default_timezone="UTC")
    csrf.init_app(app)
