"""Keys, colours and typed words in a real browser."""

from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Server
from tests.browser.looks import logged_in

PAPER = "() => getComputedStyle(document.documentElement).backgroundColor"
WHITE, NIGHT = "rgb(255, 255, 255)", "rgb(18, 20, 23)"


def test_keys_lead_to_pages_unless_something_is_typed_or_they_are_off(page: Page, server: Server) -> None:
    logged_in(page.context, server, "hr")
    page.goto(server.url + "/staf/")
    page.keyboard.press("g")
    expect(page.locator(".keys")).to_contain_text("h Hasil")
    page.keyboard.press("j")
    expect(page).to_have_url(server.url + "/staf/jadwal")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pintasan papan ketik")
    page.goto(server.url + "/staf/hasil")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.form.method") == "get"
    page.keyboard.press("?")
    page.goto(server.url + "/staf/petugas/baru")
    page.get_by_label("Nama").first.fill("")
    page.keyboard.type("gh?")
    expect(page.get_by_label("Nama").first).to_have_value("gh?")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(server.url + "/staf/akun")
    page.get_by_label("Pintasan papan ketik").uncheck()
    page.get_by_role("button", name="Simpan kebiasaan").click()
    expect(page.get_by_role("status")).to_have_text("Kebiasaan tersimpan.")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page).to_have_url(server.url + "/staf/akun")


def test_a_page_with_typed_words_asks_before_it_is_left_but_not_when_they_are_sent(page: Page, server: Server) -> None:
    logged_in(page.context, server, "hr")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(server.url + "/staf/petugas/baru")
    page.get_by_label("Nama").first.press_sequentially("Ayu")
    page.get_by_role("link", name="Batal").click()
    expect(page.get_by_label("Nama").first).to_have_value("Ayu")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_chosen_colours_hold_against_the_device_and_paper_stays_white(page: Page, server: Server) -> None:
    logged_in(page.context, server, "officer")
    page.emulate_media(color_scheme="light")
    page.goto(server.url + "/staf/akun")
    assert page.evaluate(PAPER) == WHITE
    for wanted, device, colour in (("Gelap", "light", NIGHT), ("Terang", "dark", WHITE)):
        page.get_by_label("Warna layar").select_option(label=wanted)
        page.get_by_role("button", name="Simpan kebiasaan").click()
        page.emulate_media(color_scheme="dark" if device == "dark" else "light")
        assert page.evaluate(PAPER) == colour
    page.get_by_label("Warna layar").select_option(label="Gelap")
    page.get_by_role("button", name="Simpan kebiasaan").click()
    page.emulate_media(media="print")
    assert page.evaluate(PAPER) == WHITE
