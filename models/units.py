"""Service units (unit layanan): a tree, each with its own zone, services and shifts."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Time, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Unit(Base):
    """A body that has an index of its own."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(80), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    zone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(300), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def tzinfo(self) -> ZoneInfo:
        """Days, shifts and periods of the unit follow this zone."""
        return ZoneInfo(self.zone)

    def local(self, moment: datetime) -> datetime:
        """`moment` on the clock at the unit's wall."""
        return moment.astimezone(self.tzinfo)


class Service(Base):
    """What the public comes for (jenis layanan)."""

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    closed_on: Mapped[date | None] = mapped_column(Date)


class Shift(Base):
    """Working hours of a unit (jam tugas), numbered 1 to 7 and never renumbered: tallies carry the number."""

    __tablename__ = "shifts"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 7", name="number"),
        CheckConstraint("starts < ends", name="order"),
        CheckConstraint("band IN ('pagi', 'siang', 'sore')", name="band"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    band: Mapped[str] = mapped_column(String(8))


def get(session: Session, unit_id: int) -> Unit:
    """The unit with this id."""
    return session.scalars(select(Unit).where(Unit.id == unit_id)).one()


def by_code(session: Session, code: str) -> Unit:
    """The unit whose address carries `code`."""
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def all_units(session: Session) -> list[Unit]:
    """Every unit, by name."""
    return list(session.scalars(select(Unit).order_by(Unit.name, Unit.id)))


def services_of(session: Session, unit_id: int) -> list[Service]:
    """Services of a unit, by name."""
    return list(session.scalars(select(Service).where(Service.unit_id == unit_id).order_by(Service.name)))


def shifts_of(session: Session, unit_id: int) -> list[Shift]:
    """Shifts of a unit, by hour."""
    return list(session.scalars(select(Shift).where(Shift.unit_id == unit_id).order_by(Shift.starts)))
