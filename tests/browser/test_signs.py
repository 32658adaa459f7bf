"""Field work in a real browser: signs printed, swept and tried out, counters moved, on a phone and at a desk."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in


def test_an_operator_sweeps_prints_and_tries_out_the_signs(page: Page, server: Server) -> None:
    logged_in(page.context, server, "operator")
    page.goto(server.url + "/staf/")
    page.get_by_role("link", name="2 stiker waktunya diperiksa.").click()
    expect_sound_everywhere(page)
    page.get_by_role("group", name="Loket 2").get_by_label("rusak").check()
    page.get_by_role("button", name="Simpan pemeriksaan hari ini").click()
    expect(page.get_by_role("cell", name="Loket 2: rusak")).to_be_visible()
    expect_sound_everywhere(page)
    page.get_by_role("link", name="Cetak stiker").click()
    expect_sound_everywhere(page)
    page.get_by_label("Bentuk dan kertas").select_option("kartu")
    page.get_by_label("Jarak pindai").fill("40")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Unduh satu PDF").click()
    assert saved.value.suggested_filename == "stiker-dukcapil-kartu.pdf"
    page.get_by_label("Jarak pindai").fill("300")
    page.get_by_role("button", name="Unduh satu PDF").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih kertas yang lebih besar")
    expect_sound_everywhere(page)
    page.goto(server.url + "/staf/loket/1")
    page.get_by_role("link", name="Uji pindai").click()
    expect_sound_everywhere(page)
    page.get_by_role("link", name="Buka halaman uji").click()
    expect(page.get_by_text("UJI – tidak dihitung")).to_have_count(2)
    expect_sound_everywhere(page)
    page.get_by_role("button").last.click()
    expect(page.get_by_role("status")).to_have_text("Uji pindai berhasil")
    expect_sound_everywhere(page)
    page.goto(server.url + "/staf/loket/1")
    expect(page.get_by_text("3 November 2026")).to_have_count(2)
    expect_sound_everywhere(page)


def test_an_admin_moves_and_merges(page: Page, server: Server) -> None:
    logged_in(page.context, server, "admin")
    for path in ("/staf/loket/1/pindah", "/staf/unit/1/gabung", "/staf/unit/1", "/staf/loket/1/ubah"):
        page.goto(server.url + path)
        expect_sound_everywhere(page)
