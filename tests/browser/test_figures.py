"""The staff's pages of figures and imports in a real browser: readable for everybody, on a phone and on a desk."""

import secrets
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from backoffice.door import digest
from models import logins
from models.changes import By
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.factories import NOW, Town
from tests.released import staffed, work

PAGES = {
    "hr": (
        "/staf/hasil?periode=2026-11",
        "/staf/unit/1/hasil?periode=2026-11",
        "/staf/unit/1/hasil?periode=2025",
        "/staf/komponen?periode=2026-11&unit=1",
        "/staf/komponen/1?periode=2026-11",
        "/staf/komponen/3?periode=2026-11",
        "/staf/impor/petugas",
    ),
    "officer": ("/staf/nilai-saya?periode=2026-11",),
    "operator": ("/staf/impor/jawaban",),
}
SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (320, "light"),
    (360, "dark"),
    (1280, "light"),
    (1280, "dark"),
)
OFFICERS = "NIP;Nama;Jabatan;Unit;Status\n199503032022031005;Dian Putri;Pranata;dukcapil;PPPK\n"


@pytest.fixture
def worked(server: Server) -> Server:
    """A server whose town has two days of work, of which the first is released."""
    with server.app.extensions["house"].database.writing() as session:
        work(session, staffed(session, Town(1, (1, 2), (1, 2, 3), 1)))
        session.commit()
    return server


def logged_in(page: Page, server: Server, role: str) -> None:
    """Give the browser the log-in of a role."""
    token = secrets.token_urlsafe(32)
    with server.app.extensions["house"].database.writing() as session:
        user = account(session, role)
        logins.open_session(session, By(user.id, user.username, user.role, NOW, bytes(16)), user, digest(token))
        session.commit()
    page.context.add_cookies([{"name": "s", "value": token, "url": server.url}])


def sound(page: Page) -> None:
    """The page passes axe on phone and desk, light and dark, all folded out, and needs no sideways scrolling."""
    for details in page.locator("main details").all():
        details.evaluate("details => details.open = true")
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} {width} {scheme}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} {width}"


@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_figures_is_accessible(page: Page, worked: Server, role: str) -> None:
    logged_in(page, worked, role)
    for address in PAGES[role]:
        answer = page.goto(worked.url + address)
        assert answer is not None
        assert answer.status == 200, address
        sound(page)


def test_a_list_is_brought_in_by_choosing_looking_and_confirming(page: Page, server: Server) -> None:
    logged_in(page, server, "hr")
    page.goto(f"{server.url}/staf/impor/petugas")
    field = page.get_by_label("Berkas CSV atau Excel")
    field.set_input_files({"name": "petugas.csv", "mimeType": "text/csv", "buffer": f"{OFFICERS}1;;;;\n".encode()})
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_role("alert")).to_contain_text("sel perlu diperbaiki")
    sound(page)
    field.set_input_files({"name": "petugas.csv", "mimeType": "text/csv", "buffer": OFFICERS.encode()})
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pratinjau")
    sound(page)
    page.get_by_role("button", name="Simpan semuanya").click()
    expect(page.get_by_role("status")).to_contain_text("1 petugas baru")
