"""The roster: who plans, what stays as it was, and who stands in two places at once."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import clock
from models.audit import AuditEvent
from models.officers import Officer
from models.ratings import Seal
from models.roster import Duty
from models.units import Unit
from models.users import UserSession
from tests.backoffice.conftest import Staff, account, log_in
from tests.factories import NOW, on_duty

MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
WEEK = "/staf/jadwal/1/2026-11-02"


def slot(counter: int, day: date, shift: int = 1) -> str:
    return f"{counter}.{day.isoformat()}.{shift}"


def duties(app: Flask) -> set[tuple[int, date, int, int]]:
    with app.extensions["house"].database.reading() as session:
        return {(row.counter_id, row.day, row.shift, row.officer_id) for row in session.scalars(select(Duty))}


def planned(app: Flask, *rows: tuple[int, int, date, int]) -> None:
    with app.extensions["house"].database.writing() as session:
        for officer, counter, day, shift in rows:
            on_duty(session, officer, counter, day, shift)
        session.commit()


def sealed(app: Flask, day: date) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Seal(unit_id=1, day=day, forms=0, rating_root=bytes(32), receipt_root=bytes(32)))
        session.commit()


def test_the_unit_head_plans_a_week_and_what_is_emptied_goes(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    planned(app, (1, 1, TUESDAY, 1))
    answer = head.post(WEEK, data={slot(1, WEDNESDAY): "1", slot(2, WEDNESDAY): "2", slot(1, TUESDAY): ""})
    assert answer.status_code == 303
    assert duties(app) == {(1, WEDNESDAY, 1, 1), (2, WEDNESDAY, 1, 2)}


def test_the_audit_tells_each_duty_that_came_or_went(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    planned(app, (1, 1, TUESDAY, 1))
    head.post(WEEK, data={slot(1, WEDNESDAY): "2"})
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "roster.planned")).one()
    assert (event.actor, event.object) == ("unit_head", "unit:1:2026-11-02")
    assert event.detail == {"added": ["1:2026-11-04:1:2"], "removed": ["1:2026-11-03:1:1"]}
    assert "Ayu" not in json.dumps(event.detail)


def test_one_officer_at_two_counters_in_one_shift_is_refused_and_the_answers_stay(app: Flask, staff: Staff) -> None:
    answer = staff("unit_head").post(WEEK, data={slot(1, WEDNESDAY): "1", slot(2, WEDNESDAY): "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Ayu Lestari, 4 November 2026: di Loket 1 (Pagi) dan Loket 2 (Pagi) pada jam yang sama." in page
    assert page.count('aria-invalid="true"') == 2
    assert page.count('<option value="1" selected>') == 2
    assert duties(app) == set()


def test_the_same_officer_may_serve_two_shifts_of_a_day(app: Flask, staff: Staff) -> None:
    staff("unit_head").post(WEEK, data={slot(1, WEDNESDAY, 1): "1", slot(2, WEDNESDAY, 2): "1"})
    assert duties(app) == {(1, WEDNESDAY, 1, 1), (2, WEDNESDAY, 2, 1)}


def test_two_officers_may_share_a_counter(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    head.post(WEEK, data={slot(1, WEDNESDAY): "1", "extra_slot": slot(1, WEDNESDAY), "extra_officer": "2"})
    assert duties(app) == {(1, WEDNESDAY, 1, 1), (1, WEDNESDAY, 1, 2)}
    assert head.get("/staf/jadwal").get_data(as_text=True).count(f'name="{slot(1, WEDNESDAY)}"') == 2
    head.post(WEEK, data={slot(1, WEDNESDAY): ["1", "2"]})
    assert len(duties(app)) == 2


def test_sealed_days_are_read_only_on_the_page_and_in_the_form(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    planned(app, (1, 1, MONDAY, 1))
    sealed(app, MONDAY)
    page = head.get("/staf/jadwal").get_data(as_text=True)
    assert f'name="{slot(1, MONDAY)}"' not in page
    assert f'name="{slot(1, TUESDAY)}"' in page
    head.post(WEEK, data={slot(1, MONDAY): "2", slot(1, TUESDAY): "2"})
    assert duties(app) == {(1, MONDAY, 1, 1), (1, TUESDAY, 1, 2)}


def test_a_week_that_is_sealed_to_the_end_says_so(app: Flask, staff: Staff) -> None:
    sealed(app, MONDAY + timedelta(days=6))
    page = staff("unit_head").get("/staf/jadwal").get_data(as_text=True)
    assert "sudah disegel, jadi jadwalnya tidak dapat diubah" in page
    assert "<select" not in page.split("<main")[1]


def test_an_officer_of_another_unit_is_refused(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        session.add(Officer(code="X", name="Orang Lain", status="non_asn", unit_id=other.id))
        session.commit()
    for stranger in ("4", "999"):
        answer = staff("unit_head").post(WEEK, data={slot(1, WEDNESDAY): stranger})
        assert answer.status_code == 422
        assert "Orang Lain" not in answer.get_data(as_text=True)
    assert duties(app) == set()


def test_last_week_fills_what_is_empty_and_nothing_else(app: Flask, staff: Staff) -> None:
    head, last = staff("unit_head"), timedelta(days=7)
    planned(app, (1, 1, TUESDAY - last, 1), (2, 1, WEDNESDAY - last, 1), (3, 2, MONDAY - last, 1), (3, 1, WEDNESDAY, 1))
    sealed(app, MONDAY)
    head.post(f"{WEEK}/salin")
    this_week = {row for row in duties(app) if row[1] >= MONDAY}
    assert this_week == {(1, TUESDAY, 1, 1), (1, WEDNESDAY, 1, 3)}


def test_copying_never_puts_anybody_in_two_places(app: Flask, staff: Staff) -> None:
    head, last = staff("unit_head"), timedelta(days=7)
    planned(app, (1, 1, WEDNESDAY - last, 1), (1, 2, WEDNESDAY, 1))
    answer = head.post(f"{WEEK}/salin", follow_redirects=True)
    assert "1 tugas tidak disalin" in answer.get_data(as_text=True)
    assert {row for row in duties(app) if row[1] >= MONDAY} == {(2, WEDNESDAY, 1, 1)}


def test_a_unit_head_plans_no_other_unit(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta"))
        session.commit()
    head = staff("unit_head")
    for answer in (
        head.get("/staf/jadwal?unit=2"),
        head.post("/staf/jadwal/2/2026-11-02"),
        head.post("/staf/jadwal/2/2026-11-02/salin"),
    ):
        assert answer.status_code == 404
    assert staff("hr").get("/staf/jadwal?unit=2").status_code == 200


@pytest.mark.parametrize("role", ["operator", "evaluator", "hr", "auditor"])
def test_other_roles_read_the_roster_without_fields(app: Flask, staff: Staff, role: str) -> None:
    planned(app, (1, 1, TUESDAY, 1))
    page = staff(role).get("/staf/jadwal").get_data(as_text=True)
    assert "Ayu Lestari" in page
    assert "Simpan jadwal" not in page


def test_an_officer_sees_the_own_duties_only(app: Flask, staff: Staff) -> None:
    planned(app, (1, 1, TUESDAY, 1), (2, 2, WEDNESDAY, 2))
    page = staff("officer").get("/staf/jadwal/saya").get_data(as_text=True)
    assert "Selasa, 3 November 2026" in page
    assert "Rabu, 4 November 2026" not in page
    assert "Budi" not in page


def test_a_date_that_is_none_is_not_found(staff: Staff) -> None:
    head = staff("unit_head")
    assert head.get("/staf/jadwal?tanggal=kemarin").status_code == 404
    assert head.post("/staf/jadwal/1/kemarin").status_code == 404


def test_the_week_is_that_of_the_units_zone(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        unit = session.get(Unit, 1)
        assert unit is not None
        unit.zone = "Asia/Jayapura"
        user = account(session, "unit_head")
        session.commit()
    sunday_in_jakarta = NOW.replace(day=8, hour=16)
    clock.move_to(NOW)
    client = log_in(app, user.id)
    clock.move_to(sunday_in_jakarta)
    with app.extensions["house"].database.writing() as session:
        for row in session.scalars(select(UserSession)):
            row.created_at = row.seen_at = sunday_in_jakarta
        session.commit()
    assert "9 November 2026" in client.get("/staf/jadwal").get_data(as_text=True)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "besok"])
def test_a_day_centuries_away_has_no_roster(staff: Staff, day: str) -> None:
    head = staff("unit_head")
    assert head.get(f"/staf/jadwal?tanggal={day}").status_code == 404
    for address in (f"/staf/jadwal/1/{day}/salin", f"/staf/jadwal/1/{day}/koreksi"):
        assert head.post(address).status_code == 404
    sent = {"dari": day, "minggu_lagi": "8", "tanggal": day}
    for address in ("/staf/jadwal/1/salin-minggu", "/staf/jadwal/1/tukar"):
        assert "Pilih dahulu tanggalnya." in head.post(address, data=sent, follow_redirects=True).text
