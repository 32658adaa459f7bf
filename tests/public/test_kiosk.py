"""Anjungan: a paired tablet rates for its unit, is nobody's device, and returns to the faces."""

from datetime import timedelta

import pytest
from flask import Flask

import clock
from models import counters, seals, units
from models.changes import By
from models.counters import KIOSK
from models.ratings import Rating
from models.units import Unit
from public import stations
from tests import factories
from tests.factories import NOW
from tests.public.citizen import Citizen

BY = By(None, "admin", "admin", NOW, bytes(16))
CODE = "ABCD2345"


@pytest.fixture
def tablet(app: Flask) -> Citizen:
    """A browser that an admin has paired with the first counter."""
    tablet = Citizen(app, cookies=True)
    offer(tablet)
    assert tablet.post("/anjungan/pasang", {"kode": "abcd 2345"}).location == "/anjungan"
    return tablet


def offer(tablet: Citizen, code: str = CODE, kind: str = KIOSK) -> None:
    with tablet.house.database.writing() as session:
        counter = counters.get(session, 1)
        counters.add_device(session, BY, counter, "Tablet", stations.code_digest(code), kind)
        session.commit()


def validities(citizen: Citizen) -> list[str]:
    """What the seal says of the ratings."""
    with citizen.house.database.writing() as session:
        list(seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=NOW + timedelta(days=1)))
        session.flush()
        found = [(row.channel, row.validity) for row in session.query(Rating)]
        session.rollback()
    assert {channel for channel, _validity in found} == {"kiosk"}
    return sorted(validity for _channel, validity in found)


def test_a_tablet_nobody_paired_is_asked_for_a_code(citizen: Citizen) -> None:
    assert citizen.get("/anjungan").location == "/anjungan/pasang"
    refused = citizen.post("/anjungan/tiket", {"tiket": citizen.ticket()})
    assert refused.status == 422
    assert "Kode pemasangan" in refused.text
    assert citizen.post("/anjungan/pasang", {"kode": CODE, "lain": "1"}).status == 400
    assert "Kode pemasangan" in citizen.get("/anjungan/pasang").text


def test_a_pairing_code_is_for_one_tablet_one_day_and_one_kind(app: Flask, tablet: Citizen) -> None:
    other = Citizen(app, cookies=True)
    offer(other, "EEEE2345", counters.DISPLAY)
    for code in (CODE, "EEEE 2345", "", "\0"):
        assert other.post("/anjungan/pasang", {"kode": code}).status in {400, 422}
    offer(other, "FFFF2345")
    clock.move_to(NOW + timedelta(hours=25))
    assert "sudah lewat 24 jam" in other.post("/anjungan/pasang", {"kode": "FFFF2345"}).text
    assert (
        other.client.post(
            "/anjungan/pasang", data={"kode": CODE}, headers={"Origin": "https://lain.example"}
        ).status_code
        == 403
    )


def test_a_tap_on_the_tablet_is_of_the_kiosk_and_of_no_device(tablet: Citizen) -> None:
    page = tablet.get("/anjungan")
    assert page.response.headers["Cache-Control"] == "no-store"
    answer = tablet.tap(page, 4)
    assert answer.status == 303
    assert "Set-Cookie" not in answer.response.headers
    [arrival] = tablet.inbox()
    assert (arrival.channel, arrival.counter_id, arrival.has_ticket) == ("kiosk", 1, False)
    assert validities(tablet) == ["XK"]


def test_every_person_gets_a_fresh_form_and_counts_once(tablet: Citizen) -> None:
    pages = [tablet.get("/anjungan") for _person in range(3)]
    assert len({page.fields["formulir"] for page in pages}) == 3
    for page in pages:
        tablet.tap(page, 3)
        tablet.tap(page, 3)
    assert len(tablet.inbox()) == 3


def test_a_ticket_typed_on_the_tablet_makes_the_rating_verified(tablet: Citizen) -> None:
    ticket = tablet.ticket(counter=2)
    page = tablet.post("/anjungan/tiket", {"tiket": ticket.lower()})
    assert "Tiket dikenal" in page.text
    assert tablet.tap(page, 4).status == 303
    [arrival] = tablet.inbox()
    assert (arrival.channel, arrival.counter_id, arrival.has_ticket) == ("kiosk", 2, True)
    assert validities(tablet) == ["T"]


def test_a_ticket_that_cannot_be_used_leaves_the_faces_without_it(tablet: Citizen) -> None:
    for code, words in (
        ("XXXX", "tidak dikenal"),
        (tablet.sign(), "bukan tiket unit ini"),
        (tablet.ticket(day=factories.TODAY + timedelta(days=1)), "tidak berlaku hari ini"),
    ):
        page = tablet.post("/anjungan/tiket", {"tiket": code})
        assert page.status == 422
        assert words in page.text
        assert page.fields["kode"] == tablet.sign()


def test_the_script_is_told_the_code_or_what_to_do(tablet: Citizen) -> None:
    ticket = tablet.ticket()
    accept = {"Accept": "application/json"}
    said = tablet.post("/anjungan/tiket", {"tiket": ticket}, headers=accept).response.get_json()
    assert said == {"kode": ticket, "masalah": ""}
    said = tablet.post("/anjungan/tiket", {"tiket": "salah"}, headers=accept).response.get_json()
    assert said["kode"] == tablet.sign()
    assert "tidak dikenal" in said["masalah"]


def test_without_script_every_page_of_the_tablet_leads_back_to_the_faces(app: Flask, tablet: Citizen) -> None:
    answer = tablet.tap(tablet.get("/anjungan"), 3)
    second = tablet.follow(answer)
    assert second.response.headers["Refresh"] == "180; url=/anjungan"
    thanks = tablet.follow(tablet.complete(second, U1="4"))
    assert thanks.response.headers["Refresh"] == "20; url=/anjungan"
    assert tablet.inbox()[0].channel == "kiosk"
    assert '<a class="button" href="/anjungan">Selesai</a>' in thanks.text
    assert "Kode QR tanda terima ini" in thanks.text
    phone = Citizen(app)
    second = phone.follow(phone.tap(phone.open(phone.sign()), 3))
    assert "Refresh" not in second.response.headers
    thanks = phone.follow(phone.complete(second, U1="4"))
    assert "/anjungan" not in thanks.text
    assert "Kode QR" not in thanks.text


def test_the_copy_for_hours_without_network_is_the_same_page_without_a_form_of_anybody(
    app: Flask, tablet: Citizen
) -> None:
    copy, page = tablet.get("/anjungan/luring"), tablet.get("/anjungan")
    assert set(page.fields) - set(copy.fields) == {"formulir"}
    assert copy.fields["kode"] == tablet.sign()
    assert Citizen(app).get("/anjungan/luring").status == 404


def test_the_receipt_is_given_for_what_is_stored_and_for_nothing_else(tablet: Citizen) -> None:
    page = tablet.get("/anjungan")
    address = f"/anjungan/tanda-terima/{tablet.sign()}/{page.fields['formulir']}"
    assert tablet.get(address).response.mimetype == "text/html"  # the page that says that nothing was sent yet
    thanks = tablet.follow(tablet.complete(tablet.follow(tablet.tap(page, 3)), U1="4"))
    kept = tablet.get(address).response.get_json()
    assert kept["tanda"] in thanks.text
    assert f'd="{kept["gambar"]}"' in thanks.text


def test_a_revoked_tablet_and_one_of_another_unit_rate_as_any_phone(tablet: Citizen) -> None:
    page = tablet.get("/anjungan")
    with tablet.house.database.writing() as session:
        other = Unit(code="pajak", name="Badan Pendapatan", kind="Badan", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        counters.get(session, 1).unit_id = other.id
        session.commit()
    tablet.tap(tablet.open(tablet.sign(2)), 2)
    tablet.change_counter(1, unit_id=1)
    with tablet.house.database.writing() as session:
        counters.revoke(session, BY, counters.device(session, 1))
        session.commit()
    tablet.tap(page, 3)
    assert [arrival.channel for arrival in tablet.inbox()] == ["own_phone"] * 2
    assert tablet.get("/anjungan").location == "/anjungan/pasang"


def test_a_tablet_at_a_closed_counter_says_so(tablet: Citizen) -> None:
    tablet.change_counter(1, closed_on=factories.TODAY)
    assert tablet.get("/anjungan").status == 410
