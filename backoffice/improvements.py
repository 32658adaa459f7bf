"""“Anda bilang – kami perbaiki”: the unit head writes what changed because of the public; everyone reads it."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
from backoffice import forms, permissions
from backoffice.door import by, own_unit, person, staff
from backoffice.objection_words import paragraphs
from extensions import db
from models import improvements, units
from models.improvements import DONE_MOST, REASON_MOST, THEME_MOST
from models.units import Unit


class ImprovementForm(forms.Form):
    """What was said, what was done, and since when."""

    theme = forms.text(_l("Anda bilang"), _l("Tulis apa yang dikatakan warga."), most=THEME_MOST)
    done = paragraphs(_l("Kami perbaiki"), _l("Tulis apa yang sudah diubah."), most=DONE_MOST, rows=4)
    done_on = forms.day(_l("Berlaku sejak"), _l("Isi tanggal perbaikan itu mulai berjalan."))


class WithdrawalForm(forms.Form):
    """Why a note is taken back."""

    reason = forms.text(_l("Alasan"), _l("Tulis alasannya. Semua orang dapat membacanya."), most=REASON_MOST)


@staff.get("/perbaikan")
def improvement_list() -> str:
    """The notes of the own unit, or of every unit for those who see the agency."""
    told = [(unit, improvements.of_unit(db(), unit.id)) for unit in units.all_units(db(), own_unit())]
    return render_template("backoffice/improvement_list.html", told=told)


@staff.route("/perbaikan/baru", methods=["GET", "POST"])
def improvement_new() -> Response:
    """Write a note."""
    unit = _unit()
    form = ImprovementForm(done_on=_today(unit))
    if form.accepts(lambda values: improvements.publish(db(), by(), unit.id, today=_today(unit), **values)):
        return _done(_("Catatan terbit. Semua orang dapat membacanya."))
    return forms.page(
        form,
        _("Catatan perbaikan baru"),
        back=url_for("backoffice.improvement_list"),
        lead=_(
            "Tulis hanya yang sudah berjalan. Catatan langsung terbit dan tidak dapat diubah; yang keliru ditarik "
            "dengan alasan, dan alasannya ikut terbit."
        ),
        save=_("Terbitkan"),
        hints={
            "theme": _("Satu kalimat, misalnya: Antrean pagi terlalu lama."),
            "done": _("Jangan sebut nama orang, NIK, atau nomor HP."),
        },
    )


@staff.route("/perbaikan/<int:improvement_id>/tarik", methods=["GET", "POST"])
def improvement_withdraw(improvement_id: int) -> Response:
    """Take a note back, with the reason."""
    note, unit = improvements.get(db(), improvement_id, own_unit()), _unit()
    form = WithdrawalForm()
    if form.accepts(lambda values: improvements.withdraw(db(), by(), note, today=_today(unit), **values)):
        return _done(_("Catatan ditarik. Tanggal dan alasannya tetap terbit."))
    back = url_for("backoffice.improvement_list")
    return forms.page(form, _("Tarik catatan"), back=back, lead=note.theme, save=_("Tarik"), final=True)


def _unit() -> Unit:
    """The unit of the head who writes."""
    return units.get(db(), person().unit_id or permissions.NOWHERE)


def _today(unit: Unit) -> date:
    return unit.local(clock.now()).date()


def _done(message: str) -> Response:
    db().commit()
    flash(message)
    return redirect(url_for("backoffice.improvement_list"), 303)
