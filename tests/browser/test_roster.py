"""The roster in a real browser: a month filled by keyboard alone, and pages that everybody can read."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models.ratings import Seal
from models.roster import Duty
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in
from tests.factories import TODAY, on_duty

MONTH = "/staf/jadwal/bulan?bulan=2026-11"
REASON = "Bertukar loket karena antrean panjang."
TABLE = "Loket\tSif\t4\t5\nLoket 1\tPagi\tAL\tBudiman\n\tSiang\tCD\t-"


def duties(server: Server, since: date) -> set[tuple[int, date, int, int]]:
    with server.app.extensions["house"].database.reading() as session:
        rows = session.scalars(select(Duty).where(Duty.day > since))
        return {(row.counter_id, row.day, row.shift, row.officer_id) for row in rows}


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    """The unit head; today, when somebody was on duty, is sealed."""
    with server.app.extensions["house"].database.writing() as session:
        on_duty(session, 1, 1, TODAY)
        session.add(Seal(unit_id=1, day=TODAY, forms=0, rating_root=bytes(32), receipt_root=bytes(32)))
        session.commit()
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        logged_in(context, server, "unit_head")
        yield context.new_page()


def test_a_month_is_filled_with_the_keyboard_alone(server: Server, page: Page) -> None:
    page.goto(server.url + MONTH)
    page.get_by_label("Rabu, 4 November 2026, Loket 1, Pagi").focus()
    for keys in ("a", "l", "ArrowDown", "Control+d", "ArrowUp", "Tab", "b", "s", "ArrowRight", "ArrowDown", "c", "d"):
        page.keyboard.press(keys)
    page.get_by_role("button", name="Simpan jadwal").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Jadwal tersimpan.")
    wednesday, thursday = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    assert duties(server, TODAY) == {
        (1, wednesday, 1, 1), (1, thursday, 1, 1), (1, wednesday, 2, 2), (2, thursday, 1, 3),
    }  # fmt: skip
    page.get_by_role("button", name="Batalkan perubahan tadi").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Perubahan dibatalkan.")
    assert duties(server, TODAY) == set()


def test_everybody_can_read_the_pages_of_the_roster(server: Server, page: Page, browser: Browser) -> None:
    page.goto(f"{server.url}/staf/tidak-bertugas/baru")
    page.get_by_label("Hari pertama").fill("2026-11-05")
    page.get_by_label("Hari terakhir").fill("2026-11-06")
    page.get_by_role("button", name="Simpan").click()
    expect_sound_everywhere(page, ["light"])
    page.goto(f"{server.url}/staf/jadwal/1/{TODAY}/koreksi")
    expect_sound_everywhere(page, ["light"])
    page.get_by_label("Loket 1, Pagi, petugas 1").select_option(label="Citra Dewi")
    page.get_by_label("Alasan").fill(REASON)
    page.get_by_role("button", name="Kirim").click()
    expect_sound_everywhere(page, ["dark"])
    page.goto(server.url + MONTH)
    page.get_by_label("Kamis, 5 November 2026, Loket 1, Pagi").fill("Zainal")
    page.get_by_role("button", name="Simpan jadwal").click()
    expect(page.get_by_role("alert")).to_contain_text("“Zainal” bukan petugas unit ini")
    expect_sound_everywhere(page)
    page.goto(f"{server.url}/staf/jadwal/1/bulan/2026-11/tempel")
    page.get_by_label("Tabel dari Excel").fill(TABLE)
    page.get_by_role("button", name="Periksa tabel").click()
    expect(page.get_by_role("alert")).to_contain_text("1 kotak atau baris tidak dikenali, 3 dikenali")
    expect_sound_everywhere(page)
    for role, address in (("hr", "/staf/koreksi-jadwal/1/putusan"), ("officer", "/staf/jadwal/saya")):
        with browser.new_context() as context:
            logged_in(context, server, role)
            reader = context.new_page()
            reader.goto(server.url + address)
            expect(reader.get_by_text(REASON)).to_be_visible()
            expect_sound_everywhere(reader)
