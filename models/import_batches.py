"""What imports of officers, rosters and service counts wrote, so that one can be taken back as a whole.

A batch keeps for each row it wrote what stood there before. Answers wait for their night instead
(`models.waiting_imports`), and recaps lie in a table of their own (`models.old_figures`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment, table_of
from models.changes import By
from models.users import User

KEPT: Final = timedelta(days=30)
NAME_MOST: Final = 120

Place = dict[str, Any]
Values = dict[str, Any]


class ImportBatch(Base):
    """One confirmed file that changed something. `name`: of the file; `rows`: how many rows it wrote.

    `undone_at`: when somebody last took it back, wholly or as far as that was possible.
    """

    __tablename__ = "import_batches"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit names it for ever

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    checksum: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    rows: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportRow(Base):
    """One row that a batch wrote and that has not been taken back.

    Attributes:
        place: which row: the id of the officer, or counter, day and shift, and of a duty the officer.
        before: the values that were replaced; None where the row is new.
        after: the values that were put there.
    """

    __tablename__ = "import_rows"

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[Place] = mapped_column(JSON)
    before: Mapped[Values | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Values] = mapped_column(JSON)


@dataclass(frozen=True)
class Written:
    """One row that an import writes, as `ImportRow` keeps it."""

    place: Place
    before: Values | None
    after: Values


@dataclass(frozen=True)
class Recent:
    """A batch of a list: who made it, and how many of its rows have not been taken back."""

    batch: ImportBatch
    who: str
    left: int


def keep(session: Session, by: By, batch: ImportBatch, rows: Sequence[Written]) -> int:
    """Remember what an import (its kind, checksum, name and perhaps unit) has just written; the id of its batch."""
    batch.user_id, batch.made_at, batch.rows = by.user_id, by.now, len(rows)
    session.add(batch)
    session.flush()
    values = [
        {"batch_id": batch.id, "number": number, "place": row.place, "before": row.before, "after": row.after}
        for number, row in enumerate(rows, 1)
    ]
    if values:
        session.execute(table_of(ImportRow).insert(), values)
    return batch.id


def recent(session: Session, kind: str, unit_id: int | None, now: datetime) -> list[Recent]:
    """Batches of a kind, of the agency or of one unit, newest first."""
    left = select(func.count()).where(ImportRow.batch_id == ImportBatch.id).scalar_subquery()
    statement = (
        select(ImportBatch, User.name, left)
        .outerjoin(User, User.id == ImportBatch.user_id)
        .where(ImportBatch.kind == kind, ImportBatch.unit_id.is_not_distinct_from(unit_id))
        .where(ImportBatch.made_at >= now - KEPT)
        .order_by(ImportBatch.id.desc())
    )
    return [Recent(batch, who or "", n) for batch, who, n in session.execute(statement)]


def get(session: Session, batch_id: int, within: int | None = None) -> ImportBatch:
    """The batch with this id; for a person who sees only the unit `within`, others' batches are not there."""
    statement = select(ImportBatch).where(ImportBatch.id == batch_id)
    return session.scalars(statement if within is None else statement.where(ImportBatch.unit_id == within)).one()


def rows_of(session: Session, batch: ImportBatch) -> list[ImportRow]:
    """Rows of a batch that have not been taken back, in the order of the file."""
    return list(session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.number)))


def forget(session: Session, now: datetime) -> None:
    """Destroy what is older than its time; the audit log still tells of the import."""
    old = select(ImportBatch.id).where(ImportBatch.made_at < now - KEPT)
    session.execute(delete(ImportRow).where(ImportRow.batch_id.in_(old)))
    session.execute(delete(ImportBatch).where(ImportBatch.made_at < now - KEPT))
