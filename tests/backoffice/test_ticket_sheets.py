"""Sheets of tickets: printed by the operator of the unit, genuine, and worthless once they are voided."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

import clock
from config import Config
from models.agency import Agency
from models.audit import AuditEvent
from models.counters import Counter, ServiceCount
from models.tickets import TicketLot
from models.units import Unit
from surveys import crockford, tickets
from surveys.keys import KeyRing
from tests.backoffice.conftest import Staff
from tests.conftest import SECRET
from tests.factories import NOW, TODAY

KEYS = KeyRing(SECRET)
PLACE = {"counter_id": "1", "day": TODAY.isoformat(), "shift": "2", "n": "12"}


@pytest.fixture
def operator(staff: Staff) -> FlaskClient:
    return staff("operator")


def codes(page: str) -> list[str]:
    """The codes on a printed sheet."""
    return [crockford.normalise(found) for found in re.findall(r'class="code">([0-9A-Z ]+)<', page)]


def printed(operator: FlaskClient, **changes: str) -> str:
    return operator.post("/staf/lembar-tiket/baru", data={**PLACE, **changes}, follow_redirects=True).text


def test_a_sheet_holds_as_many_genuine_tickets_of_its_counter_day_and_shift_as_were_asked_for(
    app: Flask, operator: FlaskClient
) -> None:
    page = printed(operator)
    found = [tickets.parse_ticket(code, {1: KEYS.ticket(1)}) for code in codes(page)]
    assert len({ticket.nonce for ticket in found}) == 12
    assert {(t.counter, t.service_day, t.shift, t.wait_band) for t in found} == {(1, TODAY, 2, 0)}
    assert "halaman 2 dari 2" in page
    assert "Berlaku sampai 10 November 2026" in page
    assert "Kami tidak pernah meminta NIK, OTP, atau uang." in page
    assert not any(name in page for name in ("Ayu Lestari", "Budi Santoso", "Citra Dewi"))
    assert {app.test_client().get(f"/T/{code}").status_code for code in codes(page)} == {200}


def test_printing_again_gives_the_same_tickets_and_counts_them_once(app: Flask, operator: FlaskClient) -> None:
    first = codes(printed(operator))
    assert codes(operator.get("/staf/lembar-tiket/1").text) == first
    with app.extensions["house"].database.reading() as session:
        assert session.get_one(ServiceCount, (1, TODAY, 2)).tickets == 12


def test_no_ticket_and_no_nonce_is_stored(config: Config, operator: FlaskClient) -> None:
    page = printed(operator)
    stored = b"".join(file.read_bytes() for file in config.data.glob("suara.db*"))
    assert b"tickets.printed" in stored
    for code in codes(page):
        assert code.encode() not in stored
        assert tickets.parse_ticket(code, {1: KEYS.ticket(1)}).nonce not in stored


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"day": (TODAY - timedelta(days=1)).isoformat()}, "Pilih salah satu dari daftar."),
        ({"day": (TODAY + timedelta(days=8)).isoformat()}, "Pilih salah satu dari daftar."),
        ({"shift": "5"}, "Pilih salah satu dari daftar."),
        ({"counter_id": "9"}, "Pilih salah satu dari daftar."),
        ({"n": "0"}, "Isi bilangan 1 sampai 100."),
        ({"n": "101"}, "Isi bilangan 1 sampai 100."),
        ({"n": "banyak"}, "Isi dengan bilangan bulat."),
        ({"n": ""}, "Isi perkiraan banyaknya layanan pada sif itu."),
    ],
)
def test_what_cannot_be_printed_is_said_at_its_field(
    app: Flask, operator: FlaskClient, changes: dict[str, str], reason: str
) -> None:
    assert reason in printed(operator, **changes)
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(TicketLot)).all() == []


def test_a_sheet_may_be_printed_a_week_ahead_and_its_tickets_wait_for_their_day(
    app: Flask, operator: FlaskClient
) -> None:
    [code, *_others] = codes(printed(operator, day=(TODAY + timedelta(days=7)).isoformat()))
    visitor = app.test_client()
    assert "belum berlaku" in visitor.get(f"/T/{code}").text
    clock.move_to(NOW + timedelta(days=7))
    assert visitor.get(f"/T/{code}").status_code == 200


def test_the_cap_holds_for_sheets_in_words(app: Flask, operator: FlaskClient) -> None:
    with app.extensions["house"].database.writing() as session:
        session.get_one(Counter, 1).ticket_cap = 20
        session.commit()
    printed(operator)
    assert "Batas tiket sif ini tercapai." in printed(operator, n="9")
    assert len(codes(printed(operator, n="8"))) == 8


def test_a_voided_sheet_is_unknown_to_everybody_and_cannot_be_printed(app: Flask, operator: FlaskClient) -> None:
    [code, *_others] = codes(printed(operator))
    assert "Tulis alasannya" in operator.post("/staf/lembar-tiket/1/batal", data={"reason": " "}).text
    page = operator.post("/staf/lembar-tiket/1/batal", data={"reason": "Lembar hilang"}, follow_redirects=True).text
    assert "Lembar 1 dibatalkan" in page
    assert "Lembar hilang" in page
    visitor = app.test_client()
    voided, unknown = visitor.get(f"/T/{code}"), visitor.get(f"/T/{'A' * 36}")
    assert (voided.status_code, voided.text) == (unknown.status_code, unknown.text)
    assert operator.get("/staf/lembar-tiket/1").location == "/staf/lembar-tiket"
    again = operator.post("/staf/lembar-tiket/1/batal", data={"reason": "Sekali lagi"})
    assert (again.status_code, "sudah dibatalkan" in again.text) == (422, True)


def test_making_and_voiding_a_sheet_is_audited_with_its_reason(app: Flask, operator: FlaskClient) -> None:
    printed(operator)
    operator.post("/staf/lembar-tiket/1/batal", data={"reason": "Lembar hilang"})
    with app.extensions["house"].database.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action.like("tickets.%")).order_by(AuditEvent.seq)
        ).all()
    assert [(event.action, event.object, event.reason) for event in events] == [
        ("tickets.printed", "lot:1", ""),
        ("tickets.voided", "lot:1", "Lembar hilang"),
    ]


def test_the_list_does_not_tell_how_many_tickets_were_used(operator: FlaskClient) -> None:
    page = printed(operator)
    before = operator.get("/staf/lembar-tiket").text
    visitor = operator.application.test_client()
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', visitor.get(f"/T/{codes(page)[0]}").text))
    assert visitor.post("/nilai", data={**form, "nilai": "3"}).status_code == 303
    after = operator.get("/staf/lembar-tiket").text
    assert re.sub(r'value="[^"]*"', "", after) == re.sub(r'value="[^"]*"', "", before)


def test_the_unit_head_reads_the_list_without_a_way_to_the_tickets(staff: Staff, operator: FlaskClient) -> None:
    printed(operator)
    page = staff("unit_head").get("/staf/lembar-tiket").text
    assert "Lembar 1" in page
    assert "/staf/lembar-tiket/1" not in page
    assert "Buat lembar baru" not in page


def test_a_sheet_of_another_unit_is_not_found(app: Flask, operator: FlaskClient) -> None:
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="lain", name="Unit lain", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        counter = Counter(unit_id=other.id, label="9", sign_words="lain lain")
        session.add(counter)
        session.flush()
        session.add(TicketLot(counter_id=counter.id, day=TODAY, shift=1, wait_band=0, size=5, epoch=1))
        session.commit()
    assert "Lembar 1" not in operator.get("/staf/lembar-tiket").text
    assert operator.get("/staf/lembar-tiket/1").status_code == 404
    assert operator.post("/staf/lembar-tiket/1/batal", data={"reason": "x"}).status_code == 404
    assert operator.post("/staf/lembar-tiket/baru", data={**PLACE, "counter_id": "3"}).status_code == 422


def test_a_sheet_whose_key_was_revoked_says_so(app: Flask, operator: FlaskClient) -> None:
    [code, *_others] = codes(printed(operator))
    with app.extensions["house"].database.writing() as session:
        session.execute(update(Agency).values(ticket_epoch=2, ticket_epoch_oldest=2))
        session.commit()
    assert "kunci dicabut" in operator.get("/staf/lembar-tiket").text
    assert app.test_client().get(f"/T/{code}").status_code == 400
