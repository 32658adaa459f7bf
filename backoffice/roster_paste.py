"""Paste a month's roster from a spreadsheet: every cell is shown as it was understood; all of it is taken, or none."""

import hashlib
from dataclasses import dataclass

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from backoffice import roster_board
from backoffice.door import by, own_unit, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.roster import CONFLICT
from backoffice.roster_board import Board
from backoffice.roster_months import last_of, month_of
from extensions import db
from models import roster_conflicts, roster_planning, units
from models.changes import Refused
from models.units import Unit
from surveys import roster_paste as rules
from surveys.roster_paste import Pasted, PastedCell, Place
from surveys.rows import LayoutError


@dataclass(frozen=True)
class Preview:
    """A pasted table as it was understood, how many slots it would change, and the conflicts that would follow."""

    pasted: Pasted
    changed: int
    conflicts: list[str]
    digest: str

    @property
    def is_clean(self) -> bool:
        """Whether it can be taken."""
        return self.changed > 0 and not self.pasted.problems and not self.conflicts


@staff.route("/jadwal/<int:unit_id>/bulan/<month>/tempel", methods=["GET", "POST"])
def roster_paste(unit_id: int, month: str) -> Response:
    """The field to paste into; then what was understood; then, confirmed, the month."""
    unit = units.get(db(), unit_id, own_unit())
    first = month_of(month, unit)
    board = roster_board.board(unit, first, last_of(first))
    text = request.form.get("tabel", "")
    if request.method != "POST":
        return make_response(_page(unit, board, text))
    try:
        preview = _preview(unit, board, text)
        if preview.is_clean and request.form.get("rencana") == preview.digest:
            seq = roster_planning.plan(db(), by(), unit, preview.pasted.wanted, roster_planning.PASTED)
            return roster_board.back(unit, seq, _("Jadwal dari tabel sudah masuk."))
    except (LayoutError, Refused) as error:
        db().rollback()
        return make_response(_page(unit, board, text, problem=str(error)), UNPROCESSABLE)
    status = UNPROCESSABLE if not preview.is_clean else CONFLICT if "rencana" in request.form else 200
    return make_response(_page(unit, board, text, preview), status)


def _preview(unit: Unit, board: Board, text: str) -> Preview:
    places = [Place(counter.id, shift.number, counter.label, shift.name) for counter, shift in board.rows]
    known = {slot: frozenset(people) for slot, people in board.stored.items()}
    pasted = rules.read(text, rules.Board(board.days, places, board.names, known, frozenset(board.open)))
    changing = {slot: who for slot, who in pasted.wanted.items() if who != known.get(slot, frozenset())}
    fresh = {(*slot, one) for slot, people in changing.items() for one in people - known.get(slot, frozenset())}
    clashes = roster_conflicts.found(db(), unit, {**known, **changing})
    wrong = [clash for clash in clashes if roster_conflicts.touches(clash, fresh)]
    digest = hashlib.sha256(f"{text}\n{board.version}".encode()).hexdigest()
    return Preview(pasted, len(changing), roster_conflicts.words(db(), wrong), digest)


def _page(unit: Unit, board: Board, text: str, preview: Preview | None = None, problem: str = "") -> str:
    places = {(counter.id, shift.number): f"{counter.label} {shift.name}" for counter, shift in board.rows}
    codes = board.names.codes

    def meaning(cell: PastedCell) -> str:
        """A cell in our own words: codes of officers in a row of a place, places in a row of an officer."""
        if cell.duties is None:
            return ""
        by_officer = preview is not None and preview.pasted.by_officer
        words = [places[duty[:2]] if by_officer else codes[duty[2]] for duty in cell.duties]
        return ", ".join(words) or _("kosong")

    return render_template(
        "backoffice/roster_paste.html",
        unit=unit,
        board=board,
        month=board.days[0],
        text=text,
        preview=preview,
        problem=problem,
        meaning=meaning,
    )
