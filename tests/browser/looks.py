"""What the browser tests of every page have in common: an accessible page, and a log-in that is already there."""

import secrets

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

import clock
from backoffice.door import digest
from models import logins
from models.agency import the_agency
from models.changes import By
from tests.backoffice.conftest import account
from tests.browser.conftest import Server


def expect_sound(page: Page) -> None:
    """The page passes axe and needs no sideways scrolling."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


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
