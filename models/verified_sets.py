"""Sets of verified ratings: those of one counter, day and shift, which a decision takes out whole or not at all."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.corrections import TallyCorrection
from models.tallies import H_BINS, VALUES, ElementTally, Tally
from surveys.objections import Slot
from surveys.validity import VERIFIED

H = tuple(f"h{k}" for k in H_BINS)
SUMS = {"U6": "u6_sum", "U7": "u7_sum"}
NUMBERS = {"U6": "u6_n", "U7": "u7_n"}
COUNTS = (*H, *SUMS.values(), *NUMBERS.values())
CELL = ("unit_id", "wait_band", "channel", "validity")
Cell = tuple[Any, ...]


def size(session: Session, slot: Slot) -> int:
    """Ratings of a set that count: in time, with both elements about a person, and not taken out before."""
    return sum(counts[name] for counts in _held(session, slot).values() for name in H)


def take_out(session: Session, slot: Slot, source: str) -> None:
    """Write what a set holds as negative counts, cell by cell; `source` names the decision."""
    for cell, counts in sorted(_held(session, slot).items()):
        if any(counts.values()):
            key = {
                "counter_id": slot.counter,
                "day": slot.day,
                "shift": slot.shift,
                **dict(zip(CELL, cell, strict=True)),
            }
            session.add(TallyCorrection(source=source, **key, **{name: -counts[name] for name in COUNTS}))
    session.flush()


def _held(session: Session, slot: Slot) -> dict[Cell, Counter[str]]:
    """Counts of a set by cell, less what was taken out before."""
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    for part in (_ratings(session, slot), _elements(session, slot), _corrections(session, slot)):
        for cell, counts in part:
            found[cell].update(counts)
    return found


def _ratings(session: Session, slot: Slot) -> Iterator[tuple[Cell, dict[str, int]]]:
    key = [getattr(Tally, name) for name in CELL]
    statement = select(*key, *(func.sum(getattr(Tally, name)) for name in H))
    for row in session.execute(statement.where(*_of_set(Tally, slot), Tally.late.is_(False)).group_by(*key)):
        yield tuple(row[: len(CELL)]), dict(zip(H, map(int, row[len(CELL) :]), strict=True))


def _corrections(session: Session, slot: Slot) -> Iterator[tuple[Cell, dict[str, int]]]:
    key = [getattr(TallyCorrection, name) for name in CELL]
    statement = select(*key, *(func.sum(getattr(TallyCorrection, name)) for name in COUNTS))
    for row in session.execute(statement.where(*_of_set(TallyCorrection, slot)).group_by(*key)):
        yield tuple(row[: len(CELL)]), dict(zip(COUNTS, map(int, row[len(CELL) :]), strict=True))


def _elements(session: Session, slot: Slot) -> Iterator[tuple[Cell, dict[str, int]]]:
    """Sum and number of the answers to the two elements about a person."""
    key = [ElementTally.element, *(getattr(Tally, name) for name in CELL)]
    statement = (
        select(*key, *(func.sum(getattr(ElementTally, f"v{value}")) for value in VALUES))
        .join(Tally, Tally.id == ElementTally.tally_id)
        .where(*_of_set(Tally, slot), Tally.late.is_(False), ElementTally.element.in_(SUMS))
    )
    for element, *row in session.execute(statement.group_by(*key)):
        numbers = [int(n) for n in row[len(CELL) :]]
        total = sum(value * n for value, n in zip(VALUES, numbers, strict=True))
        yield tuple(row[: len(CELL)]), {SUMS[element]: total, NUMBERS[element]: sum(numbers)}


def _of_set(table: type[Tally] | type[TallyCorrection], slot: Slot) -> tuple[ColumnElement[bool], ...]:
    return (
        table.counter_id == slot.counter,
        table.day == slot.day,
        table.shift == slot.shift,
        table.validity.in_(VERIFIED),
    )
