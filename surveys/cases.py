"""Reports of citizens (pengaduan): classes, states, clocks in working days, who handles what, and what is counted.

Classes, states and limits follow SP4N-LAPOR! (Perpres 76/2013; PermenPANRB 62/2018, replaced by 5/2025, whose limits
are to be compared when its text is at hand).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from surveys import themes
from surveys.working_days import Calendar, CalendarUnknown

TEXT_MOST = 2_000
MESSAGE_MOST = 1_000
CONTACT_MOST = 120

VERIFICATION_DAYS = 3
FOLLOW_UP_DAYS = 5
CLOSING_DAYS = 10

ORIGINALS_KEPT = timedelta(days=90)  # originals and contact, after the report is closed
TEXTS_KEPT = timedelta(days=365)  # redacted texts and the tracking code

SCORES = range(1, 5)
LOW_SCORE = 2  # up to here, reopening is offered

LEXICON = "laporan-1"


class CaseError(ValueError):
    """What may not be done with a report; the sentence says what to do instead."""


class Kind(StrEnum):
    """What a report is (klasifikasi)."""

    INFORMATION = "information"
    ASPIRATION = "aspiration"
    COMPLAINT = "complaint"
    SUPERVISORY = "supervisory"


# Working days until the answer.
LIMITS = {Kind.INFORMATION: 5, Kind.ASPIRATION: 5, Kind.COMPLAINT: 14, Kind.SUPERVISORY: 60}


class State(StrEnum):
    """Where a report stands."""

    SENT = "sent"
    VERIFIED = "verified"
    REJECTED = "rejected"
    FORWARDED = "forwarded"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


MOVES: dict[State, frozenset[State]] = {
    State.SENT: frozenset({State.VERIFIED, State.REJECTED}),
    State.VERIFIED: frozenset({State.FORWARDED}),
    State.FORWARDED: frozenset({State.IN_PROGRESS}),
    State.IN_PROGRESS: frozenset({State.ANSWERED}),
    State.ANSWERED: frozenset({State.CLOSED, State.REOPENED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.IN_PROGRESS}),
    State.REJECTED: frozenset(),
}
OVER = frozenset({State.CLOSED, State.REJECTED})
RESOLVED = frozenset({State.ANSWERED, State.CLOSED})
WORKED_ON = frozenset({State.FORWARDED, State.IN_PROGRESS, State.REOPENED})


class Desk(StrEnum):
    """Who handles a report: the unit, or the independent evaluators."""

    UNIT = "unit"
    EVALUATOR = "evaluator"


class Event(StrEnum):
    """A step in the life of a report."""

    FILED = "filed"
    VERIFIED = "verified"
    REJECTED = "rejected"
    CLASSED = "classed"
    ESCALATED = "escalated"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    ASSIGNED = "assigned"
    STARTED = "started"
    MESSAGE = "message"
    NOTE = "note"
    ANSWERED = "answered"
    REPLY = "reply"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    REOPENED = "reopened"
    SCORED = "scored"
    CONTACT_ERASED = "contact_erased"
    ERASED = "erased"
    ORIGINAL_ASKED = "original_asked"
    ORIGINAL_GRANTED = "original_granted"


REPORTERS = frozenset({Event.FILED, Event.REPLY, Event.REOPENED})  # steps that carry the reporter's own words
INTERNAL = frozenset({Event.NOTE, Event.ASSIGNED, Event.ORIGINAL_ASKED, Event.ORIGINAL_GRANTED})


def move(now: State, to: State) -> State:
    """The new state. Raises CaseError for a move that is not in the table."""
    if to not in MOVES[now]:
        raise CaseError("Laporan ini sudah sampai tahap lain. Muat ulang halaman untuk melihat keadaannya.")
    return to


def tags(text: str) -> list[str]:
    """Codes of what a text speaks of that no named unit may read first: bribes, threats, danger."""
    lexicon = themes.lexicon(LEXICON)
    found = themes.of(text, lexicon)
    return [theme.code for theme in lexicon if theme.code in found]


def desk(kind: Kind, found: Iterable[str]) -> Desk:
    """Who reads a new report first."""
    return Desk.EVALUATOR if kind is Kind.SUPERVISORY or list(found) else Desk.UNIT


class Clock(StrEnum):
    """What a term is for. The last one is the reporter's own."""

    VERIFICATION = "verification"
    FOLLOW_UP = "follow_up"
    ANSWER = "answer"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True)
class Times:
    """The days that start the clocks of a report, on the wall of its unit; the day of receipt is day 0."""

    kind: Kind
    state: State
    received_on: date
    verified_on: date | None = None
    reopened_on: date | None = None
    quiet_from: date | None = None  # since when the reporter, answered, has said nothing


@dataclass(frozen=True)
class Due:
    """The next term of a report; `day` is None when the calendar of its year is not filled in."""

    clock: Clock
    day: date | None

    def is_late(self, today: date) -> bool:
        """Whether the office is late. A reporter never is."""
        return self.clock is not Clock.CONFIRMATION and self.day is not None and today > self.day


def due(times: Times, calendar: Calendar) -> Due | None:
    """The nearest term that runs; None when the report is over."""
    found = [Due(clock, _end(calendar, start, days)) for clock, start, days in _terms(times)]
    known = [term for term in found if term.day is not None]
    # What cannot be counted reaches into a later year than what can, so the nearest known one is the nearest.
    return min(known, key=lambda term: term.day or date.max) if known else next(iter(found), None)


def answer_by(times: Times, calendar: Calendar) -> date | None:
    """The last day for the answer; None when the calendar of its year is not filled in."""
    return _end(calendar, times.reopened_on or times.received_on, LIMITS[times.kind])


def _terms(times: Times) -> Iterator[tuple[Clock, date, int]]:
    if times.state in OVER:
        return
    if times.state is State.ANSWERED:
        yield Clock.CONFIRMATION, times.quiet_from or times.received_on, CLOSING_DAYS
        return
    if times.state is State.SENT:
        yield Clock.VERIFICATION, times.received_on, VERIFICATION_DAYS
    if times.state in {State.VERIFIED, State.FORWARDED, State.REOPENED}:
        start = times.reopened_on or times.verified_on or times.received_on
        yield Clock.FOLLOW_UP, start, FOLLOW_UP_DAYS
    yield Clock.ANSWER, times.reopened_on or times.received_on, LIMITS[times.kind]


def _end(calendar: Calendar, start: date, days: int) -> date | None:
    try:
        return calendar.after(start, days)
    except CalendarUnknown:
        return None


@dataclass(frozen=True)
class Life:
    """What statistics need to know of a report."""

    kind: Kind
    state: State
    received_on: date
    answered_on: date | None = None  # the first answer
    score: int | None = None


@dataclass(frozen=True)
class Statistics:
    """Counts of some reports.

    Attributes:
        resolved: answered, or closed after an answer.
        withdrawn: erased by the reporter before there was an answer.
        median_days: working days from receipt to the first answer; None without an answer whose days are known.
        on_time, timed: first answers within the limit of their class, and those due that far, answered or not.
        scored, satisfied: ratings of the handling, and those above "kurang puas".
    """

    received: int
    resolved: int
    rejected: int
    withdrawn: int
    median_days: float | None
    on_time: int
    timed: int
    scored: int
    satisfied: int

    @property
    def open(self) -> int:
        """Still being worked on."""
        return self.received - self.resolved - self.rejected - self.withdrawn


def statistics(lives: Iterable[Life], calendar: Calendar, today: date) -> Statistics:
    """What became of some reports until `today`. Days that reach into an unknown year enter no figure of time."""
    lives = list(lives)
    answered = [(life, days) for life, days in _spans(lives, calendar, today) if life.answered_on is not None]
    late = [life for life, days in _spans(lives, calendar, today) if _is_waiting(life) and days > LIMITS[life.kind]]
    scores = [life.score for life in lives if life.score is not None]
    return Statistics(
        received=len(lives),
        resolved=sum(life.state in RESOLVED and life.answered_on is not None for life in lives),
        rejected=sum(life.state is State.REJECTED for life in lives),
        withdrawn=sum(life.state is State.CLOSED and life.answered_on is None for life in lives),
        median_days=float(median(days for _, days in answered)) if answered else None,
        on_time=sum(days <= LIMITS[life.kind] for life, days in answered),
        timed=len(answered) + len(late),
        scored=len(scores),
        satisfied=sum(score > LOW_SCORE for score in scores),
    )


def _is_waiting(life: Life) -> bool:
    return life.answered_on is None and life.state not in OVER


def _spans(lives: Iterable[Life], calendar: Calendar, today: date) -> Iterator[tuple[Life, int]]:
    """Working days from receipt to the first answer, or to today without one, where they can be counted."""
    for life in lives:
        with suppress(CalendarUnknown):
            yield life, calendar.between(life.received_on, life.answered_on or today)
