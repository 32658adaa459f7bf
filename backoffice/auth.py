"""Log-in and log-out."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import flash, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired

import clock
from backoffice import forms, passwords
from backoffice.door import by, cookie_name, digest, farewell, staff
from extensions import db, house
from models import logins, users
from models.users import User

TOKEN_BYTES: Final = 32


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.text(_l("Nama pengguna"), _l("Isi nama pengguna Anda."))
    password = PasswordField(_l("Kata sandi"), [InputRequired(_l("Isi kata sandi Anda."))])


@staff.get("/masuk")
def login() -> str | Response:
    """The log-in page."""
    if g.person is not None:
        return redirect(url_for("backoffice.home"), 303)
    return render_template("backoffice/login.html", form=LoginForm(), error="")


@staff.post("/masuk")
def login_send() -> Response:
    """Count the attempt, hash outside of any transaction, open the session."""
    form = LoginForm()
    if not form.validate():
        return _not_in(form, "")
    with house().database.writing() as counting:
        user = logins.count_attempt(counting, form.username.data, clock.now())
        counting.commit()
    if not passwords.matches(user.password_hash if user else None, form.password.data) or user is None:
        return _not_in(form, refusal())
    if not user.is_active:
        return _not_in(form, _("Akun ini belum disetujui atau sudah dinonaktifkan. Hubungi admin."))
    day = logins.left_on(db(), user, clock.now())
    if day is not None:
        return _not_in(form, farewell(day))
    answer = redirect(_target(), 303)
    enter(users.get(db(), user.id), answer)
    db().commit()
    return answer


def refusal() -> str:
    """The one answer to an unknown name, a wrong password and an account that has to wait."""
    sentence: str = _(
        "Nama pengguna dan kata sandi tidak cocok. Setelah lima kali gagal, akun harus menunggu satu menit, "
        "lalu dua kali lebih lama setiap kali gagal lagi."
    )
    return sentence


@staff.post("/keluar")
def logout() -> Response:
    """End this log-in."""
    logins.end_session(db(), by(), g.login_digest)
    db().commit()
    return left(_("Anda sudah keluar."))


def enter(user: User, answer: Response) -> None:
    """Open a log-in under a new id and hand its cookie to the browser; the forms' token begins anew too."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    logins.open_session(db(), by(user), user, digest(token))
    session.clear()
    answer.set_cookie(cookie_name(), token, secure=house().config.secure, httponly=True, samesite="Lax", path="/")


def left(message: str) -> Response:
    """Back to the log-in page, with nothing kept in the browser."""
    session.clear()
    flash(message)
    answer = redirect(url_for("backoffice.login"), 303)
    answer.delete_cookie(cookie_name(), secure=house().config.secure, httponly=True, samesite="Lax", path="/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # cookies would take the message along
    return answer


def _not_in(form: LoginForm, error: str) -> Response:
    return make_response(render_template("backoffice/login.html", form=form, error=error), 422)


def _target() -> str:
    """The staff page that was asked for; nothing outside of them."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/staf/") and "\\" not in wanted
    return wanted if inside else url_for("backoffice.home")
