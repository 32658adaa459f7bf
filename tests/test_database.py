"""The ground under the tables: journal modes by version, one writer at a time, and a busy file that says so."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

import database as ground
from database import Busy, Database, wal_is_safe


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
        ((3, 53, 4), True),
    ],
)
def test_the_write_ahead_log_is_used_only_where_it_loses_nothing(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_an_acknowledged_answer_is_synced_in_either_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for safe, journal, synchronous in ((True, "wal", 2), (False, "delete", 3)):
        monkeypatch.setattr(ground, "wal_is_safe", lambda _version, safe=safe: safe)
        database = Database(f"sqlite:///{tmp_path / journal}.db")
        with database.reading() as session:
            assert session.execute(text("PRAGMA journal_mode")).scalar() == journal
            assert session.execute(text("PRAGMA synchronous")).scalar() == synchronous
            assert session.execute(text("PRAGMA secure_delete")).scalar() == 1
            assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        database.close()


def test_a_file_that_another_process_holds_is_busy_and_free_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "BUSY_MILLISECONDS", 50)
    file = tmp_path / "busy.db"
    database = Database(f"sqlite:///{file}")
    with database.writing() as session:
        session.execute(text("CREATE TABLE things (id INTEGER)"))
        session.commit()
    other = ground.sqlite_driver().connect(file, isolation_level=None)  # the same library: locks are per process
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), database.writing() as session:
        session.execute(text("INSERT INTO things VALUES (1)"))
    other.execute("ROLLBACK")
    other.close()
    with database.writing() as session:
        session.execute(text("INSERT INTO things VALUES (1)"))
        session.commit()
    database.close()


def test_a_writer_that_fails_gives_its_turn_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "WRITER_WAIT_SECONDS", 0.1)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.scalar(text("SELECT 1"), {"never": session.connection() and 1 // 0})
    with database.writing() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1


def test_a_second_writer_waits_its_turn_and_then_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "WRITER_WAIT_SECONDS", 0.1)
    database = Database(f"sqlite:///{tmp_path / 'turns.db'}")
    with database.writing() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(Busy), database.writing() as second:
            second.execute(text("SELECT 1"))
    database.close()


def test_a_file_that_is_no_database_is_away_and_not_a_fault_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    file.write_bytes(b"damaged" * 1000)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(OperationalError), database.reading() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(OperationalError):
        database.is_writable()
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_only_reads_is_away_and_not_ready(database: Database) -> None:
    assert database.is_writable()
    with database.engine.begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    database.close()
    assert not database.is_writable()
    with pytest.raises(OperationalError), database.writing() as session:
        session.execute(text("DELETE FROM inbox"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_rows_that_a_seal_destroyed_do_not_lie_on_as_dead_ones(database: Database) -> None:
    pages = text("SELECT pg_relation_size('day_keys')")
    with database.writing() as session:
        session.execute(text("INSERT INTO day_keys (day, key) VALUES ('2026-11-03', 'rahasia')"))
        session.execute(text("DELETE FROM day_keys"))
        session.commit()
        assert session.execute(pages).scalar_one() > 0
    database.shorten_journal("inbox", "day_keys")
    with database.reading() as session:
        assert session.execute(pages).scalar_one() == 0


def test_an_error_of_the_database_repeats_no_value(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.writing() as session:
        session.execute(text("INSERT INTO day_keys (day, secret) VALUES (:day, :key)"), {"day": None, "key": "rahasia"})
    assert "rahasia" not in str(caught.value)
