"""Keys, dead signs and alarms: told to the admin on the home page and on a page that says what to do."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models import counters
from models.agency import the_agency
from models.counters import Counter
from tests import factories
from tests.backoffice.conftest import Staff
from tests.factories import TODAY, Town

PAGE = "/staf/kunci-tiket"
TOWN = Town(1, (1, 2), (1, 2, 3), 1)
LEAK = "Tiket terpakai melebihi tiket terbit: kunci mungkin bocor."


def change(app: Flask, **columns: object) -> None:
    with app.extensions["house"].database.writing() as session:
        agency = the_agency(session)
        for name, value in columns.items():
            setattr(agency, name, value)
        session.commit()


@pytest.fixture
def admin(staff: Staff) -> FlaskClient:
    return staff("admin")


def test_where_all_is_well_nothing_is_asked(admin: FlaskClient) -> None:
    page, home = admin.get(PAGE).text, admin.get("/staf/").text
    assert "Tidak ada. Semua stiker memakai kunci yang diterima." in page
    assert "waktunya diganti" not in page
    assert not any(word in home for word in ("Kunci tiket dipakai", "Kunci stiker dipakai", "stiker loket", LEAK))


def test_old_keys_are_a_task(app: Flask, admin: FlaskClient) -> None:
    change(app, ticket_epoch_on=TODAY - timedelta(days=31), sign_epoch_on=TODAY - timedelta(days=183))
    assert "Ganti kuncinya" not in admin.get("/staf/").text
    change(app, ticket_epoch_on=TODAY - timedelta(days=32))
    assert "Kunci tiket dipakai lebih dari sebulan." in admin.get("/staf/").text
    change(app, sign_epoch_on=TODAY - timedelta(days=184))
    assert "Kunci tiket dan stiker sudah waktunya diganti." in admin.get("/staf/").text
    assert admin.get(PAGE).text.count("waktunya diganti") == 2


def test_a_revoked_sign_is_listed_until_the_new_one_hangs(app: Flask, staff: Staff, admin: FlaskClient) -> None:
    change(app, sign_epoch=2, sign_epoch_oldest=2)
    assert "2 stiker loket memakai kunci yang sudah dicabut." in admin.get("/staf/").text
    assert 'href="/staf/loket/1">' in admin.get(PAGE).text
    operator = staff("operator")
    assert "Cetak dan pasang yang baru hari ini." in operator.get("/staf/loket/1").text
    assert operator.post("/staf/loket/1/stiker-baru").location == "/staf/loket/1"
    assert "Stiker yang terpasang" not in operator.get("/staf/loket/1").text
    assert "1 stiker loket memakai kunci" in admin.get("/staf/").text


def test_after_an_ordinary_rotation_old_signs_are_mentioned_and_still_good(app: Flask, admin: FlaskClient) -> None:
    change(app, sign_epoch=2, sign_epoch_oldest=1)
    assert "stiker loket" not in admin.get("/staf/").text
    assert "Sampai diganti masih diterima." in admin.get("/staf/loket/1").text


def test_a_new_counter_has_a_sign_of_todays_key(app: Flask, admin: FlaskClient) -> None:
    change(app, sign_epoch=7, sign_epoch_oldest=7)
    admin.post("/staf/unit/1/loket/baru", data={"label": "9", "service_id": "", "ticket_cap": "30"})
    with app.extensions["house"].database.reading() as session:
        counter = session.get_one(Counter, 3)
        assert (counter.sign_epoch, counter.ticket_cap) == (7, 30)


def test_more_used_tickets_than_minted_ones_raise_the_alarm(app: Flask, admin: FlaskClient) -> None:
    with app.extensions["house"].database.writing() as session:
        factories.arrive(session, TOWN, 1)
        session.commit()
    assert LEAK in admin.get("/staf/").text
    page = admin.get(PAGE).text
    assert "kunci tiket mungkin bocor" in page
    assert "sif 1" in page
    with app.extensions["house"].database.writing() as session:
        counters.log_services(session, [{"counter_id": 1, "day": TODAY, "shift": 1, "services": 1, "tickets": 1}])
        session.commit()
    assert LEAK not in admin.get("/staf/").text


def test_the_operator_is_reminded_of_the_register_for_three_workdays(app: Flask, staff: Staff) -> None:
    thursday, friday, monday = (TODAY - timedelta(days=back) for back in (5, 4, 1))
    with app.extensions["house"].database.writing() as session:
        for day in (thursday - timedelta(days=1), thursday, friday, monday, TODAY):
            counters.log_services(session, [{"counter_id": 1, "day": day, "shift": 1, "services": 3, "tickets": 3}])
        session.commit()
    operator = staff("operator")
    home = operator.get("/staf/").text
    assert "Jumlah layanan 3 hari belum diisi dari register." in home
    assert f"tanggal={thursday.isoformat()}" in home
    for day in (thursday, friday):
        operator.post(f"/staf/jumlah-layanan/1/{day.isoformat()}", data={"1.1": "3"})
    assert "2 November 2026: jumlah layanan menurut register belum diisi." in operator.get("/staf/").text
    assert "register" not in staff("unit_head").get("/staf/").text
