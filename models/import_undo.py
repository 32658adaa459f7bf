"""UNDO: take an import of officers, a roster or service counts back, as far as nothing has come to depend on it.

A row goes back to what it was while it still is what the import made of it. What was changed since, sealed, locked or
used stays, with a reason in words, and stays with its batch: once the obstacle is gone the rest can be undone too.
"""

from collections import Counter as Tally
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from sqlalchemy.orm import Session

from models import audit, import_batches, officers, roster, service_counts, units
from models.changes import By, Refused, changed
from models.counters import ServiceCount
from models.import_batches import ImportBatch, ImportRow
from models.imports import COUNTS, OFFICERS, ROSTER
from models.officers import Officer
from models.roster import Duty
from models.roster_conflicts import Named

USES: Final = {
    "users": "sudah punya akun; tutup akunnya, lalu catat berhenti di halaman Petugas",
    "roster": "sudah ada di jadwal tugas; hapus dahulu dari jadwal, lalu urungkan lagi",
    "absences": "tercatat tidak bertugas pada suatu hari; hapus dahulu catatan itu, lalu urungkan lagi",
}
USED: Final = "sudah dipakai data lain; catat berhenti di halaman Petugas bila tidak bertugas"
CHANGED: Final = "datanya sudah diubah lagi; betulkan di halaman Petugas"
LEFT: Final = "sudah dicatat berhenti; tidak ada yang perlu dihapus"
CLOSED: Final = "unitnya yang lama sudah ditutup; pilih unitnya di halaman Petugas"
SEALED: Final = "harinya sudah disegel; ajukan koreksi jadwal bila keliru"
RECOUNTED: Final = "sudah diganti lagi; betulkan di halaman Jumlah layanan"
LOCKED: Final = "periodenya sudah dikunci; angkanya tetap"


class Effect(Enum):
    """What undoing does to a row: a new one goes, a changed one is as before, one that has gone already is let be."""

    REMOVED = "removed"
    RESTORED = "restored"
    GONE = "gone"
    STAYS = "stays"


@dataclass(frozen=True)
class Step:
    """What undoing would do to a row of a batch; `reason` says why it stays and what to do instead."""

    row: ImportRow
    effect: Effect
    reason: str = ""


def steps(session: Session, batch: ImportBatch, *, hold: bool = False) -> list[Step]:
    """What undoing a batch would do now, row by row; `hold` keeps machines from changing it until the commit."""
    rows = import_batches.rows_of(session, batch)
    return _STEPS[batch.kind](session, batch, rows, hold) if rows else []


def undo(session: Session, by: By, batch_id: int) -> list[Step]:
    """Take a batch back as far as possible; what was done, and what stays. Raises Refused when nothing can be done.

    Whatever writes the audit chain waits meanwhile: seals, locks, other changes of the roster, new uses of an officer.
    Queue machines do not, so counts are held one by one.
    """
    audit.serialise(session)
    batch = import_batches.get(session, batch_id)
    found = steps(session, batch, hold=True)
    done = [step for step in found if step.effect is not Effect.STAYS]
    if not done:
        raise Refused("Tidak ada lagi yang dapat diurungkan dari impor ini.")
    _UNDO[batch.kind](session, batch, done)
    for step in done:
        session.delete(step.row)
    batch.undone_at = by.now
    counts: dict[str, Any] = Tally(step.effect.value for step in found)
    by.note(session, "import.undone", f"import:{batch.checksum[:16]}", batch=batch.id, kind=batch.kind, **counts)
    return found


def _officers(session: Session, _batch: ImportBatch, rows: Sequence[ImportRow], _hold: bool) -> list[Step]:
    people = _people(session, rows)
    uses = officers.uses(session, [row.place["officer_id"] for row in rows if row.before is None])
    closed = {unit.id for unit in units.all_units(session) if unit.closed_on is not None}
    return [_officer(row, people.get(row.place["officer_id"]), uses, closed) for row in rows]


def _people(session: Session, rows: Sequence[ImportRow]) -> dict[int, Officer]:
    return officers.named(session, [row.place["officer_id"] for row in rows])


def _officer(
    row: ImportRow, officer: Officer | None, uses: Mapping[int, Collection[str]], closed: Collection[int]
) -> Step:
    if officer is None:
        return Step(row, Effect.GONE)
    if any(getattr(officer, name) != value for name, value in row.after.items()):
        return Step(row, Effect.STAYS, CHANGED)
    if row.before is not None:
        is_closed = row.before.get("unit_id") in closed
        return Step(row, Effect.STAYS, CLOSED) if is_closed else Step(row, Effect.RESTORED)
    if officer.left_on is not None:
        return Step(row, Effect.STAYS, LEFT)
    used = uses.get(officer.id, ())
    if used:
        return Step(row, Effect.STAYS, next((words for table, words in USES.items() if table in used), USED))
    return Step(row, Effect.REMOVED)


def _undo_officers(session: Session, _batch: ImportBatch, done: Sequence[Step]) -> None:
    people = _people(session, [step.row for step in done])
    for step in done:
        if step.effect is Effect.REMOVED:
            session.delete(people[step.row.place["officer_id"]])
        elif step.effect is Effect.RESTORED:
            changed(people[step.row.place["officer_id"]], step.row.before or {})
    session.flush()


def _roster(session: Session, batch: ImportBatch, rows: Sequence[ImportRow], _hold: bool) -> list[Step]:
    standing = _duties(session, batch, rows)
    sealed = roster.sealed_until(session, batch.unit_id or 0)
    return [_duty(row, standing, sealed) for row in rows]


def _duties(session: Session, batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[Named, Duty]:
    """What stands at the unit's counters on the days of some rows."""
    days = [_day(row) for row in rows]
    found = roster.of_unit(session, batch.unit_id or 0, min(days), max(days))
    return {(duty.counter_id, duty.day, duty.shift, duty.officer_id): duty for duty in found}


def _duty(row: ImportRow, standing: Collection[Named], sealed: date | None) -> Step:
    if _named(row) not in standing:
        return Step(row, Effect.GONE)
    if sealed is not None and _day(row) <= sealed:
        return Step(row, Effect.STAYS, SEALED)
    return Step(row, Effect.REMOVED)


def _undo_roster(session: Session, batch: ImportBatch, done: Sequence[Step]) -> None:
    standing = _duties(session, batch, [step.row for step in done])
    for step in done:
        if step.effect is Effect.REMOVED:
            session.delete(standing[_named(step.row)])
    session.flush()


def _counts(session: Session, _batch: ImportBatch, rows: Sequence[ImportRow], hold: bool) -> list[Step]:
    standing = service_counts.of_cells(session, [_cell(row) for row in rows], hold=hold)
    locked = service_counts.locked(session, {_day(row) for row in rows})
    return [_count(row, standing.get(_cell(row)), locked) for row in rows]


def _count(row: ImportRow, count: ServiceCount | None, locked: Collection[date]) -> Step:
    if count is None:
        return Step(row, Effect.GONE)
    if any(getattr(count, name) != value for name, value in row.after.items()):
        return Step(row, Effect.STAYS, RECOUNTED)
    return Step(row, Effect.STAYS, LOCKED) if _day(row) in locked else Step(row, Effect.RESTORED)


def _undo_counts(session: Session, _batch: ImportBatch, done: Sequence[Step]) -> None:
    standing = service_counts.of_cells(session, [_cell(step.row) for step in done])
    for step in done:
        if step.effect is Effect.RESTORED:
            service_counts.restore(session, standing[_cell(step.row)], **(step.row.before or {}))
    session.flush()


def _day(row: ImportRow) -> date:
    return date.fromisoformat(row.place["day"])


def _cell(row: ImportRow) -> service_counts.Cell:
    return row.place["counter_id"], _day(row), row.place["shift"]


def _named(row: ImportRow) -> Named:
    return *_cell(row), row.place["officer_id"]


_STEPS: Final[dict[str, Callable[[Session, ImportBatch, Sequence[ImportRow], bool], list[Step]]]] = {
    OFFICERS: _officers,
    ROSTER: _roster,
    COUNTS: _counts,
}
_UNDO: Final[dict[str, Callable[[Session, ImportBatch, Sequence[Step]], None]]] = {
    OFFICERS: _undo_officers,
    ROSTER: _undo_roster,
    COUNTS: _undo_counts,
}
