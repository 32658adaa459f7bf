"""Comments and the follow-up plan in a real browser: readable by everybody, and from a comment to the public's page."""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from models import follow_ups
from surveys.periods import parse
from tests import commented, released
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in
from tests.commented import ORDINARY, PAST_UNIT
from tests.factories import NOW, TODAY, Town
from tests.models.test_follow_ups import HEAD, LATER, STEP


def filled(server: Server) -> int:
    """Comments, a figure, the last plan with a step done and one put off, and this plan; the id of its step."""
    with server.app.extensions["house"].database.writing() as session:
        days = [released.forms(10, answers=released.answers(4, U3=1)), released.forms(10)]
        released.nights(session, Town(1, (1, 2), (1, 2, 3), 1), days, first=NOW - timedelta(days=60))
        commented.released(session, 1, *ORDINARY, PAST_UNIT, *["lama"] * 60)
        for code in ("2026-TW2", "2026-TW2", "2026-TW3"):
            step = follow_ups.add(session, HEAD, 1, parse(code), **STEP)
            if step.id == 1:
                follow_ups.finish(session, HEAD, step, TODAY, outcome="Loket dibuka", evidence="https://contoh.id/sk")
            if step.id == 2:
                follow_ups.postpone(session, HEAD, step, TODAY, **LATER)
        session.commit()
        return step.id


def test_every_page_about_comments_and_plans_is_accessible(browser: Browser, server: Server) -> None:
    step = filled(server)
    for role, paths in {
        "unit_head": (
            "/staf/", "/staf/komentar?tema=waktu", "/staf/rtl", "/staf/rtl/1", "/staf/rtl/2", "/staf/rtl/baru?unsur=U3",
            f"/staf/rtl/{step}/kemajuan", f"/staf/rtl/{step}/belum",
        ),
        "evaluator": ("/staf/komentar", "/staf/komentar/khusus"),
        "admin": ("/staf/komentar/kata", "/staf/komentar/kata/waktu"),
    }.items():  # fmt: skip
        context = browser.new_context()
        logged_in(context, server, role)
        page = context.new_page()
        for path in paths:
            page.goto(server.url + path)
            expect_sound_everywhere(page)
        context.close()


def test_a_comment_becomes_a_step_and_the_public_reads_what_was_done(page: Page, server: Server) -> None:
    filled(server)
    logged_in(page.context, server, "unit_head")
    page.goto(server.url + "/staf/komentar?tema=sarana")
    page.get_by_role("button", name="Berguna").click()
    expect(page.get_by_role("status")).to_have_text("Komentar ditandai.")
    page.get_by_role("link", name="Tindak lanjuti komentar 1").click()
    page.get_by_role("link", name="Buat kegiatan baru").click()
    expect(page.get_by_label("Tema komentar")).to_have_value("Tempat dan sarana")
    page.get_by_label("Program/kegiatan").fill("Bersihkan toilet dua kali sehari")
    page.get_by_label("Penanggung jawab").fill("Subbagian umum")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Bersihkan toilet dua kali sehari").click()
    expect(page.get_by_role("blockquote")).to_have_text("Toilet <kotor>")
    page.get_by_role("link", name="Sudah dilakukan").click()
    page.get_by_label("Apa yang sudah dilakukan").fill("Toilet dibersihkan pukul 10 dan 14.")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Beri tahu warga").click()
    page.get_by_role("button", name="Terbitkan").click()
    page.get_by_role("link", name="Lihat halamannya").click()
    expect(page.get_by_text("Toilet dibersihkan pukul 10 dan 14.")).to_be_visible()
