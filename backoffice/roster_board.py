"""A span of a unit's roster as its pages show it, and what they have in common."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import clock
from backoffice.door import may, own_unit, person
from extensions import db
from models import absences, counters, officers, roster, roster_conflicts, roster_planning, roster_requests, units
from models.absences import Absence
from models.counters import Counter
from models.officers import Officer
from models.roster import Slot
from models.roster_conflicts import Named
from models.units import Shift, Unit
from surveys.roster_names import Names, Person

FIRST_YEAR: Final = 2017
Duties = Mapping[Slot, Collection[int]]


@dataclass(frozen=True)
class Difference:
    """A slot that holds something else than what somebody has filled in."""

    counter: Counter
    shift: Shift
    day: date
    stored: list[str]
    sent: list[str]


@dataclass(frozen=True)
class Board:
    """Days of a unit; `rows` are counters and shifts, `open` the slots that may be planned.

    `duties` are those stored, or as somebody has just filled them in; `correctable` are days that are sealed and not
    locked.
    """

    unit: Unit
    days: list[date]
    rows: list[tuple[Counter, Shift]]
    stored: Duties
    duties: Duties
    open: set[Slot]
    gaps: set[Slot]
    officers: dict[int, Officer]
    former: list[Officer]
    conflicts: list[str]
    wrong: set[Named]
    away: list[Absence]
    correctable: set[date]

    @property
    def version(self) -> str:
        """Of what is stored, for the form to bring back."""
        return roster_planning.version(self.stored)

    @property
    def names(self) -> Names:
        """What may be written for the unit's officers."""
        return Names(tuple(map(_person, self.officers.values())), tuple(map(_person, self.former)))

    @property
    def differences(self) -> list[Difference]:
        """Where what is stored and what was filled in do not say the same."""
        return [
            Difference(
                counter, shift, day, *(self._called(duties.get(slot, ())) for duties in (self.stored, self.duties))
            )
            for counter, shift in self.rows
            for day in self.days
            for slot in [(counter.id, day, shift.number)]
            if set(self.stored.get(slot, ())) != set(self.duties.get(slot, ()))
        ]

    def is_gap(self, counter: Counter, day: date, shift: Shift) -> bool:
        """Whether a slot of a working day still wants somebody."""
        return (counter.id, day, shift.number) in self.gaps

    def is_wrong(self, slot: Slot, officer: int) -> bool:
        """Whether a duty is part of a conflict."""
        return (*slot, officer) in self.wrong

    def _called(self, people: Collection[int]) -> list[str]:
        return [self.officers[one].name for one in sorted(people) if one in self.officers]


def board(unit: Unit, first: date, last: date, sent: Duties | None = None) -> Board:
    """The days from `first` to `last` as stored, or with the slots in `sent` as somebody filled them in."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    stored = roster.on_duty(db(), unit.id, first, last)
    staff = _staff(unit, first, stored)
    shown = {slot: set(people) & staff.keys() for slot, people in {**stored, **(sent or {})}.items()}
    open_slots = set(roster.plannable(db(), unit, first, last))
    clashes = roster_conflicts.found(db(), unit, {slot: who for slot, who in shown.items() if slot in open_slots})
    return Board(
        unit=unit,
        days=days,
        rows=_rows(unit, first, {slot[0] for slot, people in shown.items() if people}),
        stored=stored,
        duties=shown,
        open=open_slots,
        gaps={slot for slot in open_slots if not shown.get(slot) and roster_planning.is_workday(slot[1])},
        officers=staff,
        former=[officer for officer in officers.of_unit(db(), unit.id) if officer.id not in staff],
        conflicts=roster_conflicts.words(db(), clashes),
        wrong={(post.counter, post.day, post.shift, post.officer) for clash in clashes for post in clash.posts},
        away=absences.of_unit(db(), unit.id, first, last) if may("absence_list") else [],
        correctable=roster_requests.correctable(db(), unit, days),
    )


def _person(officer: Officer) -> Person:
    return Person(officer.id, officer.name, officer.nip or officer.code or "")


def _staff(unit: Unit, first: date, stored: Duties) -> dict[int, Officer]:
    """Who can be on the roster or is, by name."""
    found = {officer.id: officer for officer in officers.serving(db(), unit.id, first)}
    found |= officers.named(db(), set[int]().union(*stored.values()) - found.keys())
    return {officer.id: officer for officer in sorted(found.values(), key=lambda one: (one.name, one.id))}


def _rows(unit: Unit, first: date, with_duties: set[int]) -> list[tuple[Counter, Shift]]:
    return [
        (counter, shift)
        for counter in counters.of_unit(db(), unit.id)
        if counter.id in with_duties or counter.closed_on is None or counter.closed_on > first
        for shift in units.shifts_of(db(), unit.id)
    ]


def slot_name(slot: Slot) -> str:
    """Name of a slot's field in a form."""
    counter, day, shift = slot
    return f"{counter}.{day.isoformat()}.{shift}"


def day_of(text: str) -> date:
    """A day that a roster may speak of, as ISO text. Raises ValueError, also for one centuries away."""
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year < FIRST_YEAR + 100:
        raise ValueError(f"no roster of {day.year}")
    return day


def chosen_unit() -> tuple[Unit, list[Unit]]:
    """The unit the address asks for, else the own or the first one, and all there is to choose; 404 without any."""
    choices = units.open_units(db(), clock.now().date(), own_unit())
    wanted = request.args.get("unit", choices[0].id if choices else None, type=int)
    return next((unit for unit in choices if unit.id == wanted), None) or abort(404), choices


def hold(unit: Unit, first: date, last: date) -> None:
    """Raise Overtaken when the form was made from another version than the one that is stored."""
    if "versi" in request.form:
        roster_planning.hold(db(), unit, first, last, request.form["versi"])


def back(unit: Unit, seq: int | None, said: str) -> Response:
    """Commit, say what was done, and lead back to where the form stood, with a way to undo it."""
    db().commit()
    flash(said if seq is not None else _("Tidak ada yang berubah."))
    return redirect(came_from(unit, batal=seq), 303)


def came_from(unit: Unit, batal: int | None = None) -> str:
    """Address of the page whose form was sent: the month or the week its hidden field names."""
    month, day = request.form.get("bulan"), request.form.get("minggu")
    if month:
        return url_for(
            "backoffice.roster_month", unit=unit.id, bulan=month, loket=request.form.get("loket"), batal=batal
        )
    return url_for("backoffice.roster_week", unit=unit.id, tanggal=day, batal=batal)


def undoable(unit: Unit) -> int | None:
    """The change that the address offers to undo, if it is the person's own."""
    seq = request.args.get("batal", type=int)
    if seq is None or not may("roster_undo") or not 0 < seq < 2**31:
        return None
    return seq if roster_planning.own_change(db(), person().username, unit, seq) else None
