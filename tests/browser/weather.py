"""What goes wrong between a phone and the server, and what a phone knows of its ratings meanwhile."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.test import run_wsgi_app

from tests.browser.conftest import Server
from tests.public.citizen import Citizen

Answer = int | Literal["lost", "portal", "late"]

KEPT = "Tersimpan di ponsel ini"
WAITING = "Menunggu jaringan: 1 penilaian tersimpan di ponsel ini. Akan dikirim sendiri."
BUSY = "Server sedang sibuk: 1 penilaian tersimpan di ponsel ini. Akan dikirim sendiri."
SENT = "Penilaian yang tadi menunggu sudah terkirim. Terima kasih."

_STORE = """new Promise(resolve => {
  indexedDB.open("suara-loket", 1).onsuccess = ({target}) => {
    target.result.transaction("penilaian").objectStore("penilaian").getAll().onsuccess = ({target}) => {
      resolve(target.result);
    };
  };
})"""

_SHIFT = """seconds => new Promise(resolve => {
  indexedDB.open("suara-loket", 1).onsuccess = ({target}) => {
    const transaction = target.result.transaction("penilaian", "readwrite");
    const store = transaction.objectStore("penilaian");
    transaction.oncomplete = () => resolve();
    store.getAll().onsuccess = ({target}) => target.result.forEach(entry => {
      entry.made -= 1000 * seconds;
      entry.due -= 1000 * seconds;
      store.put(entry);
    });
  };
})"""


class Weather:
    """The application behind a line that fails as told, one answer after the other, for requests to a path.

    A number is an error of that status instead of an answer. "lost" lets the application answer and tells the phone
    otherwise; "late" lets it answer and tells the phone only when the weather `clears`; "portal" is the log-in page of
    somebody's Wi-Fi.
    """

    def __init__(self, app: Flask) -> None:
        self._through = app.wsgi_app
        self._coming: dict[str, list[Answer]] = defaultdict(list)
        self.retry_after = ""
        self.clears = threading.Event()
        app.wsgi_app = self  # type: ignore[method-assign, assignment]

    def brings(self, path: str, *answers: Answer) -> None:
        """Answer the next requests to `path` like this."""
        self._coming[path] += answers

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The application as the phone meets it."""
        coming = self._coming[environ["PATH_INFO"]]
        if not coming:
            return self._through(environ, start)
        answer = coming.pop(0)
        if answer in ("lost", "late"):
            run_wsgi_app(self._through, environ)
        if answer == "late":
            self.clears.wait()
        headers = [("Content-Type", "text/html")] + ([("Retry-After", self.retry_after)] if self.retry_after else [])
        status = {"portal": 200, "lost": 502, "late": 502}.get(str(answer), answer)
        start(f"{status} Weather", headers)
        return [b"<!doctype html><title>Wi-Fi</title>"]


def until(page: Page, condition: str) -> None:
    """Wait until something is true in the page; Playwright's own way needs a looser content policy than ours."""
    for _moment in range(600):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


def until_stored(page: Page, citizen: Citizen) -> None:
    """Wait until the server has a rating, whoever sent it."""
    for _moment in range(600):
        if citizen.inbox():
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing arrived")


def opened(page: Page, server: Server, code: str) -> None:
    """Open a code with signal, and wait until the phone has its copy of the page."""
    page.goto(f"{server.url}/{'L' if len(code) == 16 else 'T'}/{code}")
    until(page, "Boolean(navigator.serviceWorker.controller)")
    until(page, f"caches.match('/luring/{code}', {{ignoreSearch: true}}).then(Boolean)")


def face(page: Page, label: str) -> None:
    """Press a face."""
    page.get_by_role("button", name=label, exact=True).click()


def answer(page: Page, question: str, label: str) -> None:
    """Answer one of the elements."""
    page.get_by_role("group", name=question).get_by_label(label, exact=True).check()


def send(page: Page) -> None:
    """Press *Kirim*."""
    page.get_by_role("button", name="Kirim", exact=True).click()


def says(page: Page, text: str) -> None:
    """The page tells the citizen how their ratings stand."""
    expect(page.locator("#antrean")).to_contain_text(text)


def at_rest(page: Page) -> None:
    """The page has said that the rating is on the phone, and asks for nothing more."""
    expect(page.get_by_role("heading", level=1)).to_have_text(KEPT)


def held(page: Page) -> list[dict[str, Any]]:
    """All that the phone holds, read from any page of the site."""
    entries: list[dict[str, Any]] = page.evaluate(_STORE)
    return entries


def kept(page: Page) -> list[dict[str, Any]]:
    """What waits on the phone."""
    entries: list[dict[str, Any]] = page.evaluate("queue.all()")
    return [entry for entry in entries if entry["steps"]]


def pass_time(page: Page, seconds: float) -> None:
    """Let what waits have waited so much longer."""
    page.evaluate(_SHIFT, seconds)


def flushed(page: Page, reason: str = "") -> list[dict[str, Any]]:
    """Send whatever is due, as a page does every minute or, by a `reason`, earlier."""
    outcomes: list[dict[str, Any]] = page.evaluate("reason => queue.flush(reason)", reason)
    return outcomes


def back_online(context: BrowserContext, page: Page) -> None:
    """The signal is back, and the page has noticed."""
    context.set_offline(False)
    says(page, SENT)


def openings(citizen: Citizen) -> list[int]:
    """The faces stored by the server."""
    return sorted(stored.opening or 0 for stored in citizen.inbox())
