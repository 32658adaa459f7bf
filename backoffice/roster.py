"""The roster: one unit's week as a table of selects, and an officer's own duties."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
from backoffice import roster_board
from backoffice.door import by, own_unit, person, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.roster_board import slot_name
from extensions import db
from models import counters, officers, roster, roster_planning, roster_requests, units
from models.changes import Refused
from models.roster import WEEK, Slot
from models.roster_planning import Overtaken
from models.roster_requests import RosterRequest, RosterRequestChange
from models.units import Unit

OWN_WEEKS: Final = 5
REQUESTS_SHOWN: Final = timedelta(days=92)
CONFLICT: Final = 409
STATES: Final = {
    "asked": _l("menunggu Kepegawaian"),
    "approved": _l("disetujui"),
    "declined": _l("ditolak"),
    "withdrawn": _l("ditarik"),
}


@staff.get("/jadwal")
def roster_week() -> str | Response:
    """A unit's week; without a choice, this week of the own or the first unit."""
    if not units.open_units(db(), clock.now().date(), own_unit()):
        return render_template("backoffice/roster_none.html")
    unit, choices = roster_board.chosen_unit()
    return _page(unit, _monday(request.args.get("tanggal"), unit), choices)


@staff.post("/jadwal/<int:unit_id>/<day>")
def roster_save(unit_id: int, day: str) -> Response:
    """Plan the days of a week that are not sealed."""
    unit = units.get(db(), unit_id, own_unit())
    monday = _monday(day, unit)
    sunday = monday + timedelta(days=WEEK - 1)
    wanted = _sent(roster.plannable(db(), unit, monday, sunday))
    try:
        roster_board.hold(unit, monday, sunday)
        seq = roster_planning.plan(db(), by(), unit, wanted)
    except Refused as refused:
        db().rollback()
        overtaken = isinstance(refused, Overtaken)
        page = _page(unit, monday, [unit], wanted, str(refused), overtaken=overtaken)
        return make_response(page, CONFLICT if overtaken else UNPROCESSABLE)
    return roster_board.back(unit, seq, _("Jadwal tersimpan."))


@staff.post("/jadwal/<int:unit_id>/<day>/salin")
def roster_copy(unit_id: int, day: str) -> Response:
    """Fill the week's empty slots from the week before."""
    unit = units.get(db(), unit_id, own_unit())
    monday = _monday(day, unit)
    copy = roster_planning.copied(db(), unit, monday - timedelta(days=WEEK), [monday])
    seq = roster_planning.plan(db(), by(), unit, copy.wanted, roster_planning.COPIED)
    db().commit()
    flash(copied_words(seq, copy.left_out))
    return redirect(url_for("backoffice.roster_week", unit=unit.id, tanggal=monday.isoformat(), batal=seq), 303)


def copied_words(seq: int | None, left_out: int) -> str:
    """What copying did."""
    done: str = _("Yang kosong diisi. Periksa lagi sebelum harinya tiba.") if seq else _("Tidak ada yang dapat diisi.")
    if left_out:
        done += " " + _(
            "%(n)d tugas tidak disalin karena petugasnya berhalangan atau sudah di tempat lain.", n=left_out
        )
    return done


@staff.get("/jadwal/saya")
def roster_mine() -> str:
    """The officer's own duties, this week and the next ones, and requests to correct past ones."""
    officer = officers.get(db(), person().officer_id or 0)
    first = _monday(None, units.get(db(), officer.unit_id))
    duties = roster.stood(db(), officer.id, first, first + timedelta(days=OWN_WEEKS * WEEK - 1))
    requests = _about(officer.id, first - REQUESTS_SHOWN)
    named = {slot[0] for slot in duties} | {row.counter_id for _request, rows in requests for row in rows}
    places = {counter_id: counters.get(db(), counter_id) for counter_id in sorted(named)}
    return render_template(
        "backoffice/roster_mine.html",
        duties=duties,
        requests=requests,
        states=STATES,
        counters=places,
        units={unit.id: unit.name for unit in units.all_units(db())},
        shifts={
            (row.unit_id, shift.number): shift
            for row in places.values()
            for shift in units.shifts_of(db(), row.unit_id)
        },
    )


def _about(officer_id: int, since: date) -> list[tuple[RosterRequest, list[RosterRequestChange]]]:
    """Requests about an officer with the lines that are theirs."""
    return [
        (row, [change for change in roster_requests.changes(db(), row) if change.officer_id == officer_id])
        for row in roster_requests.about(db(), officer_id, since)
    ]


def _sent(slots: list[Slot]) -> dict[Slot, set[int]]:
    """What the form says about the slots that may be planned, the one additional officer included."""
    wanted: dict[Slot, set[int]] = defaultdict(set)
    for slot in slots:
        wanted[slot] = set(request.form.getlist(slot_name(slot), type=int))
        if request.form.get("extra_slot") == slot_name(slot):
            wanted[slot].update(request.form.getlist("extra_officer", type=int))
    return dict(wanted)


def _page(
    unit: Unit,
    monday: date,
    choices: list[Unit],
    sent: Mapping[Slot, set[int]] | None = None,
    error: str = "",
    *,
    overtaken: bool = False,
) -> str:
    step = timedelta(days=WEEK)
    return render_template(
        "backoffice/roster.html",
        week=roster_board.board(unit, monday, monday + timedelta(days=WEEK - 1), sent),
        choices=choices,
        error=error,
        overtaken=overtaken,
        slot_name=slot_name,
        before=monday - step,
        after=monday + step,
        undo=roster_board.undoable(unit),
    )


def _monday(text: str | None, unit: Unit) -> date:
    """Monday of the week that holds the day in `text`, or of the unit's present week."""
    try:
        day = roster_board.day_of(text) if text else unit.local(clock.now()).date()
    except ValueError:
        abort(404)
    return day - timedelta(days=day.weekday())
