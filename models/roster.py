"""The roster (jadwal tugas): who was at which counter on which day and shift. The only source of attribution."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, counters, officers, periods, units
from models.base import Base
from models.changes import By, Refused
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


def sealed_until(session: Session, unit_id: int) -> date | None:
    """Last day whose roster stays as it is: a sealed one has met the ratings, a locked one was computed from it."""
    sealed = session.scalar(select(func.max(Seal.day)).where(Seal.unit_id == unit_id))
    locked = (last for _first, last in periods.locked_days(session))
    return max((day for day in (sealed, *locked) if day is not None), default=None)


def plannable(session: Session, unit: Unit, first: date) -> list[Slot]:
    """Slots of the week from `first` that may be planned: open counters, the unit's shifts, days not sealed."""
    sealed = sealed_until(session, unit.id)
    days = [first + timedelta(days=number) for number in range(WEEK)]
    shifts = units.shifts_of(session, unit.id)
    return [
        (counter.id, day, shift.number)
        for day in days
        if sealed is None or day > sealed
        for counter in counters.open_of_unit(session, unit.id, day)
        for shift in shifts
    ]


def plan_week(session: Session, by: By, unit: Unit, first: date, wanted: Mapping[Slot, Collection[int]]) -> None:
    """Make the week's plannable slots hold exactly `wanted`; slots that are not named become empty.

    Raises:
        Refused: somebody would stand at two counters at once, or is not an officer of the unit.
    """
    audit.serialise(session)
    known = on_duty(session, unit.id, first, first + timedelta(days=WEEK - 1))
    slots = set(plannable(session, unit, first))
    if not slots.issuperset(slot for slot, people in wanted.items() if people):
        raise Refused(
            "Jadwal hari yang sudah disegel, atau loket yang tutup, tidak dapat diubah. Muat ulang halaman; "
            "bila jadwal yang sudah disegel keliru, beri tahu kepegawaian."
        )
    staff = {officer.id for officer in officers.serving(session, unit.id, first)}.union(*known.values())
    if not staff.issuperset(set[int]().union(*wanted.values())):
        raise Refused("Ada petugas yang bukan dari unit ini. Muat ulang halaman, lalu isi lagi.")
    refuse_doubles(session, wanted)

    before = {(*slot, officer) for slot in slots for officer in known.get(slot, ())}
    after = {(*slot, officer) for slot in slots for officer in wanted.get(slot, ())}
    _replace(session, before, after)
    by.note(
        session,
        "roster.planned",
        f"unit:{unit.id}:{first.isoformat()}",
        added=[_code(duty) for duty in sorted(after - before)],
        removed=[_code(duty) for duty in sorted(before - after)],
    )


def copied_week(session: Session, unit: Unit, first: date) -> dict[Slot, set[int]]:
    """The week from `first` with its empty plannable slots filled from the week before."""
    week = timedelta(days=WEEK)
    before = on_duty(session, unit.id, first - week, first - timedelta(days=1))
    now = on_duty(session, unit.id, first, first + week - timedelta(days=1))
    filled = {}
    for counter, day, shift in plannable(session, unit, first):
        serving = {officer.id for officer in officers.serving(session, unit.id, day)}
        copied = before.get((counter, day - week, shift), set()) & serving
        filled[counter, day, shift] = now.get((counter, day, shift), copied)
    return filled


def gaps(session: Session, unit: Unit, first: date, since: date) -> int:
    """How many slots on the workdays (Monday to Friday) of the week from `first` have nobody, `since` a day on."""
    taken = on_duty(session, unit.id, first, first + timedelta(days=WEEK - 1))
    slots = plannable(session, unit, first)
    return sum(slot not in taken for slot in slots if slot[1] >= since and slot[1].weekday() < WORKDAYS)


def doubles(duties: Mapping[Slot, Collection[int]]) -> list[tuple[int, date, int]]:
    """Officer, day and shift of everybody who would stand at more than one counter at once."""
    seen: dict[tuple[int, date, int], int] = {}
    for (_counter, day, shift), people in duties.items():
        for officer in people:
            seen[officer, day, shift] = seen.get((officer, day, shift), 0) + 1
    return sorted(key for key, times in seen.items() if times > 1)


def refuse_doubles(session: Session, duties: Mapping[Slot, Collection[int]]) -> None:
    """Raise Refused, naming everybody who would stand at two counters at once."""
    found = doubles(duties)
    if found:
        names = {officer: officers.get(session, officer).name for officer, _day, _shift in found}
        places = "; ".join(f"{names[officer]} ({day:%d-%m-%Y}, sif {shift})" for officer, day, shift in found)
        raise Refused(f"Satu petugas hanya dapat bertugas di satu loket dalam satu sif. Perbaiki: {places}.")


def _replace(session: Session, before: set[tuple[int, date, int, int]], after: set[tuple[int, date, int, int]]) -> None:
    for counter, day, shift, officer in sorted(before - after):
        session.execute(
            delete(Duty).where(
                Duty.counter_id == counter, Duty.day == day, Duty.shift == shift, Duty.officer_id == officer
            )
        )
    session.add_all(
        Duty(counter_id=counter, day=day, shift=shift, officer_id=officer)
        for counter, day, shift, officer in sorted(after - before)
    )


def _code(duty: tuple[int, date, int, int]) -> str:
    counter, day, shift, officer = duty
    return f"{counter}:{day.isoformat()}:{shift}:{officer}"
