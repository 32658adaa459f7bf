"""Layar Loket: one fresh ticket after each service, to a device that holds nothing but its token."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock
from backoffice.door import digest
from models.agency import the_agency
from models.audit import AuditEvent
from models.counters import Counter, Device, ServiceCount
from models.inbox import SpentTicket
from surveys import crockford, tickets
from surveys.keys import KeyRing
from tests.backoffice.conftest import Staff
from tests.conftest import SECRET
from tests.factories import NOW, TODAY

KEYS = KeyRing(SECRET)


@pytest.fixture(autouse=True)
def _clock_stands() -> None:
    """However slow the machine is, a second takes no time here."""
    clock.stop_at(NOW)


@pytest.fixture
def code(staff: Staff) -> str:
    """A pairing code, as the admin reads it."""
    page = (
        staff("admin")
        .post("/staf/loket/1/layar/baru", data={"kind": "display", "label": "Tablet"})
        .get_data(as_text=True)
    )
    found = re.search(r"code\">([0-9A-Z]{4} [0-9A-Z]{4})<", page)
    assert found is not None
    return found[1]


@pytest.fixture
def display(app: Flask, code: str) -> FlaskClient:
    """A paired display."""
    client = app.test_client()
    assert client.post("/layar/pasang", data={"code": code.lower()}).location == "/layar"
    return client


def counts(app: Flask) -> list[tuple[int, date, int, int, int]]:
    with app.extensions["house"].database.reading() as session:
        rows = session.scalars(select(ServiceCount).order_by(ServiceCount.day, ServiceCount.shift))
        return [(row.counter_id, row.day, row.shift, row.services, row.tickets) for row in rows]


def shown(page: str) -> tickets.Ticket:
    """The ticket on a page."""
    found = re.search(r'class="code">([0-9A-Z ]+)<', page)
    assert found is not None, page
    return tickets.parse_ticket(crockford.normalise(found[1]), {1: KEYS.ticket(1)})


def test_selesai_shows_a_ticket_of_this_counter_day_and_shift_and_logs_two_integers(
    app: Flask, display: FlaskClient
) -> None:
    page = display.post("/layar/selesai", follow_redirects=True).get_data(as_text=True)
    ticket = shown(page)
    assert (ticket.counter, ticket.service_day, ticket.shift, ticket.wait_band) == (1, TODAY, 1, 0)
    assert "Dinas Kependudukan" in page
    assert "localhost" in page
    assert counts(app) == [(1, TODAY, 1, 1, 1)]


def test_no_officer_is_named_on_the_display(app: Flask, display: FlaskClient) -> None:
    idle = display.get("/layar").get_data(as_text=True)
    ticket = display.post("/layar/selesai", follow_redirects=True).get_data(as_text=True)
    assert "Pindai setelah dilayani" in idle
    assert not any(name in idle + ticket for name in ("Ayu Lestari", "Budi Santoso", "Citra Dewi"))


def test_the_day_and_shift_are_those_on_the_units_wall(app: Flask, display: FlaskClient) -> None:
    clock.stop_at(NOW.replace(hour=23))
    assert shown(display.post("/layar/selesai", follow_redirects=True).get_data(as_text=True)).shift == 0
    assert counts(app) == [(1, TODAY + timedelta(days=1), 0, 1, 1)]


def test_a_ticket_is_gone_after_90_seconds_and_its_page_leaves_by_itself(display: FlaskClient) -> None:
    address = display.post("/layar/selesai").location
    assert display.get(address).headers["Refresh"] == "90; url=/layar"
    clock.stop_at(NOW + timedelta(seconds=89))
    assert display.get(address).status_code == 200
    clock.stop_at(NOW + timedelta(seconds=90))
    assert display.get(address).location == "/layar"


def test_a_reload_mints_nothing_and_does_not_tell_whether_the_ticket_was_used(app: Flask, display: FlaskClient) -> None:
    address = display.post("/layar/selesai").location
    first, again = (shown(display.get(address).get_data(as_text=True)) for _ in range(2))
    assert first == again
    assert counts(app) == [(1, TODAY, 1, 1, 1)]
    with app.extensions["house"].database.writing() as session:
        session.add(SpentTicket(nullifier=tickets.nullifier(KEYS.nullifier, first), service_day=TODAY))
        session.commit()
    assert shown(display.get(address).get_data(as_text=True)) == first


def test_pressing_again_beside_a_ticket_leads_back_to_it_with_the_seconds_to_wait(
    app: Flask, display: FlaskClient
) -> None:
    page = display.post("/layar/selesai", follow_redirects=True).get_data(as_text=True)
    ticket, beside = shown(page), dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
    clock.stop_at(NOW + timedelta(seconds=50))
    again = display.post("/layar/selesai", data=beside, follow_redirects=True).get_data(as_text=True)
    assert shown(again) == ticket
    assert "Tunggu 10 detik, lalu tekan Selesai lagi" in again
    assert counts(app) == [(1, TODAY, 1, 1, 1)]
    forged = display.post("/layar/selesai", data={**beside, "bukti": beside["bukti"][::-1]})
    assert forged.status_code == 429


def test_two_presses_within_a_minute_give_one_ticket_and_a_friendly_answer(app: Flask, display: FlaskClient) -> None:
    display.post("/layar/selesai")
    clock.stop_at(NOW + timedelta(seconds=50))
    answer = display.post("/layar/selesai")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "10"
    assert "Tunggu sebentar" in answer.get_data(as_text=True)
    clock.stop_at(NOW + timedelta(seconds=60))
    assert display.post("/layar/selesai").status_code == 303
    assert counts(app) == [(1, TODAY, 1, 2, 2)]


def test_eight_presses_at_once_log_one_service(app: Flask, display: FlaskClient) -> None:
    cookie = display.get_cookie("layar")
    assert cookie is not None

    def press() -> None:
        client = app.test_client()
        client.set_cookie("layar", cookie.value, domain="localhost")
        client.post("/layar/selesai")

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(app) == [(1, TODAY, 1, 1, 1)]


def test_a_changed_address_shows_nothing(display: FlaskClient) -> None:
    address = display.post("/layar/selesai").location
    code, proof = address.split("/")[-2:]
    other = tickets.mint_ticket(KEYS.ticket(1), tickets.Ticket(1, 1, TODAY, 1, 0, b"12345"))
    for forged in (f"/layar/tiket/{other}/{proof}", f"/layar/tiket/{code}/{proof[::-1]}", f"/layar/tiket/X/{proof}"):
        assert display.get(forged).location == "/layar"


def test_a_ticket_is_shown_only_on_a_display_of_its_counter(app: Flask, display: FlaskClient) -> None:
    address = display.post("/layar/selesai").location
    with app.extensions["house"].database.writing() as session:
        session.add(Device(counter_id=2, label="lain", token_digest=digest("other")))
        session.commit()
    other = app.test_client()
    assert other.get(address).location == "/layar"
    other.set_cookie("layar", "other", domain="localhost")
    assert other.get(address).location == "/layar"


def revoke(app: Flask, staff: Staff) -> None:
    staff("admin").post("/staf/layar/1/cabut")


def close(app: Flask, staff: Staff) -> None:
    staff("admin").post("/staf/loket/1/tutup", data={"day": TODAY.isoformat(), "successor_id": ""})


@pytest.mark.parametrize("end", [revoke, close])
def test_a_display_ends_with_its_token_or_its_counter(
    app: Flask, staff: Staff, display: FlaskClient, end: Callable[[Flask, Staff], None]
) -> None:
    end(app, staff)
    for answer in (display.get("/layar"), display.post("/layar/selesai")):
        assert answer.location == "/layar/pasang"
    assert counts(app) == []


def test_a_counter_closed_in_advance_mints_nothing_from_that_day_on(
    app: Flask, staff: Staff, display: FlaskClient
) -> None:
    with app.extensions["house"].database.writing() as session:
        counter = session.get(Counter, 1)
        assert counter is not None
        counter.closed_on = TODAY + timedelta(days=1)
        session.commit()
    assert "Pindai setelah dilayani" in display.get("/layar").get_data(as_text=True)
    clock.stop_at(NOW + timedelta(days=1))
    assert "sudah ditutup" in display.get("/layar").get_data(as_text=True)
    display.post("/layar/selesai")
    assert counts(app) == []


def test_a_pairing_code_works_once_and_for_a_day(app: Flask, code: str, display: FlaskClient) -> None:
    assert app.test_client().post("/layar/pasang", data={"code": code}).status_code == 422


def test_an_old_or_unknown_pairing_code_is_refused(app: Flask, code: str) -> None:
    client = app.test_client()
    assert "tidak dikenal" in client.post("/layar/pasang", data={"code": "0000 0000"}).get_data(as_text=True)
    clock.stop_at(NOW + timedelta(hours=24, seconds=1))
    assert client.post("/layar/pasang", data={"code": code}).status_code == 422


def test_the_device_keeps_a_token_and_the_database_its_digest(app: Flask, display: FlaskClient) -> None:
    cookie = display.get_cookie("layar")
    assert cookie is not None
    assert cookie.http_only
    with app.extensions["house"].database.reading() as session:
        device = session.scalars(select(Device)).one()
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.object == "device:1")).all()
    assert device.token_digest == digest(cookie.value)
    assert device.pairing_digest is None
    assert told == ["device.added", "device.paired"]


def test_another_site_cannot_press_the_button(app: Flask, display: FlaskClient) -> None:
    assert display.post("/layar/selesai", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert counts(app) == []


def test_a_citizen_rates_with_the_ticket_that_was_shown(app: Flask, display: FlaskClient) -> None:
    address = display.post("/layar/selesai").location
    assert app.test_client().get(f"/T/{address.split('/')[-2]}").status_code == 200


def test_at_the_cap_the_service_is_logged_and_the_sign_takes_over(app: Flask, display: FlaskClient) -> None:
    with app.extensions["house"].database.writing() as session:
        session.get_one(Counter, 1).ticket_cap = 1
        session.commit()
    assert display.post("/layar/selesai").status_code == 303
    clock.stop_at(NOW + timedelta(seconds=60))
    full = display.post("/layar/selesai")
    assert full.status_code == 409
    assert "Batas tiket sif ini tercapai." in full.text
    assert "Pindai stiker di loket ini" in full.text
    assert full.headers["Refresh"] == "90; url=/layar"
    assert counts(app) == [(1, TODAY, 1, 2, 1)]


def test_a_report_of_the_register_moves_the_cap(app: Flask, display: FlaskClient) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(ServiceCount(counter_id=1, day=TODAY, shift=1, reported=0, source="entry"))
        session.commit()
    assert display.post("/layar/selesai").status_code == 409
    with app.extensions["house"].database.writing() as session:
        session.get_one(ServiceCount, (1, TODAY, 1)).reported = 1
        session.commit()
    clock.stop_at(NOW + timedelta(seconds=60))
    assert display.post("/layar/selesai").status_code == 303


def test_the_display_goes_on_after_the_keys_were_rotated(app: Flask, display: FlaskClient) -> None:
    address = display.post("/layar/selesai").location
    with app.extensions["house"].database.writing() as session:
        the_agency(session).ticket_epoch = 2
        session.commit()
    assert display.get(address).status_code == 200
    clock.stop_at(NOW + timedelta(seconds=60))
    page = display.post("/layar/selesai", follow_redirects=True).text
    found = re.search(r'class="code">([0-9A-Z ]+)<', page)
    assert found is not None
    assert tickets.parse_ticket(crockford.normalise(found[1]), {2: KEYS.ticket(2)}).epoch == 2
