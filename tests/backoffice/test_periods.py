"""Periods through their pages: prepared, commented, answered, opened for good, read, locked and revised."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import clock
from backoffice import passwords
from models import audit, component_records, expectations, periods, preparation, seals, units
from models.audit import AuditEvent
from models.changes import By
from models.expectations import Expectation
from models.flags import Flag
from models.units import Unit
from models.users import User
from surveys import screening
from tests import factories, released
from tests.backoffice.conftest import Staff
from tests.factories import NOW, TODAY, Town

PASSWORD = "kuda terbang di atas awan"
CODE, PAGE, TERMS = "2027-TW1", "/staf/periode/2027-TW1", "/staf/harapan?periode=2027-TW1"
DRAFT = {
    "code": CODE,
    "policy": "2026-2",
    "questionnaire": "skm-2017",
    "acuan": "82,5",
    "acuan_reason": "Rata-rata tiga triwulan terakhir",
    "consultation_from": "2026-11-03",
    "consultation_until": "2026-11-17",
}
EXPECTATION = {"unit_id": "", "expectation": "Menyapa lebih dahulu", "indicator": "U7 membaik", "target": "3,5"}
MONTH, MONTH_PAGE = "2026-11", "/staf/periode/2026-11"
DUE = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
SURE = {"password": PASSWORD}


@pytest.fixture
def people(app: Flask, staff: Staff) -> Callable[[str], FlaskClient]:
    """Staff by role whose accounts have a password."""
    hashed = passwords.hashed(PASSWORD)

    def logged_in(role: str) -> FlaskClient:
        client = staff(role)
        with app.extensions["house"].database.writing() as session:
            session.execute(update(User).where(User.username == role).values(password_hash=hashed))
            session.commit()
        return client

    return logged_in


@pytest.fixture
def reading(app: Flask) -> Iterator[Session]:
    """What is stored by now."""
    with app.extensions["house"].database.reading() as session:
        yield session


def text_of(answer: TestResponse) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", html.unescape(page))


def actions(session: Session) -> list[str]:
    assert audit.first_broken(session) is None
    found = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq))
    return [action for action in found if not action.startswith(("login", "rating", "release"))]


def test_a_period_is_prepared_commented_answered_opened_and_read(people: Staff, reading: Session) -> None:
    hr, head, officer = people("hr"), people("unit_head"), people("officer")
    assert hr.post("/staf/periode/baru", data=DRAFT).location == PAGE
    assert head.post(f"{PAGE}/harapan/baru", data=EXPECTATION).status_code == 303
    assert "Rancangan Triwulan I 2027 dapat Anda tanggapi sampai 17 November 2026." in text_of(officer.get("/staf/"))
    assert "Menyapa lebih dahulu" in text_of(officer.get(TERMS))
    assert officer.post("/staf/harapan/1/tanggapan", data={"text": "Bagaimana diukur?"}).status_code == 303
    assert "Triwulan I 2027: 1 tanggapan petugas belum dijawab." in text_of(head.get("/staf/"))
    assert head.post("/staf/tanggapan/1/jawab", data={"text": "Dari unsur perilaku."}).status_code == 303
    assert "Dari unsur perilaku." in text_of(officer.get(TERMS))
    clock.move_to(NOW + timedelta(days=15))
    hr = people("hr")
    assert hr.post(f"{PAGE}/buka", data=SURE).status_code == 303
    assert "Terbuka" in text_of(hr.get(PAGE))
    officer = people("officer")
    assert "Sudah saya baca" in text_of(officer.get(TERMS))
    assert officer.post(f"/staf/harapan/{CODE}/dibaca").status_code == 303
    assert "Sudah Anda baca" in text_of(officer.get(TERMS))
    assert "1 dari 1 akun petugas" in text_of(hr.get(PAGE))
    assert actions(reading) == [
        "period.prepared",
        "expectation.added",
        "expectation.commented",
        "expectation.answered",
        "period.opened",
        "expectation.read",
    ]


def test_everything_fixed_is_shown_to_everybody_who_looks_after_periods(people: Staff) -> None:
    people("hr").post("/staf/periode/baru", data=DRAFT)
    for role in ("hr", "unit_head", "evaluator", "auditor"):
        client = people(role)
        page = text_of(client.get(PAGE))
        assert "82,50 – Rata-rata tiga triwulan terakhir (ditetapkan oleh hr, 3 November 2026)" in page
        assert "Yang berbeda dari aturan 2026-1" in page
        assert "Triwulan I 2027" in text_of(client.get("/staf/periode"))


def test_a_draft_can_be_changed_and_keeps_what_was_typed_when_it_is_refused(people: Staff, reading: Session) -> None:
    hr = people("hr")
    hr.post("/staf/periode/baru", data=DRAFT)
    assert 'value="82,50"' in hr.get(f"{PAGE}/ubah").get_data(as_text=True)
    refused = hr.post(f"{PAGE}/ubah", data={**DRAFT, "acuan": "delapan"})
    assert refused.status_code == 422
    assert "misalnya 82,5" in text_of(refused)
    assert 'value="delapan"' in refused.get_data(as_text=True)
    refused = hr.post(f"{PAGE}/ubah", data={**DRAFT, "acuan": "10"})
    assert "antara 25 dan 100" in text_of(refused)
    assert hr.post(f"{PAGE}/ubah", data={**DRAFT, "acuan": "", "acuan_reason": ""}).status_code == 303
    assert periods.get(reading, CODE).acuan is None
    assert "rata-rata instansi, dari perhitungan" in text_of(hr.get(PAGE))


def test_a_wrong_password_opens_nothing(people: Staff, reading: Session) -> None:
    hr = people("hr")
    hr.post("/staf/periode/baru", data={**DRAFT, "consultation_from": "", "consultation_until": ""})
    refused = hr.post(f"{PAGE}/buka", data={"password": "kuda berjalan"})
    assert refused.status_code == 422
    assert "Kata sandi tidak cocok" in text_of(refused)
    assert periods.get(reading, CODE).state == "draft"
    assert reading.scalars(select(User.failures).where(User.username == "hr")).one() == 1
    assert hr.get(PAGE).status_code == 200


def test_what_was_opened_is_refused_in_words_on_every_page_that_changes_it(people: Staff) -> None:
    hr = people("hr")
    hr.post("/staf/periode/baru", data={**DRAFT, "consultation_from": "", "consultation_until": ""})
    hr.post(f"{PAGE}/harapan/baru", data=EXPECTATION)
    hr.post(f"{PAGE}/buka", data=SURE)
    page = hr.get(PAGE).get_data(as_text=True)
    assert "/ubah" not in page
    assert "/hapus" not in page
    for address, data in (
        (f"{PAGE}/ubah", DRAFT),
        (f"{PAGE}/buka", SURE),
        (f"{PAGE}/harapan/baru", EXPECTATION),
        ("/staf/harapan/1/ubah", EXPECTATION),
    ):
        refused = hr.post(address, data=data)
        assert refused.status_code == 422
        assert "sudah dibuka" in text_of(refused)
    assert "sudah dibuka" in text_of(hr.post("/staf/harapan/1/hapus", follow_redirects=True))


def test_an_expectation_is_reworded_and_taken_back_while_the_period_is_a_draft(people: Staff, reading: Session) -> None:
    hr = people("hr")
    hr.post("/staf/periode/baru", data=DRAFT)
    hr.post(f"{PAGE}/harapan/baru", data=EXPECTATION)
    assert "Menyapa lebih dahulu" in text_of(hr.get("/staf/harapan/1/ubah"))
    hr.post("/staf/harapan/1/ubah", data={**EXPECTATION, "target": "3,6"})
    assert reading.scalars(select(Expectation.target)).one() == "3,6"
    assert hr.post("/staf/harapan/1/hapus").status_code == 303
    assert "Tidak ada ekspektasi" in text_of(hr.get(PAGE))


def test_a_unit_sees_its_own_and_the_agency_s_expectations_and_writes_its_own(
    app: Flask, people: Staff, reading: Session
) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=9, code="lain", name="Kantor Lain", zone="Asia/Jakarta"))
        session.commit()
    hr, head, officer = people("hr"), people("unit_head"), people("officer")
    hr.post("/staf/periode/baru", data=DRAFT)
    for unit, words in (("9", "Punya unit lain"), ("", "Punya semua")):
        hr.post(f"{PAGE}/harapan/baru", data={**EXPECTATION, "unit_id": unit, "expectation": words})
    for client, address in ((head, PAGE), (officer, TERMS)):
        assert "Punya semua" in text_of(client.get(address))
        assert "Punya unit lain" not in text_of(client.get(address))
    for number in (1, 2):
        assert head.post(f"/staf/harapan/{number}/ubah", data=EXPECTATION).status_code == 404
        assert head.post(f"/staf/harapan/{number}/hapus").status_code == 404
    assert officer.post("/staf/harapan/1/tanggapan", data={"text": "?"}).status_code == 404
    officer.post("/staf/harapan/2/tanggapan", data={"text": "Untuk semua?"})
    assert head.get("/staf/tanggapan/1/jawab").status_code == 404
    assert hr.get("/staf/tanggapan/1/jawab").status_code == 200
    head.post(f"{PAGE}/harapan/baru", data={**EXPECTATION, "unit_id": "9"})
    assert reading.scalars(select(Expectation.unit_id).where(Expectation.id == 3)).one() == 1


def test_officers_find_no_draft_before_they_are_asked_and_no_unknown_period(people: Staff) -> None:
    assert "Belum ada periode" in text_of(people("officer").get("/staf/harapan"))
    later = {**DRAFT, "consultation_from": "2026-11-10"}
    people("hr").post("/staf/periode/baru", data=later)
    assert people("officer").get(TERMS).status_code == 404
    clock.move_to(NOW + timedelta(days=7))
    assert people("officer").get(TERMS).status_code == 200
    assert "belum dibuka" in text_of(people("officer").post(f"/staf/harapan/{CODE}/dibaca", follow_redirects=True))


def test_a_period_made_by_the_night_says_that_nobody_prepared_it(app: Flask, people: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        periods.ensure(session, TODAY)
        session.commit()
    assert "dengan aturan bawaan dan tanpa harapan" in text_of(people("hr").get(MONTH_PAGE))
    assert "Semester II 2026" in text_of(people("officer").get("/staf/harapan"))
    assert "Baca apa yang diharapkan" not in text_of(people("officer").get("/staf/"))


def test_an_officer_is_asked_to_read_a_prepared_period_until_it_was_read(app: Flask, people: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        by = By(None, "hr", "hr", NOW, bytes(16))
        fields = {"policy": "2026-2", "questionnaire": "skm-2017", "acuan": None, "acuan_reason": ""}
        nobody = {"consultation_from": None, "consultation_until": None}
        period = preparation.prepare(session, by, TODAY, code=MONTH, **fields, **nobody)
        preparation.open_now(session, by, period, TODAY)
        session.commit()
    officer = people("officer")
    task = "Baca apa yang diharapkan dan cara dihitung untuk November 2026."
    assert task in text_of(officer.get("/staf/"))
    officer.post(f"/staf/harapan/{MONTH}/dibaca")
    assert task not in text_of(officer.get("/staf/"))


def test_the_running_half_year_is_shown_first(app: Flask, people: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        periods.ensure(session, TODAY)
        session.commit()
    assert "Semester II 2026, 1 Juli 2026 – 31 Desember 2026" in text_of(people("officer").get("/staf/harapan"))


@pytest.fixture
def closed(app: Flask) -> Town:
    """A month of work that is over, on the day on which it may be locked."""
    with app.extensions["house"].database.writing() as session:
        town = released.staffed(session, Town(1, (1, 2), (1, 2, 3), 1))
        released.work(session, town)
        session.execute(update(Flag).values(state=screening.State.LIFTED.value))  # sixty forms at once are unusual
        periods.close_ended(session, By(None, "system", "system", DUE, bytes(16)), date(2026, 11, 30))
        session.commit()
    clock.move_to(DUE)
    return town


def test_what_stands_in_the_way_of_a_lock_is_said_and_then_the_period_is_locked(
    app: Flask, people: Staff, closed: Town, reading: Session
) -> None:
    clock.move_to(DUE - timedelta(days=1))
    assert "mulai 8 Desember 2026" in text_of(people("hr").get(MONTH_PAGE))
    refused = people("hr").post(f"{MONTH_PAGE}/kunci", data=SURE)
    assert refused.status_code == 422
    assert "8 Desember 2026" in text_of(refused)
    clock.move_to(DUE)
    hr = people("hr")
    assert "November 2026 sudah waktunya dikunci." in text_of(hr.get("/staf/"))
    assert hr.post(f"{MONTH_PAGE}/kunci", data={"password": "salah"}).status_code == 422
    assert periods.get(reading, MONTH).state == "closed"
    assert hr.post(f"{MONTH_PAGE}/kunci", data=SURE).status_code == 303
    page = text_of(people("auditor").get(MONTH_PAGE))
    for words in ("Dikunci", "Keberatan dapat diajukan sampai 22 Desember 2026", "Revisi 1", "Pemegang hr"):
        assert words in page
    assert re.search(r"Sidik masukan [0-9a-f]{12}… [0-9a-f]{64}", page)
    assert "sudah waktunya dikunci" not in text_of(hr.get("/staf/"))


def test_a_revision_is_proposed_by_hr_and_computed_by_an_evaluator(people: Staff, closed: Town) -> None:
    hr = people("hr")
    hr.post(f"{MONTH_PAGE}/kunci", data=SURE)
    refused = hr.post(f"{MONTH_PAGE}/revisi", data={"reason": "", **SURE})
    assert "Tulis alasan revisi" in text_of(refused)
    assert hr.post(f"{MONTH_PAGE}/revisi", data={"reason": "Keberatan 1 diterima", **SURE}).status_code == 303
    evaluator = people("evaluator")
    assert "Revisi November 2026 menunggu persetujuan Anda." in text_of(evaluator.get("/staf/"))
    assert "Keberatan 1 diterima" in text_of(evaluator.get(f"{MONTH_PAGE}/revisi/setujui"))
    assert evaluator.post(f"{MONTH_PAGE}/revisi/setujui", data=SURE).status_code == 303
    page = text_of(evaluator.get(MONTH_PAGE))
    for words in ("Revisi 2", "Revisi 1", "Keberatan 1 diterima", "jumlah penilaian tetap", "disetujui Pemegang"):
        assert words in page
    refused = evaluator.post(f"{MONTH_PAGE}/revisi/setujui", data=SURE)
    assert "Tidak ada revisi yang menunggu" in text_of(refused)


def test_answers_that_came_after_the_lock_are_counted_and_never_computed(
    app: Flask, people: Staff, closed: Town
) -> None:
    people("hr").post(f"{MONTH_PAGE}/kunci", data=SURE)
    with app.extensions["house"].database.writing() as session:
        factories.arrive(session, closed, 10**6, moment=DUE, service_day=date(2026, 11, 30))
        night = seals.seal_unit(
            session, units.get(session, closed.unit), chance=seals.seeded(2), now=DUE + timedelta(days=1)
        )
        assert list(night)
        session.commit()
    assert "Jawaban terlambat: 1." in text_of(people("hr").get(MONTH_PAGE))


def test_variance_components_are_estimated_and_signed_by_two(people: Staff, closed: Town, reading: Session) -> None:
    clock.move_to(datetime(2027, 1, 5, 3, 0, tzinfo=UTC))
    hr, evaluator = people("hr"), people("evaluator")
    assert "Triwulan I 2026 sampai Triwulan IV 2026" in text_of(hr.get("/staf/komponen-ragam/baru"))
    assert hr.post("/staf/komponen-ragam/baru", data=SURE).status_code == 303
    for client in (hr, evaluator):
        assert "Komponen ragam menunggu tanda tangan Anda." in text_of(client.get("/staf/"))
        assert client.post("/staf/komponen-ragam/1/tanda-tangan", data=SURE).status_code == 303
        assert "Komponen ragam menunggu" not in text_of(client.get("/staf/"))
    assert component_records.signed_record(reading) is not None
    assert "berlaku" in text_of(people("auditor").get("/staf/komponen-ragam"))
    refused = hr.post("/staf/komponen-ragam/1/tanda-tangan", data=SURE)
    assert "sudah ditandatangani" in text_of(refused)


def test_components_without_a_single_rating_are_refused_in_words(people: Staff) -> None:
    refused = people("hr").post("/staf/komponen-ragam/baru", data=SURE)
    assert refused.status_code == 422
    assert "Belum ada penilaian terverifikasi" in text_of(refused)


def test_the_menu_of_each_role_leads_to_its_own_page_of_periods(people: Staff) -> None:
    for role in ("hr", "unit_head", "evaluator", "auditor"):
        assert 'href="/staf/periode"' in people(role).get("/staf/").get_data(as_text=True)
    officer = people("officer").get("/staf/").get_data(as_text=True)
    assert 'href="/staf/harapan"' in officer
    assert 'href="/staf/periode"' not in officer
    assert 'href="/staf/harapan"' in people("officer").get("/staf/nilai-saya").get_data(as_text=True)


def test_remarks_are_shown_as_text_never_as_markup(people: Staff, reading: Session) -> None:
    people("hr").post("/staf/periode/baru", data=DRAFT)
    people("unit_head").post(f"{PAGE}/harapan/baru", data=EXPECTATION)
    officer = people("officer")
    officer.post("/staf/harapan/1/tanggapan", data={"text": "<b>tebal</b>\nbaris dua"})
    assert "&lt;b&gt;tebal&lt;/b&gt;<br>baris dua" in officer.get(TERMS).get_data(as_text=True)
    assert expectations.remarks(reading, [1])[0].text == "<b>tebal</b>\nbaris dua"
