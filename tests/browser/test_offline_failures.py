"""A server that fails or dies, and phones that lack something: every answer arrives, and once."""

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

import clock
from app import create_app
from config import Config
from tests import factories
from tests.browser.conftest import Server
from tests.browser.weather import (
    BUSY,
    SENT,
    WAITING,
    Weather,
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
    until,
    until_stored,
)
from tests.conftest import SECRET
from tests.public.citizen import Citizen

HERE = Path(__file__).resolve().parents[2]
TRIES = 600  # a minute and more: on a busy machine a new process takes its time
TRIED = "queue.all().then(entries => entries.some(({steps}) => steps[0].tried))"


@pytest.fixture
def weather(app: Flask) -> Weather:
    return Weather(app)


@pytest.fixture
def citizen(weather: Weather, server: Server) -> Citizen:
    return Citizen(server.app)


def test_errors_of_the_server_lose_nothing(page: Page, server: Server, citizen: Citizen, weather: Weather) -> None:
    opened(page, server, citizen.ticket())
    weather.brings("/nilai", 500, 503, 502, 504, 403, 401)
    face(page, "Puas")
    says(page, BUSY)
    for _failure in range(5):
        flushed(page, "pressed")
        assert citizen.inbox() == []
        assert len(kept(page)) == 1
    page.get_by_role("button", name="Kirim sekarang").click()
    says(page, SENT)
    assert openings(citizen) == [3]


def test_a_page_that_cannot_be_opened_for_errors_is_the_copy_on_the_phone(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    code = citizen.ticket()
    opened(page, server, code)
    weather.brings(f"/T/{code}", 503)
    page.reload()
    expect(page.locator(".place")).to_contain_text("Belum tersambung")
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    assert openings(citizen) == [3]


def test_the_pause_that_the_server_asks_for_wins(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    weather.retry_after = "120"
    weather.brings("/nilai", 429)
    face(page, "Puas")
    says(page, BUSY)
    assert flushed(page, "signal") == []
    pass_time(page, 119)
    assert flushed(page) == []
    pass_time(page, 2)
    assert [outcome["state"] for outcome in flushed(page)] == ["sent"]
    assert openings(citizen) == [3]


def test_pauses_grow_from_seconds_to_a_quarter_of_an_hour(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    weather.brings("/nilai", *[500] * 12)
    face(page, "Puas")
    says(page, BUSY)
    pauses = []
    for _failure in range(11):
        pauses.append(page.evaluate("queue.all().then(([entry]) => (entry.due - Date.now()) / 1000)"))
        flushed(page, "pressed")
    assert 4 < pauses[0] <= 10
    assert all(4 < pause <= 900 for pause in pauses)
    assert max(pauses) > 60


def test_an_answer_stored_but_never_acknowledged_is_sent_again_and_stored_once(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    weather.brings("/nilai", "lost")
    face(page, "Puas")
    says(page, BUSY)
    assert openings(citizen) == [3]
    weather.brings("/lanjut", "lost")
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    at_rest(page)
    page.get_by_role("button", name="Kirim sekarang").click()
    says(page, SENT)
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})


def test_a_changed_mind_after_a_lost_acknowledgement_is_one_response(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    weather.brings("/nilai", "lost")
    face(page, "Puas")
    says(page, BUSY)
    page.go_back()
    weather.brings("/nilai", 503)
    face(page, "Tidak puas")
    says(page, BUSY)
    flushed(page, "pressed")
    assert kept(page) == []
    assert openings(citizen) == [1]


def test_the_log_in_page_of_somebodys_network_is_not_our_answer(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    weather.brings("/nilai", "portal")
    face(page, "Puas")
    says(page, SENT)
    assert openings(citizen) == [3]


def test_a_line_that_fails_twice_more_after_it_came_back_is_tried_again_within_seconds(
    page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    page.context.set_offline(True)
    face(page, "Puas")
    page.wait_for_url("**/luring/**")
    says(page, WAITING)
    weather.brings("/nilai", "portal", "portal")
    page.context.set_offline(False)
    says(page, SENT)
    assert openings(citizen) == [3]


def test_a_tab_closed_before_its_rating_left_is_made_up_for_by_the_next_page(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    page.route("**/nilai", lambda _route: None)  # the request never gets out
    face(page, "Puas")
    until(page, TRIED)
    assert citizen.inbox() == []
    page.close()
    page = context.new_page()
    page.goto(f"{server.url}/")
    says(page, SENT)
    assert openings(citizen) == [3]


def test_a_tab_closed_before_it_heard_that_its_rating_arrived_is_made_up_for_by_the_next_page(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen, weather: Weather
) -> None:
    opened(page, server, citizen.ticket())
    weather.brings("/nilai", "late")
    face(page, "Puas")
    until_stored(page, citizen)
    says(page, "Mengirim…")
    page.close()
    page = context.new_page()
    page.goto(f"{server.url}/")
    says(page, SENT)
    weather.clears.set()
    assert openings(citizen) == [3]


def test_a_phone_that_threw_its_store_away_takes_the_next_rating(page: Page, server: Server, citizen: Citizen) -> None:
    opened(page, server, citizen.sign())
    assert kept(page) == []
    wire = page.context.new_cdp_session(page)
    wire.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "indexeddb"})
    page.context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    page.context.set_offline(False)
    says(page, SENT)
    assert openings(citizen) == [3]


@pytest.mark.parametrize(
    "lack",
    [
        "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', {value: undefined})",
        "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError') }",
        "IDBFactory.prototype.open = () => ({})",
        "IDBFactory.prototype.open = () => { const request = {}; setTimeout(() => request.onerror()); return request }",
        "window.FormData = undefined",
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('refused') }})",
        "delete Navigator.prototype.locks; delete Navigator.prototype.serviceWorker; delete window.AbortController",
    ],
    ids=["no store", "refused store", "silent store", "broken store", "no forms", "no session", "old phone"],
)
def test_on_a_phone_that_lacks_something_the_form_works_all_the_same(
    browser: Browser, server: Server, citizen: Citizen, lack: str
) -> None:
    context = browser.new_context()
    context.add_init_script(lack)
    page = context.new_page()
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    expect(page.locator(".receipt")).to_be_visible()
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})
    context.close()


@pytest.fixture
def killable(config: Config, listener: socket.socket) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A place for servers that are processes of their own; whatever still runs is killed in the end."""
    listener.close()
    (config.data / "secret").write_bytes(SECRET)
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()


def start(config: Config, processes: list[subprocess.Popen[bytes]]) -> None:
    """A server as it is installed, in a process of its own; it answers now."""
    port = config.base_url.rsplit(":", 1)[1]
    settings = {
        "SUARA_ENV": "development",
        "SUARA_DATA": str(config.data),
        "DATABASE_URL": config.database_url,
        "BASE_URL": config.base_url,
    }
    command = ["env", *(f"{name}={value}" for name, value in settings.items()), sys.executable, "-m", "flask", "serve"]
    options = ["--no-nights", "--host", "127.0.0.1", "--port", port]
    process = subprocess.Popen([*command, *options], cwd=HERE, stdout=subprocess.DEVNULL)
    processes.append(process)
    for _try in range(TRIES):
        with suppress(OSError), urllib.request.urlopen(f"{config.base_url}/healthz", timeout=1):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            pytest.fail("the server ended by itself")
    pytest.fail("the server does not answer")


def test_a_server_that_is_killed_and_started_again_loses_nothing(
    page: Page, config: Config, killable: list[subprocess.Popen[bytes]]
) -> None:
    clock.move_to(None)  # a process of its own has the clock of the world
    app = create_app(config)
    with app.extensions["house"].database.writing() as session:
        factories.town(session)
        session.commit()
    citizen = Citizen(app)
    start(config, killable)
    opened(page, Server(config.base_url, app), citizen.sign())
    killable[-1].send_signal(signal.SIGKILL)
    killable[-1].wait()
    face(page, "Puas")
    says(page, WAITING)
    start(config, killable)
    page.get_by_role("button", name="Kirim sekarang").click()
    says(page, SENT)
    killable[-1].send_signal(signal.SIGKILL)
    killable[-1].wait()
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    at_rest(page)
    start(config, killable)
    page.get_by_role("button", name="Kirim sekarang").click()
    says(page, SENT)
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})
    app.extensions["house"].database.close()
