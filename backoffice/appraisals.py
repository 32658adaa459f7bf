"""Both sides of an appraisal beside each other, and what the assessor chooses.

Lists go by unit and name. There is no sorting by score, the matrix is help text, and no field is filled in beforehand.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from backoffice import forms, period_choice
from backoffice.components import BANDS
from backoffice.door import by, own_unit, person, staff
from extensions import db
from models import appraisals, handovers, hr_lists, merge, snapshots, units
from models.appraisals import Appraisal, Handover
from models.merge import Merge
from models.snapshots import Snapshot
from surveys import local_formula, periods
from surveys.appraisal import State
from surveys.assessment import MATRIX, RATINGS, SIASN, STATES
from surveys.periods import Period

PAGE: Final = 50


@dataclass(frozen=True)
class LockedPeriod:
    """A locked period with where its hand-over stands; `handover`: the newest, if any."""

    period: Period
    snapshot: Snapshot
    is_final: bool
    handover: Handover | None


@dataclass(frozen=True)
class Filters:
    """What the list is limited to; all of it stands in the address."""

    unit_id: int | None
    state: str | None
    page: int

    @property
    def address(self) -> dict[str, Any]:
        """As arguments of the address, without the page."""
        return {"unit": self.unit_id, "keadaan": self.state}


class ChoiceForm(forms.Form):
    """What a person decided; every field begins empty."""

    hasil_kerja = forms.words(_l("Hasil kerja"), {"": _l("belum dipilih"), **RATINGS})
    perilaku_kerja = forms.words(_l("Perilaku kerja"), {"": _l("belum dipilih"), **RATINGS})
    note = forms.text(_l("Catatan"), most=300)

    def values(self) -> dict[str, Any]:
        """Nothing chosen is null; the fields of SIASN are one mapping of those that were filled in."""
        values = super().values()
        typed = {name: values.pop(name) for name in SIASN}
        return {
            **{name: value or None for name, value in values.items() if name != "note"},
            "note": values["note"],
            "siasn": {name: text for name, text in typed.items() if text},
        }


for _name, _label in SIASN.items():
    setattr(ChoiceForm, _name, forms.text(_label, most=100))


@staff.get("/penilaian")
def appraisal_periods() -> str:
    """Locked periods, newest first."""
    today = period_choice.today(db())
    rows = [_locked(snapshot, today) for snapshot in handovers.in_force(db())]
    return render_template("backoffice/appraisal_periods.html", rows=rows)


@staff.get("/penilaian/<code>")
def appraisal_list(code: str) -> str:
    """Everybody of a period, of one unit and in one state if chosen."""
    _refuse_sorting()
    snapshot = _snapshot(code)
    found = _filters()
    sides = merge.current(db(), snapshot)
    total = merge.count(db(), sides, unit_id=found.unit_id, state=found.state)
    people = merge.page(
        db(), sides, unit_id=found.unit_id, state=found.state, offset=PAGE * (found.page - 1), limit=PAGE
    )
    return render_template(
        "backoffice/appraisal_list.html",
        sides=sides,
        people=people,
        filters=found,
        total=total,
        pages=max(1, -(-total // PAGE)),
        units=units.all_units(db(), own_unit()),
        listed=hr_lists.newest(db(), code),
        **_words(sides),
    )


@staff.route("/penilaian/<code>/<int:officer_id>", methods=["GET", "POST"])
def appraisal_page(code: str, officer_id: int) -> Response:
    """One person's two sides, and the form for what the assessor decides."""
    snapshot = _snapshot(code)
    sides = merge.current(db(), snapshot)
    one = merge.person(db(), sides, officer_id, own_unit())
    kept = appraisals.choice(db(), code, officer_id)
    form = ChoiceForm(data=_kept(kept))
    if not one.is_handed_over and request.method == "POST":
        abort(404)
    if form.accepts(lambda values: appraisals.choose(db(), by(), code, officer_id, snapshot.id, **values)):
        db().commit()
        flash(_("Pilihan untuk %(name)s tersimpan.", name=one.name))
        return redirect(url_for("backoffice.appraisal_list", code=code, unit=one.unit_id), 303)
    body = render_template(
        "backoffice/appraisal_page.html",
        sides=sides,
        one=one,
        form=form,
        kept=kept,
        siasn=list(SIASN),
        matrix=MATRIX,
        on_behalf=person().role == "hr",
        approved=_approved(code, officer_id),
        **_words(sides),
    )
    return make_response(body, forms.UNPROCESSABLE if form.is_submitted() else 200)


def _snapshot(code: str) -> Snapshot:
    """The revision in force; 404 while the period is not locked."""
    return snapshots.latest(db(), code) or abort(404)


def _approved(code: str, officer_id: int) -> Handover | None:
    """The newest approved hand-over of a period, if it has this person."""
    found = next((row for row in handovers.of_period(db(), code) if row.approved_at is not None), None)
    return found if found is not None and appraisals.row_of(db(), found.id, officer_id) is not None else None


def _locked(snapshot: Snapshot, today: date) -> LockedPeriod:
    found = handovers.of_period(db(), snapshot.period_code)
    return LockedPeriod(
        periods.parse(snapshot.period_code),
        snapshot,
        snapshots.is_final(db(), snapshot, today),
        found[0] if found else None,
    )


def _filters() -> Filters:
    """The address, within what this person may see; 404 for a state or a page that there cannot be."""
    state = request.args.get("keadaan") or None
    if state is not None and state not in set(State):
        abort(404)
    page = request.args.get("halaman", 1, type=int)
    if not 1 <= page <= 10**6:
        abort(404)
    own, wanted = own_unit(), request.args.get("unit", type=int)
    known = wanted is not None and any(unit.id == wanted for unit in units.all_units(db()))
    return Filters(own if own is not None else wanted if known else None, state, page)


def _refuse_sorting() -> None:
    """An order of people is refused rather than ignored."""
    if {"sort", "urut"} & set(request.args):
        raise BadRequest(_("Daftar petugas tidak diurutkan menurut nilai."))


def _kept(kept: Appraisal | None) -> dict[str, Any]:
    """What was chosen before, for the form; nothing where nobody chose."""
    if kept is None:
        return {}
    return {"hasil_kerja": kept.hasil_kerja, "perilaku_kerja": kept.perilaku_kerja, "note": kept.note, **kept.siasn}


def _words(sides: Merge) -> dict[str, Any]:
    formula = sides.formula
    return {
        "states": STATES,
        "bands": BANDS,
        "ratings": RATINGS,
        "weights": formula.weights if formula else {},
        "parts": local_formula.PARTS,
        "local_label": local_formula.LABEL,
    }
