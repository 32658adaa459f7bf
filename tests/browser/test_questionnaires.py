"""The questions that follow the form, on a phone and in the frame of a staff page."""

from playwright.sync_api import Page, expect

from models import supplements, units
from models.changes import By
from surveys.tickets import Sign, sign_code
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, logged_in

HEAD = By(None, "kepala", "unit_head", factories.NOW, bytes(16))


def test_the_further_questions_are_answered_by_keyboard_and_finger_and_seen_by_staff(
    page: Page, server: Server
) -> None:
    with server.app.extensions["house"].database.writing() as session:
        supplements.choose(session, HEAD, units.get(session, 1), ["spkp", "spak"], factories.TODAY)
        session.commit()
    page.set_viewport_size({"width": 360, "height": 740})
    house = server.app.extensions["house"]
    page.goto(f"{server.url}/L/{sign_code(house.keys.sign(1), Sign(1, 1))}")
    page.locator(".face").nth(2).click()
    page.get_by_role("link", name="Cukup sampai di sini").click()
    page.get_by_role("link", name="Lanjut: 8 pertanyaan singkat").click()
    expect_sound_everywhere(page)
    first = page.get_by_role("group", name="Informasi layanannya tersedia.")
    for option in first.locator(".step").all():
        box = option.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48
    first.get_by_text("5", exact=True).click()
    expect(first.get_by_role("radio", name="Setuju", exact=True)).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(first.get_by_role("radio", name="Sangat setuju", exact=True)).to_be_checked()
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Kirim").click()
    page.get_by_role("link", name="Lanjut: 5 pertanyaan singkat").click()
    expect(page.get_by_role("link", name="Laporkan masalah").first).to_be_visible()
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("link", name="pertanyaan singkat")).to_have_count(0)
    thanks = page.url

    logged_in(page.context, server, "unit_head")
    page.goto(server.url + "/staf/pertanyaan-unit/baru")
    page.get_by_label("Pertanyaan", exact=True).fill("Ruang tunggunya bersih?")
    page.get_by_role("button", name="Simpan").click()
    expect_sound_everywhere(page)
    logged_in(page.context, server, "hr")
    page.goto(server.url + "/staf/pertanyaan-unit")
    page.get_by_role("button", name="Setujui").click()
    page.goto(thanks)
    page.get_by_role("link", name="Lanjut: 1 pertanyaan singkat").click()
    expect_sound_everywhere(page)
    logged_in(page.context, server, "admin")
    for path in ("/staf/kuesioner", "/staf/kuesioner/skm-2017?lihat=su", "/staf/kuesioner/spak-2021",
                 "/staf/unit/1/kuesioner-tambahan"):  # fmt: skip
        page.goto(server.url + path)
        expect_sound_everywhere(page)
    logged_in(page.context, server, "evaluator")
    page.goto(server.url + "/staf/unit/1/hasil/kuesioner-tambahan")
    expect_sound_everywhere(page)
