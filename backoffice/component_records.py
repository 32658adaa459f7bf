"""Variance components: estimated by HR, signed by HR and an evaluator, then used unchanged for every lock."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from backoffice import forms, period_choice
from backoffice.circumstance_words import CIRCUMSTANCES
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, person, staff
from extensions import db
from models import component_records, users
from models.component_records import ComponentRecord
from surveys import policy


@staff.get("/komponen-ragam")
def record_list() -> str:
    """Every record with its signatures."""
    rows = component_records.all_records(db())
    signers = {user_id for row in rows for user_id in (row.hr_id, row.evaluator_id) if user_id is not None}
    return render_template(
        "backoffice/period_records.html",
        rows=rows,
        awaiting={row.id for row in component_records.awaiting(db(), person().role)},
        in_force=component_records.signed_record(db()),
        people={user.id: user.name for user in users.by_ids(db(), signers).values()},
        circumstances=CIRCUMSTANCES,
    )


@staff.route("/komponen-ragam/baru", methods=["GET", "POST"])
def record_new() -> Response:
    """Estimate from the four quarters that are over."""
    form, today = ConfirmedForm(), period_choice.today(db())
    until = component_records.window(today)[-1].previous().end
    back = url_for("backoffice.record_list")
    if form.accepts(lambda _values: component_records.estimate(db(), by(), until, policy.load())):
        db().commit()
        flash(_("Perkiraan dibuat. Berlaku sesudah ditandatangani kepegawaian dan evaluator."))
        return redirect(back, 303)
    first, *_others, last = component_records.window(until)
    lead = _("Dari penilaian tersegel %(first)s sampai %(last)s.", first=first.label, last=last.label)
    return forms.page(form, _("Perkirakan komponen ragam"), back=back, lead=lead, save=_("Perkirakan"))


@staff.route("/komponen-ragam/<int:record_id>/tanda-tangan", methods=["GET", "POST"])
def record_sign(record_id: int) -> Response:
    """One of the two signatures."""
    record, form = component_records.get(db(), record_id), ConfirmedForm()
    back = url_for("backoffice.record_list")
    if form.accepts(lambda _values: component_records.sign(db(), by(), record)):
        db().commit()
        flash(_signed(record))
        return redirect(back, 303)
    lead = _("Periode yang dikunci sesudah dua tanda tangan dihitung dengan angka ini, tanpa diubah.")
    title = _("Tanda tangani komponen ragam %(number)d", number=record.id)
    return forms.page(form, title, back=back, lead=lead, save=_("Tanda tangani"))


def _signed(record: ComponentRecord) -> str:
    if record.is_signed:
        return str(_("Tanda tangan lengkap: komponen ini berlaku untuk penguncian berikutnya."))
    return str(_("Tanda tangan tercatat; satu lagi ditunggu."))
