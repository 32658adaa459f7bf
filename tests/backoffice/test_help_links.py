"""Every page of the staff has a “Bantuan” that leads to a heading of the handbook which exists."""

import re

import pytest
from flask import Flask

import handbook
from backoffice import help_links
from backoffice.menu import MENU
from models.users import ROLES
from tests.backoffice.conftest import Staff


def anchors() -> set[str]:
    """Every heading of the handbook, with its chapter."""
    return {f"{name}#{section.anchor}" for name in handbook.CHAPTERS for section in handbook.chapter(name).sections}


def test_every_place_is_a_heading_of_the_handbook() -> None:
    assert set(help_links.PLACES.values()) <= anchors()


def test_every_entry_of_the_menu_has_its_place() -> None:
    missing = [entry.endpoint for group in MENU for entry in group.entries if not help_links.place(entry.endpoint)]
    assert missing == []


def test_every_page_of_the_staff_has_its_place(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("backoffice.")]
    missing = [rule.endpoint for rule in rules if not help_links.place(rule.endpoint.removeprefix("backoffice."))]
    assert missing == []


def test_every_beginning_is_that_of_an_endpoint(app: Flask) -> None:
    names = [rule.endpoint.removeprefix("backoffice.") for rule in app.url_map.iter_rules()]
    unused = [name for name in help_links.PLACES if not any(one == name or one.startswith(f"{name}_") for one in names)]
    assert unused == []


@pytest.mark.parametrize(
    ("endpoint", "chapter"),
    [("roster_week", "kepala-unit"), ("roster_mine", "petugas"), ("roster_request_list", "kepegawaian")],
)
def test_the_longest_beginning_that_fits_decides(endpoint: str, chapter: str) -> None:
    assert help_links.place(endpoint).partition("#")[0] == chapter


def test_no_place_is_made_up_for_an_unknown_page() -> None:
    assert help_links.place("rosters") == ""


def test_every_page_links_to_its_help_and_to_the_handbook(app: Flask, staff: Staff) -> None:
    assert 'href="/panduan/mulai#masuk">Bantuan' in app.test_client().get("/staf/masuk").get_data(as_text=True)
    for role in ROLES:
        page = staff(role).get("/staf/akun").get_data(as_text=True)
        assert re.search(r'href="/panduan/mulai#kata-sandi-dan-perangkat">Bantuan<', page)
        assert 'href="/panduan/"' in page
