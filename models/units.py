"""Service units (unit layanan): a tree, each with its own zone, services and shifts."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Time, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import counters
from models.base import Base
from models.changes import By, Refused, changed, store
from surveys import shifts as rules


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

    def below(parent: int | None, depth: int) -> Iterator[tuple[int, Unit]]:
        for unit in rows:
            if (unit.parent_id if unit.parent_id in known else None) == parent:
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


def service(session: Session, service_id: int) -> Service:
    """The service with this id."""
    return session.scalars(select(Service).where(Service.id == service_id)).one()


def shifts_of(session: Session, unit_id: int) -> list[Shift]:
    """Shifts of a unit, by hour."""
    return list(session.scalars(select(Shift).where(Shift.unit_id == unit_id).order_by(Shift.starts)))


def shift_at(session: Session, unit: Unit, moment: datetime) -> int:
    """Number of the shift that `moment` lies in on the unit's clock, or 0 outside of all."""
    shifts = [
        rules.Shift(row.number, row.name, row.starts, row.ends, rules.Band(row.band))
        for row in shifts_of(session, unit.id)
    ]
    return rules.shift_at(shifts, unit.local(moment).time())


def add(session: Session, by: By, **fields: Any) -> Unit:
    """A new unit. `fields`: code, name, kind, parent_id, zone, address."""
    unit = Unit(**fields)
    store(session, unit, f"Kode “{unit.code}” sudah dipakai unit lain. Pilih kode lain.")
    by.note(session, "unit.added", f"unit:{unit.id}", code=unit.code)
    return unit


def change(session: Session, by: By, unit: Unit, **fields: Any) -> None:
    """Change a unit. Its code stands in public addresses and stays; its zone stays once it has counters."""
    if fields.get("zone", unit.zone) != unit.zone and counters.of_unit(session, unit.id):
        raise Refused("Zona waktu tidak dapat diubah setelah unit punya loket: hari yang tercatat akan bergeser.")
    if fields.get("parent_id") and fields["parent_id"] not in {row.id for row in possible_parents(session, unit)}:
        raise Refused("Unit tidak dapat berada di bawah dirinya sendiri. Pilih induk lain.")
    names = changed(unit, fields)
    by.note(session, "unit.changed", f"unit:{unit.id}", fields=names)


def close(session: Session, by: By, unit: Unit, day: date) -> None:
    """Close a unit from `day` on. Its figures stay; its counters and the units below it are closed first."""
    if counters.open_of_unit(session, unit.id, day):
        raise Refused("Unit ini masih punya loket yang buka. Tutup atau pindahkan loketnya dahulu.")
    if any(row.parent_id == unit.id for row in open_units(session, day)):
        raise Refused("Masih ada unit di bawah unit ini. Tutup atau pindahkan unit itu dahulu.")
    unit.closed_on = day
    by.note(session, "unit.closed", f"unit:{unit.id}", day=day.isoformat())


def add_service(session: Session, by: By, unit: Unit, name: str) -> Service:
    """A new service of a unit."""
    row = Service(unit_id=unit.id, name=name)
    store(session, row, f"Unit ini sudah punya layanan “{name}”.")
    by.note(session, "service.added", f"service:{row.id}", unit=unit.id)
    return row


def rename_service(session: Session, by: By, row: Service, name: str) -> None:
    """Correct the name of a service; a service of another kind is a new one."""
    row.name = name
    store(session, row, f"Unit ini sudah punya layanan “{name}”.")
    by.note(session, "service.changed", f"service:{row.id}")


def close_service(session: Session, by: By, row: Service, day: date) -> None:
    """No longer offered from `day` on; its figures stay."""
    if any(counter.service_id == row.id for counter in counters.open_of_unit(session, row.unit_id, day)):
        raise Refused("Layanan ini masih diberikan di loket yang buka. Ganti layanan loket itu dahulu.")
    row.closed_on = day
    by.note(session, "service.closed", f"service:{row.id}", day=day.isoformat())
