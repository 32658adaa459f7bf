"""What the browser tests of every page have in common: an accessible page, and a log-in that is already there."""

import secrets
from collections.abc import Iterable
from typing import Final, Literal

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

import clock
from backoffice.door import digest
from models import logins
from models.agency import the_agency
from models.changes import By
from tests.backoffice.conftest import account
from tests.browser.conftest import Server

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("dark", "light")
WIDTHS: Final = (320, 360, 1280)
FOUND: Final = "() => axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"


def expect_sound(page: Page) -> None:
    """The page passes axe and needs no sideways scrolling."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    found = AxeResults(page.evaluate(FOUND))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def expect_sound_everywhere(page: Page, schemes: Iterable[Scheme] = SCHEMES) -> None:
    """The page is sound on phones and on a desk, light and dark, all folded out; it is left as wide as it was."""
    page.locator("main details").evaluate_all("all => all.forEach(details => { details.open = true; })")
    before = page.viewport_size
    assert before is not None
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": before["height"]})
            expect_sound(page)
    page.set_viewport_size(before)


def logged_in(context: BrowserContext, server: Server, role: str) -> None:
    """Give the browser the log-in of a role."""
    token = secrets.token_urlsafe(32)
    with server.app.extensions["house"].database.writing() as session:
        user = account(session, role)
        logins.open_session(session, By(user.id, user.username, user.role, clock.now(), bytes(16)), user, digest(token))
        session.commit()
    context.add_cookies([{"name": "s", "value": token, "url": server.url}])


def hold_sample_data(server: Server) -> None:
    """Make the town one of sample data, so that every page carries the banner."""
    with server.app.extensions["house"].database.writing() as session:
        the_agency(session).is_sample = True
        session.commit()
