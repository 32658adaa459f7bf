"""Reports in a real browser: written and followed without a script, readable by everybody, answered by the desk."""

from playwright.sync_api import Browser, Page, expect

from models import case_handling, cases
from models.case_handling import Writing
from models.cases import Sight
from surveys.cases import Kind
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in
from tests.factories import TODAY
from tests.reported import by, filed, forwarded


def written(page: Page, server: Server) -> str:
    """Write a report by keyboard; answers the tracking code."""
    page.goto(f"{server.url}/pengaduan")
    page.get_by_role("radio", name="Saya mengeluhkan layanan").check()
    page.get_by_label("Di unit layanan mana?").select_option(label="Dinas Kependudukan dan Pencatatan Sipil")
    page.get_by_label("Apa yang terjadi?").fill("Antrean tiga jam di loket 1. HP saya 0812-3456-7890.")
    page.get_by_role("button", name="Kirim laporan").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Laporan Anda sudah tersimpan.")
    return page.locator(".code-kept strong").inner_text()


def tracked(page: Page, server: Server, code: str) -> None:
    page.goto(f"{server.url}/pengaduan/lacak")
    page.get_by_label("Kode lacak").fill(code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Laporan Anda", exact=True)).to_be_visible()


def answer(server: Server, text: str) -> None:
    with server.app.extensions["house"].database.writing() as session:
        operator = account(session, "operator")
        case = cases.running(session, Sight())[0]
        forwarded(session, case, operator)
        case_handling.write(session, by(operator), case, Writing.ANSWER, text, TODAY)
        session.commit()


def test_a_citizen_reports_reads_the_answer_and_reopens_without_any_script(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    code = written(page, server)
    page.get_by_role("button", name="Lihat laporan saya").click()
    expect(page.get_by_text("HP saya [telepon].")).to_be_visible()
    assert code.replace(" ", "") not in page.url
    answer(server, "Loket kedua dibuka.")
    tracked(page, server, code)
    expect(page.get_by_text("Loket kedua dibuka.")).to_be_visible()
    page.get_by_role("radio", name="Tidak puas").check()
    page.get_by_role("button", name="Kirim penilaian").click()
    expect(page.get_by_role("status")).to_contain_text("bisa dibuka kembali satu kali")
    page.get_by_label("Apa yang masih kurang?").fill("Senin masih tutup.")
    page.get_by_role("button", name="Buka kembali laporan").click()
    expect(page.get_by_role("status")).to_have_text("Laporan Anda dibuka kembali.")
    page.reload()
    expect(page.get_by_text("Senin masih tutup.")).to_have_count(1)
    assert context.cookies() == []


def test_going_back_after_sending_finds_an_empty_form_for_the_next_person(page: Page, server: Server) -> None:
    written(page, server)
    page.go_back()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value("")


def test_a_reporter_erases_everything(page: Page, server: Server) -> None:
    code = written(page, server)
    tracked(page, server, code)
    page.get_by_text("Hapus laporan ini").click()
    page.get_by_label("Ya, hapus semuanya").check()
    page.get_by_role("button", name="Hapus laporan").click()
    expect(page.get_by_role("status")).to_contain_text("sudah dihapus")
    expect(page.get_by_text("Antrean tiga jam")).to_have_count(0)


def test_every_page_of_a_report_is_accessible(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/pengaduan")
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_contain_text("Ada 3 hal")
    expect_sound_everywhere(page)
    code = written(page, server)
    expect_sound_everywhere(page)
    page.goto(f"{server.url}/pengaduan/lacak")
    expect_sound_everywhere(page)
    page.get_by_label("Kode lacak").fill("SALAH")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Kode lacak tidak ditemukan.")
    expect_sound_everywhere(page)
    answer(server, "Loket kedua dibuka setiap Senin.")
    tracked(page, server, code)
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Buka kembali laporan").click()
    expect(page.get_by_role("alert")).to_have_text("Tulis pesannya dahulu.")
    expect_sound_everywhere(page)


def test_every_page_of_the_desks_is_accessible(browser: Browser, server: Server) -> None:
    house = server.app.extensions["house"]
    with house.database.writing() as session:
        plain = filed(session, contact="0812-3456-7890", keys=house.keys).case.id
        grave = filed(session, "Ada pungli di loket 2.", keys=house.keys).case.id
        filed(session, "Mohon kursi tambahan.", Kind.ASPIRATION, keys=house.keys)
        session.commit()
    steps = ("verifikasi", "tolak", "evaluator", "penanggung-jawab", "tulis")
    pages = {
        "operator": [f"/staf/laporan/{plain}", *(f"/staf/laporan/{plain}/{step}" for step in steps)],
        "evaluator": [
            f"/staf/laporan/{grave}",
            f"/staf/laporan/{grave}/unit",
            f"/staf/laporan/{grave}/teks-asli/minta",
        ],
        "auditor": ["/staf/laporan?keadaan=lewat", "/staf/laporan?keadaan=selesai"],
        "unit_head": ["/staf/laporan"],
    }
    own = {"operator": ["/staf/laporan/templat", "/staf/laporan/templat/baru"]}
    for role, paths in pages.items():
        context = browser.new_context()
        logged_in(context, server, role)
        page = context.new_page()
        for path in ("/staf/", "/staf/laporan", "/staf/laporan/statistik", *paths, *own.get(role, [])):
            page.goto(server.url + path)
            expect_sound_everywhere(page)


def test_an_operator_verifies_and_answers_by_keyboard(browser: Browser, server: Server) -> None:
    house = server.app.extensions["house"]
    with house.database.writing() as session:
        filed(session, keys=house.keys)
        session.commit()
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    logged_in(context, server, "operator")
    page = context.new_page()
    page.goto(f"{server.url}/staf/")
    page.get_by_role("link", name="1 laporan perlu diverifikasi.").press("Enter")
    page.get_by_role("link", name="Laporan 1").press("Enter")
    page.get_by_role("link", name="Verifikasi").press("Enter")
    page.get_by_role("button", name="Verifikasi").press("Enter")
    page.get_by_role("link", name="Tunjuk penanggung jawab").press("Enter")
    page.get_by_role("button", name="Tunjuk").press("Enter")
    page.get_by_role("link", name="Tulis", exact=True).press("Enter")
    page.get_by_label("Yang ditulis").select_option(label="Jawaban akhir kepada pelapor")
    page.get_by_label("Isi").fill("Loket kedua dibuka setiap Senin.")
    page.get_by_role("button", name="Kirim").press("Enter")
    expect(page.get_by_text("Tanggapan pelapor sampai 17 November 2026")).to_be_visible()
    expect_sound_everywhere(page)
