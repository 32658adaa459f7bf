"""What the database refuses, whoever asks, and what persons may still do once."""

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import component_records, locks, protection, unit_slices
from models.schema import downgrade, upgrade
from surveys import policy
from tests.factories import Town
from tests.locked import EVALUATOR, HR, MONTH, by, closed_month, lock

SEALED = "UPDATE {table} SET {column} = {column}"


def locked_month(session: Session) -> Town:
    """A locked month."""
    town = closed_month(session)
    lock(session)
    unit_slices.keep(session, town.unit)
    return town


pytestmark = pytest.mark.scene(play=locked_month)


@pytest.fixture
def town(played: Town) -> Town:
    return played


def refused(session: Session, statement: str) -> bool:
    """Whether the database refuses a statement; nothing of it remains either way."""
    nested = session.begin_nested()
    try:
        changed = session.execute(text(statement)).rowcount  # type: ignore[attr-defined]
    except IntegrityError:
        return True
    finally:
        nested.rollback()
    assert changed != 0, "nothing was there to change"
    return False


def accepted(session: Session, statements: Iterable[str]) -> list[str]:
    """Those of the statements that the database does not refuse."""
    return [statement for statement in statements if not refused(session, statement)]


def test_what_is_sealed_released_or_locked_never_changes(session: Session, town: Town) -> None:
    written = {
        "audit_events": "reason",
        "ratings": "shift",
        "tallies": "n_forms",
        "element_tallies": "v1",
        "release_batches": "n",
        "unit_slices": "cells",
        "snapshots": "policy",
        "snapshot_lines": "score",
        "snapshot_units": "figure",
    }
    others = {"tally_corrections", "roster_corrections", "supplement_tallies"}
    assert set(protection.FROZEN) - set(written) == others
    assert accepted(session, (f"UPDATE {table} SET {column} = {column}" for table, column in written.items())) == []
    assert accepted(session, (f"DELETE FROM {table}" for table in written)) == []
    if session.get_bind().dialect.name == "sqlite":
        replaced = (f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in written)
        assert accepted(session, replaced) == []
    if session.get_bind().dialect.name == "postgresql":
        assert accepted(session, (f"TRUNCATE {table} CASCADE" for table in protection.FROZEN)) == []


def test_what_a_locked_period_was_computed_from_stays(session: Session, town: Town) -> None:
    statements = (
        "UPDATE periods SET state = 'closed' WHERE state = 'locked'",
        "UPDATE periods SET revision = 0 WHERE state = 'locked'",
        "UPDATE periods SET ends_on = '2026-10-31' WHERE state = 'locked'",
        "DELETE FROM periods WHERE state = 'locked'",
        "UPDATE seals SET forms = forms + 1",
        "DELETE FROM seals",
        "UPDATE roster SET officer_id = 1",
        "UPDATE roster SET day = '2026-12-24'",
        "DELETE FROM roster",
        "INSERT INTO roster (officer_id, counter_id, day, shift) VALUES (1, 1, '2026-11-30', 7)",
    )
    assert accepted(session, statements) == []


def test_what_comes_after_goes_on(session: Session, town: Town) -> None:
    statements = [
        "UPDATE periods SET revision = 2 WHERE state = 'locked'",
        "UPDATE periods SET state = 'closed' WHERE code = '2026-TW4'",
        "UPDATE seals SET joined = (1 = 0)",
        "INSERT INTO roster (officer_id, counter_id, day, shift) VALUES (1, 1, '2026-12-01', 7)",
    ]
    assert accepted(session, statements) == statements


def test_a_rating_of_a_locked_day_is_late_or_nothing(session: Session, town: Town) -> None:
    columns = "unit_id, counter_id, service_id, questionnaire_id, shift, wait_band, channel, validity, opening, answers"
    rating = (
        "INSERT INTO ratings (id, salt, seal_id, service_day, late, {columns})"
        " SELECT salt, id, seal_id, '{day}', ({late} = 1), {columns} FROM ratings LIMIT 1"
    )
    cases = [(day, late) for day in ("2026-11-30", "2026-12-01") for late in (0, 1)]
    taken = [case for case in cases if not refused(session, rating.format(columns=columns, day=case[0], late=case[1]))]
    assert taken == [case for case in cases if case != ("2026-11-30", 0)]


def test_a_revision_is_approved_once_and_its_reason_stays(session: Session, town: Town) -> None:
    locks.propose_revision(session, by("hr", HR), MONTH, "Keberatan 1 diterima")
    assert refused(session, "UPDATE revision_proposals SET reason = 'lain'")
    assert refused(session, "DELETE FROM revision_proposals")
    locks.approve_revision(session, by("evaluator", EVALUATOR), MONTH)
    assert refused(session, "UPDATE revision_proposals SET approved_at = NULL")


def test_a_component_record_is_signed_once_by_each_and_never_rewritten(session: Session, town: Town) -> None:
    record = component_records.estimate(session, by("system"), date(2026, 12, 31), policy.load())
    assert refused(session, "UPDATE component_records SET components = '{}'")
    assert not refused(session, "UPDATE component_records SET hr_id = 1, hr_at = estimated_at")
    component_records.sign(session, by("hr", HR), record)
    assert refused(session, "UPDATE component_records SET hr_id = 2")
    assert refused(session, "DELETE FROM component_records")
    component_records.sign(session, by("evaluator", EVALUATOR), record)
    assert component_records.signed_record(session) is record


@pytest.mark.scene(play=closed_month)
def test_migrations_lift_the_protection_and_put_it_up_again(session: Session) -> None:
    connection = session.connection()
    downgrade(connection, "0008")
    upgrade(connection)
    assert refused(session, "DELETE FROM audit_events")
    protection.lift(connection)
    assert not refused(session, "DELETE FROM audit_events")
    protection.install(connection)
    assert refused(session, "DELETE FROM audit_events")
