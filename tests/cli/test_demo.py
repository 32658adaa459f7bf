"""The sample town: made by the product's own verbs, marked as a sample, the same every time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cli.demo.accounts import ACCOUNTS
from cli.demo.build import build, first_day
from cli.demo.places import PLACES
from cli.demo.quarter import last_lockable
from cli.demo.town import Built
from database import Database
from models import audit, component_records, inbox, releases, roster_requests, signs, snapshots, users, verification
from models.agency import the_agency
from models.counters import Counter
from models.officers import Officer
from models.paper import PaperBatch
from models.ratings import Comment, Rating
from models.users import ROLES
from surveys import nip
from tests import factories

pytestmark = pytest.mark.xdist_group("demo")  # the town is made once


def make(url: str, seed: int = 1) -> tuple[Database, list[Built]]:
    """A fortnight of the town."""
    database = Database(url)
    with database.writing() as session:
        built = build(session, now=factories.NOW, chance=Random(seed), start=factories.TODAY - timedelta(days=14))
        session.commit()
    return database, built


@pytest.fixture(scope="module")
def fortnight(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    path.write_bytes(sqlite_template.read_bytes())
    return make(f"sqlite:///{path}")[0]


@pytest.fixture
def session(fortnight: Database) -> Session:
    return fortnight.session(writes=False)


def test_the_town_is_what_it_promises(session: Session) -> None:
    with session:
        assert the_agency(session).is_sample
        assert len(PLACES) == 12
        assert session.scalars(select(func.count()).select_from(Counter)).one() == 60
        officers = session.scalars(select(Officer)).all()
        assert len(officers) == 150
        assert all(nip.clean(officer.nip) == officer.nip for officer in officers if officer.nip)
        assert [warning for officer in officers if officer.nip for warning in nip.warnings(officer.nip)] == []
        [waiting], [approved] = roster_requests.waiting(session), roster_requests.settled(session)
        assert (approved.state, approved.day < waiting.day) == ("approved", True)
        assert [check.is_sound for check in signs.last_checks(session, 1).values()].count(False) == 1
        assert {user.role for user in users.all_users(session)} == set(ROLES) == {role for _, role, _ in ACCOUNTS}


def test_paper_forms_were_checked_and_counted_and_others_await_their_check(session: Session) -> None:
    with session:
        counted, waiting = session.scalars(select(PaperBatch).order_by(PaperBatch.id))
        assert (counted.state, counted.forms, counted.compared) == ("closed", 24, 5 * 15)
        assert (waiting.state, len(waiting.sample)) == ("checking", 5)


def test_every_finished_day_is_sealed_and_figures_are_released(session: Session) -> None:
    with session:
        ratings = session.scalars(select(Rating)).all()
        assert len(ratings) > 2000
        assert max(rating.service_day for rating in ratings) < factories.TODAY
        assert inbox.waiting(session) > 0
        assert releases.latest_day(session) is not None
        assert audit.first_broken(session) is None
        verified = sum(rating.validity in {"T", "TF"} for rating in ratings)
        assert 0.6 < verified / len(ratings) < 0.9


def test_numbers_in_comments_were_hidden_at_the_seal(session: Session) -> None:
    with session:
        texts = session.scalars(select(Comment.text)).all()
        assert texts
        assert not any("0812" in text for text in texts)


def drawn(database: Database) -> list[tuple[bytes, dict[str, int]]]:
    with database.reading() as session:
        rows = session.execute(select(Rating.id, Rating.answers).order_by(Rating.id)).all()
        return [(bytes(row.id), row.answers) for row in rows]


def test_the_same_seed_makes_the_same_town(fortnight: Database, sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(sqlite_template.read_bytes())
    other, _built = make(f"sqlite:///{path}")
    assert drawn(other) == drawn(fortnight)
    other.close()


def test_the_last_quarter_is_locked_by_its_people_and_can_be_computed_again(
    sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "locked.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        build(session, now=datetime(2026, 10, 9, 3, 0, tzinfo=UTC), chance=Random(1), start=date(2026, 9, 28))
        [snapshot] = snapshots.of_period(session, "2026-TW3")
        assert snapshot.components == component_records.all_records(session)[0].components
        assert users.get(session, snapshot.made_by_id or 0).role == "hr"
        assert snapshot.locked_at == datetime(2026, 10, 8, 2, 0, tzinfo=UTC)
        assert verification.verify(session) == []
    database.close()


@pytest.mark.parametrize(
    ("today", "code", "first"),
    [
        ("2026-11-03", "2026-TW3", "2026-10-08"),
        ("2027-01-07", "2026-TW3", "2026-10-08"),
        ("2027-01-08", "2026-TW4", "2027-01-08"),
    ],
)
def test_a_quarter_may_be_locked_eight_days_after_its_end(today: str, code: str, first: str) -> None:
    quarter, day = last_lockable(date.fromisoformat(today))
    assert (quarter.code, day.isoformat()) == (code, first)


def test_the_sample_begins_four_months_ago() -> None:
    assert first_day(factories.TODAY).isoformat() == "2026-07-03"
    assert first_day(factories.TODAY.replace(month=3, day=31)).isoformat() == "2025-11-28"
