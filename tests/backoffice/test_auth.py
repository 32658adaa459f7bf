"""Log-in, log-out, what ends a session, and how guessing is slowed down."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock
from app import create_app
from backoffice import passwords
from backoffice.door import digest
from config import Config
from models import logins, officers
from models.audit import AuditEvent
from models.users import ROLES, User, UserSession
from tests import factories
from tests.backoffice.conftest import Staff, account, log_in
from tests.factories import NOW

PASSWORD = "kuda terbang di atas awan"
HASH = passwords.hashed(PASSWORD)


@pytest.fixture
def hr(app: Flask) -> User:
    """The account of the HR manager, with a password."""
    with app.extensions["house"].database.writing() as session:
        user = account(session, "hr", password_hash=HASH)
        session.commit()
    return user


def token_of(client: FlaskClient, address: str = "/staf/masuk") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).get_data(as_text=True))
    assert found is not None
    return found[1]


def try_to_enter(client: FlaskClient, username: str, password: str, target: str = ""):  # type: ignore[no-untyped-def]
    data = {"csrf_token": token_of(client), "username": username, "password": password}
    return client.post("/staf/masuk", query_string={"next": target} if target else None, data=data)


def test_the_right_password_opens_the_page_that_was_asked_for(app: Flask, hr: User) -> None:
    client = app.test_client()
    answer = try_to_enter(client, "hr", PASSWORD, "/staf/petugas")
    assert (answer.status_code, answer.location) == (303, "/staf/petugas")
    assert "Petugas" in client.get("/staf/petugas").get_data(as_text=True)


@pytest.mark.parametrize("target", ["https://jahat.example/staf/", "//jahat.example/staf/", "/staf/\\..", "/hasil"])
def test_a_log_in_leads_nowhere_but_to_staff_pages(app: Flask, hr: User, target: str) -> None:
    assert try_to_enter(app.test_client(), "hr", PASSWORD, target).location == "/staf/"


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(app: Flask, hr: User) -> None:
    wrong, unknown = (try_to_enter(app.test_client(), name, "bukan kata sandinya") for name in ("hr", "xx"))
    assert wrong.status_code == unknown.status_code == 422
    same = [re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in (wrong, unknown)]
    assert same[0] == same[1]
    assert "tidak cocok" in same[0]


def test_an_unknown_name_costs_the_same_hash_and_the_same_write(app: Flask, hr: User, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    verified = []
    monkeypatch.setattr(
        passwords, "_hasher", type("Counting", (), {"verify": lambda _self, kept, _typed: verified.append(kept)})()
    )
    for name in ("hr", "xx"):
        try_to_enter(app.test_client(), name, "bukan kata sandinya")
    assert verified == [HASH, passwords._NOBODYS]


@pytest.mark.parametrize("username", ["a\0b", "x" * 5000, "\ud800", " "])
def test_an_impossible_name_is_answered_in_words(app: Flask, username: str) -> None:
    data = {"username": username.encode("utf-8", "surrogatepass"), "password": "x"}
    client = app.test_client()
    answer = client.post("/staf/masuk", data={"csrf_token": token_of(client), **data})
    assert answer.status_code == 422


def test_five_failures_make_an_account_wait_and_each_further_one_doubles_the_wait(app: Flask, hr: User) -> None:
    waits = []
    with app.extensions["house"].database.writing() as session:
        moment = NOW
        for _ in range(8):
            assert logins.count_attempt(session, "hr", moment) is not None
            user = session.get(User, hr.id)
            assert user is not None
            waits.append((user.wait_until - moment).total_seconds() if user.wait_until else 0)
            moment = user.wait_until or moment
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480]


def test_the_right_password_does_not_help_while_the_account_waits(app: Flask, hr: User) -> None:
    for _ in range(5):
        try_to_enter(app.test_client(), "hr", "bukan kata sandinya")
    assert try_to_enter(app.test_client(), "hr", PASSWORD).status_code == 422
    clock.stop_at(NOW + timedelta(seconds=90))
    assert try_to_enter(app.test_client(), "hr", PASSWORD).status_code == 303


def test_a_wait_never_grows_beyond_an_hour_and_other_accounts_do_not_wait(app: Flask, hr: User) -> None:
    with app.extensions["house"].database.writing() as session:
        account(session, "admin")
        user = session.get(User, hr.id)
        assert user is not None
        user.failures = 5000
        logins.count_attempt(session, "hr", NOW)
        assert user.wait_until == NOW + timedelta(hours=1)
        assert logins.count_attempt(session, "admin", NOW) is not None


def test_an_account_nobody_approved_does_not_open(app: Flask, hr: User) -> None:
    with app.extensions["house"].database.writing() as session:
        user = session.get(User, hr.id)
        assert user is not None
        user.approved_at = None
        session.commit()
    answer = try_to_enter(app.test_client(), "hr", PASSWORD)
    assert answer.status_code == 422
    assert "belum disetujui" in answer.get_data(as_text=True)


def test_the_database_keeps_only_the_digest_of_the_cookie_and_a_log_in_is_audited(app: Flask, hr: User) -> None:
    client = app.test_client()
    try_to_enter(client, "hr", PASSWORD)
    cookie = client.get_cookie("s")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(UserSession.digest)).all() == [digest(cookie.value)]
        assert session.scalars(select(AuditEvent.action)).all() == ["login"]


def test_over_https_the_cookies_are_bound_to_this_host_and_forms_work_without_a_referrer(config: Config) -> None:
    app = create_app(replace(config, base_url="https://localhost"))
    with app.extensions["house"].database.writing() as session:
        factories.town(session)
        account(session, "hr", password_hash=HASH)
        session.commit()
    client = app.test_client()
    page = client.get("/staf/masuk", base_url="https://localhost").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    data = {"csrf_token": found[1], "username": "hr", "password": PASSWORD}
    answer = client.post("/staf/masuk", base_url="https://localhost", data=data)
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("__Host-s=") and "Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert all(cookie.startswith("__Host-") for cookie in cookies)
    app.extensions["house"].database.close()


@pytest.mark.parametrize(("role", "minutes"), [(role, 15 if role in logins.POWERFUL else 30) for role in ROLES])
def test_a_log_in_that_rests_too_long_has_ended(staff: Staff, role: str, minutes: int) -> None:
    client = staff(role)
    clock.stop_at(NOW + timedelta(minutes=minutes, seconds=-1))
    assert client.get("/staf/").status_code == 200
    clock.stop_at(NOW + timedelta(minutes=2 * minutes))
    assert client.get("/staf/").status_code == 303


def test_an_officer_who_leaves_comes_in_until_that_day_begins_at_the_unit(app: Flask) -> None:
    midnight = datetime(2026, 11, 4, tzinfo=ZoneInfo("Asia/Jakarta"))
    with app.extensions["house"].database.writing() as session:
        user = account(session, "officer", password_hash=HASH)
        officers.get(session, user.officer_id or 0).left_on = midnight.date()
        session.commit()
    clock.stop_at(midnight - timedelta(minutes=1))
    client = log_in(app, user.id)
    assert client.get("/staf/").status_code == 200
    clock.stop_at(midnight)
    ended = client.get("/staf/", follow_redirects=True)
    assert ended.text.count("Anda tercatat berhenti bertugas sejak 4 November 2026") == 1
    refused = try_to_enter(app.test_client(), "officer", PASSWORD)
    assert refused.status_code == 422
    assert "berhenti bertugas sejak 4 November 2026" in refused.text
    assert "berhenti bertugas" not in try_to_enter(app.test_client(), "officer", "bukan kata sandinya").text


def test_an_officer_who_comes_back_comes_in_again(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        user = account(session, "officer", password_hash=HASH)
        leaver = officers.get(session, user.officer_id or 0)
        leaver.left_on = factories.TODAY
        session.commit()
    assert try_to_enter(app.test_client(), "officer", PASSWORD).status_code == 422
    with app.extensions["house"].database.writing() as session:
        officers.get(session, leaver.id).left_on = None
        session.commit()
    assert try_to_enter(app.test_client(), "officer", PASSWORD).status_code == 303


def test_a_log_in_ends_after_eight_hours_even_in_use(staff: Staff) -> None:
    client = staff("officer")
    for quarter in range(1, 32):
        clock.stop_at(NOW + timedelta(minutes=15 * quarter))
        assert client.get("/staf/").status_code == 200
    clock.stop_at(NOW + timedelta(hours=8, minutes=1))
    assert client.get("/staf/").status_code == 303


def test_the_fourth_log_in_ends_the_oldest(app: Flask, hr: User) -> None:
    clients = []
    for minute in range(4):
        clock.stop_at(NOW + timedelta(minutes=minute))
        client = app.test_client()
        try_to_enter(client, "hr", PASSWORD)
        clients.append(client)
    assert [client.get("/staf/").status_code for client in clients] == [303, 200, 200, 200]


def test_each_log_in_has_an_id_of_its_own_and_leaving_ends_it_for_good(app: Flask, hr: User) -> None:
    client = app.test_client()
    seen = set()
    for _ in range(2):
        try_to_enter(client, "hr", PASSWORD)
        cookie = client.get_cookie("s")
        assert cookie is not None
        seen.add(cookie.value)
        answer = client.post("/staf/keluar", data={"csrf_token": token_of(client, "/staf/akun")})
        assert answer.headers["Clear-Site-Data"]
        client.set_cookie("s", cookie.value, domain="localhost")
        assert client.get("/staf/").status_code == 303
    assert len(seen) == 2


def test_disabling_an_account_ends_its_log_ins_at_once(app: Flask, staff: Staff) -> None:
    officer, admin = staff("officer"), staff("admin")
    with app.extensions["house"].database.reading() as session:
        user_id = session.scalars(select(User.id).where(User.username == "officer")).one()
    admin.post(f"/staf/pengguna/{user_id}/nonaktifkan")
    assert officer.get("/staf/").status_code == 303


def test_staff_pages_are_never_stored_by_the_browser(staff: Staff) -> None:
    assert staff("hr").get("/staf/").headers["Cache-Control"] == "no-store"


def test_a_second_browser_of_the_same_account_is_a_log_in_of_its_own(app: Flask, staff: Staff, hr: User) -> None:
    first, second = staff("hr"), log_in(app, hr.id)
    first.post("/staf/keluar")
    assert first.get("/staf/").status_code == 303
    assert second.get("/staf/").status_code == 200
