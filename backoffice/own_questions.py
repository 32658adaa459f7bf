"""A unit's own questions: written by its head, approved or sent back by HR, ended by the head."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import forms, permissions
from backoffice.door import by, own_unit, person, staff
from extensions import db
from models import own_questions, units
from models.changes import Refused
from models.own_questions import REASON_MOST
from surveys.own_questions import FACES, MOST, MOST_LETTERS, YES_NO

KINDS = {FACES: _l("empat wajah, dari tidak puas sampai sangat puas"), YES_NO: _l("tidak atau ya")}


class QuestionForm(forms.Form):
    """What is asked, how it is answered, and the words in each language."""

    kind = forms.words(_l("Dijawab dengan"), KINDS)
    id = forms.text(_l("Pertanyaan"), _l("Tulis pertanyaannya."), most=MOST_LETTERS)
    en = forms.text(_l("Dalam bahasa Inggris"), most=MOST_LETTERS)
    su = forms.text(_l("Dalam bahasa Sunda"), most=MOST_LETTERS)
    jv = forms.text(_l("Dalam bahasa Jawa"), most=MOST_LETTERS)


class RefusalForm(forms.Form):
    """Why a question is sent back."""

    reason = forms.text(_l("Alasan"), _l("Tulis alasannya, supaya unit bisa memperbaikinya."), most=REASON_MOST)


@staff.get("/pertanyaan-unit")
def own_question_list() -> str:
    """The questions of the own unit, or of every unit that has any."""
    found = [(unit, own_questions.of_unit(db(), unit.id)) for unit in units.all_units(db(), own_unit())]
    told = [(unit, rows) for unit, rows in found if rows or unit.id == own_unit()]
    return render_template("backoffice/own_question_list.html", told=told, kinds=KINDS, most=MOST)


@staff.route("/pertanyaan-unit/baru", methods=["GET", "POST"])
def own_question_new() -> Response:
    """Write a question for HR to look at."""
    unit = units.get(db(), person().unit_id or permissions.NOWHERE)
    form = QuestionForm()
    if form.accepts(lambda values: own_questions.propose(db(), by(), unit, values.pop("kind"), values)):
        return _done(_("Tersimpan. Warga ditanya setelah Kepegawaian menyetujuinya."))
    return forms.page(
        form,
        _("Pertanyaan baru"),
        back=url_for("backoffice.own_question_list"),
        lead=_("Satu hal, satu kalimat, tidak tentang orang. Kata-katanya tidak dapat diubah lagi: tulis yang baru."),
        hints={"id": _("Misalnya: Ruang tunggunya bersih?")},
    )


@staff.post("/pertanyaan-unit/<int:question_id>/setujui")
def own_question_approve(question_id: int) -> Response:
    """Let the public be asked."""
    row = own_questions.get(db(), question_id, own_unit())
    try:
        own_questions.approve(db(), by(), row)
    except Refused as refused:
        db().rollback()
        flash(str(refused))
        return redirect(url_for("backoffice.own_question_list"), 303)
    return _done(_("Disetujui. Warga yang menilai mulai sekarang melihatnya."))


@staff.route("/pertanyaan-unit/<int:question_id>/kembalikan", methods=["GET", "POST"])
def own_question_refuse(question_id: int) -> Response:
    """Send a question back with the reason."""
    row = own_questions.get(db(), question_id, own_unit())
    form = RefusalForm()
    if form.accepts(lambda values: own_questions.refuse(db(), by(), row, **values)):
        return _done(_("Dikembalikan dengan alasannya."))
    back = url_for("backoffice.own_question_list")
    return forms.page(form, _("Kembalikan pertanyaan"), back=back, lead=row.words["id"], save=_("Kembalikan"))


@staff.post("/pertanyaan-unit/<int:question_id>/akhiri")
def own_question_end(question_id: int) -> Response:
    """Ask it no longer."""
    own_questions.end(db(), by(), own_questions.get(db(), question_id, own_unit()))
    return _done(_("Tidak ditanyakan lagi. Jawaban yang sudah ada tetap tampil."))


def _done(message: str) -> Response:
    db().commit()
    flash(message)
    return redirect(url_for("backoffice.own_question_list"), 303)
