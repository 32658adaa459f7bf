"""A locked month for tests of objections: rows as a lock leaves them, with a line of the first officer."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.snapshots import Snapshot, SnapshotLine

PERIOD = "2026-11"
LOCKED = datetime(2026, 12, 9, 3, 0, tzinfo=UTC)
UNTIL = date(2026, 12, 23)


def snapshot(
    session: Session, revision: int = 1, n: int = 60, approved_by: int | None = None, **fields: Any
) -> Snapshot:
    """A revision of the month with a line of the first officer."""
    values: dict[str, Any] = {
        "period_code": PERIOD,
        "revision": revision,
        "policy": "2026-2",
        "engine": "0",
        "components": {},
        "inputs": {},
        "inputs_hash": bytes(32),
        "exclusions": {},
        "report": b"",
        "report_hash": bytes(32),
        "tally_correction": 0,
        "roster_correction": 0,
        "contest_until": UNTIL,
        "made_by_id": None,
        "approved_by_id": approved_by,
        "locked_at": LOCKED,
    }
    row = Snapshot(**{**values, **fields})
    session.add(row)
    session.flush()
    line = SnapshotLine(
        snapshot_id=row.id, officer_id=1, unit_id=1, state="terskor", n=n, shared=0, u6=[4 * n, n], u7=[4 * n, n],
        reliability=0.8, score=90.0, lo=86.0, hi=94.0, band="di_atas", entry={},
    )  # fmt: skip
    session.add(line)
    session.flush()
    return row
