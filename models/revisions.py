"""How much each revision of a locked period holds, so that revisions can be put side by side."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.snapshots import Snapshot, SnapshotLine
from surveys.objections import shows_counts


class Size(NamedTuple):
    """officers: with a rating of their own or shared; scored: of those, with a score; n: ratings given to one alone."""

    officers: int = 0
    scored: int = 0
    n: int = 0


def sizes(session: Session, period_code: str) -> dict[int, Size]:
    """The size of every revision of a period, by the id of its snapshot."""
    statement = (
        select(
            Snapshot.id,
            func.count(SnapshotLine.officer_id),
            func.count(SnapshotLine.score),
            func.coalesce(func.sum(SnapshotLine.n), 0),
        )
        .outerjoin(SnapshotLine, SnapshotLine.snapshot_id == Snapshot.id)
        .where(Snapshot.period_code == period_code)
        .group_by(Snapshot.id)
        .order_by(Snapshot.id)
    )
    return {row[0]: Size(row[1], row[2], int(row[3])) for row in session.execute(statement)}


def few_apart(session: Session, snapshot: Snapshot) -> frozenset[int]:
    """Officers of whom another revision of the period holds one to nine ratings more or fewer.

    Both exact figures beside each other would tell what those few were.
    """
    line = SnapshotLine
    rows = session.execute(
        select(line.snapshot_id, line.officer_id, line.n, line.shared)
        .join(Snapshot, Snapshot.id == line.snapshot_id)
        .where(Snapshot.period_code == snapshot.period_code)
        .order_by(line.snapshot_id, line.officer_id)
    )
    numbers: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for snapshot_id, officer_id, n, shared in rows:
        numbers[snapshot_id][officer_id] = n, shared
    own = numbers.pop(snapshot.id, {})
    return frozenset(
        officer_id
        for other in numbers.values()
        for officer_id in own.keys() | other.keys()
        if _is_few_apart(own.get(officer_id, (0, 0)), other.get(officer_id, (0, 0)))
    )


def _is_few_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return not all(shows_counts(a, b) for a, b in zip(one, other, strict=True))
