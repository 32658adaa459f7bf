"""The officers of the agency."""

from datetime import date
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, Field, ValidationError
from wtforms.validators import Optional

import clock
from backoffice import forms
from backoffice.door import by, own_unit, staff
from extensions import db
from models import officers, units
from models.officers import STATUSES, Officer
from surveys import nip

NIP_LETTERS: Final = 40  # room for spaces, dots and the apostrophe of a spreadsheet


class OfficerForm(forms.Form):
    """Who the person is and where."""

    name = forms.text(_l("Nama"), _l("Isi nama petugas."))
    status = forms.words(_l("Status"), STATUSES)
    nip = forms.text(_l("NIP"), most=NIP_LETTERS)
    code = forms.text(_l("Kode pegawai non-ASN"), most=40)
    position = forms.text(_l("Jabatan"))
    unit_id = forms.choice(_l("Unit"))

    def validate_nip(self, field: Field) -> None:
        """Only what cannot be a NIP is refused; the digits are kept bare."""
        if not field.data:
            return
        try:
            field.data = nip.clean(field.data)
        except nip.NipError as error:
            raise ValidationError(str(error)) from error

    def values(self) -> dict[str, Any]:
        """Empty numbers are none at all."""
        values = super().values()
        return {**values, "nip": values["nip"] or None, "code": values["code"] or None}


class LeaveForm(forms.Form):
    """The first day without the officer; empty when the person is back."""

    day = DateField(_l("Tidak bertugas lagi mulai"), [Optional()])


@staff.get("/petugas")
def officer_list() -> str:
    """Officers by unit and name."""
    names = {unit.id: unit.name for unit in units.all_units(db(), own_unit())}
    wanted = request.args.get("unit", type=int)
    rows = officers.of_units(db(), {wanted} & set(names) if wanted else set(names))
    return render_template(
        "backoffice/officers.html",
        rows=rows,
        units=names,
        wanted=wanted,
        statuses=STATUSES,
        today=clock.now().date(),
    )


@staff.route("/petugas/baru", methods=["GET", "POST"])
def officer_new() -> Response:
    """Add an officer."""
    form = OfficerForm()
    _offer_units(form)
    if form.accepts(lambda values: officers.add(db(), by(), **values)):
        db().commit()
        _warn(form.nip.data)
        return redirect(url_for("backoffice.officer_list"), 303)
    return _page(form, _("Petugas baru"))


@staff.route("/petugas/<int:officer_id>/ubah", methods=["GET", "POST"])
def officer_edit(officer_id: int) -> Response:
    """Correct an officer's data."""
    officer = officers.get(db(), officer_id)
    form = OfficerForm(obj=officer)
    _offer_units(form)
    if form.accepts(lambda values: officers.change(db(), by(), officer, **values)):
        db().commit()
        _warn(form.nip.data)
        return redirect(url_for("backoffice.officer_list"), 303)
    return _page(form, _("Ubah data %(name)s", name=officer.name))


@staff.route("/petugas/<int:officer_id>/berhenti", methods=["GET", "POST"])
def officer_leave(officer_id: int) -> Response:
    """The officer no longer serves, or serves again."""
    officer = officers.get(db(), officer_id)
    form = LeaveForm(day=officer.left_on or _today_of(officer))
    if form.accepts(lambda values: officers.leave(db(), by(), officer, values["day"])):
        db().commit()
        return redirect(url_for("backoffice.officer_list"), 303)
    lead = _(
        "Mulai tanggal itu nama tidak muncul lagi di jadwal dan akunnya tidak bisa masuk; hasil yang sudah ada tetap. "
        "Kosongkan bila kembali."
    )
    return forms.page(form, officer.name, back=url_for("backoffice.officer_list"), lead=lead)


def _page(form: OfficerForm, title: str) -> Response:
    hints = {
        "nip": _("18 digit untuk PNS dan PPPK. Spasi dan titik boleh."),
        "code": _("Hanya untuk petugas tanpa NIP."),
    }
    return forms.page(form, title, back=url_for("backoffice.officer_list"), hints=hints)


def _offer_units(form: OfficerForm) -> None:
    form.unit_id.choices = forms.pick({unit.id: unit.name for unit in units.open_units(db(), clock.now().date())})


def _warn(digits: str) -> None:
    """Odd but possible numbers are saved; the person is asked to look again."""
    odd = nip.warnings(digits) if digits else []
    if odd:
        flash(_("Tersimpan. Periksa lagi NIP %(nip)s: %(odd)s", nip=nip.grouped(digits), odd=" ".join(odd)))


def _today_of(officer: Officer) -> date:
    return units.get(db(), officer.unit_id).local(clock.now()).date()
