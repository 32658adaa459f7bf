"""Service units (unit layanan): a tree, each with its own zone, services and shifts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Time, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, table_of
from surveys import shifts as rules


class Unit(Base):
    """A body that has an index of its own. One that was merged into another is closed and names it as its successor."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(80), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    zone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(300), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))

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


def get(session: Session, unit_id: int, within: int | None = None) -> Unit:
    """The unit with this id; for a person who sees only the unit `within`, any other one is not there."""
    statement = select(Unit).where(Unit.id == unit_id)
    return session.scalars(statement if within is None else statement.where(Unit.id == within)).one()


def by_code(session: Session, code: str) -> Unit:
    """The unit whose address carries `code`."""
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def all_units(session: Session, within: int | None = None) -> list[Unit]:
    """Every unit, or the unit `within` alone, by name."""
    statement = select(Unit).order_by(Unit.name, Unit.id)
    return list(session.scalars(statement if within is None else statement.where(Unit.id == within)))


def open_units(session: Session, day: date, within: int | None = None) -> list[Unit]:
    """Units that are open on `day`, by name."""
    return [unit for unit in all_units(session, within) if unit.closed_on is None or unit.closed_on > day]


def tree(rows: Sequence[Unit]) -> list[tuple[int, Unit]]:
    """The units with their depth, each below its parent; one whose parent is not among them stands at the top."""
    known = {unit.id for unit in rows}
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in rows:
        children[unit.parent_id if unit.parent_id in known else None].append(unit)

    def below(parent: int | None, depth: int) -> Iterator[tuple[int, Unit]]:
        for unit in children[parent]:
            yield depth, unit
            yield from below(unit.id, depth + 1)

    return list(below(None, 0))


def possible_parents(session: Session, unit: Unit | None) -> list[Unit]:
    """Units that `unit` may stand below: neither itself nor one of its own branches."""
    rows = all_units(session)
    branch = {unit.id} if unit else set()
    for _, row in tree(rows):
        if row.parent_id in branch:
            branch.add(row.id)
    return [row for row in rows if row.id not in branch]


def services_of(session: Session, unit_id: int) -> list[Service]:
    """Services of a unit, open and closed, by name."""
    return list(session.scalars(select(Service).where(Service.unit_id == unit_id).order_by(Service.name)))


def shared_services(session: Session) -> list[str]:
    """Names of services that several units give."""
    several = select(Service.name).group_by(Service.name).having(func.count() > 1)
    return list(session.scalars(several.order_by(Service.name)))


def giving(session: Session, name: str) -> dict[int, int]:
    """The service of this name, by unit; units that do not give it are left out."""
    return dict(session.execute(select(Service.unit_id, Service.id).where(Service.name == name)).all())


def service(session: Session, service_id: int) -> Service:
    """The service with this id."""
    return session.scalars(select(Service).where(Service.id == service_id)).one()


def shifts_of(session: Session, unit_id: int) -> list[Shift]:
    """Shifts of a unit, by hour."""
    return list(session.scalars(select(Shift).where(Shift.unit_id == unit_id).order_by(Shift.starts)))


def with_services(session: Session) -> set[int]:
    """Ids of the units that offer a service."""
    return set(session.scalars(select(Service.unit_id).where(Service.closed_on.is_(None)).distinct()))


def with_shifts(session: Session) -> set[int]:
    """Ids of the units that have a shift."""
    return set(session.scalars(select(Shift.unit_id).distinct()))


_SHIFTS = table_of(Shift).c
_HOURS = select(_SHIFTS.number, _SHIFTS.name, _SHIFTS.starts, _SHIFTS.ends, _SHIFTS.band).where(
    _SHIFTS.unit_id == bindparam("unit")
)


def shift_at(session: Session, unit: Unit, moment: datetime) -> int:
    """Number of the shift that `moment` lies in on the unit's clock, or 0 outside of all."""
    rows = session.connection().execute(_HOURS, {"unit": unit.id})
    shifts = [rules.Shift(number, name, starts, ends, rules.Band(band)) for number, name, starts, ends, band in rows]
    return rules.shift_at(shifts, unit.local(moment).time())
