"""Corrections of sealed days: the unit head asks with a reason, HR approves or declines, the auditor reads it all."""

from dataclasses import dataclass
from datetime import date

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import forms, roster_board
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, own_unit, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.roster import STATES
from backoffice.roster_board import slot_name
from extensions import db
from models import counters, roster_requests, units, users
from models.changes import Refused
from models.roster import Slot
from models.roster_requests import ASKED, LONGEST_REASON, PlaceChange, RosterRequest
from models.units import Unit
from surveys import redaction
from surveys.redaction import TextTooLong

APPROVE, DECLINE = "setuju", "tolak"


class DecisionForm(ConfirmedForm):
    """What HR decides."""

    verdict = forms.words(_l("Putusan"), {APPROVE: _l("Setuju, koreksi berlaku"), DECLINE: _l("Tolak")})
    answer = forms.text(_l("Alasan"), most=LONGEST_REASON)


@dataclass(frozen=True)
class Asked:
    """A request with everything its readers see."""

    request: RosterRequest
    unit: Unit
    places: list[PlaceChange]
    labels: dict[tuple[int, int], str]
    names: dict[int, str]
    asked_by: str
    decided_by: str

    @property
    def is_waiting(self) -> bool:
        """Whether HR still has to decide."""
        return self.request.state == ASKED

    def called(self, people: tuple[int, ...]) -> str:
        """Names of some officers."""
        return ", ".join(self.names[one] for one in people) or _("tidak ada")


@staff.get("/koreksi-jadwal")
def roster_request_list() -> str:
    """Requests that wait, then the last settled ones, with before and after."""
    rows = roster_requests.waiting(db(), own_unit()) + roster_requests.settled(db(), own_unit())
    return render_template(
        "backoffice/roster_requests.html",
        rows=[_asked(row) for row in rows],
        states=STATES,
        most=roster_requests.LISTED,
    )


@staff.route("/jadwal/<int:unit_id>/<day>/koreksi", methods=["GET", "POST"])
def roster_request_new(unit_id: int, day: str) -> Response:
    """Ask to have a sealed day corrected."""
    unit = units.get(db(), unit_id, own_unit())
    on = _day(day)
    slots = [(counter.id, on, shift.number) for counter, shift in roster_board.board(unit, on, on).rows]
    if request.method != "POST":
        return make_response(_form(unit, on))
    reason, wanted = request.form.get("alasan", ""), _wanted(slots)
    try:
        reason = " ".join(redaction.clean(reason).split())
        roster_requests.ask(db(), by(), unit, on, wanted, reason)
    except (Refused, TextTooLong) as refused:
        db().rollback()
        return make_response(_form(unit, on, wanted, reason, str(refused)), UNPROCESSABLE)
    db().commit()
    flash(_("Permintaan dikirim ke Kepegawaian. Petugas yang disebut dapat melihatnya di “Jadwal saya”."))
    return redirect(url_for("backoffice.roster_request_list"), 303)


@staff.route("/koreksi-jadwal/<int:request_id>/putusan", methods=["GET", "POST"])
def roster_request_approve(request_id: int) -> Response:
    """HR approves or declines."""
    asked = _asked(roster_requests.get(db(), request_id))
    form = DecisionForm()

    def decide(values: dict[str, str]) -> None:
        found = roster_requests.get(db(), request_id)
        if values["verdict"] == APPROVE:
            roster_requests.approve(db(), by(), found, units.get(db(), found.unit_id), values["answer"])
        else:
            roster_requests.decline(db(), by(), found, values["answer"])

    if asked.is_waiting and form.accepts(decide):
        db().commit()
        flash(_("Putusan tersimpan."))
        return redirect(url_for("backoffice.roster_request_list"), 303)
    page = render_template("backoffice/roster_request.html", asked=asked, form=form, states=STATES)
    return make_response(page, UNPROCESSABLE if form.is_submitted() else 200)


@staff.post("/koreksi-jadwal/<int:request_id>/tarik")
def roster_request_withdraw(request_id: int) -> Response:
    """The unit head takes a request back."""
    try:
        roster_requests.withdraw(db(), by(), roster_requests.get(db(), request_id, own_unit()))
        db().commit()
        flash(_("Permintaan ditarik."))
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    return redirect(url_for("backoffice.roster_request_list"), 303)


def _asked(row: RosterRequest) -> Asked:
    places = roster_requests.places(db(), row)
    shifts = {shift.number: shift.name for shift in units.shifts_of(db(), row.unit_id)}
    return Asked(
        request=row,
        unit=units.get(db(), row.unit_id),
        places=places,
        labels={
            (place.counter, place.shift): _(
                "Loket %(counter)s, %(shift)s",
                counter=counters.get(db(), place.counter).label,
                shift=shifts.get(place.shift, place.shift),
            )
            for place in places
        },
        names=roster_requests.names(db(), places),
        asked_by=users.get(db(), row.asked_by_id).name,
        decided_by=users.get(db(), row.decided_by_id).name if row.decided_by_id else "",
    )


def _wanted(slots: list[Slot]) -> dict[Slot, set[int]]:
    return {slot: set(request.form.getlist(slot_name(slot), type=int)) for slot in slots}


def _form(unit: Unit, day: date, wanted: dict[Slot, set[int]] | None = None, reason: str = "", error: str = "") -> str:
    return render_template(
        "backoffice/roster_request_new.html",
        board=roster_board.board(unit, day, day, wanted),
        day=day,
        reason=reason,
        error=error,
        slot_name=slot_name,
        most=LONGEST_REASON,
    )


def _day(text: str) -> date:
    try:
        return roster_board.day_of(text)
    except ValueError:
        abort(404)
