"""Counters (loket), the devices that show their tickets, and the count of services given there."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Moment, insert


class Counter(Base):
    """A point of service with its own sign. The id is printed in codes: two bytes, never used again.

    A counter that moved names its successor; one that was retired names none.
    """

    __tablename__ = "counters"
    __table_args__ = (CheckConstraint("id BETWEEN 1 AND 65535", name="two_bytes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    label: Mapped[str] = mapped_column(String(40))
    sign_words: Mapped[str] = mapped_column(String(60))
    closed_on: Mapped[date | None] = mapped_column(Date)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))


class Device(Base):
    """A display at a counter (Layar Loket). It holds a token, never a key; only digests are stored here."""

    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    pairing_digest: Mapped[bytes | None] = mapped_column(Key, unique=True)
    pairing_until: Mapped[datetime | None] = mapped_column(Moment)
    token_digest: Mapped[bytes | None] = mapped_column(Key, unique=True)
    pressed_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class ServiceCount(Base):
    """Integers per counter, day and shift: services logged and tickets shown. Never a list with times."""

    __tablename__ = "service_counts"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    shift: Mapped[int] = mapped_column(primary_key=True)
    services: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)


def get(session: Session, counter_id: int) -> Counter:
    """The counter with this id."""
    return session.scalars(select(Counter).where(Counter.id == counter_id)).one()


def of_unit(session: Session, unit_id: int) -> list[Counter]:
    """Counters of a unit, open and closed, by label."""
    return list(session.scalars(select(Counter).where(Counter.unit_id == unit_id).order_by(Counter.label, Counter.id)))


def open_of_unit(session: Session, unit_id: int, day: date) -> list[Counter]:
    """Counters of a unit that are open on `day`."""
    return [counter for counter in of_unit(session, unit_id) if counter.closed_on is None or counter.closed_on > day]


def log_service(
    session: Session, counter_id: int, day: date, shift: int, *, services: int = 1, tickets: int = 1
) -> None:
    """Add to the integers of a counter, day and shift."""
    statement = insert(session, ServiceCount).values(
        counter_id=counter_id, day=day, shift=shift, services=services, tickets=tickets
    )
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["counter_id", "day", "shift"],
            set_={
                "services": ServiceCount.services + statement.excluded.services,
                "tickets": ServiceCount.tickets + statement.excluded.tickets,
            },
        )
    )
