"""How far each unit is from its first figures: what waits for the seal, what waits for a batch, what has left."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.inbox import Arrival
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


def of_units(session: Session, within: int | None = None) -> list[Progress]:
    """The progress of every unit, or of the unit `within` alone, by name."""
    arrived = set(session.scalars(select(Arrival.unit_id).distinct()))
    queued = dict(
        session.execute(
            select(Increment.unit_id, func.sum(Increment.n)).where(Increment.stream == UNIT).group_by(Increment.unit_id)
        ).all()
    )
    left = dict(
        session.execute(
            select(ReleaseBatch.unit_id, func.sum(ReleaseBatch.n))
            .where(ReleaseBatch.stream == UNIT)
            .group_by(ReleaseBatch.unit_id)
        ).all()
    )
    return [
        Progress(unit, unit.id in arrived, queued.get(unit.id, 0), left.get(unit.id, 0))
        for unit in all_units(session, within)
    ]
