"""Corrections of sealed days in the rooms of those who ask, decide, read and are concerned."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from backoffice import passwords
from models.corrections import RosterCorrection
from models.periods import Period
from models.ratings import Seal
from models.roster_requests import RosterRequest
from models.units import Unit
from models.users import User
from tests.backoffice.conftest import Staff, account
from tests.factories import TODAY, on_duty

PASSWORD = "sepeda biru milik nenek"
NEW = "/staf/jadwal/1/2026-11-03/koreksi"
LIST = "/staf/koreksi-jadwal"
DECIDE = "/staf/koreksi-jadwal/1/putusan"
SLOT = "1.2026-11-03.1"
ASKED = {SLOT: ["3", ""], "alasan": "Bertukar loket karena antrean panjang."}


@pytest.fixture(autouse=True)
def _sealed(app: Flask) -> None:
    """Ayu stood at the first counter on a day that is sealed; HR has a password."""
    with app.extensions["house"].database.writing() as session:
        on_duty(session, 1, 1, TODAY)
        session.add(Seal(unit_id=1, day=TODAY, forms=0, rating_root=bytes(32), receipt_root=bytes(32)))
        account(session, "hr", password_hash=passwords.hashed(PASSWORD))
        session.commit()


def corrections(app: Flask) -> list[tuple[int, bool]]:
    with app.extensions["house"].database.reading() as session:
        rows = session.scalars(select(RosterCorrection).order_by(RosterCorrection.id))
        return [(row.officer_id, row.added) for row in rows]


def text(page: str) -> str:
    return " ".join(page.split())


def test_the_head_asks_hr_approves_and_everybody_concerned_reads_before_and_after(app: Flask, staff: Staff) -> None:
    assert staff("unit_head").post(NEW, data=ASKED).status_code == 303
    assert corrections(app) == []
    assert "1 koreksi jadwal menunggu putusan Anda." in staff("hr").get("/staf/").get_data(as_text=True)
    answer = staff("hr").post(DECIDE, data={"verdict": "setuju", "answer": "", "password": PASSWORD})
    assert answer.status_code == 303
    assert corrections(app) == [(1, False), (3, True)]
    for role in ("unit_head", "hr", "auditor"):
        page = text(staff(role).get(LIST).get_data(as_text=True))
        assert "Loket 1, Pagi: Ayu Lestari → <strong>Citra Dewi</strong>" in page
        assert "disetujui" in page
    mine = text(staff("officer").get("/staf/jadwal/saya").get_data(as_text=True))
    assert "Loket 1, Pagi: dikeluarkan dari jadwal Anda" in mine
    assert "Citra" not in mine
    assert '<th scope="row">Selasa, 3 November 2026</th>' not in mine


def test_without_the_password_nothing_is_decided(app: Flask, staff: Staff) -> None:
    staff("unit_head").post(NEW, data=ASKED)
    answer = staff("hr").post(DECIDE, data={"verdict": "setuju", "password": "bukan ini yang benar"})
    assert answer.status_code == 422
    assert corrections(app) == []


def test_a_refusal_needs_words_which_the_officer_reads(app: Flask, staff: Staff) -> None:
    staff("unit_head").post(NEW, data=ASKED)
    hr = staff("hr")
    answer = hr.post(DECIDE, data={"verdict": "tolak", "answer": "", "password": PASSWORD})
    assert "Tulis alasan penolakannya" in answer.get_data(as_text=True)
    hr.post(DECIDE, data={"verdict": "tolak", "answer": "Absensi menyebut Ayu.", "password": PASSWORD})
    assert corrections(app) == []
    mine = staff("officer").get("/staf/jadwal/saya").get_data(as_text=True)
    assert "ditolak" in mine
    assert "Absensi menyebut Ayu." in mine
    assert "sudah selesai" in hr.get(DECIDE).get_data(as_text=True)


def test_the_head_may_take_it_back(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    head.post(NEW, data=ASKED)
    assert "Permintaan ditarik." in head.post(f"{LIST}/1/tarik", follow_redirects=True).get_data(as_text=True)
    assert "sudah selesai" in head.post(f"{LIST}/1/tarik", follow_redirects=True).get_data(as_text=True)
    answer = staff("hr").post(DECIDE, data={"verdict": "setuju", "password": PASSWORD})
    assert answer.status_code == 422
    assert corrections(app) == []


def test_what_is_refused_keeps_what_was_filled_in(app: Flask, staff: Staff) -> None:
    answer = staff("unit_head").post(NEW, data={SLOT: "3", "alasan": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Tulis alasannya" in page
    assert '<option value="3" selected>Citra Dewi</option>' in page
    assert "Tidak ada yang berubah" in staff("unit_head").post(NEW, data={SLOT: "1", "alasan": "x"}).get_data(
        as_text=True
    )
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(RosterRequest)).all() == []


def test_a_reason_of_a_page_is_refused_and_stays(staff: Staff) -> None:
    reason = "panjang " * 200
    answer = staff("unit_head").post(NEW, data={**ASKED, SLOT: ["3", "9" * 5000], "alasan": reason})
    assert answer.status_code == 422
    assert reason in answer.get_data(as_text=True)


def test_days_that_are_not_sealed_or_locked_have_another_way(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    page = head.get("/staf/jadwal/1/2026-11-04/koreksi").get_data(as_text=True)
    assert "diubah langsung di jadwal" in page
    with app.extensions["house"].database.writing() as session:
        session.add(
            Period(
                code="2026-11", kind="month", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), state="locked"
            )
        )
        session.commit()
    assert "mengajukan keberatan" in head.get(NEW).get_data(as_text=True)
    assert "Keberatan saya" in head.post(NEW, data=ASKED).get_data(as_text=True)
    assert head.get("/staf/jadwal/1/kemarin/koreksi").status_code == 404


def test_requests_of_another_unit_are_not_there(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    head.post(NEW, data=ASKED)
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta"))
        session.flush()
        session.scalars(select(User).where(User.username == "unit_head")).one().unit_id = 2
        session.commit()
    assert "antrean panjang" not in head.get(LIST).get_data(as_text=True)
    assert head.post(f"{LIST}/1/tarik").status_code == 404
    assert head.post(NEW, data=ASKED).status_code == 404
