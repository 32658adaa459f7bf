"""The survey report in a real browser: read on a phone, edited, and printed on the paper that was chosen."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.backoffice.test_reports import RATED, TOWN
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in
from tests.released import nights

PAGE = "/staf/unit/1/laporan-skm?periode=2026-11"


@pytest.fixture
def rated(server: Server, page: Page) -> Server:
    """A unit with a published index, and its head in front of the page."""
    with server.app.extensions["house"].database.writing() as session:
        nights(session, TOWN, RATED)
        session.commit()
    logged_in(page.context, server, "unit_head")
    return server


def test_the_report_is_read_and_edited_on_any_screen(page: Page, rated: Server) -> None:
    page.goto(rated.url + PAGE)
    expect_sound_everywhere(page)
    page.get_by_role("link", name="Ubah: BAB V KESIMPULAN").click()
    expect_sound_everywhere(page)
    page.get_by_label("Isi").fill("Antrean berkurang setelah loket ketiga dibuka.")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#kesimpulan")).to_contain_text("Antrean berkurang setelah loket ketiga dibuka.")


@pytest.mark.parametrize(("paper", "width", "height"), [("A4", 210, 297), ("F4", 215, 330)])
def test_it_prints_whole_on_the_paper_that_was_chosen(
    page: Page, rated: Server, paper: str, width: int, height: int
) -> None:
    page.goto(f"{rated.url}{PAGE}&kertas={paper}")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sides = [round(float(side) / 72 * 25.4) for side in printed.pages[0].mediabox[2:]]
    text = "\n".join(sheet.extract_text() for sheet in printed.pages)
    assert sides == [width, height]
    assert [text.count(title) for title in ("BAB I PENDAHULUAN", "BAB V KESIMPULAN", "LAMPIRAN")] == [1, 1, 1]
    assert f"Halaman 1 dari {len(printed.pages)}" in text
    assert "Ubah" not in text
    assert "Unduh Word" not in text
