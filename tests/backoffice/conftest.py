"""Staff who are logged in: `staff("hr")` is a browser of the HR manager."""

import re
import secrets
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import clock
from backoffice import passwords
from backoffice.door import digest
from models import logins
from models.changes import By
from models.officers import Officer
from models.units import Unit
from models.users import UNIT_ROLES, User
from tests.factories import NOW

Staff = Callable[[str], FlaskClient]
Confirmed = Callable[[str], tuple[FlaskClient, dict[str, str]]]

PASSWORD = "kuda putih laut"


def account(session: Session, role: str, **fields: object) -> User:
    """An approved account of a role: unit roles at the first unit, an officer as the first officer."""
    unit = session.scalars(select(Unit).order_by(Unit.id)).first()
    officer = session.scalars(select(Officer).order_by(Officer.id)).first()
    assert unit is not None
    assert officer is not None
    values: dict[str, object] = {
        "username": role,
        "name": f"Pemegang {role}",
        "role": role,
        "unit_id": unit.id if role in UNIT_ROLES else None,
        "officer_id": officer.id if role == "officer" else None,
        "approved_at": NOW,
    }
    user = User(**{**values, **fields})
    session.add(user)
    session.flush()
    return user


def log_in(app: Flask, user_id: int) -> FlaskClient:
    """A browser that holds a log-in of the account and sends the forms' token with every request."""
    token = secrets.token_urlsafe(32)
    with app.extensions["house"].database.writing() as session:
        user = session.get(User, user_id)
        assert user is not None
        began = clock.now().replace(second=0, microsecond=0)  # a test's clock runs on from a full minute
        signature = By(user.id, user.username, user.role, began, bytes(16))
        logins.open_session(session, signature, user, digest(token))
        session.commit()
    client = app.test_client()
    client.set_cookie("s", token, domain="localhost")
    page = client.get("/staf/akun").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page
    client.environ_base["HTTP_X_CSRFTOKEN"] = found[1]
    return client


@pytest.fixture
def staff(app: Flask) -> Staff:
    """Log-ins by role, at the same moment as the test's clock."""

    def logged_in(role: str) -> FlaskClient:
        with app.extensions["house"].database.writing() as session:
            known = session.scalar(select(User.id).where(User.username == role))
            user_id = known or account(session, role).id
            session.commit()
        return log_in(app, user_id)

    return logged_in


@pytest.fixture
def confirmed(app: Flask, staff: Staff) -> Confirmed:
    """Log-ins of people who know their passwords, with what they type where it is asked for once more."""

    def logged_in(role: str) -> tuple[FlaskClient, dict[str, str]]:
        client = staff(role)
        with app.extensions["house"].database.writing() as session:
            session.scalars(select(User).where(User.username == role)).one().password_hash = passwords.hashed(PASSWORD)
            session.commit()
        return client, {"password": PASSWORD}

    return logged_in
