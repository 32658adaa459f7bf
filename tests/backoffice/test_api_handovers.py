"""What a system of HR may read, and that the description of the interface is true."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from sqlalchemy import select
from werkzeug.test import TestResponse

from backoffice.door import digest
from models import api_clients
from models.api_clients import MOST_CALLS, ApiClient
from models.audit import AuditEvent
from models.changes import By, Refused
from tests.backoffice.conftest import Staff, account
from tests.backoffice.handed_over import hand_over
from tests.factories import NOW

TOKEN = "t" * 40


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """The description of the interface, as anybody gets it."""
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A system with an approved token, and an approved hand-over to read."""
    with app.extensions["house"].database.writing() as session:
        hand_over(session)
        maker, approver = account(session, "admin", username="pembuat"), account(session, "hr", username="pengizin")
        row = api_clients.add(
            session, By(maker.id, "pembuat", "admin", NOW, bytes(16)), "Aplikasi kinerja", digest(TOKEN)
        )
        api_clients.approve(session, By(approver.id, "pengizin", "hr", NOW, bytes(16)), row)
        session.commit()
    return app.test_client()


def ask(client: FlaskClient, path: str, token: str = TOKEN) -> TestResponse:
    """One call with a token."""
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def only_handover(client: FlaskClient) -> int:
    """Number of the only approved hand-over."""
    (found,) = ask(client, "/api/v1/handovers").get_json()["handovers"]
    number: int = found["id"]
    return number


def pages(client: FlaskClient, limit: int) -> Iterator[list[dict[str, Any]]]:
    """Rows page by page, as `next` leads."""
    number, after = only_handover(client), ""
    while after is not None:
        body = ask(client, f"/api/v1/handovers/{number}/rows?after={after}&limit={limit}").get_json()
        yield body["rows"]
        after = body["next"]


def test_the_description_is_sound_openapi(document: dict[str, Any]) -> None:
    validate(document)
    assert "/api/v1/tickets" in document["paths"]
    assert "/api/v1/handovers" in document["paths"]


def test_every_rule_of_the_interface_is_described(app: Flask, document: dict[str, Any]) -> None:
    rules = {
        (rule.rule.replace("<int:handover_id>", "{id}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint not in {"api.nothing_here", "api.openapi"}
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in document["paths"].items() for method in item}
    assert rules == described


@pytest.mark.parametrize("path", ["/api/v1/handovers", "/api/v1/handovers/{id}/rows"])
def test_answers_have_the_shape_that_the_description_says(
    client: FlaskClient, document: dict[str, Any], path: str
) -> None:
    answer = ask(client, path.replace("{id}", str(only_handover(client))))
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.get_json(), schema)
    assert answer.headers["Cache-Control"] == "no-store"


def test_refusals_have_the_shape_that_the_description_says(client: FlaskClient, document: dict[str, Any]) -> None:
    responses = document["paths"]["/api/v1/handovers"]["get"]["responses"]
    for path, token, status in (
        ("/api/v1/handovers", "x", 401),
        ("/api/v1/handovers?sort=score", TOKEN, 400),
        ("/api/v1/handovers/999/rows", TOKEN, 404),
    ):
        answer = ask(client, path, token)
        assert answer.status_code == status
        jsonschema.validate(answer.get_json(), responses[str(status)]["content"]["application/json"]["schema"])


def test_paging_gives_everybody_once_in_the_order_of_the_nip(client: FlaskClient) -> None:
    one_by_one = [row["nip"] for page in pages(client, 1) for row in page]
    assert one_by_one == ["198805042012011002", "199001172015032004"]
    assert [row["nip"] for page in pages(client, 500) for row in page] == one_by_one


def test_a_missing_figure_is_null(client: FlaskClient) -> None:
    unscored, scored = (row for page in pages(client, 500) for row in page)
    assert [unscored[key] for key in ("u6_rerata", "u7_rerata", "batas_bawah", "batas_atas")] == [None] * 4
    assert (scored["u6_rerata"], scored["batas_atas"]) == (3.4, 90.3)
    assert scored["siasn"] == {}


@pytest.mark.parametrize("query", ["sort=score", "urut=nilai", "order=desc", "limit=0", "limit=501", "after=abc"])
def test_there_is_no_order_but_that_of_the_nip(client: FlaskClient, query: str) -> None:
    assert ask(client, f"/api/v1/handovers/{only_handover(client)}/rows?{query}").status_code == 400


def test_a_call_more_than_the_window_holds_has_to_wait(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.extensions["house"].database.writing() as session:
        row = session.scalars(select(ApiClient)).one()
        row.window_from, row.calls = NOW, MOST_CALLS - 1
        session.commit()
    assert ask(client, "/api/v1/handovers").status_code == 200
    refused = ask(client, "/api/v1/handovers")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    monkeypatch.setattr("clock.now", lambda: NOW + timedelta(seconds=60))
    assert ask(client, "/api/v1/handovers").status_code == 200


def test_a_revoked_or_unapproved_token_opens_nothing(client: FlaskClient, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        row = session.scalars(select(ApiClient)).one()
        api_clients.revoke(session, By(None, "admin", "admin", NOW, bytes(16)), row)
        maker = account(session, "admin", username="lain")
        api_clients.add(session, By(maker.id, "lain", "admin", NOW, bytes(16)), "Belum disetujui", digest("u" * 40))
        session.commit()
    assert ask(client, "/api/v1/handovers").status_code == 401
    assert ask(client, "/api/v1/handovers", "u" * 40).status_code == 401


def test_who_made_a_client_does_not_let_it_in(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        maker = account(session, "hr", username="sendiri")
        by = By(maker.id, "sendiri", "hr", NOW, bytes(16))
        row = api_clients.add(session, by, "Sistem", digest(TOKEN))
        with pytest.raises(Refused):
            api_clients.approve(session, by, row)


def test_reading_from_the_start_leaves_an_audit_event(client: FlaskClient, app: Flask) -> None:
    list(pages(client, 1))
    with app.extensions["house"].database.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "handover.read")).all()
        assert [event.actor for event in events] == ["klien:1"]


def test_the_token_is_shown_once_and_kept_as_a_digest(staff: Staff, app: Flask) -> None:
    from backoffice import passwords
    from models.users import User

    admin = staff("admin")
    with app.extensions["house"].database.writing() as session:
        session.scalars(select(User).where(User.username == "admin")).one().password_hash = passwords.hashed(
            "kuda putih laut"
        )
        session.commit()
    page = admin.post("/staf/klien/baru", data={"name": "Aplikasi kinerja", "password": "kuda putih laut"})
    token = page.get_data(as_text=True).split('<p class="panel code">')[1].split("<")[0]
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(ApiClient)).one().token_digest == digest(token)
    assert token not in admin.get("/staf/klien").get_data(as_text=True)
