"""The roster: one unit's week as a table of selects, and an officer's own duties."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import clock
from backoffice.door import by, own_unit, person, staff
from backoffice.forms import UNPROCESSABLE
from extensions import db
from models import counters, officers, roster, units
from models.changes import Refused
from models.counters import Counter
from models.officers import Officer
from models.roster import WEEK, Slot
from models.units import Shift, Unit

OWN_WEEKS: Final = 5


@dataclass(frozen=True)
class Week:
    """A unit's week as the page shows it; `rows` are counters and shifts, `open` the slots that may be planned."""

    unit: Unit
    days: list[date]
    rows: list[tuple[Counter, Shift]]
    duties: Mapping[Slot, set[int]]
    open: set[Slot]
    officers: list[Officer]

    @property
    def names(self) -> dict[int, str]:
        """Names by officer."""
        return {officer.id: officer.name for officer in self.officers}

    def is_gap(self, counter: Counter, day: date, shift: Shift) -> bool:
        """Whether a slot of a workday still wants somebody."""
        slot = (counter.id, day, shift.number)
        return slot in self.open and day.weekday() < roster.WORKDAYS and not self.duties.get(slot)


@staff.get("/jadwal")
def roster_week() -> str | Response:
    """A unit's week; without a choice, this week of the own or the first unit."""
    choices = units.open_units(db(), clock.now().date(), own_unit())
    if not choices:
        return render_template("backoffice/roster_none.html")
    wanted = request.args.get("unit", choices[0].id, type=int)
    unit = next((unit for unit in choices if unit.id == wanted), None) or abort(404)
    return _page(_week(unit, _monday(request.args.get("tanggal"), unit)), choices)


@staff.post("/jadwal/<int:unit_id>/<day>")
def roster_save(unit_id: int, day: str) -> Response:
    """Plan the days of a week that are not sealed."""
    unit = units.get(db(), unit_id, own_unit())
    monday = _monday(day, unit)
    wanted = _sent(roster.plannable(db(), unit, monday))
    try:
        roster.plan_week(db(), by(), unit, monday, wanted)
    except Refused as refused:
        db().rollback()
        return make_response(_page(_week(unit, monday, wanted), [unit], str(refused)), UNPROCESSABLE)
    db().commit()
    flash(_("Jadwal tersimpan."))
    return redirect(url_for("backoffice.roster_week", unit=unit.id, tanggal=monday.isoformat()), 303)


@staff.post("/jadwal/<int:unit_id>/<day>/salin")
def roster_copy(unit_id: int, day: str) -> Response:
    """Fill the week's empty slots from the week before."""
    unit = units.get(db(), unit_id, own_unit())
    monday = _monday(day, unit)
    address = url_for("backoffice.roster_week", unit=unit.id, tanggal=monday.isoformat())
    try:
        roster.plan_week(db(), by(), unit, monday, roster.copied_week(db(), unit, monday))
    except Refused as refused:
        flash(str(refused))
        return redirect(address, 303)
    db().commit()
    flash(_("Yang kosong diisi dari minggu lalu. Periksa lagi sebelum minggu dimulai."))
    return redirect(address, 303)


@staff.get("/jadwal/saya")
def roster_mine() -> str:
    """The officer's own duties, this week and the next ones."""
    officer = officers.get(db(), person().officer_id or 0)
    first = _monday(None, units.get(db(), officer.unit_id))
    duties = roster.of_officer(db(), officer.id, first, first + timedelta(days=OWN_WEEKS * WEEK - 1))
    places = {row.counter_id: counters.get(db(), row.counter_id) for row in duties}
    return render_template(
        "backoffice/roster_mine.html",
        duties=duties,
        counters=places,
        units={unit.id: unit.name for unit in units.all_units(db())},
        shifts={
            (row.unit_id, shift.number): shift
            for row in places.values()
            for shift in units.shifts_of(db(), row.unit_id)
        },
    )


def _week(unit: Unit, monday: date, duties: Mapping[Slot, set[int]] | None = None) -> Week:
    """The week as stored, or with the plannable slots as somebody filled them in."""
    days = [monday + timedelta(days=number) for number in range(WEEK)]
    stored = roster.on_duty(db(), unit.id, days[0], days[-1])
    staff_here = {officer.id: officer for officer in officers.serving(db(), unit.id, monday)}
    staff_here.update({one: officers.get(db(), one) for people in stored.values() for one in people - set(staff_here)})
    shown = {slot: people & set(staff_here) for slot, people in {**stored, **(duties or {})}.items()}
    with_duties = {slot[0] for slot in shown}
    return Week(
        unit=unit,
        days=days,
        rows=[
            (counter, shift)
            for counter in counters.of_unit(db(), unit.id)
            if counter.id in with_duties or counter.closed_on is None or counter.closed_on > monday
            for shift in units.shifts_of(db(), unit.id)
        ],
        duties=shown,
        open=set(roster.plannable(db(), unit, monday)),
        officers=sorted(staff_here.values(), key=lambda officer: officer.name),
    )


def _sent(slots: list[Slot]) -> dict[Slot, set[int]]:
    """What the form says about the slots that may be planned, the one additional officer included."""
    wanted: dict[Slot, set[int]] = defaultdict(set)
    for slot in slots:
        wanted[slot] = {int(value) for value in request.form.getlist(slot_name(slot)) if value.isdecimal()}
        if request.form.get("extra_slot") == slot_name(slot) and request.form.get("extra_officer", "").isdecimal():
            wanted[slot].add(int(request.form["extra_officer"]))
    return dict(wanted)


def slot_name(slot: Slot) -> str:
    """Name of a slot's field in the form."""
    counter, day, shift = slot
    return f"{counter}.{day.isoformat()}.{shift}"


def _page(week: Week, choices: list[Unit], error: str = "") -> str:
    step = timedelta(days=WEEK)
    return render_template(
        "backoffice/roster.html",
        week=week,
        choices=choices,
        error=error,
        slot_name=slot_name,
        before=week.days[0] - step,
        after=week.days[0] + step,
        doubles=roster.doubles(week.duties),
    )


def _monday(text: str | None, unit: Unit) -> date:
    """Monday of the week that holds the day in `text`, or of the unit's present week."""
    try:
        day = date.fromisoformat(text) if text else unit.local(clock.now()).date()
    except ValueError:
        abort(404)
    return day - timedelta(days=day.weekday())
