"""How far each unit is from its first figures: what waits for the seal, what waits for a batch, what has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.inbox import Arrival
from models.month_sums import UnitMonth
from models.ratings import Seal
from models.releases import UNIT, Increment, ReleaseBatch
from models.units import Unit, all_units
from surveys import disclosure

FIRST_RELEASE = disclosure.BATCH_MINIMUM + disclosure.WITHHELD


@dataclass(frozen=True)
class Progress:
    """Forms of one unit: whether any waits for its seal, how many are sealed and wait for a batch, how many have left.

    How many wait for the seal is not told: whoever watched that number could see that a visitor has just rated.
    """

    unit: Unit
    unsealed: bool
    sealed: int
    released: int

    @property
    def towards_first(self) -> int:
        """How many of the forms that a first release takes are sealed."""
        return min(self.sealed, FIRST_RELEASE)


def unsealed_counts(session: Session, before: date) -> dict[int, int]:
    """On how many local days before `before` responses still wait, by unit; units without any are left out."""
    statement = (
        select(Arrival.unit_id, func.count(Arrival.local_day.distinct()))
        .where(Arrival.local_day < before)
        .group_by(Arrival.unit_id)
    )
    return {unit_id: int(n) for unit_id, n in session.execute(statement)}


def last_sealed_day(session: Session) -> date | None:
    """The newest day that any unit has sealed; None before the first night."""
    return session.scalar(select(func.max(Seal.day)))


def of_unit(session: Session, unit_id: int) -> list[Progress]:
    """The progress of one unit; nothing for one that is not there."""
    released = select(func.coalesce(func.sum(ReleaseBatch.n), 0)).where(
        ReleaseBatch.stream == UNIT, ReleaseBatch.unit_id == unit_id
    )
    return _told(session, all_units(session, unit_id), session.scalar(released) or 0)


def beginners(session: Session) -> list[Progress]:
    """The progress of every unit that has released nothing yet, by name."""
    begun = select(UnitMonth.unit_id).where(UnitMonth.unit_id == Unit.id)
    return _told(session, list(session.scalars(select(Unit).where(~begun.exists()).order_by(Unit.name, Unit.id))), 0)


def _told(session: Session, rows: Sequence[Unit], released: int) -> list[Progress]:
    arrived = set(session.scalars(select(Arrival.unit_id).distinct()))
    queued = dict(
        session.execute(
            select(Increment.unit_id, func.sum(Increment.n)).where(Increment.stream == UNIT).group_by(Increment.unit_id)
        ).all()
    )
    return [Progress(unit, unit.id in arrived, queued.get(unit.id, 0), released) for unit in rows]
