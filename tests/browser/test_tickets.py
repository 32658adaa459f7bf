"""Tickets on paper: large enough to scan, ten to a page of A4, and good in a citizen's hands."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Server
from tests.browser.looks import expect_sound, hold_sample_data, logged_in

MILLIMETRE = 96 / 25.4
SMALLEST_CODE = 18.5


@pytest.fixture
def operator(browser: Browser, server: Server) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    logged_in(context, server, "operator")
    return context.new_page()


def printed(page: Page, server: Server, n: int) -> None:
    page.goto(server.url + "/staf/lembar-tiket/baru")
    page.get_by_label("Banyaknya tiket").fill(str(n))
    page.get_by_role("button", name="Buat lembar").click()
    expect(page.get_by_role("heading", name="Lembar tiket 1")).to_be_visible()


@pytest.mark.parametrize("sample", [False, True])
def test_a_sheet_prints_ten_tickets_to_a_page_and_cuts_nothing_off(
    operator: Page, server: Server, sample: bool
) -> None:
    if sample:
        hold_sample_data(server)
    printed(operator, server, 23)
    expect_sound(operator)
    assert len(PdfReader(BytesIO(operator.pdf(prefer_css_page_size=True))).pages) == 3
    operator.emulate_media(media="print")
    for ticket in operator.locator(".page li").all()[:3]:
        code = ticket.locator(".qr").bounding_box()
        assert code is not None
        assert code["width"] >= SMALLEST_CODE * MILLIMETRE
        assert ticket.evaluate("e => e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth")
        words = ticket.locator(".words")
        assert words.evaluate("e => e.scrollHeight <= e.clientHeight"), words.inner_text()


@pytest.mark.parametrize("width", [320, 360])
def test_a_sheet_can_be_read_on_a_phone(browser: Browser, operator: Page, server: Server, width: int) -> None:
    printed(operator, server, 2)
    operator.set_viewport_size({"width": width, "height": 740})
    expect_sound(operator)


def test_a_citizen_types_the_code_of_a_ticket_and_rates(browser: Browser, operator: Page, server: Server) -> None:
    printed(operator, server, 1)
    code = operator.locator(".code").inner_text()
    citizen = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    citizen.goto(server.url)
    citizen.get_by_role("textbox").fill(code)
    citizen.keyboard.press("Enter")
    citizen.get_by_role("button").first.click()
    expect(citizen).to_have_url(re.compile("/lanjut/"))
    operator.goto(server.url + "/staf/lembar-tiket")
    expect(operator.get_by_text("sampai 10 November 2026")).to_be_visible()
