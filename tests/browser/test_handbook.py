"""The handbook and the training in a real browser: everybody can read them, and help leads to the right place."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, hold_sample_data, logged_in


def test_handbook_and_training_can_be_read_by_everybody(page: Page, server: Server) -> None:
    hold_sample_data(server)
    for path in ("/panduan/", "/panduan/cara-penilaian", "/panduan/operator", "/panduan/pemasangan"):
        page.goto(server.url + path)
        expect_sound_everywhere(page)
    logged_in(page.context, server, "officer")
    page.goto(server.url + "/staf/latihan")
    expect_sound_everywhere(page)


def test_help_opens_the_handbook_where_it_speaks_of_the_page(page: Page, server: Server) -> None:
    logged_in(page.context, server, "unit_head")
    page.goto(server.url + "/staf/jadwal/bulan")
    page.get_by_role("link", name="Bantuan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kepala unit")
    expect(page.locator(":target")).to_have_text("Menyusun jadwal sebulan")
    expect(page.locator(":target")).to_be_in_viewport()


def test_an_officer_answers_a_question_of_the_training(page: Page, server: Server) -> None:
    hold_sample_data(server)
    logged_in(page.context, server, "officer")
    page.goto(server.url + "/staf/")
    page.get_by_role("link", name="Latihan").click()
    page.get_by_label("Sebelum hari ini berakhir").check()
    page.get_by_role("button", name="Jawab: Periksa jadwal Anda sendiri").click()
    expect(page.get_by_role("status")).to_contain_text("Benar.")
    expect(page.get_by_text("1 dari 6 selesai")).to_be_visible()
