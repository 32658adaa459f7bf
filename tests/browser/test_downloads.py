"""A file that takes its time, in a real browser: with a script the page goes on by itself, without one by a link."""

import pytest
from playwright.sync_api import Browser, Page, expect

from backoffice import file_making
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request waits for its file."""
    monkeypatch.setattr(file_making, "PATIENCE", 0.0)


def asked(page: Page, server: Server) -> None:
    """Ask for the list of units."""
    page.goto(server.url + "/staf/hasil?periode=2026-11")
    page.get_by_role("button", name="Unduh CSV").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Berkas Anda")


def fetched(page: Page) -> bytes:
    """What the button gives."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="Unduh", exact=True).click()
    assert saved.value.suggested_filename == "ikm-2026-11.csv"
    return saved.value.path().read_bytes()


def test_the_page_of_a_file_follows_its_progress_and_ends_with_the_file(page: Page, server: Server) -> None:
    logged_in(page.context, server, "hr")
    with file_making._turn:  # somebody else's file is being made
        asked(page, server)
        expect(page.get_by_role("status")).to_have_text("Menunggu giliran")
        expect_sound_everywhere(page)
    expect(page.get_by_role("status")).to_contain_text("Berkas siap")
    expect_sound_everywhere(page)
    assert fetched(page).startswith(b"\xef\xbb\xbfUnit;N;")
    page.goto(server.url + "/staf/unduhan")
    expect(page.get_by_role("row").nth(1)).to_contain_text("ikm-2026-11.csv")
    expect_sound_everywhere(page)


def test_without_a_script_the_page_is_renewed_by_hand(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    logged_in(context, server, "hr")
    plain = context.new_page()
    with file_making._turn:
        asked(plain, server)
    while plain.get_by_role("link", name="Perbarui").count():
        plain.get_by_role("link", name="Perbarui").click()
    assert fetched(plain).startswith(b"\xef\xbb\xbfUnit;N;")
    context.close()
