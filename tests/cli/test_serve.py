"""The server as it is started."""

from typing import Any

import pytest
import waitress
from flask import Flask

from cli import serve

WORK = 2 * 2**20  # the largest body any page takes: an import


def test_nobody_can_fill_the_disk_with_a_body_and_three_hundred_slow_phones_stop_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: dict[str, Any] = {}
    monkeypatch.setattr(waitress, "serve", lambda _app, **settings: started.update(settings))
    monkeypatch.setattr(serve, "_watch_nights", lambda _app: None)
    done = app.test_cli_runner().invoke(args=["serve", "--port", "8123"])
    assert done.exit_code == 0, done.output
    assert WORK < started["max_request_body_size"] <= 4 * WORK
    assert started["connection_limit"] > 300
    assert "http://localhost:8123/L/" in done.output
