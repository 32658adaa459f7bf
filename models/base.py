"""The common ground of all tables: naming of constraints, moments in UTC, random identifiers."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, Insert, LargeBinary, MetaData, Table, delete
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


@cache
def _dialect_insert(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """INSERT that understands ON CONFLICT on whichever database it is for."""
    return postgresql.insert(table_of(table)) if dialect == "postgresql" else sqlite.insert(table_of(table))


@cache
def _insert_or_nothing(dialect: str, table: type[Base]) -> Insert:
    statement: Insert = _dialect_insert(dialect, table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)  # how many were new is the whole point


@cache
def _insert_or_add(dialect: str, table: type[Base], *counts: str) -> Insert:
    statement = _dialect_insert(dialect, table)
    keys = [column.name for column in table_of(table).primary_key]
    added = {name: table_of(table).c[name] + statement.excluded[name] for name in counts}
    return statement.on_conflict_do_update(index_elements=keys, set_=added)


def insert_once(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless its key is taken; the constraint decides, not a look beforehand.

    Returns:
        True when the row is new.
    """
    statement = _insert_or_nothing(session.get_bind().dialect.name, table)
    return session.connection().execute(statement, values).rowcount == 1


def insert_missing(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose key is free and leave the others as they are."""
    if rows:
        session.connection().execute(_insert_or_nothing(session.get_bind().dialect.name, table), rows)


def add_counts(session: Session, table: type[Base], rows: list[dict[str, Any]], *counts: str) -> None:
    """Insert rows, or add their `counts` to the rows that have the same primary key."""
    if rows:
        session.connection().execute(_insert_or_add(session.get_bind().dialect.name, table, *counts), rows)


def removed(session: Session, table: type[Base], *chosen: ColumnElement[bool]) -> int:
    """Delete the rows for which all of `chosen` hold; how many there were."""
    gone = session.connection().execute(delete(table).where(*chosen).execution_options(preserve_rowcount=True))
    return gone.rowcount


def table_of(model: type[Base]) -> Table:
    """The Core table of a mapped class, for bulk statements."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - true for every mapped class here; tells the type checker
    return table
