"""What the desk does with a report: one form for each step."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from backoffice import case_words, forms
from backoffice.case_words import sight
from backoffice.door import LARGEST_ID, by, own_unit, staff
from backoffice.objection_words import paragraphs
from extensions import db
from models import case_handling, case_templates, cases, units, users
from models.case_handling import Writing
from models.cases import Case
from surveys.cases import TEXT_MOST, Kind, State

REASON_MOST: Final = 300
WRITINGS: Final = {
    Writing.MESSAGE.value: _l("Pesan kepada pelapor"),
    Writing.ANSWER.value: _l("Jawaban akhir kepada pelapor"),
    Writing.NOTE.value: _l("Catatan internal, tidak dibaca pelapor"),
}


class VerifyForm(forms.Form):
    """The class of a report, settled by who checks it."""

    kind = forms.words(_l("Jenis laporan"), case_words.KINDS)
    reason = paragraphs(_l("Alasan mengubah jenis"), most=REASON_MOST, rows=3)


class ReasonForm(forms.Form):
    """Why."""

    reason = paragraphs(_l("Alasan"), _l("Tulis alasannya."), most=REASON_MOST, rows=4)


class ReturnForm(ReasonForm):
    """To which unit, and why."""

    unit = forms.choice(_l("Unit yang dapat menyelesaikannya"))


class AssignForm(forms.Form):
    """Who is in charge."""

    user = forms.choice(_l("Penanggung jawab"))


class WriteForm(forms.Form):
    """What is written, and for whom."""

    writing = forms.words(_l("Yang ditulis"), WRITINGS)
    text = paragraphs(_l("Isi"), _l("Tulis isinya."), most=TEXT_MOST, rows=8)


@staff.route("/laporan/<int:case_id>/verifikasi", methods=["GET", "POST"])
def case_verify(case_id: int) -> Response:
    """Accept a new report and settle its class."""
    case = _found(case_id)
    form = VerifyForm(kind=case.kind)

    def verify(values: dict[str, Any]) -> None:
        case_handling.verify(db(), by(), case, Kind(values["kind"]), values["reason"], _today(case))

    lead = _("Periksa apakah laporannya jelas dan jenisnya tepat. Alasan hanya ditulis bila jenisnya diubah.")
    return _step(form, case, verify, _("Verifikasi laporan %(n)d", n=case.id), lead, _("Verifikasi"))


@staff.route("/laporan/<int:case_id>/tolak", methods=["GET", "POST"])
def case_reject(case_id: int) -> Response:
    """Turn a new report away, for a reason the reporter reads."""
    case = _found(case_id)
    lead = _("Pelapor membaca alasannya. Penolakan tidak dapat dibatalkan, dan auditor melihatnya.")
    return _reasoned(
        case, case_handling.reject, _("Tolak laporan %(n)d", n=case.id), lead, _("Tolak laporan"), final=True
    )


@staff.route("/laporan/<int:case_id>/evaluator", methods=["GET", "POST"])
def case_escalate(case_id: int) -> Response:
    """Hand it to the evaluators."""
    case = _found(case_id)
    lead = _(
        "Untuk laporan yang menyangkut unit Anda sendiri atau bukan kewenangannya. Sesudahnya unit tidak membacanya."
    )
    title = _("Serahkan laporan %(n)d kepada evaluator", n=case.id)
    return _reasoned(case, case_handling.escalate, title, lead, _("Serahkan"))


@staff.route("/laporan/<int:case_id>/unit", methods=["GET", "POST"])
def case_return(case_id: int) -> Response:
    """Hand it to the unit that can solve it."""
    case, form = _found(case_id), ReturnForm()
    open_units = units.open_units(db(), _today(case))
    form.unit.choices = forms.pick({unit.id: unit.name for unit in open_units})

    def give(values: dict[str, Any]) -> None:
        unit = units.get(db(), values["unit"])
        case_handling.give_to_unit(db(), by(), case, unit, values["reason"], _today(case))

    lead = _("Unit membaca teks yang sudah ditutup bagian pribadinya. Pelapor melihat bahwa laporannya diserahkan.")
    return _step(form, case, give, _("Serahkan laporan %(n)d kepada unit", n=case.id), lead, _("Serahkan"))


@staff.route("/laporan/<int:case_id>/penanggung-jawab", methods=["GET", "POST"])
def case_assign(case_id: int) -> Response:
    """Put somebody in charge."""
    case = _found(case_id)
    form = AssignForm(user=case.assignee_id)
    form.user.choices = forms.pick({user.id: user.name for user in case_handling.handlers(db(), case)})

    def assign(values: dict[str, Any]) -> None:
        case_handling.assign(db(), by(), case, users.get(db(), values["user"]), _today(case))

    lead = _("Orang ini menjawab pelapor. Pelapor melihat bahwa laporannya diteruskan, bukan kepada siapa.")
    return _step(form, case, assign, _("Penanggung jawab laporan %(n)d", n=case.id), lead, _("Tunjuk"))


@staff.route("/laporan/<int:case_id>/tulis", methods=["GET", "POST"])
def case_write(case_id: int) -> Response:
    """Write to the reporter or to colleagues, perhaps beginning with a template."""
    case = _found(case_id)
    form = WriteForm(text=_template_text())

    def write(values: dict[str, Any]) -> None:
        case_handling.write(db(), by(), case, Writing(values["writing"]), values["text"], _today(case))

    lead = _("Pelapor membaca pesan dan jawaban dengan kode lacaknya. Jawaban akhir memulai 10 hari kerja tanggapan.")
    if case.state == State.ANSWERED.value:
        lead = _("Laporan sudah dijawab. Yang Anda tulis menjadi pesan tambahan.")
    return _step(form, case, write, _("Tulis pada laporan %(n)d", n=case.id), lead, _("Kirim"))


def _reasoned(
    case: Case, verb: Callable[[Any, Any, Case, str, date], None], title: str, lead: str, save: str, final: bool = False
) -> Response:
    """A step that is nothing but its reason."""

    def change(values: dict[str, Any]) -> None:
        verb(db(), by(), case, values["reason"], _today(case))

    return _step(ReasonForm(), case, change, title, lead, save, final)


def _step(
    form: forms.Form,
    case: Case,
    change: Callable[[dict[str, Any]], None],
    title: str,
    lead: str,
    save: str,
    final: bool = False,
) -> Response:
    case_id = case.id
    if form.accepts(change):
        db().commit()
        flash(_("Tersimpan."))
        return redirect(_after(case_id), 303)
    back = url_for("backoffice.case_page", case_id=case_id)
    return forms.page(form, title, back=back, lead=lead, save=save, final=final)


def _after(case_id: int) -> str:
    """The report, or the list when this person no longer finds it."""
    try:
        cases.get(db(), case_id, sight())
    except NoResultFound:
        return url_for("backoffice.case_list")
    return url_for("backoffice.case_page", case_id=case_id)


def _template_text() -> str:
    template_id = request.args.get("templat", 0, type=int)
    return case_templates.get(db(), template_id, own_unit()).text if 0 < template_id <= LARGEST_ID else ""


def _found(case_id: int) -> Case:
    return cases.get(db(), case_id, sight())


def _today(case: Case) -> date:
    return case_words.today(units.get(db(), case.unit_id))
