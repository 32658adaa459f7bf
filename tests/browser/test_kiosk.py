"""Anjungan in a real browser: one after the other, hours without network, and nothing left of the one before."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import sleep
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

import qr
from models import counters
from models.changes import By
from models.counters import KIOSK
from models.inbox import Arrival
from public import stations
from tests.browser.conftest import Server
from tests.browser.test_everybody import CUT_OFF, MOVING, OPEN_ALL, SIDEWAYS, SMALL, without_newer_css
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
    page.wait_for_load_state()  # a face pressed before the script is there goes the plain way
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
    tablet.clock.run_for(21_000)
    expect(tablet.locator("#pertama")).to_be_visible()
    assert tablet.locator("#isi-komentar").input_value() == ""
    assert tablet.locator("#kedua input[value='4']:checked").count() == 0
    [row] = stored(server)
    assert (row.channel, row.opening, row.comment) == ("kiosk", 4, "Ruang tunggunya sejuk.")
    eventually(lambda: waiting(tablet) == 0)


def expect_copy(page: Page) -> None:
    """The worker has the page of the kiosk and what it needs."""
    kept = "caches.keys().then(([name]) => name ? caches.open(name) : {keys: () => []}).then((cache) => cache.keys())"
    names = f"{kept}.then((all) => all.map((one) => new URL(one.url).pathname))"
    wanted = {"/anjungan/luring", "/static/kiosk.js", "/static/queue.js", "/static/kiosk.css"}
    eventually(lambda: wanted <= set(page.evaluate(names)))


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
        tablet.clock.run_for(21_000)
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
        tablet.clock.run_for(21_000)
        assert tablet.locator("#isi-tiket").input_value() == ""
    tablet.locator(".face").nth(2).click()
    eventually(lambda: sorted(row.has_ticket for row in stored(server)) == [False, True])


def test_the_thanks_show_the_receipt_in_letters_and_drawn_and_end_when_pressed(server: Server, tablet: Page) -> None:
    tablet.locator(".face").nth(3).click()
    tablet.get_by_role("button", name="Cukup, selesai").click()
    kept = tablet.locator("#tanda strong")
    expect(kept).to_have_text(re.compile(r"^\w{4} \w{4} \w{4} \w{4}$"))
    picture = tablet.get_by_role("img", name="Kode QR tanda terima ini")
    code = qr.draw(f"{server.url}/tanda-terima?kode={kept.inner_text().replace(' ', '')}")
    assert picture.locator("path").last.get_attribute("d") == code.path
    assert picture.get_attribute("viewBox") == f"0 0 {code.side} {code.side}"
    expect(tablet.locator("#tanda > p")).to_be_hidden()
    page = Citizen(server.app).get(f"/tanda-terima?kode={kept.inner_text()}")
    assert "Menunggu segel" in page.text
    tablet.get_by_role("button", name="Selesai", exact=True).click()
    expect(tablet.locator("#pertama")).to_be_visible()
    assert kept.text_content() == ""


def test_without_network_the_thanks_promise_no_receipt(tablet: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    tablet.locator(".face").nth(3).click()
    tablet.get_by_role("button", name="Cukup, selesai").click()
    expect(tablet.locator("#tanda > p")).to_have_text(re.compile("tidak tersambung.*tanpa tanda terima"))
    expect(tablet.locator("#tanda > p")).to_be_visible()
    expect(tablet.locator("#tanda strong")).to_be_hidden()


def test_a_tablet_that_was_switched_off_starts_again_without_network(
    server: Server, tablet: Page, context: BrowserContext
) -> None:
    expect_copy(tablet)
    context.set_offline(True)
    tablet.close()
    again = context.new_page()
    again.goto(f"{server.url}/anjungan")
    expect(again.locator("#pertama")).to_be_visible()
    assert again.locator("[name=formulir]").count() == 0
    assert again.locator(".face svg").first.evaluate("one => getComputedStyle(one).width") == "128px"
    again.locator(".face").nth(1).click()
    again.get_by_role("button", name="Cukup, selesai").click()
    expect(again.locator("#terima")).to_be_visible()
    assert stored(server) == []
    context.set_offline(False)
    eventually(lambda: [(row.opening, row.channel) for row in stored(server)] == [(2, "kiosk")])


def test_a_refusal_after_its_person_has_gone_is_told_to_the_staff_until_they_have_read_it(
    server: Server, tablet: Page, context: BrowserContext
) -> None:
    ticket = Citizen(server.app).ticket()
    tablet.locator("#isi-tiket").fill(ticket)
    tablet.get_by_role("button", name="Pakai tiket").click()
    expect(tablet.locator("#kabar-tiket")).to_have_text("Tiket dikenal. Sekarang pilih salah satu wajah.")
    context.set_offline(True)
    tablet.locator(".face").nth(0).click()
    expect(tablet.locator("#kedua")).to_be_visible()
    tablet.locator("#isi-komentar").fill("rahasia")
    tablet.locator("#rincian button[type=submit]").click()
    expect(tablet.locator("#terima")).to_be_visible()
    tablet.clock.run_for(21_000)
    citizen = Citizen(server.app)
    citizen.tap(citizen.open(ticket), 4)
    context.set_offline(False)
    tablet.clock.run_for(16_000)
    corner = tablet.get_by_role("button", name="Untuk petugas")
    expect(corner).to_have_text("Untuk petugas (1)")
    expect(tablet.locator("#pertama")).to_be_visible()
    assert waiting(tablet) == 0
    tablet.reload()
    corner.click()
    expect(tablet.locator("#menunggu")).to_have_text("Semua penilaian sudah terkirim.")
    expect(tablet.locator("#tertolak li:visible")).to_have_text(re.compile("1 × Tiketnya sudah dipakai"))
    assert "rahasia" not in tablet.evaluate("JSON.stringify(Object.assign({}, localStorage))")
    tablet.get_by_role("button", name="Sudah dibaca, hapus catatan").click()
    expect(corner).to_have_text("Untuk petugas")
    assert [row.opening for row in stored(server)] == [4]


def test_the_tablet_counts_for_its_staff_what_waits(tablet: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    tablet.locator(".face").nth(0).click()
    tablet.get_by_role("button", name="Cukup, selesai").click()
    tablet.clock.run_for(21_000)
    tablet.get_by_role("button", name="Untuk petugas").click()
    expect(tablet.locator("#menunggu")).to_have_text("1 penilaian menunggu jaringan. Akan dikirim sendiri.")
    expect(tablet.locator("#tertolak")).to_be_hidden()
    tablet.clock.run_for(31_000)
    expect(tablet.locator("#pertama")).to_be_visible()


def test_back_leads_to_no_answer_of_anybody(tablet: Page) -> None:
    tablet.locator(".face").nth(1).click()
    expect(tablet.locator("#kedua")).to_be_visible()
    tablet.get_by_role("button", name="Cukup, selesai").click()
    tablet.clock.run_for(21_000)
    assert tablet.evaluate("history.length") <= 4  # the blank tab and the pages of pairing: the tap added none
    tablet.go_back()
    assert "/anjungan" in tablet.url


def each_part(page: Page) -> Iterator[None]:
    """Show one part of the screen after the other, with all that can be opened."""
    yield
    page.get_by_role("button", name="Untuk petugas").click()
    yield
    page.locator("#petugas [data-again]").click()
    page.locator(".face").nth(1).click()
    page.evaluate(OPEN_ALL)
    yield
    page.get_by_role("button", name="Cukup, selesai").click()
    expect(page.locator("#tanda strong")).to_have_text(re.compile(r"\w{4}"))
    yield
    page.get_by_role("button", name="Selesai", exact=True).click()


@pytest.mark.parametrize(("width", "height"), [(320, 200), (768, 1024)])
def test_on_a_small_tablet_nothing_is_small_or_cut_off(tablet: Page, width: int, height: int) -> None:
    tablet.set_viewport_size({"width": width, "height": height})
    for _part in each_part(tablet):
        assert tablet.evaluate(SMALL) + tablet.evaluate(MOVING) + tablet.evaluate(CUT_OFF) == []
        assert tablet.evaluate(SIDEWAYS) <= 0


def test_on_a_tablet_of_ten_years_ago_the_faces_keep_their_shape(
    browser: Browser, tablet: Page, context: BrowserContext
) -> None:
    with browser.new_context(bypass_csp=True, java_script_enabled=False) as old:
        old.add_cookies(cast("Any", context.cookies()))
        page = old.new_page()
        page.route("**/*", without_newer_css)
        page.goto(tablet.url)
        boxes = [face.bounding_box() for face in page.locator("button.face").all()]
        assert all(box and box["width"] >= 160 and box["height"] >= 180 for box in boxes)
        assert len({box["x"] for box in boxes if box}) == 4


def test_the_parts_of_the_screen_are_accessible(tablet: Page) -> None:
    for _part in each_part(tablet):
        assert [found["id"] for found in Axe().run(tablet).response["violations"]] == []
