"""Build the sample town with the product's own verbs under past clocks: answers, nightly seals, nightly releases."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from cli.demo import field_work, follow_ups, papers, rosters, supplements
from cli.demo.accounts import add_accounts
from cli.demo.answers import answer, wait_band
from cli.demo.places import SHIFTS, Place
from cli.demo.quarter import last_lockable, lock_quarter
from cli.demo.town import Built, found
from models import comments, counters, inbox, questionnaires, releases, seals, unit_slices
from models.base import table_of
from models.changes import By
from models.counters import DISPLAY, Counter
from models.roster import Duty
from models.service_counts import ENTRY
from models.units import Unit

MONTHS_BACK = 4
SATURDAY = 5
TICKET_SHARE = 0.78


def first_day(today: date) -> date:
    """The sample begins four months ago, to the day where the month has it."""
    year, month = divmod(today.year * 12 + today.month - 1 - MONTHS_BACK, 12)
    return date(year, month + 1, min(today.day, 28))


def build(
    session: Session,
    *,
    now: datetime,
    chance: Random,
    start: date | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> list[Built]:
    """Fill an empty, migrated database with all that happened from `start` until `now`. Commits night by night.

    The newest quarter that may be locked by then, if the sample saw any of it, is locked on the first day it may be.
    """
    start = start or first_day(now.date())
    built = found(session, now=now, first=start, chance=chance)
    add_accounts(session, built, now=now)
    today = built[0].unit.local(now).date()
    quarter, lock_day = last_lockable(today)
    duties = _rosters(session, built, start, today + timedelta(days=7), chance)
    session.commit()
    for number in range((today - start).days):
        day = start + timedelta(days=number)
        for place in built:
            _receive(session, place, day, duties, chance)
        _night(session, built, day, chance, last=day + timedelta(days=1) in (today, lock_day))
        if day + timedelta(days=1) == lock_day and start <= quarter.end:
            lock_quarter(session, quarter, datetime.combine(lock_day, time(9), tzinfo=built[0].unit.tzinfo), chance)
            session.commit()
        if day.day == 1:
            say(f"… {day:%Y-%m}")
    for place in built:
        _receive(session, place, today, duties, chance, until=now)
    follow_ups.plan(session, built, today, now, chance)
    rosters.add_corrections(session, built, now=now, chance=chance)
    papers.bring(session, built, today, now, chance)
    field_work.add_sweeps(session, built, now=now, chance=chance)
    session.commit()
    return built


Duties = dict[tuple[int, date, int], list[int]]


def _rosters(session: Session, built: list[Built], first: date, last: date, chance: Random) -> Duties:
    """Each counter has one officer a shift; now and then two, and now and then nobody wrote the roster."""
    duties: Duties = {}
    rows: list[dict[str, Any]] = []
    for place in built:
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if not _is_open(place.place, day):
                continue
            for shift, *_ in SHIFTS:
                for counter, officers in _assign(place, number // 7, shift, chance):
                    duties[counter, day, shift] = officers
                    rows += [{"officer_id": o, "counter_id": counter, "day": day, "shift": shift} for o in officers]
    session.execute(table_of(Duty).insert(), rows)
    return duties


def _assign(place: Built, week: int, shift: int, chance: Random) -> Iterator[tuple[int, list[int]]]:
    ids = [officer for officer, _ in place.officers]
    turn = (week * 2 + shift) % len(ids)
    ids = ids[turn:] + ids[:turn]
    spare = ids[len(place.counters) :]
    for position, counter in enumerate(place.counters):
        luck = chance.random()
        if luck < 0.02:
            continue
        officers = [ids[position]]
        if luck > 0.92 and spare:
            officers.append(spare[position % len(spare)])
        yield counter.id, sorted(set(officers))


def _is_open(place: Place, day: date) -> bool:
    return day.weekday() < SATURDAY or (place.saturdays and day.weekday() == SATURDAY)


def _receive(
    session: Session, built: Built, day: date, duties: Duties, chance: Random, until: datetime | None = None
) -> None:
    """Everything a unit's public sends in about its services of one day."""
    if not _is_open(built.place, day):
        return
    manners = {officer: person.manner for officer, person in built.officers}
    use = questionnaires.in_use(session, day)
    logged = []
    for counter in built.counters:
        for shift, _name, starts, ends, _band in SHIFTS:
            answers = sum(chance.random() < built.place.traffic / 6 for _ in range(5))
            served = answers * 3 + chance.randrange(3)
            if until is None or built.unit.local(until).time() >= starts:
                logged.append(_served(counter.id, day, shift, served, entered=until is None))
            on_duty = duties.get((counter.id, day, shift), [])
            for _ in range(answers):
                moment = _moment(built.unit, day, starts, ends, chance)
                if until is not None and moment > until:
                    continue
                manner = sum(manners[o] for o in on_duty) / len(on_duty) if on_duty else 0.0
                _send(session, built, counter, use.id, day, shift, moment, manner, chance)
    counters.log_services(session, logged)


def _served(counter_id: int, day: date, shift: int, n: int, *, entered: bool) -> dict[str, Any]:
    """Services of a shift and a ticket for each; today's register is not entered yet."""
    place = {"counter_id": counter_id, "day": day, "shift": shift}
    register = {"reported": n, "source": ENTRY} if entered else {"reported": None, "source": DISPLAY}
    return {**place, **register, "services": n, "tickets": n}


def _moment(unit: Unit, day: date, starts: time, ends: time, chance: Random) -> datetime:
    """When a citizen answers: most at once, one in eight in the evening."""
    opens = datetime.combine(day, starts, tzinfo=unit.tzinfo)
    minutes = (ends.hour - starts.hour) * 60
    if chance.random() < 0.12:
        return datetime.combine(day, time(19), tzinfo=unit.tzinfo) + timedelta(minutes=chance.randrange(150))
    return opens + timedelta(minutes=chance.randrange(minutes), seconds=chance.randrange(60))


def _send(
    session: Session,
    built: Built,
    counter: Counter,
    use: int,
    day: date,
    shift: int,
    moment: datetime,
    manner: float,
    chance: Random,
) -> None:
    with_ticket = chance.random() < TICKET_SHARE
    wait = wait_band(chance, shift > 1) if with_ticket else 0
    said = answer(chance, built.place, manner, wait)
    key = chance.randbytes(32)
    submitted = inbox.Submitted(
        key=key,
        body=chance.randbytes(32),
        issued_at=moment - timedelta(seconds=5),
        first_key=None,
        nullifier=chance.randbytes(32) if with_ticket else None,
        fields={
            "opening": said.opening,
            "answers": said.answers,
            "supplements": supplements.told(built.unit, key),
            "comment": said.comment,
            "profile": said.profile,
            "details_seconds": said.seconds,
        },
    )
    inbox.record(
        session,
        submitted,
        now=moment,
        receipt_leaf=chance.randbytes(32),
        unit_id=built.unit.id,
        counter_id=counter.id,
        service_id=counter.service_id,
        questionnaire_id=use,
        channel="own_phone",
        has_ticket=with_ticket,
        service_day=day,
        shift=shift,
        wait_band=wait,
        local_day=day,
        local_time=built.unit.local(moment).time(),
    )


def _night(session: Session, built: list[Built], day: date, chance: Random, *, last: bool) -> None:
    """Seal at half past two, as the timer would have done; release once a week, which gives the same batches."""
    for place in built:
        unit = place.unit
        night = datetime.combine(day + timedelta(days=1), time(2, 30), tzinfo=unit.tzinfo)
        for _sealed in seals.seal_unit(session, unit, chance=chance, now=night):
            pass
        if night.weekday() == 0 or last:
            releases.release_unit(session, unit, now=night, salt=chance.randbytes(16))
            unit_slices.keep(session, unit.id)
            timer = By(None, "flask release", "system", night, chance.randbytes(16))
            comments.release_week(session, timer, unit, night)
    session.commit()
