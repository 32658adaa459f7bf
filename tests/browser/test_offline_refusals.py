"""What the server will never take: the phone keeps it until the citizen has read why."""

from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

import clock
from models import seals, units
from tests import factories
from tests.browser.conftest import Server
from tests.browser.weather import (
    WAITING,
    answer,
    at_rest,
    face,
    flushed,
    kept,
    opened,
    openings,
    pass_time,
    says,
    send,
)
from tests.public.citizen import Citizen

TOO_OLD = 15 * 24 * 3600
REFUSED = "Satu penilaian tidak dapat diterima."


@pytest.fixture
def citizen(server: Server) -> Citizen:
    return Citizen(server.app)


def waiting(page: Page, server: Server, citizen: Citizen, code: str) -> None:
    """A rating with an element that waits on the phone, without signal."""
    opened(page, server, code)
    page.context.set_offline(True)
    face(page, "Puas")
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    at_rest(page)


def test_a_final_refusal_is_shown_before_it_is_forgotten(page: Page, server: Server, citizen: Citizen) -> None:
    ticket = citizen.ticket()
    waiting(page, server, citizen, ticket)
    citizen.tap(citizen.open(ticket), 4)  # somebody else, meanwhile
    page.context.set_offline(False)
    flushed(page, "pressed")
    page.goto(f"{server.url}/")
    says(page, REFUSED)
    assert len(kept(page)) == 1
    page.reload()
    says(page, REFUSED)
    page.get_by_role("button", name="Lihat alasannya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiket ini sudah dipakai")
    expect(page.locator("#antrean")).to_be_empty()
    assert kept(page) == []
    page.get_by_role("button", name="Saya belum menilai").click()
    page.wait_for_url("**/lanjut/**")
    assert openings(citizen) == [3, 4]


def test_a_refusal_that_did_not_come_through_is_shown_again(page: Page, server: Server, citizen: Citizen) -> None:
    ticket = citizen.ticket()
    waiting(page, server, citizen, ticket)
    citizen.tap(citizen.open(ticket), 4)
    page.context.set_offline(False)
    flushed(page, "pressed")
    page.goto(f"{server.url}/")
    page.context.set_offline(True)
    with suppress(Exception):
        page.get_by_role("button", name="Lihat alasannya").click(timeout=2000)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.go_back()
    says(page, REFUSED)
    assert len(kept(page)) == 1


def test_the_rest_that_comes_after_the_seal_is_refused_in_words(page: Page, server: Server, citizen: Citizen) -> None:
    opened(page, server, citizen.ticket())
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    tomorrow = factories.NOW + timedelta(days=1)
    with citizen.house.database.writing() as session:
        list(seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=tomorrow))
        session.commit()
    clock.move_to(tomorrow)
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Penilaian Anda sudah dihitung")
    expect(page.locator("#antrean")).to_be_empty()
    assert kept(page) == []


def test_an_answer_older_than_its_nonce_is_offered_again_with_a_new_one(
    page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.sign())
    page.context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    clock.move_to(factories.NOW + timedelta(days=23))
    page.context.set_offline(False)
    says(page, REFUSED)
    page.get_by_role("button", name="Lihat alasannya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tekan Kirim sekali lagi")
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.wait_for_url("**/lanjut/**")
    assert openings(citizen) == [3]


def test_after_two_weeks_a_rating_is_given_up_with_an_explanation(page: Page, server: Server, citizen: Citizen) -> None:
    waiting(page, server, citizen, citizen.ticket())
    pass_time(page, TOO_OLD)
    page.context.set_offline(False)
    page.goto(f"{server.url}/")
    says(page, "Penilaian ini sudah lebih dari 14 hari dan tidak bisa dikirim lagi. Maaf.")
    assert len(kept(page)) == 1
    page.get_by_role("button", name="Mengerti").click()
    expect(page.locator("#antrean")).to_be_empty()
    assert kept(page) == []
    assert citizen.inbox() == []
