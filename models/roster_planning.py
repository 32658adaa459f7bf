"""PLAN: put officers on the roster, copy weeks, swap two persons; each change is one audit event and can be undone."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import audit, roster, roster_conflicts
from models.audit import AuditEvent
from models.changes import By, Refused
from models.roster import WEEK, WORKDAYS, Duty, Slot
from models.roster_conflicts import Named
from models.units import Unit
from surveys import working_days

PLANNED, COPIED, SWAPPED, PASTED, UNDONE = (
    "roster.planned", "roster.copied", "roster.swapped", "roster.pasted", "roster.undone",
)  # fmt: skip
UNDOABLE = (PLANNED, COPIED, SWAPPED, PASTED, UNDONE)


class Overtaken(Refused):
    """Somebody else has changed the roster since this person opened it."""

    def __init__(self) -> None:
        super().__init__(
            "Jadwal ini sudah diubah orang lain sejak Anda membukanya. Belum ada isian Anda yang disimpan: bandingkan "
            "di bawah, lalu simpan lagi bila isian Anda yang benar."
        )


@dataclass(frozen=True)
class Copy:
    """What copying would make of the slots it fills, and how many duties were left out because of a conflict."""

    wanted: dict[Slot, set[int]]
    left_out: int


def plan(
    session: Session, by: By, unit: Unit, wanted: Mapping[Slot, Collection[int]], action: str = PLANNED
) -> int | None:
    """Make the named slots hold exactly `wanted`; the others stay. The number of its event, None if nothing changed.

    Raises:
        Refused: a slot is sealed or closed, somebody is not of the unit, or cannot be where they are wanted.
    """
    audit.serialise(session)
    if not wanted:
        return None
    first, last = min(day for _counter, day, _shift in wanted), max(day for _counter, day, _shift in wanted)
    known = roster.on_duty(session, unit.id, first, last)
    changing = {slot: set(people) for slot, people in wanted.items() if set(people) != known.get(slot, set())}
    if not set(roster.plannable(session, unit, first, last)).issuperset(changing):
        raise Refused(
            "Jadwal hari yang sudah disegel, atau loket yang tutup, tidak dapat diubah. Muat ulang halaman; "
            "bila jadwal yang sudah disegel keliru, ajukan koreksi."
        )
    before = {(*slot, officer) for slot in changing for officer in known.get(slot, ())}
    after = {(*slot, officer) for slot, people in changing.items() for officer in people}
    if before == after:
        return None
    roster.refuse_strangers(session, unit, {duty[3] for duty in after - before}, known)
    roster_conflicts.refuse(session, unit, {**known, **changing}, after - before)
    _replace(session, before, after)
    by.note(
        session,
        action,
        f"unit:{unit.id}:{first.isoformat()}",
        added=[_code(duty) for duty in sorted(after - before)],
        removed=[_code(duty) for duty in sorted(before - after)],
    )
    return session.scalar(select(func.max(AuditEvent.seq)))


def copied(session: Session, unit: Unit, source: date, mondays: Collection[date]) -> Copy:
    """The weeks from `mondays` with their empty slots filled from the week of `source`; holidays stay empty.

    Whoever has left, is absent or stands elsewhere at that time is left out.
    """
    audit.serialise(session)
    before = roster.on_duty(session, unit.id, source, source + timedelta(days=WEEK - 1))
    known: dict[Slot, set[int]] = {}
    filled: dict[Slot, set[int]] = {}
    for monday in mondays:
        sunday = monday + timedelta(days=WEEK - 1)
        known |= roster.on_duty(session, unit.id, monday, sunday)
        for counter, day, shift in roster.plannable(session, unit, monday, sunday):
            there = before.get((counter, source + (day - monday), shift))
            if there and (counter, day, shift) not in known and not is_holiday(day):
                filled[counter, day, shift] = set(there)
    fresh = {(*slot, officer) for slot, people in filled.items() for officer in people}
    wrong = _wrong(session, unit, {**known, **filled}, fresh)
    kept = {slot: people - {duty[3] for duty in wrong if duty[:3] == slot} for slot, people in filled.items()}
    return Copy({slot: people for slot, people in kept.items() if people}, len(wrong))


def swapped(
    session: Session, unit: Unit, day: date, shifts: Collection[int], one: int, other: int
) -> dict[Slot, set[int]]:
    """The day's slots with two officers in each other's place in some shifts; one of them may have had none."""
    change = {one: other, other: one}
    known = roster.on_duty(session, unit.id, day, day)
    return {
        slot: {change.get(officer, officer) for officer in people}
        for slot, people in known.items()
        if slot[2] in shifts and people & change.keys()
    }


def undo(session: Session, by: By, unit: Unit, seq: int) -> int | None:
    """Do the opposite of one's own change, if nobody has changed the same slots since. Raises Refused."""
    audit.serialise(session)
    event = own_change(session, by.actor, unit, seq)
    if event is None:
        raise Refused("Perubahan itu tidak dapat dibatalkan. Ubah langsung di jadwal.")
    added, removed = (set(map(_duty, event.detail[name])) for name in ("added", "removed"))
    days = [day for _counter, day, _shift, _officer in added | removed]
    known = roster.on_duty(session, unit.id, min(days), max(days))
    standing = {(*slot, officer) for slot, people in known.items() for officer in people}
    if not added <= standing or removed & standing:
        raise Refused("Jadwal itu sudah diubah lagi, jadi tidak dapat dibatalkan. Ubah langsung di jadwal.")
    before = (standing - added) | removed
    slots = {duty[:3] for duty in added | removed}
    return plan(session, by, unit, _by_slot(before, slots), UNDONE)


def own_change(session: Session, actor: str, unit: Unit, seq: int) -> AuditEvent | None:
    """The event of a change that this person made to the unit's roster; None for any other event."""
    return session.scalar(
        select(AuditEvent).where(
            AuditEvent.seq == seq,
            AuditEvent.actor == actor,
            AuditEvent.action.in_(UNDOABLE),
            AuditEvent.object.startswith(f"unit:{unit.id}:"),
        )
    )


def gaps(session: Session, unit: Unit, first: date, last: date) -> list[Slot]:
    """Open counters without an officer on working days from `first` to `last`, as far as they can still be planned."""
    taken = roster.on_duty(session, unit.id, first, last)
    return [slot for slot in roster.plannable(session, unit, first, last) if slot not in taken and is_workday(slot[1])]


def is_workday(day: date) -> bool:
    """Whether offices work on a day; holidays count as far as the year's list is known."""
    return day.weekday() < WORKDAYS and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """Whether a day is a holiday or joint leave, as far as the year's list is known."""
    year = working_days.load().years.get(day.year)
    return year is not None and day in year.days_off


def hold(session: Session, unit: Unit, first: date, last: date, seen: str) -> None:
    """Keep others from changing the roster until the commit. Raises Overtaken if it is not the version `seen`."""
    audit.serialise(session)
    if version(roster.on_duty(session, unit.id, first, last)) != seen:
        raise Overtaken


def version(duties: Mapping[Slot, Collection[int]]) -> str:
    """A digest of duties: another one as soon as somebody changes any of them."""
    codes = sorted(_code((*slot, officer)) for slot, people in duties.items() for officer in people)
    return hashlib.sha256(" ".join(codes).encode()).hexdigest()[:16]


def _wrong(session: Session, unit: Unit, duties: Mapping[Slot, Collection[int]], fresh: set[Named]) -> set[Named]:
    clashes = roster_conflicts.found(session, unit, duties)
    posts = {(post.counter, post.day, post.shift, post.officer) for clash in clashes for post in clash.posts}
    return posts & fresh


def _replace(session: Session, before: set[Named], after: set[Named]) -> None:
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


def _by_slot(duties: Iterable[Named], slots: Iterable[Slot]) -> dict[Slot, set[int]]:
    found: dict[Slot, set[int]] = {slot: set() for slot in slots}
    for counter, day, shift, officer in duties:
        if (counter, day, shift) in found:
            found[counter, day, shift].add(officer)
    return found


def _code(duty: Named) -> str:
    counter, day, shift, officer = duty
    return f"{counter}:{day.isoformat()}:{shift}:{officer}"


def _duty(code: str) -> Named:
    counter, day, shift, officer = code.split(":")
    return int(counter), date.fromisoformat(day), int(shift), int(officer)
