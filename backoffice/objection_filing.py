"""An officer's own objections, and the form to file one: boxes of one's own duties, and words about them."""

from itertools import groupby
from typing import Any, Final

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, FieldList, Form, FormField, SelectField, ValidationError
from wtforms.validators import Optional

import filters
from backoffice import forms, objection_words, period_choice
from backoffice.door import by, person, staff
from backoffice.objection_words import ITEMS, OUTCOMES
from extensions import db
from models import counters, objection_filing, objections, officers, snapshots, units
from models.objections import Objection
from models.officers import Officer
from models.snapshots import Snapshot
from surveys import objections as rules
from surveys import periods, policy
from surveys.objections import ATTACHMENT_MOST, STATEMENT_MOST, Filing, Item, Slot

CLAIMS: Final = 5  # a working week
LONGEST_FORM: Final = 256 * 1024


class ClaimForm(Form):  # type: ignore[misc]
    """A duty that the roster does not hold."""

    day = DateField(_l("Hari"), [Optional()])
    place = SelectField(_l("Loket dan sif"), default="", invalid_choice_message=_l("Pilih salah satu dari daftar."))

    def validate_place(self, field: Any) -> None:
        """Day and place belong together."""
        if bool(field.data) != bool(self.day.data):
            raise ValidationError(_("Isi hari dan loketnya, atau kosongkan keduanya."))


class ObjectionForm(forms.Form):
    """What is wrong, where, and why."""

    item = forms.words(_l("Apa yang keliru"), ITEMS)
    slots = objection_words.slots(_l("Tugas Anda yang tercatat"))
    claims = FieldList(FormField(ClaimForm), min_entries=CLAIMS, max_entries=CLAIMS)
    statement = objection_words.paragraphs(
        _l("Alasan Anda"), _l("Tulis apa yang keliru dan mengapa."), most=STATEMENT_MOST
    )
    attachment = objection_words.paragraphs(_l("Lampiran"), most=ATTACHMENT_MOST)


@staff.before_app_request
def allow_long_texts() -> None:
    """Let this form be larger than a form is elsewhere: every letter of an attachment may take nine bytes."""
    if request.endpoint == "backoffice.objection_new" and request.method == "POST":
        request.max_content_length = request.max_form_memory_size = LONGEST_FORM


@staff.get("/keberatan/saya")
def objection_mine() -> str:
    """What the officer may contest now, and what they have contested."""
    officer, today = _officer(), period_choice.today(db())
    return render_template(
        "backoffice/objection_mine.html",
        windows=[(row, periods.parse(row.period_code)) for row in objection_filing.contestable(db(), today)],
        rows=[(row, periods.parse(row.period_code)) for row in objections.of_officer(db(), officer.id)],
        waiting={row.id for row in objections.awaiting_revision(db())},
        items=ITEMS,
        outcomes=OUTCOMES,
        today=today,
    )


@staff.route("/keberatan/baru/<code>", methods=["GET", "POST"])
def objection_new(code: str) -> Response:
    """File an objection to the newest revision of a period."""
    officer, today, snapshot = _officer(), period_choice.today(db()), _contested(code)
    if today > snapshot.contest_until:
        flash(_("Keberatan atas periode ini hanya dapat diajukan sampai tanggal yang tertulis pada nilainya."))
        return redirect(url_for("backoffice.objection_mine"), 303)
    duties = sorted(objection_filing.duties(db(), officer.id, code))
    form, filed = ObjectionForm(), list[Objection]()
    _offer(form, officer, duties)
    days = policy.load(snapshot.policy).objection_days

    def file(values: dict[str, Any]) -> None:
        filing = _filing(values, duties)
        filed.append(objection_filing.file(db(), by(), _officer(), code, filing, today=today, days=days))

    if form.accepts(file):
        db().commit()
        flash(_("Keberatan Anda sudah masuk. Putusannya paling lambat %(day)s.", day=filters.day(filed[0].decide_by)))
        return redirect(url_for("backoffice.objection_page", objection_id=filed[0].id), 303)
    return _page(form, snapshot, duties)


@staff.context_processor
def _states() -> dict[str, object]:
    return {"contested": contested}


def contested(officer_id: int, period_code: str) -> dict[str, Any]:
    """What a page that shows an officer's numbers of a period must say about objections to them."""
    own = [row for row in objections.of_officer(db(), officer_id) if row.period_code == period_code]
    waiting = {row.id for row in objections.awaiting_revision(db(), period_code)}
    snapshot = snapshots.latest(db(), period_code)
    return {
        "open": [row for row in own if row.state in objections.OPEN or row.id in waiting],
        "audited": snapshots.line(db(), snapshot.id, officer_id) if snapshot else None,
        "snapshot": snapshot,
        "contestable": snapshot is not None and period_choice.today(db()) <= snapshot.contest_until,
    }


def _officer() -> Officer:
    return officers.get(db(), person().officer_id or 0)


def _contested(code: str) -> Snapshot:
    """The revision in force; 404 while the period is not locked."""
    return snapshots.latest(db(), code) or abort(404)


def _offer(form: ObjectionForm, officer: Officer, duties: list[Slot]) -> None:
    named = objection_words.places(db(), duties)
    form.slots.choices = [(objection_words.code(slot), named.label(slot)) for slot in duties]
    shifts = units.shifts_of(db(), officer.unit_id)
    here = {
        f"{shift.number}.{counter.id}": f"Loket {counter.label}, sif {shift.name}"
        for counter in counters.of_unit(db(), officer.unit_id)
        for shift in shifts
    }
    for claim in form.claims:
        claim.form.place.choices = forms.pick(here, none=_("pilih"))


def _filing(values: dict[str, Any], duties: list[Slot]) -> Filing:
    listed = objection_words.ticked(duties, values["slots"])
    claims = {_claim(claim) for claim in values["claims"] if claim["day"]}
    return Filing(Item(values["item"]), values["statement"], values["attachment"], listed | claims)


def _claim(claim: dict[str, Any]) -> Slot:
    shift, counter = claim["place"].split(".")
    return Slot(claim["day"], int(shift), int(counter), listed=False)


def _page(form: ObjectionForm, snapshot: Snapshot, duties: list[Slot]) -> Response:
    boxes = dict(zip(duties, form.slots, strict=True))
    months = {
        month: [(slot, boxes[slot]) for slot in found]
        for month, found in groupby(duties, key=lambda slot: periods.containing(slot.day, periods.Kind.MONTH))
    }
    body = render_template(
        "backoffice/objection_form.html",
        form=form,
        months=months,
        snapshot=snapshot,
        period=periods.parse(snapshot.period_code),
        decide_by=rules.decide_by(period_choice.today(db()), policy.load(snapshot.policy).objection_days),
    )
    return make_response(body, forms.UNPROCESSABLE if form.is_submitted() else 200)
