"""Services a unit offers."""

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
from backoffice import forms
from backoffice.door import by, staff
from backoffice.units import CloseForm
from extensions import db
from models import structure, units


class ServiceForm(forms.Form):
    """The name the public knows."""

    name = forms.text(_l("Jenis layanan"), _l("Isi jenis layanan, misalnya KTP-el."))
    since = forms.day(_l("Nama baru berlaku mulai"))


@staff.route("/unit/<int:unit_id>/layanan/baru", methods=["GET", "POST"])
def service_new(unit_id: int) -> Response:
    """Add a service."""
    unit, form = units.get(db(), unit_id), ServiceForm()
    del form.since
    back = url_for("backoffice.unit_page", unit_id=unit.id)
    if form.accepts(lambda values: structure.add_service(db(), by(), unit, values["name"])):
        db().commit()
        return redirect(back, 303)
    return forms.page(form, _("Layanan baru"), back=back, lead=unit.name)


@staff.route("/layanan/<int:service_id>/ubah", methods=["GET", "POST"])
def service_edit(service_id: int) -> Response:
    """Correct the name of a service."""
    service = units.service(db(), service_id)
    form = ServiceForm(obj=service, since=units.get(db(), service.unit_id).local(clock.now()).date())
    back = url_for("backoffice.unit_page", unit_id=service.unit_id)
    if form.accepts(lambda values: structure.rename_service(db(), by(), service, **values)):
        db().commit()
        return redirect(back, 303)
    lead = _("Untuk nama baru atau penulisan yang betul. Layanan yang berbeda ditambahkan sebagai layanan baru.")
    return forms.page(form, _("Ubah nama layanan"), back=back, lead=lead, hints={"since": forms.since_hint()})


@staff.route("/layanan/<int:service_id>/tutup", methods=["GET", "POST"])
def service_close(service_id: int) -> Response:
    """No longer offer a service."""
    service = units.service(db(), service_id)
    form = CloseForm(day=units.get(db(), service.unit_id).local(clock.now()).date())
    back = url_for("backoffice.unit_page", unit_id=service.unit_id)
    if form.accepts(lambda values: structure.close_service(db(), by(), service, values["day"])):
        db().commit()
        return redirect(back, 303)
    title, lead = (
        _("Tutup layanan %(name)s", name=service.name),
        _("Hasil yang sudah ada tetap tersimpan dan dapat dibaca."),
    )
    return forms.page(form, title, back=back, lead=lead, save=_("Tutup layanan"), final=True)
