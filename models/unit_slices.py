"""Slices of each unit's locked periods, written down once, by the night that releases the last of them.

The page of one unit divides its figure anew; a list of a thousand units cannot. The rows never change, as the ratings
they count never do, and `flask verify` divides them again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import figures, slices
from models.base import Base
from surveys import slices as rules
from surveys.periods import Period, parse

Written = Mapping[str, list[Any]]  # surveys/slices.py, to_json


class UnitSlices(Base):
    """What may be told of a unit's locked period by service and channel; nothing of it where `cells` is empty."""

    __tablename__ = "unit_slices"

    period_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    cells: Mapped[dict[str, list[Any]]] = mapped_column(JSON)


def keep(session: Session, unit_id: int) -> None:
    """Write down the slices of locked periods that lack them, after their last ratings were released."""
    kept = set(session.scalars(select(UnitSlices.period_code).where(UnitSlices.unit_id == unit_id)))
    for period in slices.locked(session):
        if period.code not in kept:
            session.add(UnitSlices(period_code=period.code, unit_id=unit_id, cells=_divided(session, unit_id, period)))
    session.flush()


def of_period(session: Session, period: Period) -> dict[int, Written]:
    """What is written of a period, by unit; empty before its last night."""
    rows = select(UnitSlices.unit_id, UnitSlices.cells).where(UnitSlices.period_code == period.code)
    return dict(session.execute(rows).all())


def newest(session: Session) -> Period | None:
    """The period that ended last among those written down."""
    codes = session.scalars(select(UnitSlices.period_code).distinct())
    return max(map(parse, codes), key=lambda period: period.end, default=None)


def faults(session: Session) -> Iterator[str]:
    """Rows that do not say what the ratings say today, one sentence each."""
    rows = select(UnitSlices.unit_id, UnitSlices.period_code, UnitSlices.cells)
    for unit, code, cells in session.execute(rows.order_by(UnitSlices.period_code, UnitSlices.unit_id)).all():
        if cells != _divided(session, unit, parse(code)):
            yield f"Unit {unit}, periode {code}: angka per layanan dan saluran tidak sama dengan hitung ulang."


def _divided(session: Session, unit_id: int, period: Period) -> dict[str, list[Any]]:
    whole = figures.released_figure(session, unit_id, period).index
    found = slices.divided(session, unit_id, period, whole, rules.NO_WORKPLACE) if whole else None
    return rules.to_json(found) if found else {}
