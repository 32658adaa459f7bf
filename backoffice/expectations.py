"""What is expected in a period: typed by HR and unit heads, commented by officers, answered, and read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, TextAreaField
from wtforms.validators import DataRequired, Length

from backoffice import forms, period_choice, policy_words, undo
from backoffice.door import by, own_unit, person, staff
from backoffice.policy_words import Rule
from extensions import db
from models import expectations, periods, units, users
from models.changes import Refused
from models.expectations import Expectation, Remark
from models.periods import Period
from models.users import ROLES
from surveys import redaction
from surveys.periods import Kind, containing


def _paragraph(label: str, missing: str, most: int) -> Field:
    too_long = Length(max=most, message=_l("Terlalu panjang: paling banyak %(max)d karakter."))
    return TextAreaField(label, [DataRequired(missing), too_long], filters=[_clean], render_kw={"rows": 4})


def _clean(value: str | None) -> str:
    return redaction.clean(value or "")


class ExpectationForm(forms.Form):
    """One expectation of a leader with its indicator."""

    unit_id = forms.choice(_l("Berlaku untuk"))
    position = forms.text(_l("Hanya untuk jabatan"))
    expectation = _paragraph(_l("Ekspektasi pimpinan"), _l("Tulis apa yang diharapkan."), 500)
    indicator = forms.text(_l("Indikator"), _l("Tulis bagaimana hal itu terlihat atau diukur."), most=300)
    target = forms.text(_l("Target"))


class RemarkForm(forms.Form):
    """What an officer says."""

    text = _paragraph(_l("Tanggapan Anda"), _l("Tulis tanggapan Anda."), 1000)


class AnswerForm(forms.Form):
    """What is answered."""

    text = _paragraph(_l("Jawaban"), _l("Tulis jawabannya."), 1000)


@dataclass(frozen=True)
class Terms:
    """What stands for a period: the rule in words, the expectations a reader may see, and what was said to them."""

    period: Period
    rule: Rule
    expectations: list[Expectation]
    remarks: dict[int, list[Remark]]
    units: dict[int, str]
    people: dict[int, str]


def terms(session: Session, period: Period, within: int | None) -> Terms:
    """The terms of a period for somebody who sees the unit `within`, or all."""
    rows = expectations.visible(session, period.code, within)
    said = expectations.remarks(session, [row.id for row in rows])
    known = {row.author_id for row in rows} | {remark.author_id for remark in said}
    known |= {remark.answered_by_id for remark in said}
    people = users.by_ids(session, [user_id for user_id in known if user_id is not None])
    return Terms(
        period,
        policy_words.rule(period.policy),
        rows,
        {row.id: [remark for remark in said if remark.expectation_id == row.id] for row in rows},
        {unit.id: unit.name for unit in units.all_units(session)},
        {user.id: f"{user.name} ({ROLES[user.role]})" for user in people.values()},
    )


@staff.get("/harapan")
def my_terms() -> str:
    """What is expected of an officer in a period, and how it is scored."""
    today = period_choice.today(db())
    offered = expectations.shown_to_officers(db(), today)
    code = request.args.get(period_choice.PARAMETER) or _running(offered, today)
    period = next((period for period in offered if period.code == code), None)
    if period is None and period_choice.PARAMETER in request.args:
        abort(404)
    return render_template(
        "backoffice/period_terms.html",
        periods=offered,
        period=period,
        terms=terms(db(), period, own_unit()) if period else None,
        consulting=period is not None and expectations.is_consulting(period, today),
        read=period is not None and expectations.has_read(db(), period.code, person().id),
    )


@staff.post("/harapan/<code>/dibaca")
def terms_read(code: str) -> Response:
    """The officer has read it."""
    try:
        expectations.read(db(), by(), periods.get(db(), code))
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        db().commit()
        flash(_("Tercatat: Anda sudah membacanya."))
    return redirect(url_for("backoffice.my_terms", periode=code), 303)


@staff.route("/harapan/<int:expectation_id>/tanggapan", methods=["GET", "POST"])
def remark_new(expectation_id: int) -> Response:
    """An officer speaks to an expectation while officers are asked."""
    row = expectations.get(db(), expectation_id, own_unit())
    form, today = RemarkForm(), period_choice.today(db())
    back = url_for("backoffice.my_terms", periode=row.period_code)
    if form.accepts(lambda values: expectations.comment(db(), by(), row, values["text"], today)):
        db().commit()
        flash(_("Tanggapan Anda terkirim. Jawabannya akan tampil di halaman ini."))
        return redirect(back, 303)
    hints = {"text": _("Dibaca bersama nama Anda oleh semua yang melihat harapan ini; disimpan bersama periodenya.")}
    lead = f"{row.expectation} — {row.indicator}"
    return forms.page(form, _("Tanggapi harapan"), back=back, lead=lead, save=_("Kirim"), hints=hints)


@staff.route("/periode/<code>/harapan/baru", methods=["GET", "POST"])
def expectation_new(code: str) -> Response:
    """Add an expectation to a draft."""
    period, form = periods.get(db(), code), ExpectationForm()
    _offer(form)
    back = url_for("backoffice.period_page", code=code)
    if form.accepts(lambda values: expectations.add(db(), by(), period, **_with_unit(values))):
        db().commit()
        return redirect(back, 303)
    return _form_page(form, _("Harapan baru untuk %(period)s", period=period.label), back)


@staff.route("/harapan/<int:expectation_id>/ubah", methods=["GET", "POST"])
def expectation_edit(expectation_id: int) -> Response:
    """Reword an expectation of a draft."""
    row = expectations.own(db(), expectation_id, own_unit())
    form = ExpectationForm(obj=row)
    _offer(form)
    back = url_for("backoffice.period_page", code=row.period_code)
    if form.accepts(lambda values: expectations.change(db(), by(), row, **_with_unit(values))):
        db().commit()
        return redirect(back, 303)
    return _form_page(form, _("Ubah harapan"), back)


@staff.post("/harapan/<int:expectation_id>/hapus")
def expectation_remove(expectation_id: int) -> Response:
    """Take back an expectation that nobody has spoken to."""
    row = expectations.own(db(), expectation_id, own_unit())
    back = url_for("backoffice.period_page", code=row.period_code)
    again = {name: getattr(row, name) or "" for name in ("unit_id", "position", "expectation", "indicator", "target")}
    address = url_for("backoffice.expectation_new", code=row.period_code)
    try:
        expectations.remove(db(), by(), row)
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        db().commit()
        undo.gone(_("Ekspektasi dihapus."), address, **again)
    return redirect(back, 303)


@staff.route("/tanggapan/<int:remark_id>/jawab", methods=["GET", "POST"])
def remark_answer(remark_id: int) -> Response:
    """Answer what an officer said."""
    remark, row = expectations.remark_to_answer(db(), remark_id, own_unit())
    form, back = AnswerForm(), url_for("backoffice.period_page", code=row.period_code)
    if form.accepts(lambda values: expectations.answer(db(), by(), remark, values["text"])):
        db().commit()
        return redirect(back, 303)
    lead = _("“%(text)s” — tentang: %(expectation)s", text=remark.text, expectation=row.expectation)
    return forms.page(form, _("Jawab tanggapan"), back=back, lead=lead, save=_("Kirim jawaban"))


def _running(offered: list[Period], today: date) -> str:
    """The half-year that scores are shown for, else what has been asked or opened last."""
    codes = [period.code for period in offered]
    running = containing(today, Kind.HALF_YEAR).code
    return running if running in codes else next(iter(codes), "")


def _offer(form: ExpectationForm) -> None:
    """Units to choose from; whoever is of a unit writes for that one."""
    if own_unit() is not None:
        del form.unit_id
        return
    names = {unit.id: unit.name for unit in units.all_units(db())}
    form.unit_id.choices = forms.pick(names, none=_("seluruh instansi"))


def _with_unit(values: dict[str, Any]) -> dict[str, Any]:
    return {"unit_id": own_unit(), **values}


def _form_page(form: ExpectationForm, title: str, back: str) -> Response:
    hints = {
        "position": _("Kosongkan bila berlaku untuk semua jabatan."),
        "target": _("Dengan kata-kata sendiri, misalnya “berkas selesai pada hari yang sama”."),
    }
    lead = _("Ditulis oleh pimpinan, tidak pernah dihitung. Petugas membacanya sebelum periode dimulai.")
    return forms.page(form, title, back=back, lead=lead, hints=hints)
