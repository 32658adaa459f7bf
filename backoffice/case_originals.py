"""What only few may read, and never alone: the reporter's own words before redaction, and how to reach them."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import case_words, forms
from backoffice.case_words import sight
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, person, staff
from backoffice.objection_words import paragraphs
from extensions import db, house
from models import case_originals, cases, units
from models.cases import Case
from models.changes import Refused


class AskForm(ConfirmedForm):
    """Why the redacted text is not enough."""

    reason = paragraphs(_l("Alasan"), _l("Tulis mengapa teks yang ditutup tidak cukup."), most=300, rows=4)


@staff.route("/laporan/<int:case_id>/teks-asli/minta", methods=["GET", "POST"])
def case_original_ask(case_id: int) -> Response:
    """An evaluator asks to read the originals."""
    case, form = cases.get(db(), case_id, sight()), AskForm()
    today = case_words.today(units.get(db(), case.unit_id))
    if form.accepts(lambda values: case_originals.ask(db(), by(), case, values["reason"], today)):
        return _done(case_id, _("Permintaan tersimpan. Evaluator lain yang menyetujuinya."))
    lead = _("Teks asli memuat nama dan nomor yang ditutup. Evaluator lain harus setuju, dan setiap pembacaan dicatat.")
    return _page(form, case_id, _("Minta teks asli laporan %(n)d", n=case_id), lead, _("Minta"))


@staff.route("/laporan/<int:case_id>/teks-asli/setuju", methods=["GET", "POST"])
def case_original_grant(case_id: int) -> Response:
    """Another evaluator agrees."""
    case, form = cases.get(db(), case_id, sight()), ConfirmedForm()
    today = case_words.today(units.get(db(), case.unit_id))
    if form.accepts(lambda _values: case_originals.grant(db(), by(), case, today)):
        return _done(case_id, _("Persetujuan tersimpan. Hanya yang meminta yang dapat membacanya."))
    return _page(form, case_id, _("Setujui pembacaan teks asli laporan %(n)d", n=case_id), _reason(case), _("Setuju"))


@staff.post("/laporan/<int:case_id>/teks-asli")
def case_original(case_id: int) -> Response | str:
    """The originals, for who asked and was let; a reading is a change, because it is noted."""
    case = cases.get(db(), case_id, sight())
    try:
        found = case_originals.read(db(), by(), house().keys, case)
    except Refused as refused:
        return _refused(case_id, refused)
    db().commit()
    return render_template("backoffice/case_originals.html", case=case, found=found, words=case_words)


@staff.post("/laporan/<int:case_id>/kontak")
def case_contact(case_id: int) -> Response | str:
    """How the reporter can be reached, noted as well."""
    case = cases.get(db(), case_id, sight())
    try:
        contact = case_originals.contact(db(), by(), house().keys, case)
    except Refused as refused:
        return _refused(case_id, refused)
    db().commit()
    return render_template("backoffice/case_contact.html", case=case, contact=contact)


def _reason(case: Case) -> str:
    request = case_originals.pending(db(), case, person().id)
    return str(_("Alasan yang diberikan: %(reason)s", reason=request.reason)) if request else ""


def _refused(case_id: int, refused: Refused) -> Response:
    db().rollback()
    flash(str(refused))
    return redirect(url_for("backoffice.case_page", case_id=case_id), 303)


def _done(case_id: int, message: str) -> Response:
    db().commit()
    flash(message)
    return redirect(url_for("backoffice.case_page", case_id=case_id), 303)


def _page(form: forms.Form, case_id: int, title: str, lead: str, save: str) -> Response:
    return forms.page(form, title, back=url_for("backoffice.case_page", case_id=case_id), lead=lead, save=save)
