"""The staff's master data in a real browser: the journeys people make, and pages that everybody can read."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import update

from backoffice import passwords
from backoffice.door import digest
from models import counters
from models.agency import Agency
from models.changes import By
from models.units import Unit
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.browser.looks import SCHEMES, Scheme, expect_sound_everywhere, hold_sample_data, logged_in
from tests.factories import NOW

PASSWORD = "sepeda biru milik nenek"
SYSTEM = By(None, "test", "system", NOW, bytes(16))
TOKEN = "token-of-the-display"


def paired(context: BrowserContext, server: Server) -> None:
    """Give the browser the token of a display at the first counter."""
    with server.app.extensions["house"].database.writing() as session:
        device = counters.add_device(session, SYSTEM, counters.get(session, 1), "Tablet", bytes(32))
        counters.pair(session, SYSTEM, device, digest(TOKEN))
        session.commit()
    context.add_cookies([{"name": "layar", "value": TOKEN, "url": server.url}])


@pytest.mark.parametrize(("sample", "schemes"), [(False, ["light"]), (True, SCHEMES)])
def test_every_page_before_the_log_in_is_accessible(
    page: Page, server: Server, *, sample: bool, schemes: Iterable[Scheme]
) -> None:
    if sample:
        hold_sample_data(server)
    for path in ("/staf/masuk", "/staf/aktivasi", "/layar/pasang"):
        page.goto(server.url + path)
        expect_sound_everywhere(page, schemes)
        page.get_by_role("button").last.click()
        expect_sound_everywhere(page, schemes)


def test_a_page_that_a_role_may_not_open_is_accessible(page: Page, server: Server) -> None:
    logged_in(page.context, server, "officer")
    page.goto(server.url + "/staf/unit")
    expect_sound_everywhere(page)


@pytest.mark.parametrize(("sample", "schemes"), [(False, ["light"]), (True, SCHEMES)])
def test_the_display_is_accessible_in_all_its_states(
    page: Page, server: Server, *, sample: bool, schemes: Iterable[Scheme]
) -> None:
    if sample:
        hold_sample_data(server)
    page.set_viewport_size({"width": 768, "height": 1024})
    paired(page.context, server)
    page.goto(server.url + "/layar")
    expect_sound_everywhere(page, schemes)
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_role("heading")).to_have_text("Pindai untuk menilai layanan tadi")
    expect_sound_everywhere(page, schemes)
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_role("heading")).to_have_text("Pindai untuk menilai layanan tadi")
    expect(page.get_by_role("status")).to_contain_text("lalu tekan Selesai lagi")
    expect_sound_everywhere(page, schemes)
    page.goto(server.url + "/layar")
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_role("heading")).to_have_text("Tunggu sebentar")
    expect_sound_everywhere(page, schemes)


@pytest.mark.parametrize(("width", "height"), [(768, 1024), (800, 600), (1024, 768), (1280, 800)])
def test_the_code_on_the_display_is_at_least_8_cm_wide_and_seen_without_scrolling(
    browser: Browser, server: Server, width: int, height: int
) -> None:
    hold_sample_data(server)
    context = browser.new_context(viewport={"width": width, "height": height})
    paired(context, server)
    page = context.new_page()
    page.goto(server.url + "/layar")
    page.get_by_role("button", name="Selesai").click()
    code = page.locator(".qr path").last
    box = code.bounding_box()
    assert box is not None
    centimetre = 96 / 2.54
    assert box["width"] >= 8 * centimetre
    assert box["y"] + box["height"] < height


def test_a_person_logs_in_by_keyboard_and_out_again(page: Page, server: Server) -> None:
    with server.app.extensions["house"].database.writing() as session:
        account(session, "hr", password_hash=passwords.hashed(PASSWORD))
        session.commit()
    page.goto(server.url + "/staf/petugas")
    page.get_by_label("Nama pengguna").fill("hr")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Petugas")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("status")).to_have_text("Anda sudah keluar.")
    page.goto(server.url + "/staf/petugas")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")


def test_a_unit_head_fills_next_week_from_this_one(page: Page, server: Server) -> None:
    logged_in(page.context, server, "unit_head")
    page.goto(server.url + "/staf/")
    page.get_by_role("link", name="Jadwal minggu ini").click()
    for counter, officer in (("1", "Ayu Lestari"), ("2", "Budi Santoso")):
        page.get_by_label(f"Loket {counter}, Pagi, Rabu, 4 November 2026").select_option(label=officer)
    page.get_by_role("button", name="Simpan jadwal").click()
    expect(page.get_by_role("status")).to_have_text("Jadwal tersimpan.")
    page.get_by_role("link", name="Minggu berikutnya").click()
    page.get_by_role("button", name="Isi yang kosong dari minggu lalu").click()
    expect(page.get_by_label("Loket 2, Pagi, Rabu, 11 November 2026").locator("option:checked")).to_have_text(
        "Budi Santoso"
    )


def test_the_menu_folds_on_a_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    logged_in(context, server, "admin")
    page = context.new_page()
    page.goto(server.url + "/staf/")
    expect(page.get_by_role("link", name="Akun saya")).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Akun saya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Akun saya")


def test_the_poster_of_a_long_name_still_fits_on_one_sheet_of_a4(browser: Browser, server: Server) -> None:
    with server.app.extensions["house"].database.writing() as session:
        session.execute(update(Unit).values(name="Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu " * 2))
        session.execute(update(Agency).values(is_sample=True))
        session.commit()
    context = browser.new_context()
    logged_in(context, server, "operator")
    page = context.new_page()
    page.goto(server.url + "/staf/loket/1/poster")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
