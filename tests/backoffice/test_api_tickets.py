"""Queue machines: paired once, a few tickets beforehand, unused ones given back, services reported."""

from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import clock
from backoffice import api_ticket_paths
from backoffice.door import digest
from models import audit, counters, units
from models import tickets as lots
from models.agency import the_agency
from models.audit import AuditEvent
from models.base import table_of
from models.changes import By
from models.counters import QUEUE, Counter, ServiceCount
from models.inbox import SpentTicket
from models.tickets import TicketFetch, TicketLot
from surveys import tickets
from surveys.keys import KeyRing
from tests.conftest import SECRET
from tests.factories import NOW, TODAY

KEYS = KeyRing(SECRET)
SYSTEM = By(None, "test", "system", NOW, bytes(16))
CODE = "ABCD2345"


class Machine:
    """A queue machine at a counter."""

    def __init__(self, app: Flask, token: str) -> None:
        self.app, self.client, self.token = app, app.test_client(use_cookies=False), token

    def post(self, path: str, key: str | None = None, **body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key is not None else {})
        answer = self.client.post(f"/api/v1/{path}", json=body, headers=headers)
        told = api_ticket_paths.PATHS[f"/api/v1/{path}"]["post"]["responses"][str(answer.status_code)]
        jsonschema.validate(answer.get_json(), told["content"]["application/json"]["schema"])
        return answer

    def count(self, shift: int = 1) -> ServiceCount:
        with self.app.extensions["house"].database.reading() as session:
            found: ServiceCount = session.get_one(ServiceCount, (1, TODAY, shift))
            return found


def add_machine(app: Flask, counter: int = 1, code: str = CODE) -> None:
    with app.extensions["house"].database.writing() as session:
        counters.add_device(session, SYSTEM, session.get_one(Counter, counter), "Antrean", digest(code), QUEUE)
        session.commit()


def paired(app: Flask, counter: int = 1, code: str = CODE) -> Machine:
    add_machine(app, counter, code)
    answer = app.test_client().post("/api/v1/pair", json={"code": code.lower()})
    assert answer.status_code == 200, answer.text
    return Machine(app, answer.get_json()["token"])


@pytest.fixture
def machine(app: Flask) -> Machine:
    return paired(app)


def change(app: Flask, model: type, key: object, **columns: object) -> None:
    with app.extensions["house"].database.writing() as session:
        row = session.get_one(model, key)
        for name, value in columns.items():
            setattr(row, name, value)
        session.commit()


def test_a_pairing_code_works_once_for_a_day_and_only_for_its_kind_of_device(app: Flask, client: FlaskClient) -> None:
    add_machine(app)
    assert client.post("/layar/pasang", data={"code": CODE}).status_code == 422
    clock.move_to(NOW + timedelta(hours=25))
    assert client.post("/api/v1/pair", json={"code": CODE}).status_code == 409
    clock.move_to(NOW)
    paired_as = client.post("/api/v1/pair", json={"code": CODE}).get_json()
    assert (paired_as["counter"], paired_as["counter_label"]) == (1, "1")
    assert client.post("/api/v1/pair", json={"code": CODE}).status_code == 409


def test_the_token_of_a_queue_machine_opens_no_display_and_that_of_a_display_no_machine(
    app: Flask, machine: Machine
) -> None:
    browser = app.test_client()
    browser.set_cookie("layar", machine.token, domain="localhost")
    assert browser.get("/layar").location == "/layar/pasang"
    with app.extensions["house"].database.writing() as session:
        row = counters.add_device(session, SYSTEM, session.get_one(Counter, 1), "Tablet", bytes(32))
        counters.pair(session, SYSTEM, row, digest("display"))
        session.commit()
    assert Machine(app, "display").post("tickets", n=1).status_code == 401


def test_fetched_tickets_are_genuine_and_say_counter_day_shift_and_wait(app: Flask, machine: Machine) -> None:
    answer = machine.post("tickets", n=3, shift=2, wait_band=4)
    assert answer.status_code == 201
    lot = answer.get_json()
    assert lot["valid_until"] == (TODAY + timedelta(days=7)).isoformat()
    read = [tickets.parse_ticket(ticket["code"], {1: KEYS.ticket(1)}) for ticket in lot["tickets"]]
    assert len({ticket.nonce for ticket in read}) == 3
    assert {(t.counter, t.service_day, t.shift, t.wait_band) for t in read} == {(1, TODAY, 2, 4)}
    address = lot["tickets"][0]["address"]
    assert app.test_client().get(address.removeprefix("HTTP://LOCALHOST")).status_code == 200


def test_the_shift_of_this_moment_is_taken_unless_one_is_named(machine: Machine) -> None:
    assert machine.post("tickets", n=1).get_json()["shift"] == 1
    clock.move_to(NOW.replace(hour=23))
    assert machine.post("tickets", n=1).get_json()["shift"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {}, {"n": 0}, {"n": 21}, {"n": True}, {"n": "3"}, {"n": 2.0}, {"n": 1, "shift": 7}, {"n": 1, "shift": 0},
        {"n": 1, "wait_band": 5}, {"n": 1, "counter": 2}, {"n": None},
    ],
)  # fmt: skip
def test_what_no_machine_of_ours_asks_is_refused_and_mints_nothing(
    app: Flask, machine: Machine, body: dict[str, Any]
) -> None:
    assert machine.post("tickets", **body).status_code == 400
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(TicketLot)).all() == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", "{", '{"n": NaN}', '{"n": 1, "n": 2}', "[" * 20_000, '{"n": ' + "9" * 5000 + "}"],
)
def test_a_body_that_is_no_object_of_json_is_refused_in_json(machine: Machine, text: str) -> None:
    answer = machine.client.post(
        "/api/v1/tickets",
        data=text,
        content_type="application/json",
        headers={"Authorization": f"Bearer {machine.token}"},
    )
    assert answer.status_code == 400
    assert answer.get_json()["error"] == "invalid"


def test_a_form_is_no_json(machine: Machine) -> None:
    answer = machine.client.post("/api/v1/tickets", data={"n": 1}, headers={"Authorization": f"Bearer {machine.token}"})
    assert (answer.status_code, answer.get_json()["error"]) == (415, "media_type")


def test_the_cap_is_the_configured_number_until_services_are_reported(app: Flask, machine: Machine) -> None:
    with app.extensions["house"].database.writing() as session:
        the_agency(session).ticket_cap = 25
        session.commit()
    assert machine.post("tickets", n=20).status_code == 201
    full = machine.post("tickets", n=6)
    assert (full.status_code, full.get_json()["error"]) == (409, "cap_reached")
    assert full.get_json()["message"] == "Batas tiket sif ini tercapai."
    assert machine.post("tickets", n=5).status_code == 201
    assert machine.post("service-counts", day=TODAY.isoformat(), shift=1, services=24).status_code == 200
    assert machine.post("tickets", n=2).status_code == 409
    assert machine.post("tickets", n=1).status_code == 201  # 26 = 1.05 × 24, rounded up
    assert machine.count().tickets == 26


def test_a_counter_may_have_a_cap_of_its_own(app: Flask, machine: Machine) -> None:
    change(app, Counter, 1, ticket_cap=2)
    assert machine.post("tickets", n=3).status_code == 409
    assert machine.post("tickets", n=2).status_code == 201


def test_a_call_sent_again_with_its_key_gets_the_same_tickets_and_counts_once(machine: Machine) -> None:
    first = machine.post("tickets", key="a1", n=3, wait_band=2)
    clock.move_to(NOW + timedelta(hours=20))  # another shift, the next day even: the call is the same
    again = machine.post("tickets", key="a1", wait_band=2, n=3)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert machine.count().tickets == 3
    clock.move_to(NOW)
    assert machine.post("tickets", key="a2", n=3, wait_band=2).get_json()["lot"] != first.get_json()["lot"]
    assert machine.post("tickets", n=3, wait_band=2).get_json()["lot"] != first.get_json()["lot"]
    assert machine.count().tickets == 9


def test_a_key_of_another_call_is_refused_and_mints_nothing(machine: Machine) -> None:
    machine.post("tickets", key="a1", n=3)
    for body in ({"n": 4}, {"n": 3, "shift": 1}, {"n": 3, "wait_band": 0}):
        refused = machine.post("tickets", key="a1", **body)
        assert (refused.status_code, refused.get_json()["error"]) == (422, "idempotency_key_reused")
        assert "sudah dipakai untuk permintaan lain" in refused.get_json()["message"]
    assert machine.count().tickets == 3


@pytest.mark.parametrize("key", ["", "k" * 101, "kunci\u00e9"])
def test_a_key_is_a_short_printable_word(machine: Machine, key: str) -> None:
    assert machine.post("tickets", key=key, n=1).status_code == 400


def test_a_key_belongs_to_one_machine(app: Flask, machine: Machine) -> None:
    other = paired(app, 2, "WXYZ6789")
    mine, others = (one.post("tickets", key="a1", n=2).get_json() for one in (machine, other))
    assert (mine["counter"], others["counter"]) == (1, 2)


def test_a_refused_call_may_be_tried_again_with_its_key(app: Flask, machine: Machine) -> None:
    change(app, Counter, 1, ticket_cap=2)
    assert machine.post("tickets", key="a1", n=3).status_code == 409
    change(app, Counter, 1, ticket_cap=3)
    assert machine.post("tickets", key="a1", n=3).status_code == 201


def test_a_repeated_call_leaves_out_what_was_given_back_and_works_at_a_full_counter(
    app: Flask, machine: Machine
) -> None:
    lot = machine.post("tickets", key="a1", n=3).get_json()
    machine.post("tickets/return", lot=lot["lot"], positions=[2])
    change(app, Counter, 1, ticket_cap=0, closed_on=TODAY)
    again = machine.post("tickets", key="a1", n=3).get_json()
    assert [ticket["position"] for ticket in again["tickets"]] == [1, 3]


def test_a_key_holds_through_the_next_day_and_is_then_forgotten(app: Flask, machine: Machine) -> None:
    first = machine.post("tickets", key="a1", n=1).get_json()
    with app.extensions["house"].database.writing() as session:
        lots.forget(session, TODAY + timedelta(days=1))
        session.commit()
    clock.move_to(NOW + timedelta(days=1))
    assert machine.post("tickets", key="a1", n=1).get_json() == first
    clock.move_to(NOW + timedelta(days=2))
    fresh = machine.post("tickets", key="a1", n=2).get_json()
    assert fresh["lot"] != first["lot"]
    with app.extensions["house"].database.writing() as session:
        lots.forget(session, TODAY + timedelta(days=4))
        assert session.scalars(select(TicketFetch)).all() == []


def test_what_is_kept_of_a_call_is_no_moment_and_no_word_of_the_machines(app: Flask, machine: Machine) -> None:
    machine.post("tickets", key="antrean-A012-10.00.07", n=1)
    with app.extensions["house"].database.reading() as session:
        [kept] = session.execute(select(table_of(TicketFetch))).all()
    assert kept.day == TODAY
    assert len(kept.key) == len(kept.body) == 32
    assert set(kept._mapping) == {"device_id", "key", "body", "lot_id", "day"}


def test_tickets_given_back_are_worthless_and_make_room_for_others(app: Flask, machine: Machine) -> None:
    change(app, Counter, 1, ticket_cap=5)
    lot = machine.post("tickets", n=5).get_json()
    back = machine.post("tickets/return", lot=lot["lot"], positions=[1, 2])
    assert back.get_json() == {"lot": lot["lot"], "returned": [1, 2]}
    again = machine.post("tickets/return", lot=lot["lot"], codes=[lot["tickets"][1]["code"], lot["tickets"][2]["code"]])
    assert again.get_json()["returned"] == [2, 3]
    status = [app.test_client().get(f"/T/{ticket['code']}").status_code for ticket in lot["tickets"]]
    assert status == [400, 400, 400, 200, 200]
    assert (machine.count().tickets, machine.count().voided) == (5, 3)
    assert machine.post("tickets", n=3).status_code == 201
    assert machine.post("tickets", n=1).status_code == 409


def test_a_used_ticket_makes_no_room_and_the_machine_is_not_told(app: Flask, machine: Machine) -> None:
    lot = machine.post("tickets", n=2).get_json()
    used = tickets.parse_ticket(lot["tickets"][0]["code"], {1: KEYS.ticket(1)})
    with app.extensions["house"].database.writing() as session:
        session.add(SpentTicket(nullifier=tickets.nullifier(KEYS.nullifier, used), service_day=TODAY))
        session.commit()
    back = machine.post("tickets/return", lot=lot["lot"], positions=[1, 2])
    assert back.get_json()["returned"] == [1, 2]
    assert machine.count().voided == 1


@pytest.mark.parametrize(
    "body",
    [
        {}, {"positions": [1], "codes": []}, {"positions": [4]}, {"positions": [0]}, {"positions": "1"},
        {"positions": [1, 1, 1, 1]}, {"codes": ["A" * 36]}, {"codes": [7]}, {"codes": [None]},
    ],
)  # fmt: skip
def test_only_tickets_of_the_lot_can_be_given_back(machine: Machine, body: dict[str, Any]) -> None:
    lot = machine.post("tickets", n=3).get_json()["lot"]
    assert machine.post("tickets/return", lot=lot, **body).status_code == 400


def test_a_machine_finds_only_its_own_lots(app: Flask, machine: Machine) -> None:
    lot = machine.post("tickets", n=1).get_json()["lot"]
    other = paired(app, 2, "WXYZ6789")
    assert other.post("tickets/return", lot=lot, positions=[1]).status_code == 404
    assert other.post("tickets/return", lot=10**6, positions=[1]).status_code == 404


def test_reported_services_stand_until_a_person_corrects_them(app: Flask, machine: Machine) -> None:
    for n in (3, 40):
        machine.post("service-counts", day=TODAY.isoformat(), shift=1, services=n)
    assert (machine.count().logged, machine.count().source) == (40, "queue")
    change(app, ServiceCount, (1, TODAY, 1), reported=38, source="entry")
    refused = machine.post("service-counts", day=TODAY.isoformat(), shift=1, services=41)
    assert refused.status_code == 409
    assert machine.count().logged == 38


@pytest.mark.parametrize(
    "body",
    [
        {"day": "2026-11-04"}, {"day": "2024-12-31"}, {"day": "kemarin"}, {"day": 3}, {"services": -1},
        {"services": 10_000}, {"shift": 5},
    ],
)  # fmt: skip
def test_services_of_another_time_or_number_are_refused(machine: Machine, body: dict[str, Any]) -> None:
    sent = {"day": TODAY.isoformat(), "shift": 1, "services": 3, **body}
    assert machine.post("service-counts", **sent).status_code == 400


def test_a_revoked_machine_and_a_closed_counter_get_nothing(app: Flask, machine: Machine) -> None:
    with app.extensions["house"].database.writing() as session:
        units.get(session, 1).closed_on = TODAY
        session.commit()
    assert machine.post("tickets", n=1).get_json()["error"] == "closed"
    with app.extensions["house"].database.writing() as session:
        counters.revoke(session, SYSTEM, counters.devices_of(session, 1)[0])
        session.commit()
    assert machine.post("tickets", n=1).status_code == 401


def test_no_moment_of_a_machines_work_is_kept(app: Flask, machine: Machine) -> None:
    with app.extensions["house"].database.reading() as session:
        before = len(session.scalars(select(AuditEvent)).all())
    lot = machine.post("tickets", n=2).get_json()["lot"]
    machine.post("tickets/return", lot=lot, positions=[2])
    machine.post("service-counts", day=TODAY.isoformat(), shift=1, services=1)
    with app.extensions["house"].database.reading() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == before
        assert audit.first_broken(session) is None
        assert all(device.pressed_at is None for device in counters.devices_of(session, 1))
