"""One's own account: first password, new password, the list of log-ins, and one's habits."""

from flask import flash, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired

import clock
from backoffice import forms, passwords, shortcuts
from backoffice.auth import enter, left
from backoffice.door import by, digest, person, staff
from extensions import db, house
from models import habits, logins, units, users
from models.agency import the_agency
from models.users import User
from surveys import crockford


class ActivationForm(forms.Form):
    """One-time code and the first password of one's own."""

    username = forms.text(_l("Nama pengguna"), _l("Isi nama pengguna dari lembar Anda."))
    code = forms.text(_l("Kode aktivasi"), _l("Isi kode dari lembar Anda."))
    password = PasswordField(_l("Kata sandi baru"), [InputRequired(_l("Isi kata sandi baru."))])
    again = PasswordField(_l("Kata sandi baru, sekali lagi"), [InputRequired(_l("Tulis kata sandi baru sekali lagi."))])


class PasswordForm(forms.Form):
    """The old password and a new one."""

    current = PasswordField(_l("Kata sandi sekarang"), [InputRequired(_l("Isi kata sandi Anda sekarang."))])
    password = PasswordField(_l("Kata sandi baru"), [InputRequired(_l("Isi kata sandi baru."))])
    again = PasswordField(_l("Kata sandi baru, sekali lagi"), [InputRequired(_l("Tulis kata sandi baru sekali lagi."))])


class HabitsForm(forms.Form):
    """How the pages look and listen."""

    scheme = forms.words(_l("Warna layar"), habits.SCHEMES)
    shortcuts = BooleanField(_l("Pintasan papan ketik"))


@staff.get("/aktivasi")
def activation() -> str:
    """Where a printed one-time code becomes a password."""
    return render_template("backoffice/activation.html", form=ActivationForm(), error="")


@staff.post("/aktivasi")
def activation_send() -> Response:
    """Set the first password. A wrong name and a wrong code are answered alike."""
    form = ActivationForm()
    if not form.validate():
        return _activation_page(form, "")
    user = _openable(form)
    if user is None:
        return _activation_page(
            form, _("Nama pengguna dan kode tidak cocok, atau kodenya sudah lewat 24 jam. Minta kode baru dari admin.")
        )
    if not _accept(form, user):
        return _activation_page(form, "")
    password_hash = passwords.hashed(form.password.data)
    users.set_password(db(), by(user), users.get(db(), user.id), password_hash)
    db().commit()
    return left(_("Kata sandi tersimpan. Silakan masuk."))


@staff.get("/akun")
def account() -> str:
    """Own data, own log-ins."""
    return _account_page(PasswordForm())


@staff.post("/akun/sandi")
def account_password() -> Response:
    """Change the password; every log-in ends, this one goes on under a new id."""
    form, user = PasswordForm(), person()
    valid = form.validate() and _accept(form, user)
    if valid and not passwords.matches(user.password_hash, form.current.data):
        form.current.errors = [_("Kata sandi sekarang tidak cocok.")]
        valid = False
    if not valid:
        return make_response(_account_page(form), 422)
    password_hash = passwords.hashed(form.password.data)
    row = users.get(db(), user.id)
    users.set_password(db(), by(), row, password_hash)
    answer = redirect(url_for("backoffice.account"), 303)
    enter(row, answer)
    db().commit()
    flash(_("Kata sandi diganti. Perangkat lain sudah dikeluarkan."))
    return answer


@staff.post("/akun/kebiasaan")
def account_habits() -> Response:
    """Keep colours and shortcuts."""
    form = HabitsForm()
    if not form.accepts(lambda values: habits.change(db(), by(), users.get(db(), person().id), **values)):
        return make_response(_account_page(PasswordForm(formdata=None), form), 422)
    db().commit()
    flash(_("Kebiasaan tersimpan."))
    return redirect(url_for("backoffice.account"), 303)


@staff.get("/pintasan")
def shortcut_list() -> str:
    """Every shortcut of the person, and where to switch them off."""
    return render_template("backoffice/shortcuts.html", keys=shortcuts.of_role(person().role), on=person().shortcuts)


@staff.post("/akun/sesi/<login>/akhiri")
def account_session_end(login: str) -> Response:
    """End one of the own log-ins."""
    mine = {row.digest.hex(): row.digest for row in logins.sessions_of(db(), person(), clock.now())}
    if login in mine:
        logins.end_session(db(), by(), mine[login])
        db().commit()
    return redirect(url_for("backoffice.account"), 303)


@staff.post("/akun/sesi/akhiri")
def account_sessions_end() -> Response:
    """Leave on every device."""
    logins.end_all(db(), by())
    db().commit()
    return left(_("Anda sudah keluar dari semua perangkat."))


def _account_page(form: PasswordForm, wanted: HabitsForm | None = None) -> str:
    with house().database.reading() as reading:
        own = logins.sessions_of(reading, person(), clock.now())
    wanted = wanted or HabitsForm(formdata=None, obj=person())
    return render_template("backoffice/account.html", form=form, habits=wanted, logins=own, this=g.login_digest)


def _activation_page(form: ActivationForm, error: str) -> Response:
    return make_response(render_template("backoffice/activation.html", form=form, error=error), 422)


def _openable(form: ActivationForm) -> User | None:
    """The account that this name and code open. Read on the side: hashing must not hold the writer's turn."""
    with house().database.reading() as reading:
        user = users.by_username(reading, form.username.data)
    code = digest(crockford.normalise(form.code.data))
    return user if users.may_activate(user, code, clock.now()) else None


def _accept(form: ActivationForm | PasswordForm, user: User) -> bool:
    """Whether the new password is good; if not, the form says why."""
    if form.password.data != form.again.data:
        form.again.errors = [_("Kedua kata sandi baru tidak sama. Tulis sekali lagi.")]
        return False
    with house().database.reading() as reading:
        unit = units.get(reading, user.unit_id).name if user.unit_id else ""
        words = (user.username, user.name, unit, the_agency(reading).name)
    problem = passwords.problem(form.password.data, words)
    form.password.errors = [problem] if problem else []
    return not problem
