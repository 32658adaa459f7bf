"""Paper forms in a real browser: typed by keyboard alone, with and without script, and checked by somebody else."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sqlalchemy import select

from models import paper_typing
from models.changes import By
from models.paper import PaperBatch, PaperForm
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound, hold_sample_data, logged_in
from tests.factories import NOW

ROWS = ("344334433", "212344321", "444444444")
PROFILE = "21330"  # jam, jenis kelamin, usia, pendidikan, pekerjaan


def desk(browser: Browser, server: Server, role: str, *, script: bool = True, width: int = 1280) -> BrowserContext:
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 740})
    logged_in(context, server, role)
    return context


def print_batch(page: Page, server: Server) -> None:
    page.goto(server.url + "/staf/kertas/baru")
    page.get_by_label("Banyaknya lembar").fill("10")
    page.get_by_role("button", name="Buat dan cetak").click()
    expect(page.get_by_role("heading", name="Survei Kepuasan Masyarakat")).to_be_visible()


def stored(server: Server, entry: int = 1) -> list[tuple[str, str]]:
    """Digits of the answers and sex of each typed form."""
    with server.app.extensions["house"].database.reading() as session:
        rows = session.scalars(select(PaperForm).where(PaperForm.entry == entry).order_by(PaperForm.number)).all()
        codes = ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U9", "U8")
        return [("".join(str(row.answers[code]) for code in codes), row.profile["sex"]) for row in rows]


@pytest.mark.parametrize("script", [True, False])
def test_three_forms_are_typed_without_touching_the_mouse_and_checked_by_another_person(
    browser: Browser, server: Server, script: bool
) -> None:
    page = desk(browser, server, "operator", script=script).new_page()
    print_batch(page, server)
    page.goto(server.url + "/staf/kertas/1/ketik")
    for number, row in enumerate(ROWS, 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Ketik formulir {number}")
        expect(page.get_by_label("1. Persyaratan")).to_be_focused()
        for digit in row + PROFILE:
            page.keyboard.press(digit)
            if not script:
                page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ketik formulir 4")
    assert stored(server) == [(row, "L") for row in ROWS]
    page.goto(server.url + "/staf/kertas/1")
    page.get_by_role("button", name="Ketikan selesai").click()

    other = desk(browser, server, "unit_head", script=script).new_page()
    other.goto(server.url + "/staf/")
    other.get_by_role("link", name="menunggu pemeriksaan orang kedua").click()
    other.get_by_role("link", name="Ketik ulang").click()
    for row in ("344334433", "212344322", "444444444"):
        for name, digit in zip(range(1, 10), row, strict=True):
            other.locator(".boxes:not(.wide) input").nth(name - 1).fill(digit)
        for at, digit in enumerate(PROFILE):
            other.locator(".boxes.wide input[data-most]").nth(at).fill(digit)
        other.get_by_role("button", name="Simpan, formulir berikutnya").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Perbedaan ketikan")
    other.get_by_label("Nomor 2, 9. Penanganan pengaduan, saran dan masukan: Ketikan kedua, 2").check()
    other.get_by_role("button", name="Simpan pilihan").click()

    page.goto(server.url + "/staf/kertas/1")
    page.get_by_role("link", name="Tutup dan hitung").click()
    page.get_by_role("button", name="Tutup dan hitung").click()
    expect(page.locator("p.notice").first).to_contain_text("3 formulir masuk hitungan")
    assert stored(server) == []


def test_the_cursor_moves_by_itself_only_after_a_digit_that_counts_and_only_where_it_is_wanted(
    browser: Browser, server: Server
) -> None:
    page = desk(browser, server, "operator").new_page()
    print_batch(page, server)
    page.goto(server.url + "/staf/kertas/1/ketik")
    page.keyboard.press("7")
    expect(page.get_by_label("1. Persyaratan")).to_be_focused()
    expect(page.locator(".telling")).to_have_text("Hanya 0 sampai 4 di kotak ini.")
    page.keyboard.press("4")
    expect(page.get_by_label("2. Sistem")).to_be_focused()
    page.keyboard.press("Backspace")
    expect(page.get_by_label("1. Persyaratan")).to_be_focused()
    page.get_by_label("Kursor pindah sendiri").uncheck()
    page.reload()
    page.keyboard.press("3")
    expect(page.get_by_label("1. Persyaratan")).to_be_focused()
    expect(page.get_by_label("1. Persyaratan")).to_have_value("3")


def test_the_form_fills_one_page_of_either_size_so_that_it_can_be_copied(browser: Browser, server: Server) -> None:
    hold_sample_data(server)
    page = desk(browser, server, "operator").new_page()
    print_batch(page, server)
    for size, box in (("a4", b"594.9"), ("f4", b"609.")):
        page.goto(f"{server.url}/staf/kertas/1/cetak?kertas={size}")
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, size
        assert b"/MediaBox [0 0 " + box in printed, size


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_page_about_paper_is_accessible(
    browser: Browser, server: Server, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    logged_in(context, server, "operator")
    page = context.new_page()
    page.goto(server.url + "/staf/kertas")
    expect_sound(page)
    page.goto(server.url + "/staf/kertas/baru")
    expect_sound(page)
    print_batch(page, server)
    expect_sound(page)
    page.goto(server.url + "/staf/kertas/1/ketik")
    expect_sound(page)
    page.get_by_label("1. Persyaratan").fill("9")
    page.get_by_role("button", name="Simpan").click()
    expect_sound(page)
    page.get_by_label("1. Persyaratan").fill("3")
    page.get_by_role("button", name="Simpan").click()
    for path in ("/ketik", "/tutup", "/batal", ""):
        page.goto(server.url + "/staf/kertas/1" + path)
        expect_sound(page)
    page.get_by_role("button", name="Ketikan selesai").click()
    expect_sound(page)
    _differ(server)
    page.goto(server.url + "/staf/kertas/1/beda")
    expect_sound(page)
    visitor = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme).new_page()
    with server.app.extensions["house"].database.reading() as session:
        code = session.get_one(PaperBatch, 1).code
    visitor.goto(f"{server.url}/staf/kertas/kode/{code}")
    expect_sound(visitor)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_file_is_explained_previewed_and_taken_back_on_accessible_pages(
    browser: Browser, server: Server, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    logged_in(context, server, "operator")
    page = context.new_page()
    page.goto(server.url + "/staf/impor/jawaban")
    table = "Nama;Kapan;" + ";".join(f"Soal kami nomor {n}" for n in range(1, 10)) + "\nBudi;2/11/2026;oke" + ";3" * 8
    file: FilePayload = {"name": "hasil.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.get_by_label("Berkas CSV").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    expect_sound(page)
    page.get_by_role("button", name="Petakan kolomnya").click()
    expect_sound(page)
    page.get_by_label("Arti kolom Kapan").select_option("Tanggal survei")
    for number in range(1, 10):
        page.get_by_label(f"Arti kolom Soal kami nomor {number}").select_option(f"U{number}")
    page.get_by_label("Nama pemetaan").fill("Formulir kami")
    page.get_by_role("button", name="Simpan pemetaan").click()
    page.get_by_label("Nilai untuk oke di U1").select_option("4")
    expect_sound(page)
    page.get_by_role("button", name="Simpan pemetaan").click()
    expect(page.get_by_text("1 responden")).to_be_visible()
    expect_sound(page)
    page.get_by_role("button", name="Simpan semuanya").click()
    expect_sound(page)
    page.get_by_role("button", name="Batalkan impor").click()
    expect(page.locator("p.notice").first).to_contain_text("Impor dibatalkan")


def _differ(server: Server) -> None:
    """Have somebody else type the one form differently."""
    with server.app.extensions["house"].database.writing() as session:
        batch = session.get_one(PaperBatch, 1)
        user = account(session, "unit_head")
        first = session.get_one(PaperForm, (1, 1, 1))
        values = {"day": first.day, "shift": 1, "answers": {"U1": 2}, "profile": {"sex": "L"}, "comment": ""}
        by = By(user.id, user.username, user.role, NOW, bytes(16))
        paper_typing.put(session, by, batch, {"entry": 2, "number": 1, **values}, anew=True)
        session.commit()
