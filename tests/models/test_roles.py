"""What each PostgreSQL role may do: the work of a day and of a night, and nothing beside it."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

import clock
from cli import nights
from cli import retention as cli_retention
from database import Database
from models import (
    comments,
    component_records,
    follow_ups,
    inbox,
    locks,
    paper,
    periods,
    releases,
    screenings,
    seals,
    unit_slices,
    units,
    verification,
    waiting_imports,
)
from models.agency import the_agency
from models.comments import Desk, Sight
from models.hr_lists import HrList
from models.paper import PaperBatch, PaperForm
from models.users import UserSession
from surveys import policy
from surveys.periods import parse
from surveys.respondents import Respondent
from tests import commented, factories
from tests.factories import Town
from tests.locked import DUE, EVALUATOR, HR, MONTH, by, closed_month, lock
from tests.models.test_follow_ups import HEAD, STEP

SCRIPT = Path(__file__).parents[2] / "deploy" / "postgresql-roles.sql"
NIGHT = DUE + timedelta(days=1)
NO_RIGHT = "42501"

pytestmark = [
    pytest.mark.scene(play=closed_month),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


@pytest.fixture
def town(session: Session, played: Town) -> Town:
    """A closed month in a database whose roles are set up."""
    session.connection().exec_driver_sql(SCRIPT.read_text(encoding="utf-8").replace("%", "%%"))
    return played


def act_as(session: Session, role: str) -> None:
    session.execute(text(f"SET ROLE {role}"))


def allowed(session: Session, statements: Iterable[str]) -> list[str]:
    """Those of the statements for which a role has the right."""
    return [statement for statement in statements if not _is_denied(session, statement)]


def _is_denied(session: Session, statement: str) -> bool:
    nested = session.begin_nested()
    try:
        session.execute(text(statement))
    except ProgrammingError as error:
        return getattr(error.orig, "sqlstate", "") == NO_RIGHT
    finally:
        nested.rollback()
    return False


def test_the_web_locks_and_revises_but_writes_nothing_that_nights_write(session: Session, town: Town) -> None:
    act_as(session, "suara_web")
    lock(session)
    locks.propose_revision(session, by("hr", HR), MONTH, "Diperiksa ulang")
    locks.approve_revision(session, by("evaluator", EVALUATOR), MONTH)
    written_by_nights = (
        "ratings", "receipts", "comments", "tallies", "element_tallies", "seals", "release_batches",
        "comment_weeks", "released_comments",
    )  # fmt: skip
    forbidden = [f"{verb} {table}" for table in written_by_nights for verb in ("DELETE FROM", "TRUNCATE")]
    forbidden += [f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1" for table in written_by_nights]
    forbidden += [
        f"DELETE FROM {table}" for table in ("audit_events", "snapshots", "snapshot_lines", "inbox", "periods")
    ]
    forbidden += [
        "UPDATE audit_events SET reason = ''",
        "UPDATE snapshots SET engine = ''",
        "UPDATE snapshot_lines SET n = 0",
        "UPDATE tallies SET n_forms = 0",
        "UPDATE flags SET count = 1",
        "INSERT INTO flags SELECT * FROM flags LIMIT 1",
        "CREATE TEMPORARY TABLE periods (code text)",
        "ALTER TABLE ratings DISABLE TRIGGER ALL",
        "DROP FUNCTION protect_ratings_update() CASCADE",
    ]
    assert allowed(session, forbidden) == []


def test_the_night_seals_releases_and_closes_but_decides_nothing(session: Session, town: Town) -> None:
    factories.arrive(session, town, 10**6, moment=DUE, channel="paper", comment="Ada calo.")
    unit = units.get(session, town.unit)
    file: dict[str, Any] = {"checksum": "ab" * 32, "channel": "import", "key": bytes(32)}
    file["questionnaire_id"] = town.questionnaire
    imported = [(Respondent(2, "", {"U1": 3}, {}), DUE.date())]
    waiting_imports.put(session, by("operator"), unit, imported, **file)
    act_as(session, "suara_seal")
    assert [done.forms for done in seals.seal_unit(session, unit, chance=seals.seeded(3), now=NIGHT)] == [2]
    releases.release_unit(session, unit, now=NIGHT, salt=bytes(16))
    unit_slices.keep(session, unit.id)
    assert comments.release_week(session, by("system"), unit, NIGHT) == 1
    the_agency(session).last_seal_at = NIGHT
    inbox.forget(session, NIGHT.date())
    closed = periods.close_ended(session, by("system"), date(2026, 12, 31))
    assert "2026-12" in [period.code for period in closed]
    component_records.estimate(session, by("system"), date(2026, 12, 31), policy.load())
    for _ in screenings.finished_quarters(session, by("system"), date(2027, 1, 8)):
        pass
    forbidden = [
        "SELECT password_hash FROM users",
        "SELECT answers FROM paper_forms",
        "UPDATE agency SET name = ''",
        "UPDATE flags SET state = 'lifted'",
        "UPDATE roster SET officer_id = 1",
        "INSERT INTO snapshots SELECT * FROM snapshots",
        "INSERT INTO tally_corrections SELECT * FROM tally_corrections",
        "UPDATE component_records SET hr_at = estimated_at",
        "DELETE FROM audit_events",
        "SELECT digest FROM user_sessions",
        "UPDATE paper_batches SET forms = 1",
    ]
    assert allowed(session, forbidden) == []


def test_whole_nights_and_the_end_of_what_is_old_need_no_other_right(
    session: Session, town: Town, database_url: str, tmp_path: Path
) -> None:
    unit, desk = units.get(session, town.unit), by("operator", EVALUATOR, NIGHT)
    step = follow_ups.add(session, HEAD, town.unit, parse("2026-TW4"), **STEP)
    commented.released(session, town.unit, *commented.ORDINARY)
    one = comments.between(session, Sight(Desk.UNIT), date(2026, 10, 1), NIGHT.date())[0]
    comments.mark(session, desk, one, NIGHT.date())
    follow_ups.link(session, HEAD, step, one)
    batch = PaperBatch(code="ABCDEFGH", questionnaire_id=town.questionnaire, first_day=NIGHT.date(), sheets=9)
    batch.last_day = batch.first_day
    paper.add(session, desk, unit, batch)
    session.add(PaperForm(batch_id=batch.id, entry=1, number=1, day=batch.last_day, shift=0, answers={}, profile={}))
    session.add(HrList(period_code=MONTH, checksum="ab" * 32, columns={}, rows=0, unmatched=0, made_at=NIGHT))
    session.add(UserSession(digest=bytes(32), user_id=EVALUATOR, created_at=NIGHT, seen_at=NIGHT))
    session.execute(text("CREATE ROLE loket_malam LOGIN IN ROLE suara_seal"))
    session.commit()
    night = Database(make_url(database_url).set(username="loket_malam").render_as_string(hide_password=False))
    clock.move_to(NIGHT + timedelta(days=800))
    try:
        nights.seal_all(night)
        nights.release_all(night)
        done = cli_retention.retain_all(night, tmp_path)
    finally:
        night.close()
        session.execute(text("DROP OWNED BY loket_malam"))
        session.execute(text("DROP ROLE loket_malam"))
        session.commit()
    assert {name: done[name] for name in ("comments", "paper", "lists")} == {"comments": 6, "paper": 1, "lists": 1}
    assert done["receipts"] > 0
    session.expire_all()
    assert [session.scalar(select(func.count()).select_from(table)) for table in (PaperForm, UserSession)] == [0, 0]


def test_the_reader_verifies_everything_and_sees_no_waiting_answer(session: Session, town: Town) -> None:
    lock(session)
    act_as(session, "suara_ro")
    assert verification.verify(session) == []
    tables = (
        "inbox", "day_keys", "submissions", "spent_tickets", "users", "user_sessions", "paper_forms", "imported_forms",
    )  # fmt: skip
    assert allowed(session, [f"SELECT * FROM {table}" for table in tables]) == []
    assert allowed(session, ["DELETE FROM roster", "UPDATE periods SET revision = 9"]) == []
