"""How the citizen's pages look and speak: no violation axe knows of, no sideways scrolling, every face in view."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from models.agency import Agency
from models.units import Unit
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere
from tests.public.citizen import OTHER_COUNTER, Citizen

LONG_NAME = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu."


@pytest.fixture
def citizen(server: Server) -> Citizen:
    """Of a sample town whose unit has a name of 55 letters."""
    assert len(LONG_NAME) == 55
    citizen = Citizen(server.app)
    with citizen.house.database.writing() as session:
        session.execute(update(Unit).values(name=LONG_NAME))
        session.execute(update(Agency).values(is_sample=True))
        session.commit()
    return citizen


def test_every_page_is_accessible(page: Page, server: Server, citizen: Citizen) -> None:
    citizen.change_counter(OTHER_COUNTER, closed_on=factories.TODAY)
    ticket = citizen.ticket()
    for path in ("/", "/?kode=X", "/tanda-terima?kode=X", "/privasi", "/pengaduan", "/hasil", "/hasil/dukcapil",
                 "/aksesibilitas", "/L/XXXX", f"/L/{citizen.sign(OTHER_COUNTER)}", f"/loket/{ticket}",
                 "/tidak/ada"):  # fmt: skip
        page.goto(server.url + path)
        expect_sound_everywhere(page)
    page.goto(f"{server.url}/T/{ticket}")
    expect_sound_everywhere(page)
    page.get_by_role("button", name="Kurang puas").click()
    page.locator("#rincian").wait_for()
    expect_sound_everywhere(page)
    page.get_by_label("Ada yang ingin Anda sampaikan?").fill("a" * 1001)
    page.get_by_role("button", name="Kirim").click()
    page.get_by_role("alert").wait_for()
    expect_sound_everywhere(page)
    page.get_by_label("Ada yang ingin Anda sampaikan?").fill("Sudah pendek.")
    page.get_by_role("button", name="Kirim").click()
    page.locator(".receipt").wait_for()
    expect_sound_everywhere(page)
    citizen.tap(citizen.open(other := citizen.ticket(b"other")), 3)
    page.goto(f"{server.url}/T/{other}")
    page.get_by_role("button", name="Kurang puas").click()
    page.get_by_role("heading", name="Tiket ini sudah dipakai").wait_for()
    expect_sound_everywhere(page)


@pytest.mark.parametrize(("width", "height"), [(320, 640), (360, 640), (1280, 800)])
def test_all_faces_are_in_view_without_scrolling(
    browser: Browser, server: Server, citizen: Citizen, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    boxes = [button.bounding_box() for button in page.locator("button.face").all()]
    assert len(boxes) == 4
    for box in boxes:
        assert box is not None
        assert box["height"] >= 96
        assert box["y"] + box["height"] <= height
    assert len({box["y"] for box in boxes if box}) == (1 if width >= 600 else 2)
    page.close()


def test_every_other_thing_to_press_is_large_enough(page: Page, server: Server, citizen: Citizen) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    page.get_by_role("button", name="Puas", exact=True).click()
    page.locator("#rincian details").last.evaluate("details => details.open = true")
    heights = page.locator("label.option").evaluate_all("labels => labels.map(l => l.offsetHeight)")
    assert min(heights) >= 48
    assert page.get_by_role("button", name="Kirim").evaluate("button => button.offsetHeight") >= 56


def test_a_group_of_answers_is_one_stop_for_the_keyboard(page: Page, server: Server, citizen: Citizen) -> None:
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    page.get_by_role("button", name="Puas", exact=True).click()
    page.get_by_role("link", name="Cukup sampai di sini").focus()
    for _step in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    first = page.get_by_role("group", name="Syaratnya sesuai dengan layanannya?")
    assert first.get_by_label("Kurang sesuai").is_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('fieldset').textContent").strip().startswith("Langkah")
