"""Whoever owns the database can change a row; here every such change is found, and an untouched one passes."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import locks, protection, unit_slices, verification
from tests.locked import EVALUATOR, HR, MONTH, by, closed_month, lock

# What was done, and in which kinds of the report it is found. Nothing of the second night has been released.
EDITS = {
    "UPDATE ratings SET opening = 1 WHERE seal_id = 2": {"segel", "rekap", "kunci"},
    "DELETE FROM ratings WHERE seal_id = 2": {"segel", "rekap", "tanda terima", "kunci"},
    "UPDATE ratings SET counter_id = 3 WHERE counter_id = 4": {"segel", "rekap"},
    "UPDATE seals SET rating_root = receipt_root WHERE id = 1": {"segel", "kunci"},
    "DELETE FROM receipts WHERE leaf = (SELECT min(leaf) FROM receipts)": {"tanda terima"},
    "UPDATE tallies SET h8 = h8 + 1, h2 = h2 - 1 WHERE id = 3": {"rekap", "rilis", "kunci"},
    "UPDATE element_tallies SET v4 = v4 + 1 WHERE tally_id = 3 AND element = 'U6'": {"rekap", "kunci"},
    "UPDATE tallies SET late = (1 = 1) WHERE id = 3": {"rekap", "rilis", "kunci"},
    "UPDATE release_batches SET n = n + 1 WHERE id = 1": {"rilis"},
    "UPDATE unit_months SET sums = '{\"codes\": []}'": {"rilis"},
    "DELETE FROM unit_months": {"rilis"},
    "UPDATE unit_slices SET cells = '{\"channel\": []}'": {"bagian"},
    "DELETE FROM release_queue WHERE stream = 'officer'": {"rilis"},
    "UPDATE roster SET officer_id = 4 WHERE officer_id = 2": {"kunci"},
    "UPDATE periods SET acuan_hundredths = 7000 WHERE state = 'locked'": {"kunci"},
    "UPDATE snapshots SET inputs_hash = report_hash WHERE revision = 1": {"kunci"},
    "UPDATE snapshots SET tally_correction = -1 WHERE revision = 2": set(),
    "UPDATE snapshots SET report = report_hash WHERE revision = 2": {"kunci"},
    "UPDATE snapshot_lines SET n = n + 1 WHERE officer_id = 5": {"kunci"},
    "DELETE FROM snapshot_lines WHERE officer_id = 5": {"kunci"},
    "UPDATE snapshot_units SET figure = '{}'": {"kunci"},
    "UPDATE audit_events SET reason = 'lain' WHERE seq = 2": {"audit"},
    "DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)": {"kunci"},
}


def revised_month(session: Session) -> None:
    """A locked month and a revision of it."""
    town = closed_month(session)
    lock(session)
    unit_slices.keep(session, town.unit)
    locks.propose_revision(session, by("hr", HR), MONTH, "Diperiksa ulang")
    locks.approve_revision(session, by("evaluator", EVALUATOR), MONTH)


pytestmark = pytest.mark.scene(play=revised_month)


@pytest.fixture
def whole(session: Session) -> Session:
    return session


def found_after(session: Session, statement: str) -> set[str]:
    """Kinds of faults after a change by somebody who may do everything; the change is taken back."""
    with session.begin_nested() as nested:
        protection.lift(session.connection())
        session.connection().exec_driver_sql("DROP TRIGGER periods_fixed" + _on_periods(session))
        assert session.execute(text(statement)).rowcount > 0  # type: ignore[attr-defined]
        session.expire_all()
        found = verification.verify(session)
        nested.rollback()
    session.expire_all()
    return {finding.kind for finding in found}


def _on_periods(session: Session) -> str:
    return " ON periods" if session.get_bind().dialect.name == "postgresql" else ""


def test_a_database_that_nobody_touched_is_whole(whole: Session) -> None:
    assert verification.verify(whole) == []


def test_every_edit_is_found_where_it_shows(whole: Session) -> None:
    assert {statement: found_after(whole, statement) for statement in EDITS} == EDITS


def test_the_sentence_names_the_input_that_changed(whole: Session) -> None:
    protection.lift(whole.connection())
    whole.execute(text("UPDATE roster SET officer_id = 4 WHERE officer_id = 2"))
    whole.expire_all()
    assert verification.verify(whole) == [
        ("kunci", "Periode 2026-11, revisi 1: masukannya berubah sejak dikunci: jadwal.")
    ]
