"""Accounts: made by an admin, approved by a second person, opened with a printed one-time code."""

import secrets
from typing import Any, Final

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms.validators import Regexp

import clock
from backoffice import forms
from backoffice.door import by, digest, staff
from extensions import db
from models import officers, units, users
from models.changes import Refused
from models.users import ROLES, User
from surveys import crockford

CODE_BYTES: Final = 10
USERNAME: Final = Regexp(
    r"^[a-z0-9][a-z0-9._-]{2,}$", message=_l("Sedikitnya tiga huruf kecil, angka, titik, garis bawah, atau strip.")
)


class UserForm(forms.Form):
    """Who the person is and what the account may do. The log-in name is given once."""

    username = forms.text(_l("Nama pengguna"), _l("Isi nama pengguna."), most=60, validators=[USERNAME])
    name = forms.text(_l("Nama lengkap"), _l("Isi nama pemegang akun."))
    role = forms.words(_l("Peran"), ROLES)
    unit_id = forms.choice(_l("Unit"))
    officer_id = forms.choice(_l("Petugas"))


@staff.get("/pengguna")
def user_list() -> str:
    """Every account and what it waits for."""
    signature = by()
    return render_template(
        "backoffice/users.html",
        rows=[(user, users.may_approve(signature, user)) for user in users.all_users(db())],
        units={unit.id: unit.name for unit in units.all_units(db())},
        roles=ROLES,
        me=signature.user_id,
        now=clock.now(),
    )


@staff.route("/pengguna/baru", methods=["GET", "POST"])
def user_new() -> Response | str:
    """Make an account and show its one-time code, once."""
    form, code = UserForm(), crockford.encode(secrets.token_bytes(CODE_BYTES))
    _offer(form)
    made: list[User] = []
    if form.accepts(lambda values: made.append(users.add(db(), by(), code_digest=digest(code), **values))):
        db().commit()
        return _slip(made[0], code)
    lead = _("Akun baru dapat dipakai setelah disetujui orang kedua.")
    return forms.page(form, _("Akun baru"), back=url_for("backoffice.user_list"), lead=lead, hints=_hints())


@staff.route("/pengguna/<int:user_id>/ubah", methods=["GET", "POST"])
def user_edit(user_id: int) -> Response:
    """Change what an account may do; it waits for approval again."""
    user = users.get(db(), user_id)
    form = UserForm(obj=user)
    del form.username
    _offer(form)
    if form.accepts(lambda values: users.change(db(), by(), user, **values)):
        db().commit()
        return redirect(url_for("backoffice.user_list"), 303)
    lead = _("Peran atau unit yang berubah perlu disetujui lagi. Semua perangkat akun ini dikeluarkan.")
    title = _("Ubah akun %(name)s", name=user.username)
    return forms.page(form, title, back=url_for("backoffice.user_list"), lead=lead, hints=_hints())


def _hints() -> dict[str, str]:
    return {
        "unit_id": _("Untuk petugas, kepala unit, dan operator."),
        "officer_id": _("Hanya untuk peran Petugas: ia melihat jadwal dan nilainya sendiri."),
    }


@staff.post("/pengguna/<int:user_id>/setujui")
def user_approve(user_id: int) -> Response:
    """The second person says yes."""
    return _do(users.approve, user_id)


@staff.post("/pengguna/<int:user_id>/nonaktifkan")
def user_disable(user_id: int) -> Response:
    """End an account's rights at once."""
    return _do(users.disable, user_id)


@staff.post("/pengguna/<int:user_id>/aktifkan")
def user_enable(user_id: int) -> Response:
    """Take an account back; it waits for approval again."""
    return _do(users.enable, user_id)


@staff.post("/pengguna/<int:user_id>/kode")
def user_reset(user_id: int) -> Response | str:
    """A new one-time code instead of the password, shown once."""
    user, code = users.get(db(), user_id), crockford.encode(secrets.token_bytes(CODE_BYTES))
    try:
        users.reset(db(), by(), user, digest(code))
    except Refused as refused:
        return _refused(refused)
    db().commit()
    return _slip(user, code)


def _do(verb: Any, user_id: int) -> Response:
    """One of the verbs that only name an account."""
    try:
        verb(db(), by(), users.get(db(), user_id))
    except Refused as refused:
        return _refused(refused)
    db().commit()
    return redirect(url_for("backoffice.user_list"), 303)


def _refused(refused: Refused) -> Response:
    db().rollback()
    flash(str(refused))
    return redirect(url_for("backoffice.user_list"), 303)


def _slip(user: User, code: str) -> str:
    return render_template(
        "backoffice/slip.html", user=user, code=crockford.grouped(code), roles=ROLES, until=user.activation_until
    )


def _offer(form: UserForm) -> None:
    own_units = {unit.id: unit.name for unit in units.open_units(db(), clock.now().date())}
    people = {officer.id: officer.name for officer in officers.all_officers(db())}
    form.unit_id.choices = forms.pick(own_units, none=_("seluruh instansi"))
    form.officer_id.choices = forms.pick(people, none=_("bukan akun petugas"))
