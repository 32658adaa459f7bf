"""Periods: prepared and opened by HR, read by whoever looks after them."""

import re
from decimal import Decimal
from typing import Any, Final

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import DateField, Field, ValidationError
from wtforms.validators import Optional

from backoffice import forms, locking, period_choice, policy_words
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, own_unit, staff
from backoffice.expectations import terms
from extensions import db
from models import expectations, periods, preparation, questionnaires
from models.periods import Period
from surveys.periods import State

STATES: Final = {
    State.DRAFT.value: _l("Draf"),
    State.OPEN.value: _l("Terbuka"),
    State.CLOSED.value: _l("Ditutup"),
    State.LOCKED.value: _l("Dikunci"),
}
_POINTS: Final = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")


class PeriodForm(forms.Form):
    """What is fixed before a period opens."""

    code = forms.words(_l("Periode"), {})
    policy = forms.words(_l("Aturan hitung"), {})
    questionnaire = forms.words(_l("Kuesioner"), {})
    acuan = forms.text(_l("Acuan, dalam poin"), most=6)
    acuan_reason = forms.text(_l("Alasan acuan"), most=300)
    consultation_from = DateField(_l("Tanggapan petugas: hari pertama"), [Optional()])
    consultation_until = DateField(_l("Tanggapan petugas: hari terakhir"), [Optional()])

    def validate_acuan(self, field: Field) -> None:
        """A number as people write it, with a comma."""
        if field.data and not _POINTS.fullmatch(field.data):
            raise ValidationError(_("Tulis angka 25 sampai 100, misalnya 82,5."))

    def values(self) -> dict[str, Any]:
        """An empty reference is taken from the calculation."""
        values = super().values()
        acuan = values["acuan"]
        return {**values, "acuan": Decimal(acuan.replace(",", ".")) if acuan else None}


@staff.get("/periode")
def period_list() -> str:
    """Every period and where it stands."""
    return render_template(
        "backoffice/period_list.html",
        rows=periods.all_periods(db()),
        states=STATES,
        readers=expectations.readers(db(), own_unit()),
        unanswered=expectations.unanswered(db(), own_unit()),
        today=period_choice.today(db()),
    )


@staff.get("/periode/<code>")
def period_page(code: str) -> str:
    """One period: what was fixed, what is expected, and the lock."""
    period = periods.get(db(), code)
    today = period_choice.today(db())
    return render_template(
        "backoffice/period_page.html",
        period=period,
        states=STATES,
        terms=terms(db(), period, own_unit()),
        consulting=expectations.is_consulting(period, today),
        readers=expectations.readers(db(), own_unit()).get(code, 0),
        officers=expectations.audience(db(), own_unit()),
        lock=locking.lock_of(db(), period),
        today=today,
    )


@staff.route("/periode/baru", methods=["GET", "POST"])
def period_new() -> Response:
    """Prepare a period that is not there yet."""
    form, today = PeriodForm(), period_choice.today(db())
    _offer(form, db())
    form.code.choices = forms.pick({period.code: period.label for period in preparation.preparable(db(), today)})
    if form.accepts(lambda values: preparation.prepare(db(), by(), today, **values)):
        db().commit()
        return redirect(url_for("backoffice.period_page", code=form.code.data), 303)
    return _form_page(form, _("Siapkan periode"), url_for("backoffice.period_list"))


@staff.route("/periode/<code>/ubah", methods=["GET", "POST"])
def period_edit(code: str) -> Response:
    """Change a draft."""
    period, today = periods.get(db(), code), period_choice.today(db())
    form = PeriodForm(data=_as_typed(period))
    del form.code
    _offer(form, db())
    back = url_for("backoffice.period_page", code=code)
    if form.accepts(lambda values: preparation.change(db(), by(), period, today, **values)):
        db().commit()
        return redirect(back, 303)
    return _form_page(form, _("Ubah %(period)s", period=period.label), back)


@staff.route("/periode/<code>/buka", methods=["GET", "POST"])
def period_open(code: str) -> Response:
    """Open a draft; from then on nothing of it changes."""
    period, today = periods.get(db(), code), period_choice.today(db())
    back = url_for("backoffice.period_page", code=code)
    form = ConfirmedForm()
    if form.accepts(lambda _values: preparation.open_now(db(), by(), period, today)):
        db().commit()
        flash(
            _(
                "%(period)s dibuka. Harapan dan cara hitungnya kini tetap dan terlihat oleh petugas.",
                period=period.label,
            )
        )
        return redirect(back, 303)
    lead = _("Sesudah dibuka, aturan hitung, acuan, dan harapan tidak dapat diubah lagi oleh siapa pun.")
    return forms.page(form, _("Buka %(period)s", period=period.label), back=back, lead=lead, save=_("Buka periode"))


def _offer(form: PeriodForm, session: Session) -> None:
    form.policy.choices = forms.pick(
        {name: _("Aturan %(name)s", name=name) for name in preparation.choosable_policies()}
    )
    uses = {
        use.code: questionnaires.load(session, use.code).title()
        for use in questionnaires.all_uses(session)
        if use.family == questionnaires.SKM
    }
    form.questionnaire.choices = forms.pick({code: f"{title} ({code})" for code, title in uses.items()})


def _as_typed(period: Period) -> dict[str, Any]:
    names = ("policy", "questionnaire", "acuan_reason", "consultation_from", "consultation_until")
    hundredths = period.acuan_hundredths
    acuan = "" if hundredths is None else f"{hundredths // 100},{hundredths % 100:02}"
    return {"acuan": acuan, **{name: getattr(period, name) for name in names}}


def _form_page(form: PeriodForm, title: str, back: str) -> Response:
    body = render_template(
        "backoffice/period_form.html",
        form=form,
        title=title,
        back=back,
        rules=[policy_words.rule(name) for name in preparation.choosable_policies()],
    )
    return make_response(body, forms.UNPROCESSABLE if form.is_submitted() else 200)
