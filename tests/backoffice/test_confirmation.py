"""Step-up: the password once more before what cannot be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import select

import clock
from backoffice import forms, passwords
from backoffice.confirmation import ConfirmedForm
from extensions import close_sessions, db
from models import logins, units
from models.changes import Refused
from models.users import User
from tests.backoffice.conftest import account
from tests.factories import NOW

RIGHT, WRONG = "kuda terbang di atas awan", "kuda berjalan di atas awan"


class ReasonForm(ConfirmedForm):
    """What a real form of this kind looks like."""

    reason = forms.text("Alasan", "Isi alasan.")


@pytest.fixture
def hr(app: Flask) -> User:
    """An HR manager with a password."""
    with app.extensions["house"].database.writing() as session:
        user = account(session, "hr", password_hash=passwords.hashed(RIGHT))
        session.commit()
    return user


@contextmanager
def sent(app: Flask, user: User, **data: str) -> Iterator[ReasonForm]:
    """The form as it arrives in a request of this person, after the view has read something."""
    with app.test_request_context("/staf/x", method="POST", data={"reason": "salah hitung", **data}):
        g.person, g.csrf_valid = user, True
        units.all_units(db())
        yield ReasonForm()
        close_sessions()


def row(app: Flask) -> User:
    with app.extensions["house"].database.reading() as session:
        found: User = session.scalars(select(User)).one()
        return found


def change_kept(app: Flask, user: User, **data: str) -> list[dict[str, Any]]:
    """What the form handed on to the change."""
    seen: list[dict[str, Any]] = []
    with sent(app, user, **data) as form:
        assert form.accepts(seen.append) is bool(seen)
    return seen


def test_the_right_password_lets_the_change_pass_and_is_not_handed_on(app: Flask, hr: User) -> None:
    assert change_kept(app, hr, password=RIGHT) == [{"reason": "salah hitung"}]
    assert row(app).failures == 0


def test_the_password_is_asked_last(app: Flask, hr: User) -> None:
    with sent(app, hr) as form:
        assert [field.name for field in form if field.name != "csrf_token"] == ["reason", "password"]


def test_a_wrong_password_changes_nothing_counts_and_keeps_what_was_typed(app: Flask, hr: User) -> None:
    seen: list[dict[str, Any]] = []
    with sent(app, hr, password=WRONG) as form:
        assert not form.accepts(seen.append)
        assert "tidak cocok" in form.errors["password"][0]
        assert form.reason.data == "salah hitung"
        assert WRONG not in form.password()
    assert not seen
    assert row(app).failures == 1


def test_another_field_that_is_wrong_costs_no_attempt(app: Flask, hr: User) -> None:
    assert not change_kept(app, hr, reason="", password=WRONG)
    assert row(app).failures == 0


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait_a_minute(app: Flask, hr: User) -> None:
    for _ in range(logins.FREE_FAILURES):
        assert not change_kept(app, hr, password=WRONG)
    assert not change_kept(app, hr, password=RIGHT)
    clock.move_to(NOW + 2 * logins.FIRST_WAIT)
    assert change_kept(app, hr, password=RIGHT)
    assert row(app).failures == 0
    assert row(app).wait_until is None


def test_a_change_that_the_rules_refuse_does_not_count_against_the_password(app: Flask, hr: User) -> None:
    def refuse(_values: dict[str, Any]) -> None:
        raise Refused("Belum waktunya.")

    with sent(app, hr, password=RIGHT) as form:
        assert not form.accepts(refuse)
        assert form.refusal == "Belum waktunya."
    assert row(app).failures == 0


def test_an_account_without_a_password_confirms_nothing(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        user = account(session, "hr")
        session.commit()
    assert not change_kept(app, user, password=RIGHT)
