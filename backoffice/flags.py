"""Flags: unusual streams, with counts and never with scores, and what evaluators decide about them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, ValidationError

from backoffice import flag_words, forms
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, chosen_id, may, own_unit, person, staff
from backoffice.objection_words import paragraphs
from extensions import db
from models import counters, flags, officers, units, users
from models.flags import Flag, FlagDecision
from models.units import Unit
from surveys import screening
from surveys.screening import Decision, Detector, State

REASON_MOST: Final = 300
VIEWS: Final = {  # by the word in the address
    "belum": (_l("belum diputuskan"), screening.UNDECIDED),
    "sudah": (_l("sudah diputuskan"), frozenset(State) - screening.UNDECIDED),
    "semua": (_l("semua"), frozenset(State)),
}


class DecisionForm(ConfirmedForm):
    """What an evaluator decides about one flag."""

    decision = forms.words(_l("Keputusan"), {})
    reason = paragraphs(_l("Alasan"), _l("Tulis alasannya."), most=REASON_MOST)

    def validate_decision(self, field: Field) -> None:
        """Nothing is chosen beforehand: a decision is made, not accepted."""
        if not field.data:
            raise ValidationError(_("Pilih keputusannya."))


@dataclass(frozen=True)
class FlagView:
    """A flag with the names of what it is about; `officer` is empty for a team, `counter` for a whole span."""

    flag: Flag
    unit: str
    counter: str
    shift: str
    officer: str
    decisions: list[FlagDecision]
    evaluators: dict[int, str]

    @property
    def name(self) -> str:
        """The detector's name."""
        return flag_words.DETECTORS[Detector(self.flag.detector)].name


@staff.get("/tanda")
def flag_list() -> str:
    """Flags by state and unit; the head of a unit sees how many there are of each kind."""
    if own_unit() is not None:
        return render_template(
            "backoffice/flag_counts.html", counts=flags.counted(db(), own_unit()), detectors=flag_words.DETECTORS
        )
    wanted, unit_id = request.args.get("keadaan", ""), chosen_id("unit")
    wanted = wanted if wanted in VIEWS else "belum"
    found = flags.all_flags(db(), unit_id, VIEWS[wanted][1])
    return render_template(
        "backoffice/flag_list.html",
        rows=sorted(map(_view, found), key=lambda row: row.flag.state not in screening.UNDECIDED),
        views={word: label for word, (label, _states) in VIEWS.items()},
        wanted=wanted,
        units=units.all_units(db()),
        unit_id=unit_id,
        words=flag_words,
    )


@staff.get("/tanda/<int:flag_id>")
def flag_page(flag_id: int) -> Response:
    """One flag: what was looked at, how improbable it was, what follows."""
    flag = flags.get(db(), flag_id)
    return _page(flag, _form(flag))


@staff.post("/tanda/<int:flag_id>/putuskan")
def flag_decide(flag_id: int) -> Response:
    """Decide, with reason and password."""
    flag = flags.get(db(), flag_id)
    form = _form(flag)
    if form.accepts(lambda values: flags.decide(db(), by(), flag, Decision(values["decision"]), values["reason"])):
        db().commit()
        flash(_("Keputusan tersimpan: %(state)s.", state=flag_words.state(flag)))
        return redirect(url_for("backoffice.flag_page", flag_id=flag.id), 303)
    return _page(flag, form)


def _form(flag: Flag) -> DecisionForm:
    """The form with what this flag and this person may still be decided."""
    form = DecisionForm()
    own = {row.decision for row in flags.decisions_of(db(), flag.id) if row.decided_by_id == person().id}
    allowed = {decision for state, decision in screening.MOVES if state == flag.state and decision not in own}
    offered = {decision.value: label for decision, label in flag_words.decisions(flag).items() if decision in allowed}
    form.decision.choices = forms.pick(offered, none=_("pilih")) if offered else []
    return form


def _page(flag: Flag, form: DecisionForm) -> Response:
    body = render_template(
        "backoffice/flag_page.html",
        view=_view(flag),
        flag=flag,
        words=flag_words,
        looks=flag_words.DETECTORS[Detector(flag.detector)].looks,
        form=form if may("flag_decide") and form.decision.choices else None,
    )
    return make_response(body, forms.UNPROCESSABLE if form.is_submitted() else 200)


def _view(flag: Flag) -> FlagView:
    decisions = flags.decisions_of(db(), flag.id)
    unit_id, officer_id = flags.subject(db(), flag)
    return FlagView(
        flag,
        unit=units.get(db(), unit_id).name,
        counter=counters.get(db(), flag.counter_id).label if flag.counter_id else "",
        shift=_shift(units.get(db(), unit_id), flag.shift),
        officer=officers.get(db(), officer_id).name if officer_id != flags.TEAM else "",
        decisions=decisions,
        evaluators=_names({row.decided_by_id for row in decisions}),
    )


def _shift(unit: Unit, number: int) -> str:
    return next((shift.name for shift in units.shifts_of(db(), unit.id) if shift.number == number), "")


def _names(ids: Collection[int]) -> dict[int, str]:
    return {user.id: user.name for user in users.by_ids(db(), ids).values()}
