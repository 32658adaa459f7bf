"""Choosing a language with finger, keyboard and screen reader; every language fits the narrowest phone."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from models.units import Unit
from surveys.languages import LANGUAGES
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound, hold_sample_data
from tests.browser.test_citizen_looks import LONG_NAME
from tests.public.citizen import Citizen

MUST_SEE = 640


@pytest.fixture
def citizen(server: Server) -> Citizen:
    """Of a sample town whose unit has a long name."""
    hold_sample_data(server)
    citizen = Citizen(server.app)
    with citizen.house.database.writing() as session:
        session.execute(update(Unit).values(name=LONG_NAME))
        session.commit()
    return citizen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360])
def test_the_survey_is_sound_in_every_language(
    browser: Browser, server: Server, citizen: Citizen, width: int, language: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": MUST_SEE})
    page.goto(f"{server.url}/T/{citizen.ticket()}?bahasa={language}")
    faces = [face.bounding_box() for face in page.locator("button.face").all()]
    assert [face for face in faces if face is None or face["y"] + face["height"] > MUST_SEE] == []
    page.locator(".lang summary").click()
    expect_sound(page)
    page.locator("button.face").nth(2).click()
    page.locator("#rincian").wait_for()
    page.locator(".lang summary").click()
    page.locator("#rincian details").last.evaluate("details => details.open = true")
    expect_sound(page)
    page.locator("#rincian .actions button").click()
    page.locator(".receipt").wait_for()
    expect_sound(page)
    page.close()


def test_the_list_of_languages_is_large_enough_to_press(page: Page, server: Server, citizen: Citizen) -> None:
    page.set_viewport_size({"width": 320, "height": MUST_SEE})
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    for step in range(2):
        page.locator(".lang summary").click()
        heights = page.locator(".lang summary, .lang a, .lang li button").evaluate_all(
            "all => all.map(e => e.offsetHeight)"
        )
        assert len(heights) == len(LANGUAGES)
        assert min(heights) >= 48
        if step == 0:
            page.get_by_role("button", name="Puas", exact=True).click()
            page.locator("#rincian").wait_for()


def test_a_language_is_chosen_by_keyboard_and_nothing_filled_in_is_lost(
    page: Page, server: Server, citizen: Citizen
) -> None:
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    page.keyboard.press("Tab")
    expect(page.locator(".lang summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Very satisfied", exact=True).click()
    page.get_by_role("group", name="Were the steps easy?").get_by_label("Very easy", exact=True).check()
    page.get_by_label("Is there anything you would like to tell us?").fill("Cepat.")
    page.locator(".lang summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Basa Sunda (draf)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Léngkah-léngkahna gampil?").get_by_label("Gampil pisan")).to_be_checked()
    expect(page.get_by_label("Aya anu badé didugikeun?")).to_have_value("Cepat.")
    page.get_by_role("group", name="Waragadna wajar?").get_by_label("Gratis").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Hatur nuhun. Peunteun Anjeun tos katampi ku kami.")
    assert [(row.answers, row.comment, row.language) for row in citizen.inbox()] == [
        ({"U2": 4, "U4": 4}, "Cepat.", "su")
    ]


def test_a_phone_without_scripts_changes_the_language_as_well(
    browser: Browser, server: Server, citizen: Citizen
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="jv-ID")
    page = context.new_page()
    page.goto(f"{server.url}/L/{citizen.sign()}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kados pundi layanan ingkang nembe panjenengan tampi?")
    page.get_by_role("button", name="Marem", exact=True).click()
    page.get_by_text("Language").click()
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih.")
    assert [row.language for row in citizen.inbox()] == ["id"]
    context.close()
