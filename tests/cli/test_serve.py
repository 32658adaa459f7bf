"""The server as it is started."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import waitress
from flask import Flask

from app import create_app
from backoffice import hr_lists
from cli import agency, serve
from config import Config
from database import Database
from tests import factories

WORK = hr_lists.LARGEST_BODY  # the largest body any page takes: HR's list of a province


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the server would be started with."""
    settings: dict[str, Any] = {}

    def stop_at_once(_app: Flask, *, sockets: list[socket.socket], **given: Any) -> None:
        settings.update(given)
        for listener in sockets:
            listener.close()

    monkeypatch.setattr(waitress, "serve", stop_at_once)
    monkeypatch.setattr(serve, "_watch_nights", lambda _app, _target: None)
    return settings


@pytest.fixture
def empty(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """An application without a database file."""
    app = create_app(replace(config, database_url=f"sqlite:///{tmp_path / 'new.db'}"))
    yield app
    app.extensions["house"].database.close()


def test_nobody_can_fill_the_disk_with_a_body_and_three_hundred_slow_phones_stop_nobody(
    app: Flask, started: dict[str, Any]
) -> None:
    done = app.test_cli_runner().invoke(args=["serve", "--port", "0"])
    assert done.exit_code == 0, done.output
    assert WORK <= started["max_request_body_size"] <= 2 * WORK
    assert started["connection_limit"] > 300
    assert "http://localhost:0/L/" in done.output


def test_a_port_in_use_is_told_with_another_to_try(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = app.test_cli_runner().invoke(args=["serve", "--host", "127.0.0.1", "--port", str(port)])
    assert done.exit_code == 2
    assert f"make run PORT={port + 1}" in done.output


@pytest.mark.usefixtures("started")
def test_the_sample_is_built_where_the_database_is_empty_and_only_there(
    empty: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fill(target: Database) -> None:
        with target.writing() as session:
            factories.town(session)
            session.commit()

    monkeypatch.setattr(agency, "fill_with_sample", fill)
    (tmp_path / "new.db").touch()
    first = empty.test_cli_runner().invoke(args=["serve", "--port", "0", "--sample"])
    assert first.exit_code == 0, first.output
    assert "Kota Contoh" in first.output
    assert not list(tmp_path.glob("*.building*"))
    again = empty.test_cli_runner().invoke(args=["serve", "--port", "0", "--sample"])
    assert "Menyiapkan" not in again.output
    assert "Kota Contoh" in again.output


@pytest.mark.usefixtures("started")
def test_an_empty_installation_says_how_to_begin(empty: Flask) -> None:
    done = empty.test_cli_runner().invoke(args=["serve", "--port", "0"])
    assert done.exit_code == 0, done.output
    assert "flask init" in done.output
