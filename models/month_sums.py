"""The sums of each unit's released months. They grow in the transaction that cuts a batch and hold nothing else.

Pages read one row per unit and month instead of some thirty batches; `flask verify` holds the rows to the batches.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import JSON, Date, ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, table_of
from surveys.month_sums import Sums


class UnitMonth(Base):
    """What a unit has released of a month (surveys/month_sums.py), and the day of its newest batch."""

    __tablename__ = "unit_months"
    __table_args__ = (Index(None, "month"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    released_on: Mapped[date] = mapped_column(Date)
    sums: Mapped[dict[str, Any]] = mapped_column(JSON)


class Month(NamedTuple):
    """A unit's month as a figure needs it; `released_on` is None for what waits."""

    unit_id: int
    month: str
    released_on: date | None
    sums: Sums


def grow(session: Session, unit_id: int, month: str, payload: dict[str, Any], day: date) -> None:
    """Add a batch that was just cut."""
    table = table_of(UnitMonth)
    mine = (table.c.unit_id == unit_id, table.c.month == month)
    before = session.execute(select(table.c.sums).where(*mine)).scalar_one_or_none()
    sums = (Sums() if before is None else Sums.from_json(before)).grown(payload).to_json()
    if before is None:
        row = {"unit_id": unit_id, "month": month, "released_on": day, "sums": sums}
        session.connection().execute(table.insert(), row)
    else:
        session.connection().execute(update(table).where(*mine).values(released_on=day, sums=sums))


def of(session: Session, months: Iterable[str], unit_id: int | None = None) -> list[Month]:
    """Some months of all units (of one, if given), by unit and month."""
    statement = select(UnitMonth.unit_id, UnitMonth.month, UnitMonth.released_on, UnitMonth.sums)
    if unit_id is not None:
        statement = statement.where(UnitMonth.unit_id == unit_id)
    rows = session.execute(
        statement.where(UnitMonth.month.in_(list(months))).order_by(UnitMonth.unit_id, UnitMonth.month)
    )
    return [Month(unit, month, day, Sums.from_json(sums)) for unit, month, day, sums in rows]
