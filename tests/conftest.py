"""Databases, the application and the clock for every test."""

import gc
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
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

Scene = Callable[[Session], object]
Application = Callable[[Config], Flask]


def pytest_collection_finish() -> None:
    """Let the search for garbage pass over what stays until the end: thousands of tests and all modules."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def migrated(url: str) -> None:
    """Bring the database at `url` to the newest revision."""
    database = Database(url)
    with database.engine.begin() as connection:
        schema.upgrade(connection)
    database.close()


def stage(url: str, scene: Scene) -> object:
    """Let a scene write into the database at `url`; what it returned."""
    database = Database(url)
    with database.writing() as session:
        told = scene(session)
        session.commit()
    database.close()
    return told


@dataclass(frozen=True)
class Postgres:
    """A real PostgreSQL server, of which one database is empty and migrated."""

    address: str
    empty: str

    def copy(self, template: str, name: str) -> str:
        """Address of a new database like another one of the server."""
        self.command(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.address.format(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.command(f"DROP DATABASE {name} WITH (FORCE)")

    def command(self, statement: str) -> None:
        """Say something outside of any transaction."""
        admin = create_engine(self.address.format("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(statement))
        admin.dispose()


@dataclass(frozen=True)
class Scenes:
    """What tests find in their database: every scene is played once for each kind of database, and then copied."""

    folder: Path
    files: dict[Scene, tuple[Path, object]] = field(default_factory=dict)
    databases: dict[Scene, tuple[str, object]] = field(default_factory=dict)

    def file(self, scene: Scene, empty: Path) -> tuple[Path, object]:
        """An SQLite file in which the scene was played, and what the scene returned."""
        if scene not in self.files:
            path = self.folder / f"{len(self.files)}.db"
            shutil.copy(empty, path)
            self.files[scene] = path, stage(f"sqlite:///{path}", scene)
        return self.files[scene]

    def database(self, scene: Scene, server: Postgres) -> tuple[str, object]:
        """Name of a database of the server in which the scene was played, and what the scene returned."""
        if scene not in self.databases:
            name = f"scene_{uuid4().hex[:12]}"
            self.databases[scene] = name, stage(server.copy(server.empty, name), scene)
        return self.databases[scene]


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """The scenes that were played so far."""
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "suara.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    """A real server; its databases end with it."""
    with server_address() as address:
        server = Postgres(address, "template_empty")
        server.command(f"CREATE DATABASE {server.empty}")
        migrated(address.format(server.empty))
        yield server


def _scene(request: pytest.FixtureRequest) -> Scene | None:
    marker = request.node.get_closest_marker("scene")
    return marker.kwargs["play"] if marker else None


def _sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path, scene, empty = tmp_path / "suara.db", _scene(request), request.getfixturevalue("sqlite_template")
    shutil.copy(request.getfixturevalue("scenes").file(scene, empty)[0] if scene else empty, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database in which the scene of the test was played, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        yield _sqlite_url(request, tmp_path)
        return
    server, scene, name = request.getfixturevalue("postgresql"), _scene(request), f"test_{uuid4().hex[:12]}"
    yield server.copy(request.getfixturevalue("scenes").database(scene, server)[0] if scene else server.empty, name)
    server.drop(name)


@pytest.fixture
def played(request: pytest.FixtureRequest, database_url: str, scenes: Scenes) -> object:
    """What the scene of the test returned: `pytestmark = pytest.mark.scene(play=closed_month)` tells of a town."""
    scene = _scene(request)
    assert scene is not None
    found = scenes.files if database_url.startswith("sqlite") else scenes.databases
    return found[scene][1]


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


@pytest.fixture
def application(routes: Flask) -> Iterator[Application]:
    """The application with given settings; what depends on more than its database and its address is not shared."""
    settings, given = dict(routes.config), list[Flask]()

    def of(config: Config) -> Flask:
        alike = replace(config, base_url="http://localhost") == _development(config.database_url, config.data)
        if config.secure or not alike:
            given.append(create_app(config))
        else:
            routes.extensions["house"] = House(config, Database(config.database_url), KeyRing(config.secret))
            given.append(routes)
        return given[-1]

    yield of
    for app in given:
        app.extensions["house"].database.close()
    routes.config.update(settings)


@pytest.fixture
def app(
    request: pytest.FixtureRequest, config: Config, application: Application, scenes: Scenes, sqlite_template: Path
) -> Flask:
    """The application on a fresh SQLite file that holds the test's scene, or else the town of the factories."""
    scene = _scene(request) or factories.town
    shutil.copy(scenes.file(scene, sqlite_template)[0], config.database_url.removeprefix("sqlite:///"))
    return application(config)


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
