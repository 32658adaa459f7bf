"""How many services a counter gave in a shift, as people, files and queue machines report it."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models import periods
from models.base import add_counts
from models.changes import By, Refused
from models.counters import DISPLAY, QUEUE, Counter, ServiceCount
from surveys.response import Services

ENTRY, IMPORT = "entry", "import"
SOURCES = {DISPLAY: "tombol Selesai", QUEUE: "mesin antrean", ENTRY: "diisi operator", IMPORT: "impor"}
FIRST_DAY = date(2025, 1, 1)
MOST = 9999

Cell = tuple[int, date, int]  # counter, day, shift


def of_day(session: Session, unit_id: int, day: date) -> dict[tuple[int, int], ServiceCount]:
    """Counts of a unit's day by counter and shift."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    rows = session.scalars(
        select(ServiceCount)
        .where(ServiceCount.counter_id.in_(own), ServiceCount.day == day)
        .order_by(ServiceCount.counter_id, ServiceCount.shift)
    )
    return {(row.counter_id, row.shift): row for row in rows}


def of_cells(session: Session, cells: Collection[Cell], *, hold: bool = False) -> dict[Cell, ServiceCount]:
    """Counts of some cells, where there are any; `hold` keeps others from changing them until the commit."""
    wanted = set(cells)
    if not wanted:
        return {}
    days = [day for _counter, day, _shift in wanted]
    statement = (
        select(ServiceCount)
        .where(ServiceCount.counter_id.in_({cell[0] for cell in wanted}))
        .where(ServiceCount.day.between(min(days), max(days)))
        .order_by(ServiceCount.counter_id, ServiceCount.day, ServiceCount.shift)
    )
    held = statement.with_for_update().execution_options(populate_existing=True)
    rows = session.scalars(held if hold else statement)
    return {cell: row for row in rows if (cell := (row.counter_id, row.day, row.shift)) in wanted}


def report(
    session: Session, by: By, unit_id: int, wanted: Mapping[Cell, int], source: str
) -> dict[Cell, tuple[int | None, str]]:
    """Put what a register says in the place of what stood there; cells that say the same are left as they are.

    Returns:
        What stood in the cells that changed: number and source. One event tells of all.

    Raises:
        Refused: the day belongs to a locked period.
    """
    _refuse_locked(session, {day for _counter, day, _shift in wanted})
    replaced: dict[Cell, tuple[int | None, str]] = {}
    for cell, row in _rows(session, wanted).items():
        if row.reported != wanted[cell]:
            replaced[cell] = row.reported, row.source
            row.reported, row.source = wanted[cell], source
    session.flush()
    if replaced:
        cells = {
            f"{counter_id}:{day.isoformat()}:{shift}": [before, wanted[counter_id, day, shift]]
            for (counter_id, day, shift), (before, _source) in replaced.items()
        }
        by.note(session, "services.reported", f"unit:{unit_id}", source=source, cells=cells)
    return replaced


def restore(session: Session, row: ServiceCount, reported: int | None, source: str) -> None:
    """Put back what a cell said before an import. One that then says nothing at all is not kept."""
    row.reported, row.source = reported, source
    if reported is None and not (row.services or row.tickets or row.voided):
        session.delete(row)


def report_from_queue(session: Session, counter_id: int, day: date, shift: int, n: int) -> None:
    """What the queue machine of a counter has counted so far.

    Raises Refused where a person has put it right, or the day belongs to a locked period.

    No event tells of it: machines report after each service, and that moment would lie beside a citizen's answer.
    """
    _refuse_locked(session, {day})
    [row] = _rows(session, [(counter_id, day, shift)]).values()
    if row.source in {ENTRY, IMPORT}:
        raise Refused("Jumlah layanan sif ini sudah diisi operator, jadi tidak diganti oleh mesin antrean.")
    row.reported, row.source = n, QUEUE
    session.flush()


def unreported(session: Session, unit_id: int, first: date, last: date) -> list[date]:
    """Days between two on which a unit minted tickets and nothing has told yet how many services there were."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    return list(
        session.scalars(
            select(ServiceCount.day)
            .where(
                ServiceCount.counter_id.in_(own),
                ServiceCount.day.between(first, last),
                ServiceCount.tickets > 0,
                ServiceCount.reported.is_(None),
            )
            .distinct()
            .order_by(ServiceCount.day)
        )
    )


def logged(session: Session, first: date, last: date, unit_id: int | None = None) -> dict[int, Services]:
    """Services of the units between two days, by unit; units that logged nothing are left out."""
    reported = case((ServiceCount.reported.is_not(None), ServiceCount.reported), else_=0)
    statement = (
        select(
            Counter.unit_id,
            func.sum(func.coalesce(ServiceCount.reported, ServiceCount.services)),
            func.sum(reported),
        )
        .join(Counter, Counter.id == ServiceCount.counter_id)
        .where(ServiceCount.day.between(first, last))
        .group_by(Counter.unit_id)
    )
    if unit_id is not None:
        statement = statement.where(Counter.unit_id == unit_id)
    return {unit: Services(n, told) for unit, n, told in session.execute(statement)}


def locked(session: Session, days: Collection[date]) -> set[date]:
    """Those of some days that belong to a locked period."""
    spans = periods.locked_days(session)
    return {day for day in days if any(first <= day <= last for first, last in spans)}


def _refuse_locked(session: Session, days: set[date]) -> None:
    if locked(session, days):
        raise Refused("Periode hari itu sudah dikunci, jadi jumlah layanannya tidak dapat diubah lagi.")


def _rows(session: Session, cells: Collection[Cell]) -> dict[Cell, ServiceCount]:
    """The rows of some cells, there from now on and held for this transaction."""
    nothing = {"services": 0, "tickets": 0}
    places = [{"counter_id": cell[0], "day": cell[1], "shift": cell[2], **nothing} for cell in sorted(cells)]
    add_counts(session, ServiceCount, places, "services", "tickets")
    return of_cells(session, cells, hold=True)
