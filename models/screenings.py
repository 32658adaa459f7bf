"""Run the detectors over what a night brought and over a finished quarter, and raise the flags they find.

Both are gathered here and judged in `surveys.detectors_at_seal` and `surveys.detectors_of_quarter`. What came too late
for its period is in no figure and is not looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models import audit, counters, flags, locks, periods, roster, ticket_use, units
from models.audit import AuditEvent
from models.changes import By
from models.flags import TEAM, Flag, alone
from models.inbox import Arrival
from models.periods import Period
from models.ratings import Rating
from models.tallies import H_BINS, Tally
from surveys import detectors_at_seal, detectors_of_quarter
from surveys import policy as policies
from surveys.detectors_at_seal import Past, Place, Visit
from surveys.detectors_of_quarter import Cell, Subject
from surveys.periods import Kind
from surveys.policy import Policy
from surveys.screening import Detector, Finding, Stream
from surveys.validity import VERIFIED, Channel

PAST = timedelta(days=90)  # before tonight: a quarter in all
WEEK = timedelta(days=6)  # from its Monday to its Sunday
SAMPLE = 4000
ELEMENTS = 9
SCREENED = "quarter.screened"
_ELIGIBLE: ColumnElement[bool] = or_(Rating.validity == "A", Rating.validity.startswith("D"))


def at_seal(session: Session, unit_id: int, coded: Sequence[tuple[Arrival, str]], policy: Policy) -> int:
    """Screen a unit's night, whose ratings and tallies are already written; the number of flags raised.

    coded: the arrivals of the night with their validity codes.
    """
    if not coded:
        return 0
    days = [arrival.service_day for arrival, _ in coded]
    duties = roster.on_duty(session, unit_id, min(days), max(days))
    visits = [
        _visit(arrival, code, alone(duties, arrival.counter_id, arrival.service_day, arrival.shift))
        for arrival, code in coded
        if arrival.channel == Channel.OWN_PHONE and code != "XS"
    ]
    found = detectors_at_seal.at_seal(visits, _past(session, unit_id, max(days)), policy.alpha)
    for place, finding in found:
        where = {"counter_id": place.counter or None, "day": place.day, "last_day": place.day, "shift": place.shift}
        flags.add(session, unit_id, finding, policy.name, **where)
    mondays = {arrival.service_day - timedelta(days=arrival.service_day.weekday()) for arrival, _ in coded}
    return len(found) + sum(_twins(session, unit_id, monday, policy) for monday in sorted(mondays))


def finished_quarters(session: Session, by: By, today: date) -> Iterator[tuple[Period, int]]:
    """Screen every quarter that may be locked from `today` on and was not screened yet; the flags raised for each.

    Yields after each quarter; the caller commits there. One look at the whole quarter keeps the chance of a false flag
    at what the rule says; looking every night would add the nights up.
    """
    quarters = [row for row in periods.all_periods(session) if row.kind == Kind.QUARTER.name.lower()]
    for quarter in reversed(quarters):
        audit.serialise(session)
        if locks.first_day(quarter) <= today and not _is_screened(session, quarter):
            raised = _screen_quarter(session, quarter)
            by.note(session, SCREENED, f"period:{quarter.code}", flags=raised)
            yield quarter, raised


def _is_screened(session: Session, quarter: Period) -> bool:
    statement = select(AuditEvent.seq).where(
        AuditEvent.action == SCREENED, AuditEvent.object == f"period:{quarter.code}"
    )
    return session.scalar(statement) is not None


def _screen_quarter(session: Session, quarter: Period) -> int:
    policy = policies.load(quarter.policy)
    found = detectors_of_quarter.of_quarter(
        _cells(session, quarter.starts_on, quarter.ends_on),
        quarter.starts_on,
        quarter.ends_on,
        policy.alpha,
        policy.sigma2_0,
    )
    for subject, first, last, finding in found:
        where = {"officer_id": subject.officer or None, "day": first, "last_day": last}
        flags.add(session, subject.unit, finding, policy.name, **where)
    excess = ticket_use.over_issued(session, quarter.starts_on, quarter.ends_on)
    for shift in excess:
        finding = Finding(Detector.TICKETS, Stream.VERIFIED, shift.used, None)
        where = {"counter_id": shift.counter_id, "day": shift.day, "last_day": shift.day, "shift": shift.shift}
        flags.add(session, counters.get(session, shift.counter_id).unit_id, finding, policy.name, **where)
    session.flush()
    return len(found) + len(excess)


def _cells(session: Session, first: date, last: date) -> Iterator[Cell]:
    """Sealed tallies of some days joined with the roster."""
    key = (Tally.counter_id, Tally.day, Tally.shift, Tally.validity)
    sums = [func.sum(column) for column in (Tally.n_forms, *(getattr(Tally, f"h{both}") for both in H_BINS))]
    for unit in units.all_units(session):
        duties = roster.on_duty(session, unit.id, first, last)
        rows = session.execute(
            select(*key, *sums)
            .where(Tally.unit_id == unit.id, Tally.day.between(first, last), Tally.late.is_(False))
            .group_by(*key)
        )
        for counter, day, shift, code, forms, *hist in rows:
            officer = alone(duties, counter, day, shift) or TEAM
            yield Cell(Subject(unit.id, officer), day, code, forms, hist)


def _visit(arrival: Arrival, code: str, officer: int | None) -> Visit:
    place = Place(arrival.counter_id or 0, arrival.service_day, arrival.shift)
    stream = Stream.VERIFIED if code in VERIFIED else Stream.UNVERIFIED
    return Visit(officer or place, place, stream, arrival.received_at, arrival.device)


def _past(session: Session, unit_id: int, last: date) -> Callable[[Hashable], Past]:
    """How many ratings from own phones an officer, or a counter with several or none on duty, had in the last quarter.

    Read when the first burst asks for it: most nights have none.
    """

    @cache
    def read() -> tuple[Counter[tuple[str, Hashable]], int]:
        return _own_phones(session, unit_id, last - PAST, last)

    def past(subject: Hashable) -> Past:
        counts, days = read()
        name = ("counter", subject.counter) if isinstance(subject, Place) else ("officer", subject)
        return Past(counts[name], days)

    return past


def _own_phones(session: Session, unit_id: int, first: date, last: date) -> tuple[Counter[tuple[str, Hashable]], int]:
    """Ratings from own phones by officer alone on duty and by counter, and the service days they came on."""
    duties = roster.on_duty(session, unit_id, first, last)
    key = (Tally.counter_id, Tally.day, Tally.shift)
    rows = session.execute(
        select(*key, func.sum(Tally.n_forms))
        .where(Tally.unit_id == unit_id, Tally.day.between(first, last), Tally.channel == Channel.OWN_PHONE.value)
        .group_by(*key)
    )
    counts: Counter[tuple[str, Hashable]] = Counter()
    days: set[date] = set()
    for counter, day, shift, forms in rows:
        counts["counter", counter or 0] += forms
        counts["officer", alone(duties, counter, day, shift)] += forms
        days.add(day)
    return counts, len(days)


def _twins(session: Session, unit_id: int, monday: date, policy: Policy) -> int:
    """Screen the unverified ratings of a unit's week for twins; who is flagged for the week already is not again."""
    rows = _unverified(session, unit_id, monday)
    if not _often([pattern for _slot, pattern in rows]):  # spares most weeks the roster
        return 0
    duties = roster.on_duty(session, unit_id, monday, monday + WEEK)
    patterns: dict[int, list[Hashable]] = defaultdict(list)
    for slot, pattern in rows:
        patterns[alone(duties, *slot) or TEAM].append(pattern)
    often = {pattern for own in patterns.values() for pattern in _often(own)}
    if not often:
        return 0
    frequency, flagged, raised = _frequency(session, often), _flagged_as_twins(session, unit_id, monday), 0
    for officer, own in sorted(patterns.items()):
        finding = detectors_at_seal.twins(own, frequency, policy.alpha)
        if finding is not None and officer not in flagged:
            where = {"officer_id": officer or None, "day": monday, "last_day": monday + WEEK}
            flags.add(session, unit_id, finding, policy.name, **where)
            raised += 1
    return raised


def _often(patterns: list[Hashable]) -> set[Hashable]:
    """Those that occur often enough to be looked at."""
    return {pattern for pattern, n in Counter(patterns).items() if n >= detectors_at_seal.LEAST_TWINS}


def _flagged_as_twins(session: Session, unit_id: int, monday: date) -> set[int]:
    """Officers, or the team, that carry a flag for twins in a week."""
    statement = select(func.coalesce(Flag.officer_id, TEAM)).where(
        Flag.unit_id == unit_id, Flag.day == monday, Flag.detector == Detector.TWINS.value
    )
    return set(session.scalars(statement))


def _unverified(session: Session, unit_id: int, monday: date) -> list[tuple[tuple[int | None, date, int], Hashable]]:
    """Place and full answers of a week's ratings without ticket that may weigh something."""
    rows = session.execute(
        select(Rating.counter_id, Rating.service_day, Rating.shift, Rating.answers).where(
            Rating.unit_id == unit_id,
            Rating.service_day.between(monday, monday + WEEK),
            Rating.late.is_(False),
            _ELIGIBLE,
        )
    )
    return [
        ((counter, day, shift), _pattern(answers)) for counter, day, shift, answers in rows if len(answers) >= ELEMENTS
    ]


def _frequency(session: Session, often: set[Hashable]) -> dict[Hashable, float]:
    """How frequent patterns are in the agency, from the ratings with the smallest ids.

    Ids are random, so these are a random sample, at a cost that does not grow. The 1 added to each count keeps a
    pattern that the sample happens to miss from looking impossible.
    """
    sample = session.scalars(select(Rating.answers).order_by(Rating.id).limit(SAMPLE))
    counts = Counter(_pattern(answers) for answers in sample if len(answers) >= ELEMENTS)
    return {pattern: (counts[pattern] + 1) / (counts.total() + 1) for pattern in often}


def _pattern(answers: dict[str, int]) -> Hashable:
    return tuple(sorted(answers.items()))
