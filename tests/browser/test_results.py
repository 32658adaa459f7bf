"""How released results look: no violation axe knows of, no sideways scrolling, a notice that fits one sheet."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from models.agency import Agency
from models.units import Unit
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere
from tests.public.citizen import Citizen
from tests.public.test_results import OCTOBER, mixed, released, second_unit
from tests.public.test_results_beside import answered, spak

LONG_NAME = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu."


@pytest.fixture
def shown(server: Server) -> Server:
    """A sample town of a unit with two told months, SPAK and a long name, and one with too few ratings."""
    citizen = Citizen(server.app)
    released(citizen, mixed(40, U3=2), first=OCTOBER)
    released(citizen, mixed(60, U3=2))
    answered(citizen, spak(30, 5))
    with citizen.house.database.writing() as session:
        session.execute(update(Unit).values(name=LONG_NAME))
        session.execute(update(Agency).values(is_sample=True))
        session.commit()
    released(citizen, mixed(12), unit=second_unit(citizen))
    return server


def test_every_page_of_results_is_accessible(page: Page, shown: Server) -> None:
    for path in ("/hasil", "/hasil/dukcapil", "/hasil/pajak", "/hasil/dukcapil/pengumuman", "/hasil/pajak/pengumuman",
                 "/data-terbuka"):  # fmt: skip
        page.goto(shown.url + path)
        expect_sound_everywhere(page)


def test_the_notice_fits_one_sheet_and_is_printed_in_black(page: Page, shown: Server) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{shown.url}/hasil/dukcapil/pengumuman")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".sheet .value").evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
    assert page.locator(".sample").is_visible()
    assert not page.locator("footer").is_visible()


class _OtherSite(BaseHTTPRequestHandler):
    """A page that shows the image of a unit and tries to frame the unit's page; its path names our address."""

    def do_GET(self) -> None:
        unit = f"http://127.0.0.1:{self.path[1:]}/hasil/dukcapil"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<!doctype html><img src="{unit}.svg"><iframe src="{unit}"></iframe>'.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Say nothing."""


def test_another_site_may_show_the_image_but_frame_no_page(page: Page, shown: Server) -> None:
    with HTTPServer(("127.0.0.1", 0), _OtherSite) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        page.goto(f"http://127.0.0.1:{other.server_port}/{shown.url.rpartition(':')[2]}", wait_until="load")
        other.shutdown()
        thread.join()
    size = page.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert size == [400, 216]
    assert page.frames[1].url != f"{shown.url}/hasil/dukcapil"
