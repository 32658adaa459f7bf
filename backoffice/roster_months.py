"""The roster of a month: a row for each day, a field for each counter and shift, officers by their short codes."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import clock
import filters
from backoffice import roster_board
from backoffice.door import by, own_unit, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.roster import CONFLICT
from backoffice.roster_board import Board, slot_name
from extensions import db
from models import roster_planning, units
from models.changes import Refused
from models.counters import Counter
from models.roster import WEEK, Slot
from models.roster_planning import Overtaken
from models.units import Shift, Unit
from surveys.roster_names import Names

MOST_WEEKS: Final = 8


@dataclass(frozen=True)
class Typed:
    """What the fields of a form say; `problems` are those that cannot be understood."""

    texts: Mapping[Slot, str]
    wanted: Mapping[Slot, frozenset[int]]
    problems: Mapping[Slot, str]


@dataclass(frozen=True)
class Month:
    """A month of a unit, perhaps of one counter only, as the page shows it."""

    board: Board
    names: Names
    typed: Typed
    counter: Counter | None

    @property
    def first(self) -> date:
        """Its first day."""
        return self.board.days[0]

    @property
    def rows(self) -> list[tuple[Counter, Shift]]:
        """Counters and shifts, the columns of the table."""
        return [row for row in self.board.rows if self.counter is None or row[0].id == self.counter.id]

    @property
    def counters(self) -> list[Counter]:
        """Every counter of the month, once."""
        return list({counter.id: counter for counter, _shift in self.board.rows}.values())

    def text(self, slot: Slot) -> str:
        """What stands in a field: what was typed, or the codes of those on duty."""
        people = sorted(self.board.duties.get(slot, ()))
        return self.typed.texts.get(slot, " ".join(self.names.codes[one] for one in people))

    def is_wrong(self, slot: Slot) -> bool:
        """Whether a field cannot be understood, or somebody in it cannot be there."""
        return slot in self.typed.problems or any(
            self.board.is_wrong(slot, officer) for officer in self.board.duties.get(slot, ())
        )


NOTHING_TYPED: Final = Typed({}, {}, {})


@staff.get("/jadwal/bulan")
def roster_month() -> str:
    """A unit's month; without a choice, this month of the own or the first unit."""
    unit, choices = roster_board.chosen_unit()
    return _page(unit, month_of(request.args.get("bulan"), unit), choices, request.args.get("loket", type=int))


@staff.post("/jadwal/<int:unit_id>/bulan/<month>")
def roster_month_save(unit_id: int, month: str) -> Response:
    """Plan what the sent fields say; all of them or, when one cannot be understood, none."""
    unit = units.get(db(), unit_id, own_unit())
    first = month_of(month, unit)
    current = roster_board.board(unit, first, last_of(first))
    typed = _typed(current)
    counter = request.form.get("loket", type=int)
    if typed.problems:
        n = len(typed.problems)
        error = _("%(n)d kotak tidak dikenali, jadi belum ada yang disimpan. Perbaiki yang bertanda merah.", n=n)
        return make_response(_page(unit, first, [unit], counter, typed, error), UNPROCESSABLE)
    try:
        roster_board.hold(unit, first, last_of(first))
        seq = roster_planning.plan(db(), by(), unit, typed.wanted)
    except Refused as refused:
        db().rollback()
        overtaken = isinstance(refused, Overtaken)
        page = _page(unit, first, [unit], counter, typed, str(refused), overtaken=overtaken)
        return make_response(page, CONFLICT if overtaken else UNPROCESSABLE)
    return roster_board.back(unit, seq, _("Jadwal tersimpan."))


def month_of(text: str | None, unit: Unit) -> date:
    """First day of the month in `text` (2026-11), or of the unit's present month; 404 for anything else."""
    try:
        return roster_board.day_of(f"{text}-01") if text else unit.local(clock.now()).date().replace(day=1)
    except ValueError:
        abort(404)


def last_of(first: date) -> date:
    """Last day of the month that begins on `first`."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def _typed(current: Board) -> Typed:
    """The fields of slots that may be planned, as they were sent."""
    texts = {slot: request.form[slot_name(slot)].strip() for slot in current.open if slot_name(slot) in request.form}
    names, wanted, problems = current.names, {}, {}
    for slot, text in texts.items():
        try:
            wanted[slot] = names.read(text)
        except ValueError as error:
            problems[slot] = str(error)
    return Typed(texts, wanted, problems)


def _page(
    unit: Unit,
    first: date,
    choices: list[Unit],
    counter_id: int | None,
    typed: Typed = NOTHING_TYPED,
    error: str = "",
    *,
    overtaken: bool = False,
) -> str:
    board = roster_board.board(unit, first, last_of(first), typed.wanted)
    counter = next((counter for counter, _shift in board.rows if counter.id == counter_id), None)
    return render_template(
        "backoffice/roster_month.html",
        month=Month(board, board.names, typed, counter),
        board=board,
        title=f"{filters.month_name(first.month)} {first.year}",
        choices=choices,
        error=error,
        overtaken=overtaken,
        slot_name=slot_name,
        before=(first - timedelta(days=1)).replace(day=1),
        after=last_of(first) + timedelta(days=1),
        mondays=_mondays(first),
        most_weeks=MOST_WEEKS,
        is_workday=roster_planning.is_workday,
        undo=roster_board.undoable(unit),
    )


def _mondays(first: date) -> list[date]:
    """Mondays of the weeks that touch the month, after one week before it."""
    monday = first - timedelta(days=first.weekday() + WEEK)
    return [monday + timedelta(days=WEEK * n) for n in range(7) if monday + timedelta(days=WEEK * n) <= last_of(first)]
