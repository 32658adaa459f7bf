"""The flags' pages in a real browser: readable by everybody, and a decision made by keyboard alone."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from backoffice import passwords
from models.flags import Flag
from tests import factories
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in
from tests.factories import TODAY

PASSWORD = "sepeda biru milik nenek"


def raised(server: Server, **fields: Any) -> int:
    values = {
        "unit_id": 1, "counter_id": 1, "day": TODAY, "last_day": TODAY, "shift": 1, "detector": "lonjakan",
        "stream": "tanpa_tiket", "count": 6, "exponent": -7, "parameters": "2026-2",
    }  # fmt: skip
    with server.app.extensions["house"].database.writing() as session:
        row = Flag(**{**values, **fields})
        session.add(row)
        session.commit()
        found: int = row.id
        return found


def test_every_page_about_flags_is_accessible(browser: Browser, server: Server) -> None:
    flag_id = raised(server)
    raised(server, detector="dua_aliran", state="menunggu", counter_id=None, officer_id=2, shift=0)
    raised(server, detector="kilat", stream="terverifikasi", state="dipulihkan", count=12)
    for role, paths in {
        "evaluator": ("/staf/tanda", "/staf/tanda?keadaan=semua", f"/staf/tanda/{flag_id}", "/staf/"),
        "unit_head": ("/staf/tanda",),
        "auditor": (f"/staf/tanda/{flag_id}", "/staf/tanda?keadaan=sudah&unit=99"),
    }.items():
        context = browser.new_context()
        logged_in(context, server, role)
        page = context.new_page()
        for path in paths:
            page.goto(server.url + path)
            expect_sound_everywhere(page)


def test_an_evaluator_restores_a_stream_with_reason_and_password(page: Page, server: Server) -> None:
    flag_id = raised(server)
    with server.app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 1, TODAY)
        account(session, "evaluator", username="eva", password_hash=passwords.hashed(PASSWORD))
        session.commit()
    page.goto(f"{server.url}/staf/masuk")
    page.get_by_label("Nama pengguna").fill("eva")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="1 tanda belum diperiksa.").click()
    page.get_by_role("link", name="Lonjakan").click()
    expect(page.get_by_text("Ayu Lestari")).to_be_visible()
    page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis alasannya.")
    expect_sound_everywhere(page)
    page.get_by_label("Keputusan").select_option("pulihkan")
    page.get_by_label("Alasan").fill("Rombongan sekolah, tercatat di buku tamu.")
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.get_by_role("status")).to_contain_text("Keputusan tersimpan: dipulihkan.")
    expect(page).to_have_url(f"{server.url}/staf/tanda/{flag_id}")
    expect(page.get_by_text("Rombongan sekolah")).to_be_visible()
    expect_sound_everywhere(page)
