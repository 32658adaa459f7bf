"""The roster (jadwal tugas): who was at which counter on which day and shift. The only source of attribution."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.counters import Counter


class Duty(Base):
    """One officer at one counter in one shift of one day."""

    __tablename__ = "roster"
    __table_args__ = (
        UniqueConstraint("counter_id", "day", "shift", "officer_id"),
        Index(None, "officer_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"))
    day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int]


def of_unit(session: Session, unit_id: int, first: date, last: date) -> list[Duty]:
    """Duties at the unit's counters from `first` to `last`, both included."""
    return list(
        session.scalars(
            select(Duty)
            .join(Counter, Counter.id == Duty.counter_id)
            .where(Counter.unit_id == unit_id, Duty.day.between(first, last))
            .order_by(Duty.day, Duty.shift, Duty.counter_id, Duty.officer_id)
        )
    )


def on_duty(session: Session, unit_id: int, first: date, last: date) -> dict[tuple[int, date, int], set[int]]:
    """Officers on duty by (counter, day, shift)."""
    rows = session.execute(
        select(Duty.counter_id, Duty.day, Duty.shift, Duty.officer_id)
        .join(Counter, Counter.id == Duty.counter_id)
        .where(Counter.unit_id == unit_id, Duty.day.between(first, last))
    )
    duties: dict[tuple[int, date, int], set[int]] = {}
    for counter_id, day, shift, officer_id in rows:
        duties.setdefault((counter_id, day, shift), set()).add(officer_id)
    return duties
