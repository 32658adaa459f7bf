"""How many tickets were used, held against what was minted and against what a register says."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from models.counters import ServiceCount
from models.inbox import Arrival
from models.tallies import Tally
from models.units import Unit
from surveys import ticket_lots, validity


@dataclass(frozen=True)
class Excess:
    """A counter, day and shift with more used tickets than there should be."""

    counter_id: int
    day: date
    shift: int
    used: int
    expected: int


def over_issued(session: Session, first: date, last: date) -> list[Excess]:
    """Counters, days and shifts that report at least 5 % fewer services than tickets were used."""
    found = _used(first, last)
    rows = session.execute(
        select(found.c.counter_id, found.c.day, found.c.shift, found.c.n, ServiceCount.reported)
        .join(ServiceCount, _beside(found))
        .where(ServiceCount.reported < found.c.n)
        .order_by(found.c.counter_id, found.c.day, found.c.shift)
    )
    excesses = [Excess(counter, day, shift, n, reported or 0) for counter, day, shift, n, reported in rows]
    return [excess for excess in excesses if ticket_lots.exceeds_register(excess.expected, excess.used)]


def overdrawn(session: Session, first: date, last: date) -> list[Excess]:
    """Where more tickets were used than were ever minted: the sign of a key that has leaked."""
    found = _used(first, last)
    minted = func.coalesce(ServiceCount.tickets, 0)
    rows = session.execute(
        select(found.c.counter_id, found.c.day, found.c.shift, found.c.n, minted)
        .outerjoin(ServiceCount, _beside(found))
        .where(found.c.n > minted)
        .order_by(found.c.counter_id, found.c.day, found.c.shift)
    )
    return [Excess(counter, day, shift, n, tickets) for counter, day, shift, n, tickets in rows]


def _used(first: date, last: date) -> Subquery:
    """Tickets used, n, by counter, day and shift: sealed verified forms, and what waits for its seal.

    Those with which somebody was helped are not among them: their forms count as given to a helper.
    """
    sealed = select(Tally.counter_id, Tally.day, Tally.shift, Tally.n_forms.label("n")).where(
        Tally.unit_id.in_(select(Unit.id)),  # the index begins with it
        Tally.day.between(first, last),
        Tally.validity.in_(validity.VERIFIED),
    )
    waiting = select(Arrival.counter_id, Arrival.service_day, Arrival.shift, literal(1)).where(
        Arrival.service_day.between(first, last), Arrival.has_ticket
    )
    every = union_all(sealed, waiting).subquery()
    place = (every.c.counter_id, every.c.day, every.c.shift)
    counted = select(*place, func.sum(every.c.n).label("n")).where(every.c.counter_id.is_not(None))
    return counted.group_by(*place).subquery()


def _beside(found: Subquery) -> ColumnElement[bool]:
    """That a count is the one of the place where tickets were used."""
    return and_(
        ServiceCount.counter_id == found.c.counter_id,
        ServiceCount.day == found.c.day,
        ServiceCount.shift == found.c.shift,
    )
