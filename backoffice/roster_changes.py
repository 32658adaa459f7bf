"""Changes to a roster in one step: copy a week, swap two officers, undo what one has just done."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from backoffice import roster_board
from backoffice.door import by, own_unit, staff
from backoffice.roster import copied_words
from backoffice.roster_months import MOST_WEEKS
from extensions import db
from models import officers, roster_planning, units
from models.changes import Refused
from models.roster import WEEK
from models.units import Unit

MOST_SHIFTS = 8


@staff.post("/jadwal/<int:unit_id>/salin-minggu")
def roster_copy_weeks(unit_id: int) -> Response:
    """Fill the empty slots of the weeks after one from it."""
    unit = units.get(db(), unit_id, own_unit())

    def change() -> tuple[int | None, str]:
        source = _day("dari")
        source -= timedelta(days=source.weekday())
        weeks = request.form.get("minggu_lagi", type=int) or 0
        if not 1 <= weeks <= MOST_WEEKS:
            raise Refused(_("Pilih 1 sampai %(n)d minggu.", n=MOST_WEEKS))
        mondays = [source + timedelta(days=WEEK * (n + 1)) for n in range(weeks)]
        copy = roster_planning.copied(db(), unit, source, mondays)
        seq = roster_planning.plan(db(), by(), unit, copy.wanted, roster_planning.COPIED)
        return seq, copied_words(seq, copy.left_out)

    return _changed(unit, change)


@staff.post("/jadwal/<int:unit_id>/tukar")
def roster_swap(unit_id: int) -> Response:
    """Put two officers in each other's place on a day, or in one shift of it."""
    unit = units.get(db(), unit_id, own_unit())

    def change() -> tuple[int | None, str]:
        day, shift = _day("tanggal"), request.form.get("sif", type=int)
        one, other = _officer(unit, "petugas"), _officer(unit, "pengganti")
        if one == other:
            raise Refused(_("Pilih dua petugas yang berbeda."))
        shifts = [shift] if shift else range(1, MOST_SHIFTS)
        wanted = roster_planning.swapped(db(), unit, day, shifts, one, other)
        if not wanted:
            raise Refused(_("Keduanya tidak bertugas pada waktu itu, jadi tidak ada yang ditukar."))
        return roster_planning.plan(db(), by(), unit, wanted, roster_planning.SWAPPED), _("Tugas sudah ditukar.")

    return _changed(unit, change)


@staff.post("/jadwal/<int:unit_id>/batal/<int:seq>")
def roster_undo(unit_id: int, seq: int) -> Response:
    """Do the opposite of one's own change."""
    unit = units.get(db(), unit_id, own_unit())
    return _changed(unit, lambda: (roster_planning.undo(db(), by(), unit, seq), _("Perubahan dibatalkan.")))


def _changed(unit: Unit, change: Callable[[], tuple[int | None, str]]) -> Response:
    """Make the change and lead back to the page it was asked on; or say there why it was refused."""
    try:
        seq, said = change()
    except Refused as refused:
        db().rollback()
        flash(str(refused))
        return redirect(roster_board.came_from(unit), 303)
    return roster_board.back(unit, seq, said)


def _day(name: str) -> date:
    try:
        return roster_board.day_of(request.form.get(name, ""))
    except ValueError:
        raise Refused(_("Pilih dahulu tanggalnya.")) from None


def _officer(unit: Unit, name: str) -> int:
    chosen = request.form.get(name, type=int)
    if chosen not in {officer.id for officer in officers.of_unit(db(), unit.id)}:
        raise Refused(_("Pilih dahulu kedua petugasnya."))
    return chosen
