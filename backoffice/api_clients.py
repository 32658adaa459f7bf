"""Systems that may read approved hand-overs: made by an admin, let in by HR, ended by either."""

import secrets
from typing import Final

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import forms
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, digest, person, staff
from extensions import db
from models import api_clients, users

TOKEN_BYTES: Final = 32


class ClientForm(ConfirmedForm):
    """What the system is called."""

    name = forms.text(_l("Nama sistem"), _l("Isi nama sistem, misalnya “Aplikasi kinerja BKPSDM”."), most=80)


@staff.get("/klien")
def client_list() -> str:
    """Every client and what it waits for."""
    return render_template(
        "backoffice/api_clients.html",
        clients=api_clients.all_clients(db()),
        people={user.id: user.name for user in users.all_users(db())},
        me=person().id,
    )


@staff.route("/klien/baru", methods=["GET", "POST"])
def client_new() -> Response | str:
    """Make a client and show its token, once."""
    form, token = ClientForm(), secrets.token_urlsafe(TOKEN_BYTES)
    if form.accepts(lambda values: api_clients.add(db(), by(), values["name"], digest(token))):
        db().commit()
        return render_template("backoffice/api_client_token.html", name=form.name.data, token=token)
    lead = _("Sistem ini akan dapat membaca serah terima yang sudah disetujui, setelah Kepegawaian menyetujuinya.")
    return forms.page(form, _("Klien baru"), back=url_for("backoffice.client_list"), lead=lead, save=_("Buat token"))


@staff.route("/klien/<int:client_id>/setujui", methods=["GET", "POST"])
def client_approve(client_id: int) -> Response:
    """The second person says yes, with the password."""
    client, form = api_clients.get(db(), client_id), ConfirmedForm()
    if form.accepts(lambda _values: api_clients.approve(db(), by(), api_clients.get(db(), client_id))):
        db().commit()
        return redirect(url_for("backoffice.client_list"), 303)
    title = _("Setujui %(name)s", name=client.name)
    lead = _("Sistem ini lalu dapat membaca angka setiap pegawai dalam serah terima yang sudah disetujui.")
    return forms.page(form, title, back=url_for("backoffice.client_list"), lead=lead, save=_("Setujui"))


@staff.post("/klien/<int:client_id>/cabut")
def client_revoke(client_id: int) -> Response:
    """End a client at once."""
    api_clients.revoke(db(), by(), api_clients.get(db(), client_id))
    db().commit()
    return redirect(url_for("backoffice.client_list"), 303)
