"""Databases, the application and the clock for every test."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import clock
from app import create_app
from backoffice import file_making
from config import Config
from database import Database
from extensions import House
from models import schema
from surveys.keys import KeyRing
from tests import factories
from tests.postgresql import server_address

SECRET = b"a secret of sufficient length, for tests only"


class Reader(FlaskClient):
    """A browser that reads every answer to its end."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request."""
        return super().open(*args, buffered=buffered, **kwargs)


Flask.test_client_class = Reader

# How long an example takes says more about the machine than about the law.
hypothesis.settings.register_profile("laws", deadline=None)
hypothesis.settings.load_profile("laws")


def migrated(url: str) -> None:
    """Bring the database at `url` to the newest revision."""
    database = Database(url)
    with database.engine.begin() as connection:
        schema.upgrade(connection)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "suara.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address pattern of databases on a real server, of which "template" is empty and migrated."""
    with server_address() as address:
        admin = create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
        name = f"template_{uuid4().hex[:12]}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        migrated(address.format(name))
        yield f"{address}#{name}"
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def _sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "suara.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        yield _sqlite_url(request, tmp_path)
        return
    address, template = request.getfixturevalue("postgresql_template").split("#")
    name = f"test_{uuid4().hex[:12]}"
    admin = create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield address.format(name)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database itself, on both kinds."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session for writing, on both kinds of database."""
    with database.writing() as session:
        yield session


def _development(database_url: str, data: Path) -> Config:
    return Config(
        environment="development",
        secret=SECRET,
        database_url=database_url,
        base_url="http://localhost",
        hosts=("localhost", "127.0.0.1"),
        proxies=0,
        data=data,
    )


@pytest.fixture
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """Settings of a development server on a fresh SQLite file."""
    return _development(_sqlite_url(request, tmp_path), tmp_path)


@pytest.fixture(scope="session")
def routes() -> Flask:
    """An application without a house, to be given one by each test: two hundred routes take longer than most tests."""
    app = create_app(_development("sqlite://", Path()))
    app.extensions.pop("house").database.close()
    return app


def _application(config: Config, routes: Flask) -> Flask:
    """The application with these settings. What depends on more than the database is not shared."""
    if config != _development(config.database_url, config.data):
        return create_app(config)
    routes.extensions["house"] = House(config, Database(config.database_url), KeyRing(config.secret))
    return routes


@pytest.fixture
def app(config: Config, routes: Flask) -> Iterator[Flask]:
    """The application on a fresh SQLite file that holds the town of the factories."""
    app = _application(config, routes)
    settings = dict(app.config)
    with app.extensions["house"].database.writing() as session:
        factories.town(session)
        session.commit()
    yield app
    app.extensions["house"].database.close()
    app.config.update(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client(use_cookies=False)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Every test begins at the same moment: Tuesday, 3 November 2026, 10.00 WIB."""
    clock.move_to(factories.NOW)
    yield
    clock.move_to(None)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine must not turn a file into a page about its progress."""
    monkeypatch.setattr(file_making, "PATIENCE", 60.0)


@pytest.fixture
def now() -> datetime:
    """The moment at which tests begin."""
    assert factories.NOW.tzinfo is UTC
    return factories.NOW
