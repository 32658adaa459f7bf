"""Days on which an officer is not on duty, entered by the unit head without a reason."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
from backoffice import forms, undo
from backoffice.door import by, own_unit, person, staff
from extensions import db
from models import absences, officers, roster, units
from models.absences import LONGEST
from models.officers import Officer


class AbsenceForm(forms.Form):
    """Who, from when, until when."""

    officer_id = forms.choice(_l("Petugas"))
    first = forms.day(_l("Hari pertama"), _l("Pilih hari pertama."))
    last = forms.day(_l("Hari terakhir"), _l("Pilih hari terakhir; boleh sama."))


@staff.get("/tidak-bertugas")
def absence_list() -> str:
    """Who of the unit is not on duty, from today on."""
    unit = units.get(db(), person().unit_id or 0)
    today = unit.local(clock.now()).date()
    return render_template(
        "backoffice/absences.html",
        rows=absences.of_unit(db(), unit.id, today, today + timedelta(days=LONGEST)),
        names={officer.id: officer.name for officer in officers.of_unit(db(), unit.id)},
    )


@staff.route("/tidak-bertugas/baru", methods=["GET", "POST"])
def absence_new() -> Response:
    """Mark an officer as not on duty."""
    unit = units.get(db(), person().unit_id or 0)
    today = unit.local(clock.now()).date()
    serving = {officer.id: officer for officer in officers.serving(db(), unit.id, today)}
    form = AbsenceForm()
    form.officer_id.choices = forms.pick({key: officer.name for key, officer in serving.items()})
    if form.accepts(
        lambda values: absences.add(db(), by(), serving[values["officer_id"]], values["first"], values["last"], today)
    ):
        officer = serving[form.officer_id.data]
        said = _said(officer, len(roster.of_officer(db(), officer.id, max(form.first.data, today), form.last.data)))
        db().commit()
        flash(said)
        return redirect(url_for("backoffice.absence_list"), 303)
    return forms.page(
        form,
        _("Petugas tidak bertugas"),
        back=url_for("backoffice.absence_list"),
        lead=_("Cuti, sakit, atau dinas luar: alasannya tidak dicatat. Jadwal yang sudah ada tidak diubah."),
    )


@staff.post("/tidak-bertugas/<int:absence_id>/hapus")
def absence_remove(absence_id: int) -> Response:
    """Take an absence back."""
    row = absences.get(db(), absence_id, own_unit())
    again = {"officer_id": row.officer_id, "first": row.first, "last": row.last}
    absences.remove(db(), by(), row)
    db().commit()
    said = _("Petugas kembali dapat dijadwalkan pada hari-hari itu.")
    undo.gone(said, url_for("backoffice.absence_new"), **again)
    return redirect(url_for("backoffice.absence_list"), 303)


def _said(officer: Officer, duties: int) -> str:
    said: str = _("%(name)s ditandai tidak bertugas.", name=officer.name)
    if duties:
        said += " " + _("Ia masih punya %(n)d tugas pada hari-hari itu; tukar tugasnya di jadwal.", n=duties)
    return said
