"""Without signal: what is answered on the phone arrives later, exactly once, and the citizen knows how it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, ViewportSize, expect

from tests.browser.conftest import Server
from tests.browser.weather import (
    KEPT,
    SENT,
    WAITING,
    answer,
    at_rest,
    back_online,
    face,
    kept,
    opened,
    openings,
    says,
    send,
)
from tests.public.citizen import Citizen

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def citizen(server: Server) -> Citizen:
    return Citizen(server.app)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose signal comes and goes."""
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_tap_and_details_given_without_signal_are_one_response(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    answer(page, "Petugasnya mampu?", "Sangat kompeten")
    page.get_by_label("Ada yang ingin Anda sampaikan?").fill("Antre\nlama")
    send(page)
    at_rest(page)
    says(page, WAITING)
    assert citizen.inbox() == []
    back_online(context, page)
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers, stored.comment) == (3, {"U6": 4}, "Antre\nlama")
    assert kept(page) == []
    page.get_by_role("link", name="Lanjutkan").click()
    expect(page.locator(".receipt")).to_be_visible()


def test_a_tap_without_signal_counts_though_the_rest_is_never_given(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    context.set_offline(True)
    face(page, "Kurang puas")
    says(page, WAITING)
    back_online(context, page)
    assert openings(citizen) == [2]
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    expect(page.locator(".receipt")).to_be_visible()
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (2, {"U6": 3})


@pytest.mark.parametrize("letters", [16, 36])
def test_a_page_opened_again_without_signal_takes_everything(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen, letters: int
) -> None:
    code = citizen.sign() if letters == 16 else citizen.ticket()
    opened(page, server, code)
    page.close()
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{server.url}/{'L' if letters == 16 else 'T'}/{code}")
    expect(page.locator(".place")).to_contain_text("KTP-el · Loket 1")
    face(page, "Puas")
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    at_rest(page)
    back_online(context, page)
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers, stored.has_ticket) == (3, {"U6": 3}, letters == 36)
    assert stored.details_seconds is None  # nobody knows how long the form was open


def test_the_copy_on_the_phone_still_takes_the_rest_when_its_tap_was_sent_meanwhile(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    context.set_offline(True)
    page.reload()
    face(page, "Puas")
    says(page, WAITING)
    back_online(context, page)
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    expect(page.locator(".receipt")).to_be_visible()
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})


def test_the_rest_given_without_signal_follows_a_tap_given_with_it(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.sign())
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    context.set_offline(True)
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    at_rest(page)
    says(page, WAITING)
    back_online(context, page)
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})
    assert stored.details_seconds is not None


def test_a_rating_waits_through_a_restart_of_the_browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path, server: Server
) -> None:
    citizen, folder = Citizen(server.app), tmp_path / "profile"
    for closing in (True, False):
        context = browser_type.launch_persistent_context(folder, viewport=PHONE, **browser_type_launch_args)
        page = context.new_page()
        if closing:
            opened(page, server, citizen.ticket())
            context.set_offline(True)
            face(page, "Puas")
            answer(page, "Petugasnya mampu?", "Kompeten")
            send(page)
            at_rest(page)
            assert citizen.inbox() == []
        else:
            page.goto(f"{server.url}/")
            says(page, SENT)
            assert kept(page) == []
        context.close()
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})


def test_two_tabs_that_send_at_once_send_each_rating_once(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    other = context.new_page()
    opened(page, server, citizen.ticket(b"one.."))
    opened(other, server, citizen.ticket(b"two.."))
    context.set_offline(True)
    for tab, label in ((page, "Puas"), (other, "Tidak puas")):
        face(tab, label)
        send(tab)
        at_rest(tab)
    says(other, "2 penilaian")
    context.set_offline(False)
    for tab in (page, other):
        tab.evaluate("void queue.flush('pressed')")
    says(page, SENT)
    says(other, SENT)
    assert openings(citizen) == [1, 3]


def test_two_relatives_with_one_phone_are_two_responses(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.sign())
    context.set_offline(True)
    for label in ("Puas", "Sangat puas"):
        page.goto(f"{server.url}/L/{citizen.sign()}")
        face(page, label)
        send(page)
        at_rest(page)
    says(page, "2 penilaian")
    back_online(context, page)
    assert openings(citizen) == [3, 4]


def test_a_changed_mind_before_sending_is_one_response(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    page.go_back()
    face(page, "Tidak puas")
    says(page, WAITING)
    send(page)
    at_rest(page)
    back_online(context, page)
    assert openings(citizen) == [1]


def test_a_double_tap_without_signal_is_one_response(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.sign())
    context.set_offline(True)
    page.get_by_role("button", name="Sangat puas").dblclick()
    says(page, WAITING)
    back_online(context, page)
    assert openings(citizen) == [4]


def test_going_to_rest_says_so_to_a_screen_reader_too(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.sign())
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    context.set_offline(True)
    send(page)
    at_rest(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title(KEPT)
    expect(page.get_by_role("status")).to_contain_text(WAITING)
