"""Forms on paper: batches to print, what became of each, and how many forms a second person types again."""

from datetime import date
from typing import Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
import qr
from backoffice import forms, permissions
from backoffice.door import by, may, own_unit, person, staff
from extensions import db, house
from models import paper, paper_checks, questionnaires, units, users
from models.paper import FIRST, PaperBatch
from models.units import Unit
from surveys import crockford
from surveys.paper import MOST_SHEETS, Rule, State, error_rate, names
from surveys.questionnaire import Questionnaire

STATES: Final = {
    State.TYPING.value: _l("sedang diketik"),
    State.CHECKING.value: _l("diperiksa orang kedua"),
    State.CLOSED.value: _l("sudah dihitung"),
    State.VOID.value: _l("dibatalkan"),
}
RULES: Final = {
    Rule.NONE.value: _l("Tidak ada yang diketik ulang"),
    Rule.SAMPLE.value: _l("Satu dari sepuluh formulir, sedikitnya lima"),
    Rule.ALL.value: _l("Semua formulir"),
}
SIZES: Final = {"a4": "A4", "f4": "F4"}
USUAL: Final = 50


class BatchForm(forms.OnceForm):
    """What is printed together."""

    service_id = forms.choice(_l("Layanan"))
    first_day = forms.day(_l("Diisi warga mulai"), _l("Isi hari pertama formulir ini dibagikan."))
    last_day = forms.day(_l("Sampai"), _l("Isi hari terakhir formulir ini dibagikan."))
    sheets = forms.whole(
        _l("Banyaknya lembar"), range(1, MOST_SHEETS + 1), _l("Isi banyaknya lembar yang akan dicetak atau difotokopi.")
    )


@staff.get("/kertas")
def paper_list() -> str:
    """The batches of the unit, newest first."""
    unit = units.get(db(), own_unit() or permissions.NOWHERE)
    batches = paper.of_unit(db(), unit.id, unit.local(clock.now()).date())
    return render_template(
        "backoffice/paper_list.html",
        unit=unit,
        batches=batches,
        counts=paper.counts(db(), batches),
        services={service.id: service.name for service in units.services_of(db(), unit.id)},
        rule=paper.rule_of(db(), unit.id).value,
        rules=RULES,
        states=STATES,
        grouped=crockford.grouped,
        error_rate=error_rate,
    )


@staff.post("/kertas/pemeriksaan")
def paper_rule() -> Response:
    """How many forms are typed a second time, from the next batch on."""
    if request.form.get("rule") not in RULES:
        abort(400)
    paper.set_rule(db(), by(), own_unit() or permissions.NOWHERE, Rule(request.form["rule"]))
    db().commit()
    flash(_("Tersimpan. Berlaku untuk kumpulan yang dicetak mulai sekarang."))
    return redirect(url_for("backoffice.paper_list"), 303)


@staff.route("/kertas/baru", methods=["GET", "POST"])
def paper_new() -> Response:
    """Make a batch and go to print it."""
    unit = units.get(db(), own_unit() or permissions.NOWHERE)
    today = unit.local(clock.now()).date()
    form, made = BatchForm(first_day=today, last_day=today, sheets=USUAL), []
    offered = {row.id: row.name for row in units.services_of(db(), unit.id) if row.closed_on is None}
    form.service_id.choices = forms.pick(offered, none=_("Berbagai layanan (tidak dibedakan)"))
    if form.accepts(lambda values: made.append(_make(unit, form.mark, **values))):
        db().commit()
        return redirect(url_for("backoffice.paper_print", batch_id=made[0].id), 303)
    return forms.page(
        form,
        _("Kumpulan formulir baru"),
        back=url_for("backoffice.paper_list"),
        lead=_(
            "Satu kumpulan dicetak, dibagikan, dan diketik bersama. Formulirnya memuat kode kumpulan, supaya jawaban "
            "selalu masuk ke tempatnya. Untuk kelompok hari atau layanan lain, buat kumpulan lain."
        ),
        save=_("Buat dan cetak"),
        hints={"sheets": _("Cetak satu lembar, lalu perbanyak. Yang tidak terpakai tidak perlu dilaporkan.")},
    )


@staff.get("/kertas/<int:batch_id>")
def paper_batch(batch_id: int) -> str:
    """Where a batch stands, and what comes next."""
    batch = paper.get(db(), batch_id, own_unit())
    counts = paper.counts(db(), [batch])
    return render_template(
        "backoffice/paper_batch.html",
        batch=batch,
        code=crockford.grouped(batch.code),
        typed=counts.get((batch.id, FIRST), 0),
        checked=paper_checks.checked(db(), batch, names(form_of(batch))),
        service=units.service(db(), batch.service_id).name if batch.service_id else "",
        printed_by=users.get(db(), batch.made_by_id).name if batch.made_by_id else "",
        is_typist=person().id in batch.typists,
        rule=RULES[batch.rule],
        state=STATES[batch.state],
        error_rate=error_rate(batch.differing, batch.compared),
    )


@staff.get("/kertas/<int:batch_id>/cetak")
def paper_print(batch_id: int) -> str:
    """The form on one page, for the browser to print as often as there are sheets."""
    batch = paper.get(db(), batch_id, own_unit())
    return render_template(
        "backoffice/paper_print.html",
        batch=batch,
        unit=units.get(db(), batch.unit_id),
        form=form_of(batch),
        shifts=units.shifts_of(db(), batch.unit_id),
        service=units.service(db(), batch.service_id).name if batch.service_id else "",
        code=crockford.grouped(batch.code),
        qr=qr.draw(f"{house().config.base_url}{url_for('backoffice.paper_code', code=batch.code)}"),
        size=request.args.get("kertas") if request.args.get("kertas") in SIZES else "a4",
        sizes=SIZES,
    )


@staff.get("/kertas/kode/<code>")
def paper_code(code: str) -> str | Response:
    """Behind the code on a form: the batch for whoever types it, a friendly word for everybody else."""
    batch = paper.by_code(db(), crockford.normalise(code))
    if g.person is not None and may("paper_batch") and own_unit() == batch.unit_id:
        return redirect(url_for(_next_page(batch), batch_id=batch.id), 303)
    return render_template("backoffice/paper_code.html", unit=units.get(db(), batch.unit_id))


def form_of(batch: PaperBatch) -> Questionnaire:
    """The questionnaire that is printed on the forms of a batch."""
    codes = {use.id: use.code for use in questionnaires.all_uses(db())}
    return questionnaires.load(db(), codes[batch.questionnaire_id])


def _next_page(batch: PaperBatch) -> str:
    if batch.state == State.TYPING.value and may("paper_type"):
        return "backoffice.paper_type"
    if batch.state == State.CHECKING.value and person().id not in batch.typists:
        return "backoffice.paper_check"
    return "backoffice.paper_batch"


def _make(
    unit: Unit, mark: bytes, *, service_id: int | None, first_day: date, last_day: date, sheets: int
) -> PaperBatch:
    today = unit.local(clock.now()).date()
    batch = PaperBatch(
        code=crockford.encode(mark)[: paper.CODE_LETTERS],
        service_id=service_id,
        questionnaire_id=questionnaires.in_use(db(), max(first_day, today)).id,
        first_day=first_day,
        last_day=last_day,
        sheets=sheets,
    )
    return paper.add(db(), by(), unit, batch)
