"""What locks found waiting of officers' and teams' ratings: part of locked figures, and of longer interim ones.

It never becomes a batch of its own month. An officer had 31 ratings in July, 31 in August and three in September:
beside a locked quarter of 65, months shown to their end would tell what the three were.
"""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import periods
from models.releases import PERSONAL, Increment, ReleaseBatch
from surveys import disclosure
from surveys.periods import Period

Stream = tuple[str, int, int]  # kind, unit, officer


def within(session: Session, period: Period) -> list[Increment]:
    """The rest of every locked period within a period, of streams with enough ratings in it to be told at all."""
    return [row for locked in periods.locked_within(session, period) for row in _rest(session, locked)]


def _rest(session: Session, locked: Period) -> list[Increment]:
    months = [month.code for month in locked.months]
    waiting = (
        select(Increment).where(Increment.stream.in_(PERSONAL), Increment.month.in_(months)).order_by(Increment.id)
    )
    rows = list(session.scalars(waiting))
    sizes: Counter[Stream] = Counter()
    columns = ReleaseBatch.stream, ReleaseBatch.unit_id, ReleaseBatch.officer_id, ReleaseBatch.n
    left = select(*columns).where(ReleaseBatch.stream.in_(PERSONAL), ReleaseBatch.month.in_(months))
    for kind, unit_id, officer_id, n in session.execute(left):
        sizes[kind, unit_id, officer_id] += n
    for row in rows:
        sizes[_stream(row)] += row.n
    return [row for row in rows if sizes[_stream(row)] >= disclosure.OFFICER_MINIMUM]


def _stream(row: Increment) -> Stream:
    return row.stream, row.unit_id, row.officer_id
