"""From a tap at the counter to the figure on the head of unit's screen, through two nights."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

import clock
from backoffice.passwords import hashed
from tests import factories
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.public.citizen import Citizen

PASSWORD = "gerimis di atas loket"
VERY_GOOD = {
    "Syaratnya sesuai dengan layanannya?": "Sangat sesuai",
    "Langkah-langkahnya mudah?": "Sangat mudah",
    "Layanannya cepat?": "Sangat cepat",
    "Biayanya wajar?": "Gratis",
    "Hasilnya sesuai yang dijanjikan?": "Sangat sesuai",
    "Petugasnya mampu?": "Sangat kompeten",
    "Petugasnya sopan dan ramah?": "Sangat sopan dan ramah",
    "Tempat dan alatnya baik?": "Sangat baik",
    "Pengaduan ditangani dengan baik?": "Dikelola dengan baik",
}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def rate(phone: Page, server: Server, ticket: str) -> str:
    """A citizen who is very satisfied with everything; the receipt."""
    phone.goto(f"{server.url}/T/{ticket}")
    phone.get_by_role("button", name="Sangat puas", exact=True).click()
    for question, label in VERY_GOOD.items():
        phone.get_by_role("group", name=question).get_by_label(label, exact=True).check()
    phone.get_by_role("button", name="Kirim").click()
    return phone.locator(".receipt strong").inner_text()


def others(citizen: Citizen, count: int, day: int) -> None:
    """Further citizens of a day, who give every element a 3."""
    for number in range(count):
        ticket = citizen.ticket(bytes([day, number, 0, 0, 1]), day=factories.TODAY + timedelta(days=day))
        second = citizen.follow(citizen.tap(citizen.open(ticket), 3))
        thanks = citizen.complete(second, **{element: str(value) for element, value in factories.ALL_THREES.items()})
        assert thanks.status == 303


def night(server: Server, day: int) -> None:
    """What the timer does after a day."""
    clock.move_to(factories.NOW + timedelta(days=day + 1))
    for command in ("seal", "release"):
        done = server.app.test_cli_runner().invoke(args=[command])
        assert done.exit_code == 0, done.output


def look(phone: Page, server: Server) -> None:
    """The head of unit comes in the morning, logs in and opens the unit's figures; a log-in does not last overnight."""
    phone.goto(f"{server.url}/staf/masuk")
    phone.get_by_label("Nama pengguna").fill("unit_head")
    phone.get_by_label("Kata sandi").fill(PASSWORD)
    phone.get_by_role("button", name="Masuk").click()
    expect(phone.get_by_role("heading", name="Tugas hari ini")).to_be_visible()
    phone.goto(f"{server.url}/staf/unit/1/hasil?periode=2026-11")


def test_a_tap_becomes_an_index_after_the_nights_and_not_before(phone: Page, server: Server) -> None:
    with server.app.extensions["house"].database.writing() as session:
        account(session, "unit_head", password_hash=hashed(PASSWORD))
        session.commit()
    citizen = Citizen(server.app)
    receipt = rate(phone, server, citizen.ticket())
    others(citizen, 11, day=0)
    look(phone, server)
    expect(phone.get_by_role("heading", name="Belum cukup data")).to_be_visible()

    night(server, 0)
    others(citizen, 10, day=1)
    look(phone, server)
    expect(phone.get_by_role("heading", name="Belum cukup data")).to_be_visible()

    night(server, 1)
    look(phone, server)
    headline = phone.locator("section.headline")
    # One form of only fours and eleven of only threes: 25/9 * 9 * 37/12 = 77.083…
    expect(headline).to_contain_text("77,08")
    expect(headline).to_contain_text("B")
    expect(headline.locator("dd").nth(2)).to_have_text("12")

    phone.goto(f"{server.url}/tanda-terima?kode={receipt.replace(' ', '')}")
    expect(phone.get_by_role("status")).to_contain_text("Terhitung")
