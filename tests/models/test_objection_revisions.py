"""An accepted objection and the real lock: the revision holds what was decided, and the first one stays as it was."""

import zlib
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import locks, objection_decisions, objection_filing, objections, officers, snapshots
from models.snapshots import Snapshot, SnapshotLine, SnapshotUnit
from models.users import User
from surveys.objections import Decision, Filing, Item, Outcome, Remedy, Slot
from tests.factories import TODAY, Town
from tests.locked import DUE, EVALUATOR, HR, MONTH, by, closed_month, lock

OFFICER, SECOND = 8, 9


def locked_month(session: Session) -> Town:
    """A locked month, an officer with an account and a second evaluator."""
    town = closed_month(session)
    session.add(
        User(id=OFFICER, username="p", name="p", role="officer", unit_id=town.unit, officer_id=town.officers[0])
    )
    session.add(User(id=SECOND, username="e", name="e", role="evaluator"))
    lock(session)
    return town


pytestmark = pytest.mark.scene(play=locked_month)


@pytest.fixture
def town(played: Town) -> Town:
    return played


def revised(session: Session, town: Town, remedy: Remedy) -> Snapshot:
    """The revision after the first officer's first day was corrected."""
    slot = Slot(TODAY, 1, town.counters[0])
    objection = objection_filing.file(
        session,
        by("officer", OFFICER),
        officers.get(session, town.officers[0]),
        MONTH,
        Filing(Item.ROSTER, "Saya sakit.", "", frozenset({slot})),
        today=DUE.date(),
        days=14,
    )
    decision = Decision(Outcome.UPHELD, remedy, "Benar.", frozenset({slot}))
    objection_decisions.consider(session, by("evaluator", EVALUATOR), objection, decision)
    second = by("hr", HR) if remedy is Remedy.ROSTER else by("evaluator", SECOND)
    objection_decisions.agree(session, second, objection, "Setuju.")
    assert not snapshots.is_final(session, snapshots.of_period(session, MONTH)[0], DUE.date() + timedelta(days=99))
    locks.propose_revision(session, by("hr", HR), MONTH, f"Keberatan {objection.id} dikabulkan.")
    return locks.approve_revision(session, by("evaluator", EVALUATOR, DUE + timedelta(days=1)), MONTH)


def first_line(session: Session, town: Town, snapshot: Snapshot) -> SnapshotLine:
    found = snapshots.line(session, snapshot.id, town.officers[0])
    assert found is not None
    return found


@pytest.mark.parametrize("remedy", [Remedy.ROSTER, Remedy.EXCLUDE])
def test_a_revision_leaves_out_what_was_corrected(session: Session, town: Town, remedy: Remedy) -> None:
    second = revised(session, town, remedy)
    line = first_line(session, town, second)
    assert (line.n, line.u6, line.u7) == (10, [30, 10], [30, 10])
    assert line.score is None
    (objection,) = objections.of_officer(session, town.officers[0])
    change = objections.change(session, objection)
    assert change is not None
    assert change.before is not None
    assert change.after is line
    assert (change.before.n, change.shows_counts) == (70, True)
    assert objections.awaiting_revision(session) == []


@pytest.mark.parametrize("remedy", [Remedy.ROSTER, Remedy.EXCLUDE])
def test_the_first_revision_is_computed_again_to_the_same_bytes(session: Session, town: Town, remedy: Remedy) -> None:
    revised(session, town, remedy)
    for snapshot in snapshots.of_period(session, MONTH):
        result, hashes = locks.recomputed(session, snapshot)
        assert result.report == zlib.decompress(snapshot.report)
        assert hashes == snapshot.inputs


def test_the_official_index_counts_what_a_decision_takes_out(session: Session, town: Town) -> None:
    second = revised(session, town, Remedy.EXCLUDE)
    first = snapshots.of_period(session, MONTH)[1]
    before, after = (session.get_one(SnapshotUnit, (row.id, town.unit)).figure for row in (first, second))
    assert before["ikm"]["exact"] == after["ikm"]["exact"]
    assert before["n_forms"] == after["n_forms"]
