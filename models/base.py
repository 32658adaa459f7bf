"""The common ground of all tables: naming of constraints, moments in UTC, random identifiers."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Insert, LargeBinary, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

# Rows of these tables lie in the order of a random key, so that storage tells nothing about arrival.
UNORDERED = {"sqlite_with_rowid": False}

KEY_BYTES = 32
RANDOM_BYTES = 16


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as UTC without a zone (SQLite keeps none)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive moments: nobody could say which zone they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


Key = LargeBinary(KEY_BYTES)
RandomId = LargeBinary(RANDOM_BYTES)


def insert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """INSERT that understands ON CONFLICT on whichever database the session speaks to."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_once(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless its key is taken; the constraint decides, not a look beforehand.

    Returns:
        True when the row is new.
    """
    statement: Insert = insert(session, table).values(**values).on_conflict_do_nothing()
    return session.connection().execute(statement).rowcount == 1


def table_of(model: type[Base]) -> Table:
    """The Core table of a mapped class, for bulk statements."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - true for every mapped class here; tells the type checker
    return table
