"""An objection in a real browser, from the lock of a month to the revision that carries it, through every role."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import update

import clock
from backoffice.passwords import hashed
from config import Config
from models.users import User
from tests.backoffice.conftest import account
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound, expect_sound_everywhere
from tests.conftest import Application
from tests.factories import NOW
from tests.locked import DUE, closed_month

PASSWORD = "gerimis di atas loket"
SICK = "Saya sakit hari itu; surat dokter ada pada kepala unit."
Visitor = Callable[[str], Page]


@pytest.fixture
def app(config: Config, application: Application) -> Flask:
    """The application on a month that may be locked, with somebody of every role."""
    app = application(config)
    with app.extensions["house"].database.writing() as session:
        closed_month(session)
        for role in ("officer", "unit_head"):
            account(session, role)
        session.execute(update(User).values(password_hash=hashed(PASSWORD), approved_at=NOW))
        session.commit()
    clock.move_to(DUE)
    return app


@pytest.fixture
def enter(browser: Browser, server: Server) -> Iterator[Visitor]:
    """The browser of a role, logged in through the door."""
    contexts: list[BrowserContext] = []

    def entered(role: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 360, "height": 740}))
        page = contexts[-1].new_page()
        page.goto(f"{server.url}/staf/masuk")
        page.get_by_label("Nama pengguna").fill(role)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Tugas hari ini")
        return page

    yield entered
    for context in contexts:
        context.close()


def confirm(page: Page, button: str) -> None:
    """Sign with the password, on a page that everybody can read."""
    expect_sound(page)
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name=button).click()


def test_an_accepted_objection_leads_to_a_revision(enter: Visitor, server: Server) -> None:
    hr, officer, head, evaluator = map(enter, ("hr", "officer", "unit_head", "evaluator"))

    hr.get_by_role("link", name="November 2026 sudah waktunya dikunci").click()
    hr.get_by_role("link", name="Kunci periode").click()
    confirm(hr, "Kunci periode")

    officer.reload()
    officer.get_by_role("link", name="Nilai November 2026 sudah dikunci").click()
    expect_sound_everywhere(officer)
    officer.get_by_role("link", name="Ajukan keberatan").click()
    expect_sound_everywhere(officer)
    officer.get_by_label("Selasa, 3 November 2026, Loket 1, sif Pagi").check()
    officer.get_by_label("Alasan Anda").fill(SICK)
    officer.get_by_role("button", name="Ajukan keberatan").click()
    expect(officer.get_by_role("status")).to_contain_text("Putusannya paling lambat 22 Desember 2026")

    head.reload()
    head.get_by_role("link", name="Keberatan 1 menunggu Anda").click()
    head.get_by_role("link", name="Tanggapi").click()
    expect_sound(head)
    head.get_by_label("Tanggapan Anda").fill("Benar, ia tidak hadir.")
    head.get_by_role("button", name="Kirim tanggapan").click()

    evaluator.reload()
    evaluator.get_by_role("link", name="Keberatan 1 menunggu Anda").click()
    expect(evaluator.get_by_text("Benar, ia tidak hadir.")).to_be_visible()
    expect(evaluator.get_by_role("cell", name="60")).to_be_visible()
    expect_sound_everywhere(evaluator)
    evaluator.get_by_role("link", name="Putuskan").click()
    evaluator.get_by_label("Yang diubah").select_option(label="Perbaikan jadwal pada sif yang dipilih")
    evaluator.get_by_label("Selasa, 3 November 2026").check()
    evaluator.get_by_label("Alasan putusan").fill("Daftar hadir cocok dengan surat.")
    confirm(evaluator, "Simpan putusan")
    expect(evaluator.get_by_role("status")).to_have_text("Putusan tersimpan.")

    hr.goto(f"{server.url}/staf/")
    hr.get_by_role("link", name="Keberatan 1 menunggu Anda").click()
    hr.get_by_role("link", name="Setujui atau kembalikan").click()
    hr.get_by_label("Alasan").fill("Surat dokter sudah diperiksa.")
    confirm(hr, "Simpan jawaban")
    hr.get_by_role("link", name="Ajukan revisi").click()
    confirm(hr, "Ajukan revisi")
    expect(hr.get_by_text("Revisi 2 sudah diajukan")).to_be_visible()

    clock.move_to(DUE + timedelta(minutes=1))
    evaluator.goto(f"{server.url}/staf/")
    evaluator.get_by_role("link", name="Revisi November 2026 menunggu persetujuan Anda").click()
    evaluator.get_by_role("link", name="Periksa dan setujui revisi").click()
    confirm(evaluator, "Setujui dan hitung")

    officer.reload()
    expect(officer.get_by_role("heading", name="Putusan: dikabulkan")).to_be_visible()
    expect(officer.get_by_text("Revisi 2 disimpan")).to_be_visible()
    row = officer.get_by_role("row", name="Penilaian terverifikasi")
    expect(row.get_by_role("cell").nth(0)).to_have_text("70")
    expect(row.get_by_role("cell").nth(1)).to_have_text("10")
    expect_sound_everywhere(officer)
    evaluator.goto(f"{server.url}/staf/keberatan/1")
    expect(evaluator.get_by_text("Sebelum")).to_have_count(0)
