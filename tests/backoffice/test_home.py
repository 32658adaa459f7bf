"""Home: real tasks by role, and why there are no figures yet."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from models.counters import Device
from models.officers import Officer
from models.ratings import Seal
from models.releases import Increment, ReleaseBatch
from models.units import Service, Shift, Unit
from models.users import User
from tests import factories
from tests.backoffice.conftest import Staff, account
from tests.factories import NOW, TODAY


def home(staff: Staff, role: str) -> str:
    return staff(role).get("/staf/").get_data(as_text=True)


def arrived(app: Flask, forms: int, first: int = 0, **fields: datetime) -> None:
    town = factories.Town(1, (1, 2), (1, 2, 3), 1)
    with app.extensions["house"].database.writing() as session:
        for number in range(first, first + forms):
            factories.arrive(session, town, number, **fields)
        session.commit()


def test_a_unit_without_figures_says_how_many_answers_are_still_needed(app: Flask, staff: Staff) -> None:
    arrived(app, 12)
    with app.extensions["house"].database.writing() as session:
        seal = Seal(unit_id=1, day=TODAY, forms=2, rating_root=bytes(32), receipt_root=bytes(32))
        session.add(seal)
        session.flush()
        session.add(Increment(stream="unit", unit_id=1, officer_id=0, month="2026-11", seal_id=seal.id, n=2, sums={}))
        session.commit()
    page = home(staff, "unit_head")
    assert "2 dari 20 yang dibutuhkan untuk rilis pertama" in page


def without_token(page: str) -> str:
    """A page without the token of its forms, which carries the second it was made in."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


@pytest.mark.parametrize("role", ["unit_head", "operator", "evaluator", "hr", "admin", "auditor"])
def test_before_the_seal_nobody_can_watch_the_number_of_answers_grow(app: Flask, staff: Staff, role: str) -> None:
    client = staff(role)
    assert ">belum ada</td>" in client.get("/staf/").get_data(as_text=True)
    arrived(app, 1)
    first = without_token(client.get("/staf/").get_data(as_text=True))
    assert ">ada</td>" in first
    arrived(app, 5, first=1)
    assert without_token(client.get("/staf/").get_data(as_text=True)) == first


def test_a_unit_without_a_counter_says_whom_to_ask(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="baru", name="Puskesmas Baru", zone="Asia/Jakarta"))
        session.commit()
    assert "Belum ada loket; minta admin menambahkannya." in home(staff, "hr")
    assert "Belum ada loket; tambahkan di halaman unit." in home(staff, "admin")


def test_a_unit_with_figures_says_how_many_were_released(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(
            ReleaseBatch(
                stream="unit", unit_id=1, officer_id=0, month="2026-10", number=1, n=1234, payload={}, released_on=TODAY
            )
        )
        session.commit()
    page = home(staff, "operator")
    assert "1.234" in page
    assert "rilis pertama</td>" not in page


def test_an_officer_sees_no_counts_of_waiting_answers(app: Flask, staff: Staff) -> None:
    arrived(app, 3)
    assert "Menunggu segel" not in home(staff, "officer")


def test_the_unit_head_is_told_of_gaps_from_today_on(app: Flask, staff: Staff) -> None:
    # Two counters, two shifts, Tuesday to Friday of this week and Monday to Friday of the next one.
    page = home(staff, "unit_head")
    assert "Jadwal minggu ini: 16 tempat masih kosong" in page
    assert "Jadwal minggu depan: 20 tempat masih kosong" in page
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 1, TODAY)
        factories.on_duty(session, 1, 1, TODAY + timedelta(days=6))
        session.commit()
    page = home(staff, "unit_head")
    assert "minggu ini: 15 tempat" in page
    assert "minggu depan: 19 tempat" in page


def test_the_admin_is_told_what_a_unit_lacks(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="baru", name="Puskesmas Baru", zone="Asia/Jakarta"))
        session.add(Device(counter_id=1, label="Tablet", token_digest=bytes(32)))
        session.commit()
    page = home(staff, "admin")
    assert "Puskesmas Baru belum punya: layanan, sif, loket" in page
    assert "Dinas Kependudukan dan Pencatatan Sipil: 1 loket belum punya Layar Loket" in page


def test_tasks_alike_stand_behind_one_line(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        for number in range(12):
            session.add(Unit(code=f"baru-{number}", name=f"Puskesmas {number}", zone="Asia/Jakarta"))
        session.commit()
    page = home(staff, "admin")
    assert "<summary>12 unit belum punya layanan, sif, atau loket.</summary>" in page
    assert page.count("belum punya: layanan, sif, loket") == 12
    assert page.index("12 unit belum punya") < page.index("2 loket belum punya Layar Loket")


@pytest.mark.parametrize(("role", "count"), [("hr", 2), ("auditor", 1)])
def test_the_second_person_is_told_of_accounts_to_approve(app: Flask, staff: Staff, role: str, count: int) -> None:
    with app.extensions["house"].database.writing() as session:
        for name, its_role in (("a", "operator"), ("b", "evaluator"), ("c", "admin")):
            account(session, its_role, username=name, approved_at=None)
        session.commit()
    assert f"{count} akun menunggu persetujuan Anda" in home(staff, role)
    assert "menunggu persetujuan" not in home(staff, "admin")


def test_nights_that_were_not_sealed_are_reported(app: Flask, staff: Staff) -> None:
    arrived(app, 1, moment=NOW - timedelta(days=1))
    assert "belum disegel" not in home(staff, "admin")
    arrived_before = NOW - timedelta(days=3)
    with app.extensions["house"].database.writing() as session:
        factories.arrive(session, factories.Town(1, (1, 2), (1, 2, 3), 1), 99, moment=arrived_before)
        session.commit()
    for role in ("admin", "auditor"):
        assert "1 hari belum disegel" in home(staff, role)


def test_without_anything_to_do_the_page_says_so(app: Flask, staff: Staff) -> None:
    assert "Tidak ada yang menunggu Anda" in home(staff, "evaluator")
    with app.extensions["house"].database.reading() as session:
        for kind in (Officer, Service, Shift, User):
            assert session.scalars(select(kind)).first() is not None
