"""The pages of periods in a real browser: readable for everybody, on a phone and on a desk."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session

import clock
from models import component_records, expectations, locks, periods, preparation
from models.changes import By
from models.flags import Flag
from models.users import User
from surveys import policy, screening
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, hold_sample_data, logged_in
from tests.factories import NOW, TODAY, Town
from tests.released import staffed, work

DUE = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
DRAFT = "2027-TW1"
PAGES = {
    "hr": (
        "/staf/",
        "/staf/periode",
        "/staf/periode/baru",
        f"/staf/periode/{DRAFT}",
        f"/staf/periode/{DRAFT}/buka",
        "/staf/periode/2026-11",
        "/staf/periode/2026",
        "/staf/komponen-ragam",
    ),
    "unit_head": (f"/staf/periode/{DRAFT}", "/staf/tanggapan/2/jawab"),
    "evaluator": ("/staf/", "/staf/periode/2026-11/revisi/setujui", "/staf/komponen-ragam"),
    "officer": ("/staf/", f"/staf/harapan?periode={DRAFT}", "/staf/harapan", "/staf/harapan/1/tanggapan"),
}


def by(role: str, user_id: int, now: datetime = DUE) -> By:
    return By(user_id, role, role, now, bytes(16))


def prepared(session: Session, town: Town) -> None:
    """A coming quarter on which officers are being asked."""
    fields = {
        "policy": "2026-2",
        "questionnaire": "skm-2017",
        "acuan": Decimal("82.5"),
        "acuan_reason": "Rata-rata tiga triwulan terakhir, dibulatkan",
        "consultation_from": TODAY,
        "consultation_until": date(2026, 12, 18),
    }
    period = preparation.prepare(session, by("hr", 90, NOW), TODAY, code=DRAFT, **fields)
    for unit_id, words in (
        (None, ("Warga disapa dan dijelaskan langkahnya sejak awal", "Unsur perilaku (U7) membaik")),
        (town.unit, ("Berkas KTP-el diperiksa lengkap satu kali", "Warga tidak diminta datang dua kali")),
    ):
        row = expectations.add(
            session, by("hr", 90, NOW), period, unit_id=unit_id, position="", expectation=words[0],
            indicator=words[1], target="dibicarakan setiap bulan",
        )  # fmt: skip
        remark = expectations.comment(session, by("officer", 91), row, "Bagaimana bila antrean panjang?", TODAY)
        if unit_id is None:
            expectations.answer(session, by("hr", 90), remark, "Lama antre disetarakan dalam perhitungan.")


@pytest.fixture
def town(server: Server) -> Server:
    """A locked month that waits for a revision, a coming quarter, and components to sign; all of it sample data."""
    hold_sample_data(server)
    with server.app.extensions["house"].database.writing() as session:
        session.add_all(
            User(id=number, username=f"{role}-lama", name=f"Rekan {role}", role=role)
            for number, role in ((90, "hr"), (91, "officer"))
        )
        session.flush()
        town = staffed(session, Town(1, (1, 2), (1, 2, 3), 1))
        work(session, town)
        session.execute(update(Flag).values(state=screening.State.LIFTED.value))
        periods.close_ended(session, by("system", 90), date(2026, 11, 30))
        locks.lock(session, by("hr", 90), "2026-11", now=DUE)
        locks.propose_revision(session, by("hr", 90), "2026-11", "Keberatan 12 diterima: jadwal 2 November keliru")
        component_records.estimate(session, by("hr", 90), date(2026, 12, 31), policy.load())
        prepared(session, town)
        session.commit()
    clock.move_to(DUE + timedelta(minutes=1))
    return server


@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_periods_is_accessible(page: Page, town: Server, role: str) -> None:
    logged_in(page.context, town, role)
    for address in PAGES[role]:
        answer = page.goto(town.url + address)
        assert answer is not None
        assert answer.status == 200, address
        expect_sound_everywhere(page)
