"""Objections for those who comment, decide and read: deadlines first, one case with all its steps, and each move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field

from backoffice import forms, objection_words, period_choice
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, own_unit, person, staff
from backoffice.objection_words import EVENTS, ITEMS, OUTCOMES, REMEDIES, Places
from extensions import db
from models import (
    locks,
    objection_decisions,
    objection_filing,
    objections,
    officers,
    snapshots,
    units,
    verified_sets,
)
from models.objections import Change, Objection, ObjectionSlot, ObjectionStep
from models.officers import Officer
from models.snapshots import RevisionProposal, Snapshot
from models.units import Unit
from models.users import ROLES
from surveys import periods
from surveys.objections import STATEMENT_MOST, Decision, Event, Outcome, Remedy, Slot, State
from surveys.periods import Period

COUNTING: Final = frozenset({"evaluator", "hr", "auditor"})  # who sees how many ratings a set holds
COMPARING: Final = frozenset({"officer", "unit_head", "hr"})  # who sees scores before and after
AGREE, RETURN = "agree", "return"


class CommentForm(forms.Form):
    """What the unit head says."""

    text = objection_words.paragraphs(
        _l("Tanggapan Anda"), _l("Tulis apa yang Anda ketahui tentang hal ini."), most=STATEMENT_MOST
    )


class DecisionForm(ConfirmedForm):
    """What the evaluator decides."""

    outcome = forms.words(_l("Putusan"), OUTCOMES)
    remedy = forms.words(_l("Yang diubah"), REMEDIES)
    slots = objection_words.slots(_l("Sif yang diperbaiki"))
    reasons = objection_words.paragraphs(
        _l("Alasan putusan"), _l("Tulis alasannya. Petugas membacanya."), most=STATEMENT_MOST
    )


class SecondForm(ConfirmedForm):
    """Whether the second person agrees."""

    answer = forms.words(
        _l("Persetujuan"), {AGREE: _l("Setuju, terapkan"), RETURN: _l("Tidak setuju, kembalikan kepada evaluator")}
    )
    reasons = objection_words.paragraphs(_l("Alasan"), _l("Tulis alasannya."), most=STATEMENT_MOST)


@dataclass(frozen=True)
class Case:
    """An objection as its reader may see it."""

    objection: Objection
    officer: Officer
    unit: Unit
    period: Period
    contested: Snapshot
    slots: list[ObjectionSlot]
    places: Places
    sizes: dict[ObjectionSlot, int]
    steps: list[ObjectionStep]
    revision: Snapshot | None
    change: Change | None
    proposal: RevisionProposal | None
    today: date

    @property
    def is_decided(self) -> bool:
        """Whether the decision is final."""
        return self.objection.state == State.DECIDED.value

    @property
    def waits_for_revision(self) -> bool:
        """Whether something was corrected that no revision carries yet."""
        return self.is_decided and self.objection.remedy != Remedy.NONE.value and self.revision is None

    @property
    def is_commented(self) -> bool:
        """Whether the unit head has said something."""
        return any(step.event == Event.COMMENTED.value for step in self.steps)

    @property
    def shows_upheld(self) -> bool:
        """Whether the slots say what was decided on them."""
        return self.objection.remedy not in {None, Remedy.NONE.value} and (self.is_decided or person().role in COUNTING)

    def boxes(self, field: Iterable[Field]) -> list[tuple[Slot, Field]]:
        """The slots with their boxes in a form."""
        return list(zip([row.slot for row in self.slots], field, strict=True))

    def tells(self, step: ObjectionStep) -> bool:
        """Whether the words of a step are for this reader: until it is final, a decision stays among its makers."""
        return self.is_decided or person().role in COUNTING or step.event == Event.COMMENTED.value


@staff.get("/keberatan")
def objection_list() -> str:
    """Undecided objections by deadline, then the last decided ones; of the own unit for its head."""
    rows = objections.waiting(db(), own_unit()) + objections.decided(db(), own_unit())
    return render_template(
        "backoffice/objection_list.html",
        rows=[(row, periods.parse(row.period_code)) for row in rows],
        waiting={row.id for row in objections.awaiting_revision(db())},
        names={row.officer_id: officers.get(db(), row.officer_id).name for row in rows},
        units={unit.id: unit.name for unit in units.all_units(db())},
        items=ITEMS,
        outcomes=OUTCOMES,
        today=period_choice.today(db()),
        most=objections.LISTED,
    )


@staff.get("/keberatan/<int:objection_id>")
def objection_page(objection_id: int) -> str:
    """One objection with every step."""
    case = _case(_found(objection_id))
    return render_template(
        "backoffice/objection_page.html",
        case=case,
        objection=case.objection,
        may_agree=objection_decisions.may_agree(case.objection, person().role, person().id),
        items=ITEMS,
        outcomes=OUTCOMES,
        remedies=REMEDIES,
        events=EVENTS,
        roles=ROLES,
    )


@staff.route("/keberatan/<int:objection_id>/tanggapan", methods=["GET", "POST"])
def objection_comment(objection_id: int) -> Response:
    """The unit head's one comment."""
    objection, form = _found(objection_id), CommentForm()
    if form.accepts(lambda values: objection_filing.comment(db(), by(), objection, values["text"])):
        return _done(objection_id, _("Tanggapan tersimpan. Petugas dan evaluator dapat membacanya."))
    lead = _("Satu kali, bertanggal, dan dibaca oleh petugas serta evaluator. Tidak dapat diubah kemudian.")
    return _form_page(form, objection, _("Tanggapi keberatan %(n)d", n=objection.id), lead, _("Kirim tanggapan"))


@staff.route("/keberatan/<int:objection_id>/putusan", methods=["GET", "POST"])
def objection_decide(objection_id: int) -> Response:
    """The evaluator's decision."""
    objection, form = _found(objection_id), DecisionForm()
    case = _case(objection)
    named = [row.slot for row in case.slots]
    form.slots.choices = [(objection_words.code(slot), case.places.label(slot)) for slot in named]

    def decide(values: dict[str, Any]) -> None:
        upheld = objection_words.ticked(named, values["slots"])
        decision = Decision(Outcome(values["outcome"]), Remedy(values["remedy"]), values["reasons"], upheld)
        objection_decisions.consider(db(), by(), objection, decision)

    if form.accepts(decide):
        return _done(objection_id, _("Putusan tersimpan."))
    body = render_template("backoffice/objection_decide.html", form=form, case=_case(objection), items=ITEMS)
    return make_response(body, forms.UNPROCESSABLE if form.is_submitted() else 200)


@staff.route("/keberatan/<int:objection_id>/persetujuan", methods=["GET", "POST"])
def objection_agree(objection_id: int) -> Response:
    """The second person agrees, or sends the decision back."""
    objection, form = _found(objection_id), SecondForm()

    def answer(values: dict[str, Any]) -> None:
        move = objection_decisions.agree if values["answer"] == AGREE else objection_decisions.give_back
        move(db(), by(), objection, values["reasons"])

    if form.accepts(answer):
        return _done(objection_id, _("Jawaban Anda tersimpan."))
    lead = _(
        "%(remedy)s. Yang disetujui berlaku dalam revisi berikutnya; tidak ada yang dihapus.",
        remedy=REMEDIES[objection.remedy or Remedy.NONE.value],
    )
    return _form_page(form, objection, _("Persetujuan atas keberatan %(n)d", n=objection.id), lead, _("Simpan jawaban"))


@staff.route("/keberatan/<int:objection_id>/revisi", methods=["GET", "POST"])
def objection_revise(objection_id: int) -> Response:
    """HR proposes the revision that carries every correction of the period."""
    objection, form = _found(objection_id), ConfirmedForm()
    code, waiting = objection.period_code, objections.awaiting_revision(db(), objection.period_code)
    reason = _("Keberatan %(numbers)s dikabulkan.", numbers=", ".join(str(row.id) for row in waiting))
    if form.accepts(lambda _values: locks.propose_revision(db(), by(), code, reason)):
        return _done(objection_id, _("Revisi diajukan. Evaluator menyetujuinya di halaman periode."))
    lead = _("%(reason)s Seluruh periode dihitung ulang dari masukan yang sudah diperbaiki.", reason=reason)
    return _form_page(form, objection, _("Ajukan revisi"), lead, _("Ajukan revisi"))


def _found(objection_id: int) -> Objection:
    """An officer finds their own objections wherever they were filed; a unit head those of the unit."""
    if person().role == "officer":
        return objections.get(db(), objection_id, officer_id=person().officer_id or 0)
    return objections.get(db(), objection_id, within=own_unit())


def _case(objection: Objection) -> Case:
    rows, role = objections.named(db(), objection), person().role
    counted = [row for row in rows if row.listed] if role in COUNTING else []
    return Case(
        objection,
        officers.get(db(), objection.officer_id),
        units.get(db(), objection.unit_id),
        periods.parse(objection.period_code),
        objections.contested(db(), objection),
        rows,
        objection_words.places(db(), [row.slot for row in rows]),
        {row: verified_sets.size(db(), row.slot) for row in counted},
        objections.steps(db(), objection),
        objections.revised_in(db(), objection),
        objections.change(db(), objection) if role in COMPARING else None,
        snapshots.proposal(db(), objection.period_code),
        period_choice.today(db()),
    )


def _done(objection_id: int, message: str) -> Response:
    db().commit()
    flash(message)
    return redirect(url_for("backoffice.objection_page", objection_id=objection_id), 303)


def _form_page(form: forms.Form, objection: Objection, title: str, lead: str, save: str) -> Response:
    back = url_for("backoffice.objection_page", objection_id=objection.id)
    return forms.page(form, title, back=back, lead=lead, save=save)
