"""Shifts of a unit."""

from typing import Final

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TimeField
from wtforms.validators import InputRequired

from backoffice import forms
from backoffice.door import by, staff
from extensions import db
from models import shifts, units
from models.changes import Refused

BANDS: Final = {"pagi": _l("pagi"), "siang": _l("siang"), "sore": _l("sore")}


class ShiftForm(forms.Form):
    """Working hours."""

    name = forms.text(_l("Nama sif"), _l("Isi nama sif, misalnya Pagi."), most=60)
    starts = TimeField(_l("Mulai"), [InputRequired(_l("Isi jam mulai, misalnya 08.00."))])
    ends = TimeField(_l("Selesai"), [InputRequired(_l("Isi jam selesai, misalnya 12.00."))])
    band = forms.words(_l("Termasuk"), BANDS)


@staff.route("/unit/<int:unit_id>/sif/baru", methods=["GET", "POST"])
def shift_new(unit_id: int) -> Response:
    """Add a shift."""
    unit, form = units.get(db(), unit_id), ShiftForm()
    back = url_for("backoffice.unit_page", unit_id=unit.id)
    if form.accepts(lambda values: shifts.add(db(), by(), unit, **values)):
        db().commit()
        return redirect(back, 303)
    lead = _("Paling banyak tujuh sif, tidak bertumpuk. Jam mengikuti zona waktu unit.")
    return forms.page(form, _("Sif baru"), back=back, lead=lead)


@staff.route("/sif/<int:shift_id>/ubah", methods=["GET", "POST"])
def shift_edit(shift_id: int) -> Response:
    """Change a shift from now on."""
    shift = shifts.get(db(), shift_id)
    form = ShiftForm(obj=shift)
    back = url_for("backoffice.unit_page", unit_id=shift.unit_id)
    if form.accepts(lambda values: shifts.change(db(), by(), shift, **values)):
        db().commit()
        return redirect(back, 303)
    lead = _("Berlaku mulai sekarang. Penilaian yang sudah tercatat tetap pada sif %(n)d.", n=shift.number)
    return forms.page(form, _("Ubah sif %(name)s", name=shift.name), back=back, lead=lead)


@staff.post("/sif/<int:shift_id>/hapus")
def shift_remove(shift_id: int) -> Response:
    """Take back a shift nobody has used."""
    shift = shifts.get(db(), shift_id)
    back = redirect(url_for("backoffice.unit_page", unit_id=shift.unit_id), 303)
    try:
        shifts.remove(db(), by(), shift)
    except Refused as refused:
        flash(str(refused))
        return back
    db().commit()
    return back
