"""The roster (jadwal tugas): who was at which counter on which day and shift. The only source of attribution."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import counters, officers, periods, units
from models.base import Base
from models.changes import Refused
from models.corrections import RosterCorrection
from models.counters import Counter
from models.ratings import Seal
from models.units import Unit

WEEK = 7
WORKDAYS = 5
Slot = tuple[int, date, int]  # counter, day, shift number


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


def on_duty(
    session: Session, unit_id: int, first: date, last: date, *, corrected_to: int | None = None
) -> dict[tuple[int, date, int], set[int]]:
    """Officers on duty by (counter, day, shift), as decisions on objections have corrected it.

    `corrected_to` is the id of the last correction to know of, as a snapshot remembers it; None for all of them.
    """
    rows = session.execute(
        select(Duty.counter_id, Duty.day, Duty.shift, Duty.officer_id)
        .join(Counter, Counter.id == Duty.counter_id)
        .where(Counter.unit_id == unit_id, Duty.day.between(first, last))
    )
    duties: dict[tuple[int, date, int], set[int]] = {}
    for counter_id, day, shift, officer_id in rows:
        duties.setdefault((counter_id, day, shift), set()).add(officer_id)
    for row in _corrections(session, unit_id, first, last, corrected_to):
        people = duties.setdefault((row.counter_id, row.day, row.shift), set())
        people.add(row.officer_id) if row.added else people.discard(row.officer_id)
    return {slot: people for slot, people in duties.items() if people}


def _corrections(
    session: Session, unit_id: int, first: date, last: date, corrected_to: int | None
) -> list[RosterCorrection]:
    statement = (
        select(RosterCorrection)
        .join(Counter, Counter.id == RosterCorrection.counter_id)
        .where(Counter.unit_id == unit_id, RosterCorrection.day.between(first, last))
        .order_by(RosterCorrection.id)
    )
    known = statement if corrected_to is None else statement.where(RosterCorrection.id <= corrected_to)
    return list(session.scalars(known))


def of_officer(session: Session, officer_id: int, first: date, last: date) -> list[Duty]:
    """An officer's own duties from `first` to `last`, both included."""
    return list(
        session.scalars(
            select(Duty)
            .where(Duty.officer_id == officer_id, Duty.day.between(first, last))
            .order_by(Duty.day, Duty.shift, Duty.counter_id)
        )
    )


def stood(session: Session, officer_id: int, first: date, last: date) -> list[Slot]:
    """Where an officer stood from `first` to `last`, as decisions have corrected it, by day and shift."""
    found = {(duty.counter_id, duty.day, duty.shift) for duty in of_officer(session, officer_id, first, last)}
    corrections = select(RosterCorrection).where(
        RosterCorrection.officer_id == officer_id, RosterCorrection.day.between(first, last)
    )
    for row in session.scalars(corrections.order_by(RosterCorrection.id)):
        slot = row.counter_id, row.day, row.shift
        found.add(slot) if row.added else found.discard(slot)
    return sorted(found, key=lambda slot: (slot[1], slot[2], slot[0]))


def last_seal(session: Session, unit_id: int) -> date | None:
    """Last day of the unit that is sealed; None before the first."""
    return session.scalar(select(func.max(Seal.day)).where(Seal.unit_id == unit_id))


def sealed_until(session: Session, unit_id: int) -> date | None:
    """Last day whose roster stays as it is: a sealed one has met the ratings, a locked one was computed from it."""
    sealed = last_seal(session, unit_id)
    locked = (last for _first, last in periods.locked_days(session))
    return max((day for day in (sealed, *locked) if day is not None), default=None)


def plannable(session: Session, unit: Unit, first: date, last: date) -> list[Slot]:
    """Slots from `first` to `last` that may be planned: open counters, the unit's shifts, days not sealed."""
    sealed = sealed_until(session, unit.id)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    shifts = units.shifts_of(session, unit.id)
    there = counters.of_unit(session, unit.id)
    return [
        (counter.id, day, shift.number)
        for day in days
        if sealed is None or day > sealed
        for counter in there
        if counter.closed_on is None or counter.closed_on > day
        for shift in shifts
    ]


def refuse_strangers(
    session: Session, unit: Unit, people: Collection[int], known: Mapping[Slot, Collection[int]]
) -> None:
    """Raise Refused when somebody is neither of the unit nor on its roster already."""
    own = {officer.id for officer in officers.of_unit(session, unit.id)}.union(*known.values())
    if not own.issuperset(people):
        raise Refused("Ada petugas yang bukan dari unit ini. Muat ulang halaman, lalu isi lagi.")
