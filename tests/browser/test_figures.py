"""The staff's pages of figures and imports in a real browser: readable for everybody, on a phone and on a desk."""

import pytest
from playwright.sync_api import Page, expect

from models import old_figures
from surveys.periods import parse
from tests import sliced
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, hold_sample_data, logged_in
from tests.factories import Town
from tests.models.test_old_figures import EVALUATOR, FILE, row
from tests.released import staffed, work

PAGES = {
    "hr": (
        "/staf/hasil?periode=2026-11",
        "/staf/hasil?periode=2026-11&saluran=kiosk",
        "/staf/tampilan/baru?periode=2026-11&saluran=kiosk",
        "/staf/unit/1/hasil?periode=2026-11",
        "/staf/unit/1/hasil?periode=2026-11&unsur=U3",
        "/staf/unit/1/hasil?periode=2026-11&saluran=kiosk",
        "/staf/unit/1/hasil?periode=2025",
        "/staf/komponen?periode=2026-11&unit=1",
        "/staf/komponen/1?periode=2026-11",
        "/staf/komponen/3?periode=2026-11",
        "/staf/impor/petugas",
    ),
    "officer": ("/staf/nilai-saya?periode=2026-11",),
    "operator": ("/staf/impor/jawaban",),
    "evaluator": ("/staf/impor/rekap",),
}
TOWN = Town(1, (1, 2), (1, 2, 3), 1)
OFFICERS = "NIP;Nama;Jabatan;Unit;Status\n199503032022031005;Dian Putri;Pranata;dukcapil;PPPK\n"


@pytest.fixture
def worked(server: Server) -> Server:
    """A server whose town has two days of work, of which the first is released, all of it sample data."""
    hold_sample_data(server)
    with server.app.extensions["house"].database.writing() as session:
        work(session, staffed(session, TOWN))
        old_figures.put(session, EVALUATOR, FILE, parse("2025"), [row(1, "3.20")])
        session.commit()
    return server


@pytest.fixture
def divided(server: Server) -> Server:
    """A server whose town is locked and divided, as far as it may be."""
    hold_sample_data(server)
    with server.app.extensions["house"].database.writing() as session:
        sliced.month(session, TOWN)
        sliced.finish(session, TOWN)
        session.commit()
    return server


@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_figures_is_accessible(page: Page, worked: Server, role: str) -> None:
    logged_in(page.context, worked, role)
    for address in PAGES[role]:
        answer = page.goto(worked.url + address)
        assert answer is not None
        assert answer.status == 200, address
        expect_sound_everywhere(page)


def test_the_divided_list_and_its_closed_parts_are_accessible(page: Page, divided: Server) -> None:
    logged_in(page.context, divided, "auditor")
    for channel, words in (("own_phone", "Unit yang tampil"), ("import", "Hapus saringan saluran: Impor")):
        page.goto(f"{divided.url}/staf/hasil?periode=2026-11&saluran={channel}")
        expect(page.get_by_text(words).first).to_be_visible()
        expect_sound_everywhere(page)


def test_a_list_is_brought_in_by_choosing_looking_and_confirming(page: Page, server: Server) -> None:
    logged_in(page.context, server, "hr")
    page.goto(f"{server.url}/staf/impor/petugas")
    field = page.get_by_label("Berkas CSV atau Excel")
    field.set_input_files({"name": "petugas.csv", "mimeType": "text/csv", "buffer": f"{OFFICERS}1;;;;\n".encode()})
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_role("alert")).to_contain_text("sel perlu diperbaiki")
    expect_sound_everywhere(page)
    field.set_input_files({"name": "petugas.csv", "mimeType": "text/csv", "buffer": OFFICERS.encode()})
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pratinjau")
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Simpan semuanya").click()
    expect(page.get_by_role("status")).to_contain_text("1 petugas baru")


def test_a_view_is_saved_seen_removed_and_brought_back(page: Page, worked: Server) -> None:
    logged_in(page.context, worked, "hr")
    page.goto(f"{worked.url}/staf/hasil?periode=2026-11&unsur=U3")
    page.get_by_role("link", name="Simpan tampilan ini").click()
    page.get_by_label("Nama tampilan").fill("Waktu, November")
    page.get_by_role("button", name="Simpan").click()
    saved = page.get_by_role("navigation", name="Tampilan tersimpan").get_by_role("link", name="Waktu, November")
    expect(saved).to_have_attribute("aria-current", "page")
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Hapus “Waktu, November”").click()
    expect(saved).to_have_count(0)
    page.get_by_role("button", name="Urungkan").click()
    expect(saved).to_have_count(1)
