"""Conflicts on the roster of a unit, from duties, leave and what its officers do elsewhere; and their words."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models import absences, officers, roster, units
from models.changes import Refused
from models.counters import Counter
from models.officers import Officer
from models.roster import Duty, Slot
from models.units import Shift, Unit
from surveys import roster_conflicts as rules
from surveys.periods import in_words
from surveys.roster_conflicts import Clash, Kind, Post, Presence

Named = tuple[int, date, int, int]  # counter, day, shift number, officer


def found(session: Session, unit: Unit, duties: Mapping[Slot, Collection[int]]) -> list[Clash]:
    """What is wrong with duties at a unit's counters, planned or wished for, by day."""
    hours = {shift.number: (shift.starts, shift.ends) for shift in units.shifts_of(session, unit.id)}
    posts = [
        Post(officer, day, counter, shift, *hours[shift])
        for (counter, day, shift), people in duties.items()
        for officer in people
        if shift in hours
    ]
    if not posts:
        return []
    first, last = min(post.day for post in posts), max(post.day for post in posts)
    people = {post.officer for post in posts}
    return rules.clashes(
        posts, _presence(session, unit, people, first, last), _elsewhere(session, unit, people, first, last)
    )


def planned(session: Session, unit: Unit, first: date, last: date) -> list[Clash]:
    """What is wrong with the roster as it stands, on days that can still be planned."""
    sealed = roster.sealed_until(session, unit.id)
    duties = roster.on_duty(session, unit.id, first, last)
    return found(session, unit, {slot: who for slot, who in duties.items() if sealed is None or slot[1] > sealed})


def refuse(session: Session, unit: Unit, duties: Mapping[Slot, Collection[int]], fresh: Collection[Named]) -> None:
    """Raise Refused, in words, when one of the `fresh` duties cannot be kept; older conflicts are only shown."""
    wrong = [clash for clash in found(session, unit, duties) if touches(clash, fresh)]
    if wrong:
        raise Refused(f"Jadwal tidak disimpan. Perbaiki dahulu: {' '.join(words(session, wrong))}")


def words(session: Session, clashes: Iterable[Clash]) -> list[str]:
    """A sentence for each conflict that says who, when and where."""
    rows = list(clashes)
    people = officers.named(session, {clash.officer for clash in rows})
    places = _places(session, {(post.counter, post.shift) for clash in rows for post in clash.posts})
    return [_sentence(clash, people[clash.officer], places) for clash in rows]


def touches(clash: Clash, fresh: Collection[Named]) -> bool:
    """Whether a conflict is about one of the `fresh` duties."""
    return any((post.counter, post.day, post.shift, post.officer) in fresh for post in clash.posts)


def _sentence(clash: Clash, officer: Officer, places: Mapping[tuple[int, int], str]) -> str:
    where = [places[post.counter, post.shift] for post in clash.posts]
    begin = f"{officer.name}, {in_words(clash.day)}"
    if clash.kind is Kind.TWICE:
        return f"{begin}: di {where[0]} dan {where[1]} pada jam yang sama."
    if clash.kind is Kind.AWAY:
        return f"{begin}, {where[0]}: ditandai tidak bertugas."
    if clash.kind is Kind.LEFT and officer.left_on:
        return f"{begin}, {where[0]}: tidak bertugas lagi sejak {in_words(officer.left_on)}."
    return f"{begin}, {where[0]}: sudah pindah ke unit lain."


def _places(session: Session, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Names of counters and shifts as they are read, with the unit's name where several are named."""
    rows = session.execute(
        select(Counter.id, Counter.label, Shift.number, Shift.name, Unit.name)
        .join(Unit, Unit.id == Counter.unit_id)
        .join(Shift, Shift.unit_id == Counter.unit_id)
        .where(Counter.id.in_({counter for counter, _shift in wanted}))
    ).all()
    several = len({unit for *_place, unit in rows}) > 1
    return {
        (counter, number): f"Loket {label} ({shift})" + (f" {unit}" if several else "")
        for counter, label, number, shift, unit in rows
    }


def _presence(session: Session, unit: Unit, people: Collection[int], first: date, last: date) -> dict[int, Presence]:
    away = absences.spans(session, people, first, last)
    return {
        officer.id: Presence(officer.left_on, officer.unit_id != unit.id, tuple(away.get(officer.id, ())))
        for officer in officers.named(session, people).values()
    }


def _elsewhere(session: Session, unit: Unit, people: Collection[int], first: date, last: date) -> list[Post]:
    """The same officers' duties in other units."""
    statement = (
        select(Duty.officer_id, Duty.day, Duty.counter_id, Duty.shift, Shift.starts, Shift.ends)
        .join(Counter, Counter.id == Duty.counter_id)
        .join(Shift, and_(Shift.unit_id == Counter.unit_id, Shift.number == Duty.shift))
        .where(Duty.officer_id.in_(people), Duty.day.between(first, last), Counter.unit_id != unit.id)
        .order_by(Duty.id)
    )
    return [Post(*row) for row in session.execute(statement)]
