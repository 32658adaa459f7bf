"""Which officers' exact figures would, beside those of another revision, tell of a few ratings."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import revisions
from models.officers import Officer
from models.periods import Period
from models.snapshots import Snapshot, SnapshotLine
from models.users import User
from tests import factories

Numbers = Mapping[int, tuple[int, int]]  # n and shared by officer


@pytest.fixture
def unit(session: Session) -> int:
    """A town with a locked month."""
    town = factories.town(session)
    session.add(
        Period(code="2026-11", kind="month", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), state="locked")
    )
    session.flush()
    return town.unit


def revision(session: Session, unit: int, number: int, numbers: Numbers) -> Snapshot:
    found = Snapshot(
        period_code="2026-11", revision=number, policy="2026-2", engine="x", components={}, inputs={},
        inputs_hash=bytes(32), exclusions={}, report=b"", report_hash=bytes(32), tally_correction=0,
        roster_correction=0, contest_until=date(2026, 12, 22), locked_at=factories.NOW, made_by_id=None,
        approved_by_id=None if number == 1 else _approver(session),
    )  # fmt: skip
    session.add(found)
    session.flush()
    officers = session.query(Officer).order_by(Officer.id).all()
    for place, (n, shared) in numbers.items():
        session.add(
            SnapshotLine(
                snapshot_id=found.id, officer_id=officers[place].id, unit_id=unit, state="terskor", n=n, shared=shared,
                u6=[0, 0], u7=[0, 0], entry={},
            )
        )  # fmt: skip
    session.flush()
    return found


def _approver(session: Session) -> int:
    session.merge(User(id=5, username="e", name="e", role="evaluator"))
    session.flush()
    return 5


def few(session: Session, snapshot: Snapshot) -> list[int]:
    ids = [officer.id for officer in session.query(Officer).order_by(Officer.id)]
    return sorted(ids.index(officer_id) for officer_id in revisions.few_apart(session, snapshot))


def test_a_single_revision_stands_beside_no_other(session: Session, unit: int) -> None:
    assert few(session, revision(session, unit, 1, {0: (60, 3), 1: (4, 0)})) == []


def test_one_to_nine_ratings_alone_or_shared_are_too_few(session: Session, unit: int) -> None:
    revision(session, unit, 1, {0: (60, 3), 1: (60, 3), 2: (60, 3)})
    assert few(session, revision(session, unit, 2, {0: (51, 3), 1: (60, 4), 2: (50, 3)})) == [0, 1]


def test_whoever_only_one_revision_knows_counts_as_none_in_the_other(session: Session, unit: int) -> None:
    first = revision(session, unit, 1, {0: (9, 0), 1: (12, 0)})
    revision(session, unit, 2, {2: (3, 0)})
    assert few(session, first) == [0, 2]


def test_every_revision_counts_not_only_the_one_before(session: Session, unit: int) -> None:
    revision(session, unit, 1, {0: (60, 0)})
    revision(session, unit, 2, {0: (40, 0)})
    assert few(session, revision(session, unit, 3, {0: (57, 0)})) == [0]
