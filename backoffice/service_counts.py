"""How many services each counter gave in each shift of a day: what the button counted, and what the register says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import clock
from backoffice.door import by, own_unit, staff
from backoffice.forms import UNPROCESSABLE
from extensions import db
from models import counters, service_counts, units
from models.changes import Refused
from models.counters import Counter, ServiceCount
from models.service_counts import ENTRY, FIRST_DAY, MOST, SOURCES
from models.units import Shift, Unit


@dataclass(frozen=True)
class Row:
    """A counter in a shift; `shift` is None outside of all shifts, `typed` what somebody has just filled in."""

    counter: Counter
    shift: Shift | None
    count: ServiceCount | None
    typed: str | None

    @property
    def name(self) -> str:
        """Name of its field in the form."""
        return f"{self.counter.id}.{self.shift.number if self.shift else 0}"

    @property
    def value(self) -> str:
        """What stands in its field."""
        if self.typed is not None:
            return self.typed
        return "" if self.count is None or self.count.reported is None else str(self.count.reported)

    @property
    def source(self) -> str:
        """Where the number in force comes from."""
        return SOURCES[self.count.source] if self.count and self.count.logged else ""


@staff.get("/jumlah-layanan")
def service_count_day() -> str:
    """A unit's day; without a choice, today of the own or the first unit."""
    choices = units.open_units(db(), clock.now().date(), own_unit())
    if not choices:
        return render_template("backoffice/service_counts_none.html")
    wanted = request.args.get("unit", choices[0].id, type=int)
    unit = next((unit for unit in choices if unit.id == wanted), None) or abort(404)
    return _page(unit, _day(request.args.get("tanggal"), unit), choices)


@staff.post("/jumlah-layanan/<int:unit_id>/<day>")
def service_count_save(unit_id: int, day: str) -> Response:
    """Put the register's numbers down; an empty field leaves what is there."""
    unit = units.get(db(), unit_id, own_unit())
    chosen = _day(day, unit)
    fields = {name: text.strip() for name, text in request.form.items() if text.strip()}
    rows = [row for row in _rows(unit, chosen) if row.name in fields]
    try:
        wanted = {
            (row.counter.id, chosen, row.shift.number if row.shift else 0): _number(fields[row.name]) for row in rows
        }
        service_counts.report(db(), by(), unit.id, wanted, ENTRY)
    except Refused as refused:
        db().rollback()
        return make_response(_page(unit, chosen, [unit], str(refused), fields), UNPROCESSABLE)
    db().commit()
    flash(_("Jumlah layanan tersimpan."))
    return redirect(url_for("backoffice.service_count_day", unit=unit.id, tanggal=chosen.isoformat()), 303)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST))):
        raise Refused(_("“%(text)s” bukan bilangan 0 sampai %(most)d. Tidak ada yang disimpan.", text=text, most=MOST))
    return int(text)


def _rows(unit: Unit, day: date, typed: Mapping[str, str] | None = None) -> list[Row]:
    """Counters that were open or counted anything that day, shift by shift."""
    counts = service_counts.of_day(db(), unit.id, day)
    shifts: list[Shift | None] = [*units.shifts_of(db(), unit.id)]
    rows = [
        Row(counter, shift, counts.get((counter.id, shift.number if shift else 0)), None)
        for counter in counters.of_unit(db(), unit.id)
        for shift in [*shifts, None]
    ]
    shown = [row for row in rows if row.count or (row.shift and _is_open(row.counter, day))]
    return [Row(row.counter, row.shift, row.count, typed.get(row.name, "")) for row in shown] if typed else shown


def _is_open(counter: Counter, day: date) -> bool:
    return counter.closed_on is None or counter.closed_on > day


def _page(unit: Unit, day: date, choices: list[Unit], error: str = "", typed: Mapping[str, str] | None = None) -> str:
    return render_template(
        "backoffice/service_counts.html",
        unit=unit,
        day=day,
        choices=choices,
        rows=_rows(unit, day, typed),
        before=day - timedelta(days=1),
        today=unit.local(clock.now()).date(),
        most=MOST,
        error=error,
    )


def _day(text: str | None, unit: Unit) -> date:
    """The day in `text`, or today; a day that has not come, or lies before the first tickets, is no address."""
    today = unit.local(clock.now()).date()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        abort(404)
    return day if FIRST_DAY <= day <= today else abort(404)
