"""The door for machines: closed without a token, JSON both ways, nothing kept."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backoffice import api, openapi

HELD = {"Authorization": "Bearer made-up"}


def calls(app: Flask) -> list[tuple[str, str]]:
    """Method and address of every operation that needs a token."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and rule.endpoint not in api.OPEN | {"api.nothing_here"}:
            built = rule.build(dict.fromkeys(rule.arguments, 1))
            assert built is not None
            found += [(method, built[1]) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return found


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer " + "a" * 300, "Bearer \u00e9"])
def test_no_operation_passes_without_a_token(app: Flask, client: FlaskClient, header: str) -> None:
    for method, address in [*calls(app), ("GET", "/api/v1/apa-saja")]:
        answer = client.open(address, method=method, json={}, headers={"Authorization": header})
        assert answer.status_code == 401, address
        assert answer.get_json()["error"] == "unauthorised"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_no_operation_passes_with_a_token_nobody_gave(app: Flask, client: FlaskClient) -> None:
    for method, address in calls(app):
        answer = client.open(address, method=method, json={}, headers=HELD)
        assert answer.status_code == 401, address


def test_an_unknown_address_is_told_in_json_and_kept_by_nobody(client: FlaskClient) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = client.open("/api/v1/apa-saja", method=method, headers=HELD)
        assert answer.status_code == 404
        assert answer.get_json()["error"] == "not_found"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not any(name.startswith("Access-Control") for name in answer.headers.keys())  # noqa: SIM118
        assert "Set-Cookie" not in answer.headers


def test_a_fault_of_ours_is_told_in_json_with_a_number_that_is_in_the_log(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(openapi, "document", lambda _base: 1 / 0)
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 500
    assert answer.get_json()["error"] == "unexpected"
    number = answer.get_json()["message"].rstrip(".").split()[-1]
    assert f"incident {number}: ZeroDivisionError" in caplog.text
