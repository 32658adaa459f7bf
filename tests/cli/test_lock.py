"""Nights close what is over, and `flask lock` freezes it."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

import clock
from models import component_records, periods, snapshots
from models.audit import AuditEvent
from models.users import User
from tests import factories, released
from tests.locked import EVALUATOR, lift_flags

DUE = datetime(2027, 1, 8, 3, 0, tzinfo=UTC)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def worked(app: Flask) -> Flask:
    """Two days of work in November, as far as `flask seal` and `flask release` know nothing of them yet."""
    with app.extensions["house"].database.writing() as session:
        town = released.staffed(session, factories.Town(1, (1, 2), (1, 2, 3), 1))
        released.work(session, town)
        session.add(User(id=EVALUATOR, username="evaluator", name="Evaluator", role="evaluator"))
        session.flush()
        lift_flags(session)
        session.commit()
    return app


def states(app: Flask) -> dict[str, str]:
    with app.extensions["house"].database.reading() as session:
        return {period.code: period.state for period in periods.all_periods(session)}


def test_a_night_closes_the_periods_that_are_over_everywhere_and_no_others(worked: Flask) -> None:
    clock.move_to(datetime(2026, 11, 30, 16, 59, tzinfo=UTC))
    run(worked, "seal")
    assert set(states(worked).values()) == {"open"}
    clock.move_to(datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    for _ in range(2):
        run(worked, "seal")
    assert states(worked) == {"2026-11": "closed", "2026-TW4": "open", "2026-S2": "open", "2026": "open"}
    with worked.extensions["house"].database.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "period.closed")).all()
        assert [event.object for event in events] == ["period:2026-11"]


def test_a_quarter_that_ends_has_its_components_estimated_for_two_to_sign(worked: Flask) -> None:
    clock.move_to(DUE)
    run(worked, "seal")
    with worked.extensions["house"].database.reading() as session:
        [record] = component_records.all_records(session)
        assert (record.first.isoformat(), record.last.isoformat()) == ("2026-01-01", "2026-12-31")
        assert record.components["sigma2"] > 0
        assert component_records.signed_record(session) is None


def test_a_period_is_locked_from_the_console_once_nothing_prevents_it(worked: Flask) -> None:
    clock.move_to(DUE - timedelta(days=1))
    run(worked, "seal")
    refused = run(worked, "lock", "2026-S2")
    assert (refused.exit_code, "mulai 8 Januari 2027" in refused.stderr) == (2, True)
    clock.move_to(DUE)
    assert "belum diperiksa mesin" in run(worked, "lock", "2026-S2", "--check").stderr
    run(worked, "seal")
    with worked.extensions["house"].database.writing() as session:
        lift_flags(session)
        session.commit()
    assert run(worked, "lock", "2026-S2", "--check").stdout == "Semester II 2026 sudah dapat dikunci.\n"
    done = run(worked, "lock", "2026-S2")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Keberatan dapat diajukan sampai 22 Januari 2027." in done.stdout
    assert states(worked)["2026-S2"] == "locked"
    with worked.extensions["house"].database.reading() as session:
        assert [snapshot.revision for snapshot in snapshots.of_period(session, "2026-S2")] == [1]


@pytest.mark.parametrize(
    ("code", "reason"), [("2026-13", "tidak dikenal"), ("2019-S1", "Semester I 2019 belum pernah dibuka")]
)
def test_a_period_that_is_not_there_is_refused_in_a_sentence(app: Flask, code: str, reason: str) -> None:
    refused = run(app, "lock", code)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert reason in refused.stderr
