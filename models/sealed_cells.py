"""What was sealed of a period, by cell, with the corrections that decisions made: only the reading of it."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial, reduce
from operator import add
from typing import Any

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import roster
from models.corrections import TallyCorrection
from models.inputs import Known
from models.tallies import H_BINS, VALUES, ElementTally, Tally
from surveys import validity
from surveys.cells import UNKNOWN
from surveys.periods import Period
from surveys.roster import UNKNOWN_SHIFT

ELEMENTS = ("u6", "u7")
SealedCell = Row[*tuple[Any, ...]]
_Cells = Select[*tuple[Any, ...]]


def ratings(session: Session, period: Period, last: Known | None) -> list[SealedCell]:
    """Cells sealed in time, then corrections as negative ones, each with `h2`–`h8` and forms `incomplete` of U6, U7.

    `last` names the newest decisions to know of, None for all.
    """
    return [*_sealed(session, period), *_corrected(session, period, last)]


def answers(session: Session, period: Period, last: Known | None) -> list[SealedCell]:
    """The same cells, verified ones only, with `total` and `n` of the answers to each `element`."""
    return [*_answered(session, period), *_corrected_answers(session, period, last)]


class Duties:
    """Who was on duty, read once per unit."""

    def __init__(self, session: Session, period: Period, last: Known | None) -> None:
        self._read = partial(
            roster.on_duty,
            session,
            first=period.start,
            last=period.end,
            corrected_to=None if last is None else last.roster_correction,
        )
        self._units: dict[int, dict[tuple[int, date, int], set[int]]] = {}

    def of(self, cell: SealedCell) -> list[int]:
        """Officers on duty in a cell; without a counter or a known shift nobody was."""
        if cell.counter_id is None or cell.shift == UNKNOWN_SHIFT:
            return []
        if cell.unit_id not in self._units:
            self._units[cell.unit_id] = self._read(unit_id=cell.unit_id)
        return sorted(self._units[cell.unit_id].get((cell.counter_id, cell.day, cell.shift), ()))


def _sealed(session: Session, period: Period) -> Iterator[SealedCell]:
    """Sealed cells, whatever the night and the service, oldest first."""
    key = Tally.unit_id, Tally.counter_id, Tally.day, Tally.shift, Tally.shift_band, Tally.wait_band, Tally.channel
    h = [func.sum(column) for column in _bins(Tally)]
    yield from session.execute(
        select(*key, Tally.validity, (func.sum(Tally.n_forms) - reduce(add, h)).label("incomplete"), *_named(h))
        .where(Tally.day.between(period.start, period.end), Tally.late.is_(False))
        .group_by(*key, Tally.validity)
        .order_by(Tally.unit_id, func.min(Tally.id))
    )


def _corrected(session: Session, period: Period, last: Known | None) -> Iterator[SealedCell]:
    """Corrections, oldest first, shaped as the cells they are taken from."""
    table = TallyCorrection
    key = table.unit_id, table.counter_id, table.day, table.shift, literal(UNKNOWN).label("shift_band")
    statement = select(
        *key, table.wait_band, table.channel, table.validity, literal(0).label("incomplete"), *_named(_bins(table))
    )
    yield from session.execute(_known_of(statement, period, last))


def _answered(session: Session, period: Period) -> Iterator[SealedCell]:
    key = Tally.unit_id, Tally.counter_id, Tally.day, Tally.shift
    given = [func.sum(getattr(ElementTally, f"v{value}")) for value in VALUES]
    total = reduce(add, [value * count for value, count in zip(VALUES, given, strict=True)])
    yield from session.execute(
        select(
            *key, func.lower(ElementTally.element).label("element"), total.label("total"), reduce(add, given).label("n")
        )
        .join(ElementTally, ElementTally.tally_id == Tally.id)
        .where(
            Tally.day.between(period.start, period.end),
            Tally.late.is_(False),
            Tally.validity.in_(validity.VERIFIED),
            ElementTally.element.in_([element.upper() for element in ELEMENTS]),
        )
        .group_by(*key, ElementTally.element)
    )


def _corrected_answers(session: Session, period: Period, last: Known | None) -> Iterator[SealedCell]:
    table = TallyCorrection
    for element in ELEMENTS:
        total, n = getattr(table, f"{element}_sum").label("total"), getattr(table, f"{element}_n").label("n")
        key = table.unit_id, table.counter_id, table.day, table.shift, literal(element).label("element")
        statement = select(*key, total, n).where(table.validity.in_(validity.VERIFIED))
        yield from session.execute(_known_of(statement, period, last))


def _known_of(statement: _Cells, period: Period, last: Known | None) -> _Cells:
    found = statement.where(TallyCorrection.day.between(period.start, period.end))
    known = found if last is None else found.where(TallyCorrection.id <= last.tally_correction)
    return known.order_by(TallyCorrection.unit_id, TallyCorrection.id)


def _bins(table: type[Tally] | type[TallyCorrection]) -> list[InstrumentedAttribute[int]]:
    return [getattr(table, f"h{bin_}") for bin_ in H_BINS]


def _named(columns: Iterable[Any]) -> list[Any]:
    return [column.label(f"h{bin_}") for bin_, column in zip(H_BINS, columns, strict=True)]
