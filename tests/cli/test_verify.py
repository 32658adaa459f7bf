"""`flask verify`, and `flask recompute` on a locked period: the same bytes, or a sentence that names what changed."""

import hashlib
import json

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from database import Database
from models import locks, protection, snapshots
from tests import factories
from tests.locked import EVALUATOR, HR, MONTH, by, closed_month, lock


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def database(app: Flask) -> Database:
    """A locked month and a revision of it."""
    database: Database = app.extensions["house"].database
    with database.writing() as session:
        closed_month(session, factories.Town(1, (1, 2), (1, 2, 3), 1))
        lock(session)
        locks.propose_revision(session, by("hr", HR), MONTH, "Diperiksa ulang")
        locks.approve_revision(session, by("evaluator", EVALUATOR), MONTH)
        session.commit()
    return database


def tamper(database: Database, statement: str) -> None:
    """What somebody could do who owns the database."""
    with database.writing() as session:
        protection.lift(session.connection())
        session.execute(text(statement))
        session.commit()


def test_a_whole_database_passes_and_a_changed_one_is_told_with_code_two(app: Flask, database: Database) -> None:
    whole = run(app, "verify")
    assert (whole.exit_code, whole.stderr) == (0, "")
    assert whole.stdout.startswith("Utuh")
    tamper(database, "UPDATE roster SET officer_id = 4 WHERE officer_id = 2")
    changed = run(app, "verify")
    assert (changed.exit_code, changed.stdout) == (2, "")
    assert changed.stderr == "[kunci] Periode 2026-11, revisi 1: masukannya berubah sejak dikunci: jadwal.\n"


def test_a_locked_period_is_computed_again_to_the_byte(app: Flask, database: Database) -> None:
    for arguments in ((), ("--revision", "1")):
        done = run(app, "recompute", "--period", MONTH, *arguments)
        assert (done.exit_code, done.stderr) == (0, "")
        with database.reading() as session:
            [newest, _first] = snapshots.of_period(session, MONTH)
            assert hashlib.sha256(done.stdout.encode()).digest() == newest.report_hash
    assert run(app, "recompute", "--period", MONTH, "--revision", "3").exit_code == 2


def test_a_locked_period_that_comes_out_otherwise_is_told_with_code_one(app: Flask, database: Database) -> None:
    tamper(database, "UPDATE tallies SET h8 = h8 - 1, h7 = h7 + 1 WHERE h8 > 0")
    done = run(app, "recompute", "--period", MONTH)
    assert done.exit_code == 1
    assert done.stderr == "Periode 2026-11, revisi 2: masukannya berubah sejak dikunci: rekap.\n"
    assert json.loads(done.stdout)["ratings"]["solo"] > 0
    tamper(database, "UPDATE tallies SET h8 = h8 + 9")
    spoilt = run(app, "recompute", "--period", MONTH)
    assert (spoilt.exit_code, spoilt.stdout) == (1, "")
    assert "tidak dapat dihitung ulang" in spoilt.stderr


def test_another_rule_may_be_tried_on_a_locked_period_without_comparing(app: Flask, database: Database) -> None:
    done = run(app, "recompute", "--period", MONTH, "--no-winsor")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "petugas-1" in json.loads(done.stdout)["officers"]
