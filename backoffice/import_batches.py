"""An import of officers, a roster or service counts: what undoing it would do, row by row, and undoing it."""

from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

import filters
from backoffice.door import by, may, own_unit, staff
from backoffice.import_kinds import KINDS
from backoffice.import_plans import FIELDS, word
from backoffice.imports import ROWS_SHOWN
from extensions import db
from models import counters, import_batches, import_undo, officers, units
from models.changes import Refused
from models.import_batches import ImportBatch, ImportRow, Place
from models.import_undo import Effect, Step
from models.imports import COUNTS, OFFICERS, ROSTER
from surveys import nip

DONE: Final = {
    OFFICERS: {Effect.REMOVED: _l("%(n)d petugas dihapus"), Effect.RESTORED: _l("%(n)d petugas seperti semula")},
    ROSTER: {Effect.REMOVED: _l("%(n)d jadwal dihapus")},
    COUNTS: {Effect.RESTORED: _l("%(n)d jumlah layanan seperti semula")},
}
GONE: Final = _l("%(n)d sudah tidak ada")
STAYS: Final = _l("%(n)d tetap seperti sekarang")


@dataclass(frozen=True)
class Line:
    """A row of the file as a person knows it, and what undoing would do to it."""

    what: str
    then: str
    stays: bool


@staff.get("/impor/<int:batch_id>")
def import_batch(batch_id: int) -> str:
    """What undoing an import would do; what stays stands first, with what to do instead."""
    batch = _batch(batch_id)
    steps = sorted(import_undo.steps(db(), batch), key=lambda step: step.effect is not Effect.STAYS)
    return render_template(
        "backoffice/import_batch.html",
        batch=batch,
        kind=KINDS[batch.kind],
        summary=_summary(batch, steps),
        can_undo=any(step.effect is not Effect.STAYS for step in steps),
        total=len(steps),
        lines=_lines(db(), batch, steps[:ROWS_SHOWN]),
    )


@staff.post("/impor/<int:batch_id>/urungkan")
def import_batch_undo(batch_id: int) -> Response:
    """Undo it as far as possible; back to its kind, or to its own page while something stays."""
    batch, itself = _batch(batch_id), url_for("backoffice.import_batch", batch_id=batch_id)
    try:
        steps = import_undo.undo(db(), by(), batch_id)
        db().commit()
    except Refused as refused:
        db().rollback()
        flash(str(refused))
        return redirect(itself, 303)
    flash(_("Impor diurungkan: %(what)s.", what="; ".join(_summary(batch, steps))))
    is_whole = all(step.effect is not Effect.STAYS for step in steps)
    return redirect(url_for(f"backoffice.import_{batch.kind}") if is_whole else itself, 303)


def _batch(batch_id: int) -> ImportBatch:
    """The batch, for whoever may import its kind."""
    batch = import_batches.get(db(), batch_id, own_unit())
    return batch if may(f"import_{batch.kind}") else abort(404)


def _summary(batch: ImportBatch, steps: Sequence[Step]) -> list[str]:
    words = {**DONE[batch.kind], Effect.GONE: GONE, Effect.STAYS: STAYS}
    counts = Tally(step.effect for step in steps)
    return [str(words[effect]) % {"n": counts[effect]} for effect in words if counts[effect]]


def _lines(session: Session, batch: ImportBatch, steps: Sequence[Step]) -> list[Line]:
    what, then = _WORDS[batch.kind](session, [step.row for step in steps])
    return [Line(what(step.row), _then(step, then), step.effect is Effect.STAYS) for step in steps]


def _then(step: Step, restored: Callable[[ImportRow], str]) -> str:
    if step.effect is Effect.RESTORED:
        return restored(step.row)
    said: str = {
        Effect.REMOVED: _("dihapus"),
        Effect.GONE: _("sudah tidak ada, jadi tidak ada yang diubah"),
        Effect.STAYS: _("tetap: %(why)s", why=step.reason),
    }[step.effect]
    return said


Words = tuple[Callable[[ImportRow], str], Callable[[ImportRow], str]]  # what a row is called, and what it becomes again


def _of_officers(session: Session, rows: Sequence[ImportRow]) -> Words:
    people = officers.named(session, [row.place["officer_id"] for row in rows])
    names = {unit.id: unit.name for unit in units.all_units(session)}

    def what(row: ImportRow) -> str:
        officer = people.get(row.place["officer_id"])
        known: Mapping[str, Any] = row.after if officer is None else vars(officer)
        number = nip.grouped(known["nip"]).replace(" ", "\N{NO-BREAK SPACE}") if known.get("nip") else known.get("code")
        return ", ".join(filter(None, (known.get("name"), number)))

    def then(row: ImportRow) -> str:
        return "; ".join(
            f"{FIELDS[name]}: {word(name, row.after[name], names)} → {word(name, value, names)}"
            for name, value in (row.before or {}).items()
        )

    return what, then


def _of_duties(session: Session, rows: Sequence[ImportRow]) -> Words:
    people = officers.named(session, [row.place["officer_id"] for row in rows])
    place = _places(session, rows)
    return lambda row: f"{place(row.place)}: {people[row.place['officer_id']].name}", lambda _row: ""


def _of_counts(session: Session, rows: Sequence[ImportRow]) -> Words:
    place = _places(session, rows)

    def then(row: ImportRow) -> str:
        before = (row.before or {}).get("reported")
        stood = _("kosong") if before is None else filters.number(before)
        return f"{filters.number(row.after['reported'])} → {stood}"

    return lambda row: place(row.place), then


def _places(session: Session, rows: Sequence[ImportRow]) -> Callable[[Place], str]:
    """Day, counter and shift of a row in words."""
    found = {key: counters.get(session, key) for key in sorted({row.place["counter_id"] for row in rows})}
    shifts = {
        (unit_id, shift.number): shift.name
        for unit_id in sorted({counter.unit_id for counter in found.values()})
        for shift in units.shifts_of(session, unit_id)
    }

    def words(place: Place) -> str:
        counter = found[place["counter_id"]]
        day = filters.day(date.fromisoformat(place["day"]), weekday=True)
        shift = shifts.get((counter.unit_id, place["shift"]), str(place["shift"]))
        said: str = _("%(day)s, Loket %(counter)s, %(shift)s", day=day, counter=counter.label, shift=shift)
        return said

    return words


_WORDS: Final[dict[str, Callable[[Session, Sequence[ImportRow]], Words]]] = {
    OFFICERS: _of_officers,
    ROSTER: _of_duties,
    COUNTS: _of_counts,
}
