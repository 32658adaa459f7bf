"""How much each revision of a locked period holds, so that revisions can be put side by side."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.snapshots import Snapshot, SnapshotLine


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
