"""Engine, sessions and the settings that make an acknowledged answer stay on disk.

SQLite has one writing process and, inside it, one writer at a time: a waiting thread costs less than a busy database.
The version decides the journal: releases with the WAL-reset fault fall back to a rollback journal.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction

try:
    from pysqlite3 import dbapi2 as bundled_sqlite
except ImportError:  # no wheel for this machine
    bundled_sqlite = None

WRITER_WAIT_SECONDS = 5
BUSY_MILLISECONDS = 5000
READ_ONLY = "25006"  # PostgreSQL's SQLSTATE for a write on a server that only reads, after a failover say


class Busy(Exception):
    """The writer's turn did not come in time; nothing was stored."""


def sqlite_driver() -> ModuleType:
    """The newer of the bundled and the standard library's SQLite."""
    if bundled_sqlite is not None and bundled_sqlite.sqlite_version_info > sqlite3.sqlite_version_info:
        return bundled_sqlite  # type: ignore[no-any-return]
    return sqlite3


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset fault of 3.7.0 to 3.51.2 (3.52.0 was withdrawn)."""
    if version >= (3, 53, 0) or (3, 51, 3) <= version < (3, 52, 0):
        return True
    return any(fixed <= version < (fixed[0], fixed[1] + 1) for fixed in ((3, 44, 6), (3, 50, 7)))


class Database:
    """An agency's database.

    Sessions for reading begin plainly; sessions for writing begin IMMEDIATE, one at a time on SQLite.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = threading.Lock()
        self.engine = self._sqlite_engine() if self.is_sqlite else self._postgresql_engine()
        event.listen(self.engine, "handle_error", _as_away)
        self._writing_engine = self.engine.execution_options(begin="IMMEDIATE")

    def session(self, *, writes: bool) -> Session:
        """A new session; the caller closes it. One for writing holds the writer's turn until its transaction ends."""
        session = Session(self._writing_engine if writes else self.engine, expire_on_commit=False, autoflush=True)
        if writes and self.is_sqlite:
            event.listen(session, "after_transaction_create", self._take_turn)
            event.listen(session, "after_transaction_end", self._give_turn)
        return session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for writing that rolls back what was not committed."""
        with self.session(writes=True) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading."""
        with self.session(writes=False) as session:
            yield session

    def is_writable(self) -> bool:
        """Whether a write transaction can begin now (for /readyz)."""
        with self.writing() as session:
            reads_only = session.execute(text("SELECT 'off'" if self.is_sqlite else "SHOW transaction_read_only"))
            return bool(reads_only.scalar_one() == "off")

    def shorten_journal(self, *emptied: str) -> None:
        """Let what a seal destroyed lie neither in the write-ahead log of SQLite nor among PostgreSQL's dead rows.

        `emptied` names the tables it was taken from. Whoever still reads there keeps it until the next time.
        """
        with self.engine.connect() as connection:
            connection.rollback()
            if self.is_sqlite:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            elif emptied:
                with suppress(OperationalError):
                    alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                    alone.execute(text("VACUUM (FULL) " + ", ".join(emptied)))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _take_turn(self, session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None:
            if not self._writer.acquire(timeout=WRITER_WAIT_SECONDS):
                raise Busy
            session.info["has_turn"] = True

    def _give_turn(self, session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and session.info.pop("has_turn", False):
            self._writer.release()

    def _sqlite_engine(self) -> Engine:
        driver = sqlite_driver()
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        journal = ("WAL", "FULL") if wal_is_safe(driver.sqlite_version_info) else ("DELETE", "EXTRA")
        engine = create_engine(
            self.url, module=driver, connect_args={"timeout": BUSY_MILLISECONDS / 1000}, hide_parameters=True
        )

        @event.listens_for(engine, "connect")
        def configure(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # the driver must not begin transactions of its own
            cursor = connection.cursor()
            for pragma in (
                f"busy_timeout = {BUSY_MILLISECONDS}",
                f"journal_mode = {journal[0]}",
                f"synchronous = {journal[1]}",
                "foreign_keys = ON",
                "secure_delete = ON",
                "trusted_schema = OFF",
                "recursive_triggers = ON",  # else INSERT OR REPLACE deletes protected rows past their triggers
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            # A deferred BEGIN that later writes fails at once when another process writes.
            kind = connection.get_execution_options().get("begin", "")
            try:
                connection.connection.driver_connection.execute(f"BEGIN {kind}")
            except driver.DatabaseError as error:  # another process writes, or the file is away or damaged
                raise Busy from error

        return engine

    def _postgresql_engine(self) -> Engine:
        options = "-c lock_timeout=3s -c statement_timeout=60s -c timezone=UTC"
        return create_engine(
            self.url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=3,
            connect_args={"connect_timeout": 3, "options": options},
        )


def _as_away(context: ExceptionContext) -> None:
    """Count as "away" what the drivers do not: a server that only reads, a file that is damaged or no database at all.

    Whoever sent an answer is told to keep it and come again, while somebody mends the database.
    """
    error = context.original_exception
    if getattr(error, "sqlstate", None) == READ_ONLY or type(error).__name__ == "DatabaseError":
        raise OperationalError(context.statement, None, error, hide_parameters=True)
