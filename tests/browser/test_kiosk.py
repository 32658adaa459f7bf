"""Anjungan in a real browser: one after the other, hours without network, and nothing left of the one before."""

from collections.abc import Callable
from datetime import timedelta
from time import sleep

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from models import counters
from models.changes import By
from models.counters import KIOSK
from models.inbox import Arrival
from public import stations
from tests.browser.conftest import Server
from tests.factories import NOW
from tests.public.citizen import Citizen


@pytest.fixture
def tablet(server: Server, page: Page) -> Page:
    """A paired tablet that shows the faces; its clock is the test's."""
    with server.app.extensions["house"].database.writing() as session:
        by = By(None, "admin", "admin", NOW, bytes(16))
        counters.add_device(session, by, counters.get(session, 1), "Tablet", stations.code_digest("ABCD2345"), KIOSK)
        session.commit()
    page.set_viewport_size({"width": 1024, "height": 768})
    page.clock.install()
    page.goto(f"{server.url}/anjungan")
    page.get_by_label("Kode pemasangan").fill("abcd 2345")
    page.get_by_role("button", name="Pasang").click()
    expect(page.locator("#pertama")).to_be_visible()
    return page


def stored(server: Server) -> list[Arrival]:
    with server.app.extensions["house"].database.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.received_at)))


def eventually(done: Callable[[], bool]) -> None:
    """Wait for the server, whose clock is not the page's."""
    for _try in range(100):
        if done():
            return
        sleep(0.05)
    assert done()


def waiting(page: Page) -> int:
    """How many answers lie in the tablet."""
    found: int = page.evaluate("async () => (await queue.all()).length")
    return found


def test_a_tap_and_the_nine_questions_are_one_response_and_the_screen_returns(server: Server, tablet: Page) -> None:
    tablet.locator(".face").nth(3).click()
    expect(tablet.locator("#kedua")).to_be_visible()
    tablet.locator("#kedua input[name=U1][value='4']").check()
    tablet.locator("#isi-komentar").fill("Ruang tunggunya sejuk.")
    tablet.locator("#rincian button[type=submit]").click()
    expect(tablet.locator("#terima")).to_be_visible()
    eventually(lambda: [row.answers for row in stored(server)] == [{"U1": 4}])
    tablet.clock.run_for(9_000)
    expect(tablet.locator("#pertama")).to_be_visible()
    assert tablet.locator("#isi-komentar").input_value() == ""
    assert tablet.locator("#kedua input[value='4']:checked").count() == 0
    [row] = stored(server)
    assert (row.channel, row.opening, row.comment) == ("kiosk", 4, "Ruang tunggunya sejuk.")
    eventually(lambda: waiting(tablet) == 0)


def test_who_walks_away_leaves_the_tap_and_nothing_else(server: Server, tablet: Page) -> None:
    tablet.locator(".face").nth(0).click()
    tablet.locator("#isi-komentar").fill("belum selesai")
    tablet.clock.run_for(21_000)
    expect(tablet.locator("#peringatan")).to_contain_text("Layar kembali ke awal dalam")
    tablet.get_by_role("button", name="Saya masih mengisi").click()
    expect(tablet.locator("#peringatan")).to_be_hidden()
    tablet.clock.run_for(25_000)
    expect(tablet.locator("#kedua")).to_be_visible()
    tablet.clock.run_for(6_000)
    expect(tablet.locator("#pertama")).to_be_visible()
    assert tablet.locator("#isi-komentar").input_value() == ""
    eventually(lambda: [(row.opening, row.comment) for row in stored(server)] == [(1, "")])
    eventually(lambda: waiting(tablet) == 0)


def test_hours_without_network_lose_nobody(server: Server, tablet: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    for value in range(4):
        tablet.locator(".face").nth(value).click()
        expect(tablet.locator("#kedua")).to_be_visible()
        tablet.get_by_role("button", name="Cukup, selesai").click()
        expect(tablet.locator("#terima")).to_be_visible()
        tablet.clock.run_for(9_000)
        expect(tablet.locator("#pertama")).to_be_visible()
    assert waiting(tablet) == 4
    assert stored(server) == []
    tablet.clock.run_for(timedelta(hours=2) // timedelta(milliseconds=1))
    context.set_offline(False)
    tablet.clock.run_for(16_000)
    eventually(lambda: len(stored(server)) == 4)
    assert sorted(row.opening or 0 for row in stored(server)) == [1, 2, 3, 4]
    assert {row.channel for row in stored(server)} == {"kiosk"}


def test_a_ticket_is_used_once_and_not_by_the_next_person(server: Server, tablet: Page) -> None:
    ticket = Citizen(server.app).ticket()
    for _person in range(2):
        tablet.locator("#isi-tiket").fill(ticket)
        tablet.get_by_role("button", name="Pakai tiket").click()
        expect(tablet.locator("#kabar-tiket")).to_have_text("Tiket dikenal. Sekarang pilih salah satu wajah.")
        tablet.locator(".face").nth(2).click()
        eventually(lambda: len(stored(server)) == 1)
        if _person:
            expect(tablet.locator("#ditolak")).to_be_visible()
        else:
            tablet.get_by_role("button", name="Cukup, selesai").click()
        tablet.clock.run_for(9_000)
        assert tablet.locator("#isi-tiket").input_value() == ""
    tablet.locator(".face").nth(2).click()
    eventually(lambda: sorted(row.has_ticket for row in stored(server)) == [False, True])


def test_back_leads_to_no_answer_of_anybody(tablet: Page) -> None:
    tablet.locator(".face").nth(1).click()
    expect(tablet.locator("#kedua")).to_be_visible()
    tablet.get_by_role("button", name="Cukup, selesai").click()
    tablet.clock.run_for(9_000)
    assert tablet.evaluate("history.length") <= 4  # the blank tab and the pages of pairing: the tap added none
    tablet.go_back()
    assert "/anjungan" in tablet.url


def test_the_parts_of_the_screen_are_accessible(tablet: Page) -> None:
    def violations() -> list[str]:
        return [found["id"] for found in Axe().run(tablet).response["violations"]]

    assert violations() == []
    tablet.locator(".face").nth(1).click()
    expect(tablet.locator("#kedua")).to_be_visible()
    assert violations() == []
