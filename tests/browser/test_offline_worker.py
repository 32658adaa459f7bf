"""The worker: pages open without signal, the browser sends by itself, and nothing is kept that nobody may see."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Server
from tests.browser.weather import (
    SENT,
    WAITING,
    answer,
    at_rest,
    back_online,
    face,
    held,
    opened,
    openings,
    says,
    send,
    until,
    until_stored,
)
from tests.public.citizen import OTHER_COUNTER, Citizen


@pytest.fixture
def citizen(server: Server) -> Citizen:
    return Citizen(server.app)


def test_a_code_never_seen_opens_without_signal_once_the_phone_knows_us(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.sign())
    context.set_offline(True)
    code = citizen.sign(OTHER_COUNTER)
    page.goto(f"{server.url}/L/{code}")
    expect(page.locator(".place")).to_contain_text(" ".join(code[start : start + 4] for start in range(0, 16, 4)))
    face(page, "Sangat puas")
    says(page, WAITING)
    back_online(context, page)
    assert [(stored.opening, stored.counter_id) for stored in citizen.inbox()] == [(4, OTHER_COUNTER)]


def test_the_copy_speaks_the_language_of_the_page(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    address = f"{server.url}/L/{citizen.sign()}"
    opened(page, server, citizen.sign())
    page.goto(f"{address}?bahasa=su")
    copies = "caches.keys().then(([name]) => caches.open(name)).then(cache => cache.keys())"
    only = "kept.filter(({url}) => url.includes('/luring/')).every(({url}) => url.endsWith('?bahasa=su'))"
    until(page, f"{copies}.then(kept => {only})")
    context.set_offline(True)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "su")
    page.locator("button.face").nth(2).click()
    says(page, page.evaluate("WORDS.again"))
    assert page.evaluate("WORDS.again") != "Buka lagi halaman ini dalam 7 hari."
    context.set_offline(False)
    says(page, page.evaluate("WORDS.sent"))
    assert [(stored.opening, stored.language) for stored in citizen.inbox()] == [(3, "su")]


def test_without_a_worker_the_tap_waits_all_the_same(browser: Browser, server: Server, citizen: Citizen) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    context.set_offline(True)
    face(page, "Puas")
    at_rest(page)
    says(page, WAITING)
    back_online(context, page)
    assert openings(citizen) == [3]
    context.close()


def test_going_back_under_the_worker_finds_the_form_as_it_was(page: Page, server: Server, citizen: Citizen) -> None:
    opened(page, server, citizen.sign())
    nonce = page.locator("[name=formulir]").input_value()
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    page.go_back()
    assert page.locator("[name=formulir]").input_value() == nonce
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    assert openings(citizen) == [3]


def test_what_the_browser_sends_without_any_page_open_is_told_once_by_the_next_page(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    wire = context.new_cdp_session(page)
    versions: list[dict[str, str]] = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: versions.extend(event["registrations"]))
    wire.send("ServiceWorker.enable")
    page.goto("about:blank")
    context.set_offline(False)
    wire.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": server.url,
            "registrationId": versions[0]["registrationId"],
            "tag": "antrean",
            "lastChance": False,
        },
    )
    until_stored(page, citizen)
    page.goto(f"{server.url}/healthz")  # shows nothing, and lets the phone be looked into
    while [entry["id"] for entry in held(page)] != ["kabar"]:
        page.wait_for_timeout(50)
    [word] = held(page)
    assert (word["steps"], set(word)) == ([], {"id", "made", "steps"})
    page.goto(f"{server.url}/")
    says(page, SENT)
    until(page, "queue.all().then(entries => entries.length == 0)")
    page.goto(f"{server.url}/")
    until(page, "queue.flush().then(() => true)")
    expect(page.locator("#antrean")).to_be_empty()
    assert openings(citizen) == [3]


def test_a_new_worker_in_the_middle_loses_nothing(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    [before] = page.evaluate("caches.keys()")
    context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    citizen.change_agency(help_line="(021) 555-0199")  # stands on every page, so that the copies are others now
    context.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then(worker => worker.update())")
    until(page, f"caches.keys().then(names => names.length == 1 && names[0] != '{before}')")
    says(page, SENT)
    answer(page, "Petugasnya mampu?", "Kompeten")
    send(page)
    expect(page.locator(".receipt")).to_be_visible()
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 3})


def test_the_worker_keeps_copies_without_nonce_and_nothing_else(page: Page, server: Server, citizen: Citizen) -> None:
    for number in range(6):
        opened(page, server, citizen.ticket(bytes([number] * 5)))
    face(page, "Puas")
    page.wait_for_url("**/lanjut/**")
    page.goto(f"{server.url}/tanda-terima")
    page.goto(f"{server.url}/staf/masuk")
    held = page.evaluate(
        "caches.keys().then(names => caches.open(names[0])).then(async cache => Promise.all("
        "(await cache.keys()).map(async ({url}) => [new URL(url).pathname, await (await cache.match(url)).text()])))"
    )
    paths = sorted(path for path, _text in held)
    assert len([path for path in paths if path.startswith("/luring/")]) == 4
    assert [path for path in paths if not path.startswith("/luring/")] == ["/antrean-id.js", "/luring"]
    assert all('name="formulir"' not in text for _path, text in held)


def test_the_switch_takes_the_worker_away_and_leaves_what_waits(
    context: BrowserContext, page: Page, server: Server, citizen: Citizen
) -> None:
    opened(page, server, citizen.ticket())
    context.set_offline(True)
    face(page, "Puas")
    says(page, WAITING)
    (citizen.house.config.data / "tanpa-luring").touch()
    context.set_offline(False)
    says(page, SENT)
    page.goto(f"{server.url}/")
    until(page, "navigator.serviceWorker.getRegistration().then(found => !found)")
    assert page.evaluate("caches.keys()") == []
    assert openings(citizen) == [3]
