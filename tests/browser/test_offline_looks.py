"""How the phone's own copy of the pages looks, and what is said about ratings that wait."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import update

from models.units import Unit
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere
from tests.browser.test_citizen_looks import LONG_NAME
from tests.browser.weather import (
    SENT,
    WAITING,
    answer,
    at_rest,
    back_online,
    face,
    flushed,
    opened,
    pass_time,
    says,
    send,
)
from tests.public.citizen import Citizen

TOO_OLD = 15 * 24 * 3600


@pytest.fixture
def citizen(server: Server) -> Citizen:
    """Of a sample town whose unit has a name of 55 letters."""
    citizen = Citizen(server.app)
    citizen.change_agency(is_sample=True)
    with citizen.house.database.writing() as session:
        session.execute(update(Unit).values(name=LONG_NAME))
        session.commit()
    return citizen


def waits(page: Page, server: Server, citizen: Citizen, code: str) -> None:
    """A rating that waits on the phone, looked at on its way."""
    opened(page, server, code)
    page.context.set_offline(True)
    page.reload()
    expect_sound_everywhere(page)
    face(page, "Puas")
    says(page, WAITING)
    expect_sound_everywhere(page)
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    at_rest(page)
    expect_sound_everywhere(page)


def test_every_state_of_a_waiting_rating_is_accessible(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    waits(page, server, citizen, citizen.sign())
    back_online(context, page)
    says(page, SENT)
    expect_sound_everywhere(page)
    ticket = citizen.ticket()
    waits(page, server, citizen, ticket)
    citizen.tap(citizen.open(ticket), 4)
    context.set_offline(False)
    flushed(page, "pressed")
    page.goto(f"{server.url}/")
    says(page, "tidak dapat diterima")
    expect_sound_everywhere(page)
    context.set_offline(True)
    waits_too_long = citizen.ticket(b"other")
    page.goto(f"{server.url}/T/{waits_too_long}")
    face(page, "Puas")
    pass_time(page, TOO_OLD)
    page.reload()
    says(page, "lebih dari 14 hari")
    expect_sound_everywhere(page)


@pytest.mark.parametrize(("width", "height"), [(320, 640), (360, 640)])
def test_all_faces_of_the_copy_are_in_view_without_scrolling(
    browser: Browser, server: Server, citizen: Citizen, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    opened(page, server, citizen.ticket())
    page.context.set_offline(True)
    page.reload()
    boxes = [button.bounding_box() for button in page.locator("button.face").all()]
    assert len(boxes) == 4
    assert all(box and box["height"] >= 96 and box["y"] + box["height"] <= height for box in boxes)
    page.close()
