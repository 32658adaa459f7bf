"""An import that is undone in a real browser, where something stays and where nothing does."""

from playwright.sync_api import FilePayload, Page, expect

from models import officers
from tests import factories
from tests.backoffice.test_imports import OFFICERS
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in


def bring(page: Page, server: Server) -> None:
    """Choose the file, look at it and save it."""
    page.goto(server.url + "/staf/impor/petugas")
    file = FilePayload(name="petugas-november.csv", mimeType="text/csv", buffer=OFFICERS.encode())
    page.get_by_label("Berkas CSV atau Excel").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    page.get_by_role("button", name="Simpan semuanya").click()


def test_an_import_is_undone_and_what_stays_is_told_on_pages_everybody_can_read(page: Page, server: Server) -> None:
    logged_in(page.context, server, "hr")
    bring(page, server)
    expect(page.get_by_role("status")).to_contain_text("Impor selesai: 2 petugas baru")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_role("status")).to_contain_text("Impor diurungkan: 2 petugas dihapus; 1 petugas seperti semula.")
    bring(page, server)
    with server.app.extensions["house"].database.writing() as session:
        factories.on_duty(session, officers.by_nip(session)["199503032022031005"].id, 1, factories.TODAY)
        session.commit()
    page.reload()
    expect_sound_everywhere(page)
    page.get_by_role("link", name="Urungkan impor petugas-november.csv").click()
    first = page.get_by_role("row").nth(1)
    expect(first.get_by_role("rowheader")).to_have_text("Dian Putri, 19950303 202203 1 005")
    expect(first.get_by_role("cell")).to_contain_text("tetap: sudah ada di jadwal tugas; hapus dahulu dari jadwal")
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Urungkan impor ini").click()
    expect(page.get_by_role("status")).to_contain_text(
        "1 petugas dihapus; 1 petugas seperti semula; 1 tetap seperti sekarang."
    )
    expect(page.get_by_role("main")).to_contain_text("Tidak ada lagi yang dapat diurungkan.")
    expect_sound_everywhere(page)
