"""Every page of the staff in a real browser, found from the routes, so that none can be forgotten.

The sample town says which units, counters and reports there are. A page about something it does not have is looked at
by the test named in ELSEWHERE, or looks like another one.
"""

import re
import shutil
from datetime import timedelta
from html import unescape
from pathlib import Path
from random import Random
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from backoffice import permissions
from backoffice.door import digest
from cli.demo import reports
from cli.demo.build import build
from config import Config
from database import Database
from models import logins
from models.changes import By
from models.comments import ReleasedComment
from models.users import ROLES, User
from surveys.keys import KeyRing
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looks import Scheme, expect_sound
from tests.conftest import SECRET, Application

pytestmark = pytest.mark.xdist_group("every page")  # the town is made once

PREFIX: Final = "backoffice."
LOOKS: Final[tuple[tuple[int, Scheme], ...]] = ((360, "light"), (1280, "dark"))
FULLEST: Final = ("unit_head", "operator", "evaluator", "hr", "admin", "officer", "auditor")
AGENCY_WIDE: Final = frozenset({"figure_list", "report_list"})  # a person of one unit is sent on to it
FILES: Final = frozenset(
    {
        "download_progress",
        "import_counts_template",
        "import_officers_template",
        "import_recaps_template",
        "import_respondents_template",
        "import_roster_template",
        "questionnaire_style",
        "sign_print_file",
    }
)
ELSEWHERE: Final = {
    "appraisal_list": "test_appraisals",
    "appraisal_page": "test_appraisals",
    "case_original_ask": "test_cases",
    "case_original_grant": "test_cases",
    "case_return": "test_cases",
    "download_page": "test_downloads",
    "evidence_page": "test_appraisals",
    "flag_page": "test_flags",
    "formula_approve": "test_appraisals",
    "handover_approve": "test_appraisals",
    "handover_export": "test_appraisals",
    "handover_page": "test_appraisals",
    "import_batch": "test_imports",
    "objection_agree": "test_objection",
    "objection_comment": "test_objection",
    "objection_decide": "test_objection",
    "objection_new": "test_objection",
    "objection_page": "test_objection",
    "objection_revise": "test_objection",
    "paper_check": "test_paper",
    "paper_code": "test_paper",
    "paper_differences": "test_paper",
    "paper_type": "test_paper",
    "remark_answer": "test_periods",
    "remark_new": "test_periods",
    "sheet_print": "test_tickets",
}
SAME_FORM: Final = {  # drawn by the one template of forms, as this other page is
    "case_template_edit": "case_template_new",
    "client_approve": "client_new",
    "expectation_edit": "expectation_new",
    "own_question_refuse": "own_question_new",
    "record_sign": "record_new",
    "sheet_void": "sheet_new",
}
SMALL: Final = """
() => axe.run({runOnly: ['target-size']}).then(({violations}) =>
  violations.flatMap(({nodes}) => nodes.map(({html}) => html)))
"""
LINKED: Final = re.compile(r'(?:href|src)="(/static/[^"]+)"')
PACKED: Final = {"Accept-Encoding": "gzip"}
HEAVIEST: Final = 150_000
LEFT_OUT: Final = frozenset({*FILES, *ELSEWHERE, *SAME_FORM})
UNIT: Final = 1  # that of the sample's log-ins
THINGS: Final = {
    "unit_id": UNIT,
    "day": "2026-10-26",
    "month": "2026-11",
    "block": "kop",
    "ending": "xlsx",
}
CODES: Final = {"questionnaire_page": "skm-2017", "lexicon_theme_edit": "waktu"}


@pytest.fixture(scope="module")
def sample(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fortnight of the sample town, with its reports."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    shutil.copy(sqlite_template, path)
    database, chance = Database(f"sqlite:///{path}"), Random(1)
    with database.writing() as session:
        built = build(session, now=factories.NOW, chance=chance, start=factories.TODAY - timedelta(days=14))
        reports.report(session, KeyRing(SECRET), built, factories.NOW, chance)
        session.commit()
    database.close()
    return path


@pytest.fixture
def app(config: Config, application: Application, sample: Path) -> Flask:
    """The application on a copy of the sample town."""
    shutil.copy(sample, config.database_url.removeprefix("sqlite:///"))
    return application(config)


def enter(server: Server, role: str) -> str:
    """Log in as the sample's person of a role; the token of the cookie."""
    token = f"token of {role}"
    with server.app.extensions["house"].database.writing() as session:
        user = session.scalars(select(User).where(User.role == role)).one()
        signature = By(user.id, user.username, user.role, factories.NOW, bytes(16))
        logins.open_session(session, signature, user, digest(token))
        session.commit()
    return token


def pages(app: Flask, role: str) -> dict[str, str]:
    """Addresses of the pages that a role opens for all roles, by endpoint; every role has its own first page."""
    with app.extensions["house"].database.reading() as session:
        comment = session.scalars(select(ReleasedComment.comment_id).order_by(ReleasedComment.comment_id)).first()
    assert comment is not None
    found = {"home": "/staf/"}
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint.removeprefix(PREFIX)
        if rule.endpoint == endpoint or "GET" not in (rule.methods or ()) or endpoint in LEFT_OUT:
            continue
        if role == reader(endpoint):
            things = {**THINGS, "comment_id": comment.hex(), "code": CODES.get(endpoint, "2026-TW4")}
            built = rule.build({name: things.get(name, 1) for name in rule.arguments})
            assert built is not None, rule
            found[endpoint] = built[1]
    return found


def reader(endpoint: str) -> str:
    """The role for whom a page holds the most."""
    roles = FULLEST[::-1] if endpoint in AGENCY_WIDE else FULLEST
    return next(role for role in roles if permissions.may(role, endpoint))


def look(page: Page) -> None:
    """Sound in every look, all folded out; targets at least 24 px or that far apart."""
    page.locator("main details").evaluate_all("all => all.forEach(details => { details.open = true; })")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)
        expect_sound(page)
        assert page.evaluate(SMALL) == [], page.url


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_on_a_phone_by_day_and_on_a_desk_by_night(
    browser: Browser, server: Server, role: str
) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "s", "value": enter(server, role), "url": server.url}])
    page = context.new_page()
    for endpoint, address in pages(server.app, role).items():
        answer = page.goto(server.url + address)
        assert answer is not None
        assert answer.status == 200, (endpoint, address)
        look(page)


@pytest.mark.parametrize("role", ROLES)
def test_no_first_load_weighs_more_than_150_kb_compressed(server: Server, role: str) -> None:
    client = server.app.test_client()
    client.set_cookie("s", enter(server, role), domain="127.0.0.1")
    for endpoint, address in pages(server.app, role).items():
        page = client.get(address, base_url=server.url)
        linked = LINKED.findall(page.get_data(as_text=True))
        files = [client.get(unescape(link), base_url=server.url, headers=PACKED, buffered=True) for link in linked]
        packed = client.get(address, base_url=server.url, headers=PACKED)
        assert sum(len(answer.data) for answer in (packed, *files)) <= HEAVIEST, endpoint


def test_a_page_looked_at_elsewhere_is_one_that_exists() -> None:
    assert LEFT_OUT | set(SAME_FORM.values()) <= set(permissions.ROUTES)
    assert not LEFT_OUT & set(SAME_FORM.values())
    assert all((Path(__file__).parent / f"{module}.py").is_file() for module in ELSEWHERE.values())
