"""One's own account: first password, new password, list of log-ins."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock
from backoffice import passwords
from backoffice.door import digest
from models.users import User, UserSession
from tests.backoffice.conftest import Staff, account, log_in
from tests.backoffice.test_auth import token_of, try_to_enter
from tests.factories import NOW

CODE = "ABCD1234EFGH5678"
OLD, NEW = "kuda terbang di atas awan", "sepeda biru milik nenek"


@pytest.fixture
def fresh(app: Flask) -> User:
    """An operator whose one-time code has been printed."""
    until = NOW + timedelta(hours=24)
    with app.extensions["house"].database.writing() as session:
        user = account(session, "operator", activation_digest=digest(CODE), activation_until=until)
        session.commit()
    return user


def activate(client: FlaskClient, **fields: str):  # type: ignore[no-untyped-def]
    data = {"username": "operator", "code": "abcd-1234 efgh 5678", "password": NEW, "again": NEW, **fields}
    return client.post("/staf/aktivasi", data={"csrf_token": token_of(client, "/staf/aktivasi"), **data})


def test_a_printed_code_typed_in_any_spelling_becomes_a_password_once(app: Flask, fresh: User) -> None:
    assert activate(app.test_client()).status_code == 303
    assert try_to_enter(app.test_client(), "operator", NEW).status_code == 303
    assert activate(app.test_client()).status_code == 422


def test_a_wrong_name_and_a_wrong_code_are_answered_alike(app: Flask, fresh: User) -> None:
    for fields in ({"username": "xx"}, {"code": "0000 0000 0000 0000"}):
        answer = activate(app.test_client(), **fields)
        assert answer.status_code == 422
        assert "Nama pengguna dan kode tidak cocok" in answer.get_data(as_text=True)


def test_a_printed_code_is_worth_nothing_after_24_hours(app: Flask, fresh: User) -> None:
    clock.stop_at(NOW + timedelta(hours=24, seconds=5))
    assert activate(app.test_client()).status_code == 422


def test_an_account_without_a_code_cannot_be_activated(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        account(session, "operator")
        session.commit()
    assert activate(app.test_client(), code="").status_code == 422
    assert activate(app.test_client()).status_code == 422


def test_the_two_spellings_of_a_new_password_must_agree(app: Flask, fresh: User) -> None:
    assert "tidak sama" in activate(app.test_client(), again=OLD).get_data(as_text=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of an HR manager with a password."""
    with app.extensions["house"].database.writing() as session:
        user = account(session, "hr", password_hash=passwords.hashed(OLD))
        session.commit()
    return log_in(app, user.id)


def test_a_new_password_ends_every_other_log_in_and_gives_this_one_a_new_id(app: Flask, client: FlaskClient) -> None:
    with app.extensions["house"].database.reading() as session:
        user_id = session.scalars(select(User.id)).one()
    other, before = log_in(app, user_id), client.get_cookie("s")
    answer = client.post("/staf/akun/sandi", data={"current": OLD, "password": NEW, "again": NEW})
    assert answer.status_code == 303
    assert client.get("/staf/").status_code == 200
    assert other.get("/staf/").status_code == 303
    after = client.get_cookie("s")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert try_to_enter(app.test_client(), "hr", OLD).status_code == 422


def test_a_password_is_not_changed_without_the_old_one(client: FlaskClient) -> None:
    answer = client.post("/staf/akun/sandi", data={"current": NEW, "password": NEW, "again": NEW})
    assert answer.status_code == 422
    assert "sekarang tidak cocok" in answer.get_data(as_text=True)


def test_one_log_in_or_all_of_them_can_be_ended_from_the_list(app: Flask, staff: Staff) -> None:
    first, second, third = staff("hr"), staff("hr"), staff("hr")
    cookie = second.get_cookie("s")
    assert cookie is not None
    first.post(f"/staf/akun/sesi/{digest(cookie.value).hex()}/akhiri")
    assert [one.get("/staf/").status_code for one in (first, second, third)] == [200, 303, 200]
    third.post("/staf/akun/sesi/akhiri")
    assert [one.get("/staf/").status_code for one in (first, third)] == [303, 303]


def test_nobody_ends_the_log_in_of_somebody_else(app: Flask, staff: Staff) -> None:
    admin, hr = staff("admin"), staff("hr")
    cookie = hr.get_cookie("s")
    assert cookie is not None
    admin.post(f"/staf/akun/sesi/{digest(cookie.value).hex()}/akhiri")
    assert hr.get("/staf/").status_code == 200
    with app.extensions["house"].database.reading() as session:
        assert len(session.scalars(select(UserSession.digest)).all()) == 2


WORDS = ("siti.nur", "Siti Nurhaliza", "Dinas Kependudukan", "Kota Contoh")


@pytest.mark.parametrize(
    "password",
    [
        "pendek",
        "x" * 129,
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "password1234",
        "P4ssw0rd!2026",
        "1234567890123",
        "indonesia2026",
        "katasandi1945",
        "qwertyuiop12",
        "sitinurhaliza",
        "Nurhaliza2026!",
        "nurhaliza-dinas",
        "kependudukan26",
    ],
)
def test_short_long_common_and_personal_passwords_are_refused(password: str) -> None:
    assert passwords.problem(password, WORDS)


@pytest.mark.parametrize(
    "password", [NEW, OLD, "x7#Kq9!vLm2$", "selamat datang di rumah kami", "ayam goreng tiga ekor"]
)
def test_a_sentence_or_chance_makes_a_good_password(password: str) -> None:
    assert passwords.problem(password, WORDS) is None


def test_passwords_are_kept_as_argon2id_with_the_parameters_of_owasp() -> None:
    assert passwords.hashed(NEW).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(passwords.hashed(NEW), NEW)
    assert not passwords.matches(None, "a password that opens no account")


def test_colours_follow_the_device_until_a_person_chooses(app: Flask, staff: Staff) -> None:
    client = staff("operator")
    page = client.get("/staf/akun").get_data(as_text=True)
    assert 'content="light dark"' in page
    assert 'media="screen and (prefers-color-scheme: dark)"' in page
    client.post("/staf/akun/kebiasaan", data={"scheme": "dark", "shortcuts": "y"})
    page = client.get("/staf/").get_data(as_text=True)
    assert 'content="dark"' in page
    assert 'media="screen"' in page
    client.post("/staf/akun/kebiasaan", data={"scheme": "light", "shortcuts": "y"})
    page = client.get("/staf/").get_data(as_text=True)
    assert 'content="light"' in page
    assert "dark.css" not in page
    assert "dark.css" in staff("hr").get("/staf/").get_data(as_text=True)


def test_shortcuts_can_be_switched_off_and_on(staff: Staff) -> None:
    client = staff("officer")
    assert "shortcuts.js" in client.get("/staf/").get_data(as_text=True)
    answer = client.post("/staf/akun/kebiasaan", data={"scheme": "system"}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "Kebiasaan tersimpan." in page
    assert "shortcuts.js" not in page
    assert "sedang Anda matikan" in client.get("/staf/pintasan").get_data(as_text=True)
    client.post("/staf/akun/kebiasaan", data={"scheme": "system", "shortcuts": "y"})
    assert "shortcuts.js" in client.get("/staf/").get_data(as_text=True)


def test_a_colour_that_does_not_exist_is_refused(staff: Staff) -> None:
    answer = staff("officer").post("/staf/akun/kebiasaan", data={"scheme": "merah", "shortcuts": "y"})
    assert answer.status_code == 422
    assert "Pilih salah satu dari daftar" in answer.get_data(as_text=True)


def test_each_person_is_told_only_of_shortcuts_to_pages_of_their_own(staff: Staff) -> None:
    for role, letters in (("officer", "dhj"), ("unit_head", "dhjp"), ("admin", "d"), ("hr", "dhj")):
        page = staff(role).get("/staf/pintasan").get_data(as_text=True)
        assert [letter for letter in "dhjp" if f"<kbd>{letter}</kbd>" in page] == list(letters)
