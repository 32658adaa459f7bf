"""Detectors that look at the sealed tallies of a finished quarter, one officer (or one unit's team) at a time.

Shared and unrostered ratings belong to the team. Ratings from staff's own devices (XS) and imports (AI) tell nothing
about a counter and are left out.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, pvariance
from typing import NamedTuple

import numpy as np

from surveys import noise, tails
from surveys.screening import Detector, Finding, Stream, divide
from surveys.validity import VERIFIED, is_eligible_unverified

LEFT_OUT = frozenset({"XS", "AI"})
WEEKS = 13
LEAST_SHARE, LEAST_TOP, LEAST_LOW, LEAST_STREAM, LEAST_FORMS = 10, 8, 4, 5, 4
SHARE_WEIGHT = 30  # ratings that a unit's share of tickets is worth as a prior
LOW_WEIGHT = 6
FAST_RATE, OFF_HOURS_RATE = 0.03, 0.02
LIMIT_Z = 4.0
STREAM_SPREAD = 0.0025  # variance of the gap between the two streams of an honest officer
LEAST_FOR_SPREAD = 20
LEAST_SPREAD = 1e-4
BINS = 7  # U6+U7 = 2..8


class Subject(NamedTuple):
    """An officer at a unit, or with officer 0 the unit's team."""

    unit: int
    officer: int


class Cell(NamedTuple):
    """Forms of one subject, day and validity code; hist: U6+U7 = 2..8 of those that answered both."""

    subject: Subject
    day: date
    code: str
    forms: int
    hist: Sequence[int]


class Found(NamedTuple):
    """A finding and the days that were looked at."""

    subject: Subject
    first: date
    last: date
    finding: Finding


@dataclass
class Record:
    """A subject's quarter: forms by code, U6+U7 of both streams, and by week (its Monday) and stream."""

    forms: Counter[str] = field(default_factory=Counter)
    hists: dict[Stream, list[int]] = field(default_factory=lambda: {stream: [0] * BINS for stream in Stream})
    weeks: dict[date, dict[Stream, list[int]]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All forms."""
        return self.forms.total()

    @property
    def verified(self) -> int:
        """Forms with a ticket."""
        return sum(count for code, count in self.forms.items() if code in VERIFIED)


@dataclass(frozen=True)
class Event:
    """A kind of answer that a week may have too much of, and how likely it is before looking at the officer."""

    least_ratings: int
    least: int
    bins: slice
    a: float
    b: float


def of_quarter(cells: Iterable[Cell], first: date, last: date, alpha: float, sigma2_0: float) -> list[Found]:
    """What a quarter shows, by subject and detector.

    alpha: chance of a false flag per officer, quarter and detector; 0 flags nothing. sigma2_0: variance of one rating
    where none can be pooled.
    """
    if alpha <= 0:
        return []
    records = collect(cells)
    units: dict[int, Counter[str]] = defaultdict(Counter)
    for subject, record in records.items():
        units[subject.unit].update(record.forms)
    events = _events(records)
    sigma2 = _sigma2(records, sigma2_0)
    found: list[Found] = []
    for subject, record in sorted(records.items()):
        whole = (
            *_ticket_share(subject, record, units[subject.unit], alpha),
            *_two_streams(record, sigma2),
            *_fast(record, _trials(subject, record, units), alpha),
            *_off_hours(record, _trials(subject, record, units), alpha),
        )
        found += [Found(subject, first, last, finding) for finding in whole]
        found += [
            Found(subject, max(first, monday), min(last, monday + timedelta(days=6)), finding)
            for monday, finding in _surprises(record, events, alpha)
        ]
    return found


def collect(cells: Iterable[Cell]) -> dict[Subject, Record]:
    """Records by subject; cells add up in any order."""
    records: dict[Subject, Record] = defaultdict(Record)
    for cell in cells:
        if cell.code in LEFT_OUT:
            continue
        record = records[cell.subject]
        record.forms[cell.code] += cell.forms
        stream = Stream.VERIFIED if cell.code in VERIFIED else Stream.UNVERIFIED
        monday = cell.day - timedelta(days=cell.day.weekday())
        week = record.weeks.setdefault(monday, {each: [0] * BINS for each in Stream})
        for at, count in enumerate(cell.hist):
            week[stream][at] += count
            # What weighs nothing anyway cannot pull a figure, so it is not compared.
            if stream is Stream.VERIFIED or is_eligible_unverified(cell.code):
                record.hists[stream][at] += count
    return dict(records)


def _trials(subject: Subject, record: Record, units: Mapping[int, Counter[str]]) -> int:
    """Out of how many forms. The team's own ones are mostly those of hours when nobody is on duty: take the unit's."""
    return record.rows if subject.officer else units[subject.unit].total()


def _ticket_share(subject: Subject, record: Record, unit: Counter[str], alpha: float) -> Iterator[Finding]:
    """Pangsa tiket: too few of n >= 10 ratings have a ticket; P(BB(n, 30 p, 30 (1 - p)) <= k), p: the unit's share."""
    share = sum(count for code, count in unit.items() if code in VERIFIED) / max(1, unit.total())
    if not subject.officer or record.rows < LEAST_SHARE or not 0.0 < share < 1.0:
        return
    k, n = record.verified, record.rows
    p = tails.beta_binomial_at_most(k, n, SHARE_WEIGHT * share, SHARE_WEIGHT * (1.0 - share))
    if p < alpha:
        yield Finding(Detector.TICKET_SHARE, Stream.UNVERIFIED, n - k, p)


def _fast(record: Record, n: int, alpha: float) -> Iterator[Finding]:
    """Kilat: k >= 4 forms completed in under nine seconds, P(Binomial(n, 0.03) >= k) < alpha."""
    counts = {Stream.VERIFIED: record.forms["TF"], Stream.UNVERIFIED: record.forms["XF"]}
    k = sum(counts.values())
    if k >= LEAST_FORMS and (p := tails.binomial_at_least(k, n, FAST_RATE)) < alpha:
        for stream, count in divide(counts, LEAST_FORMS).items():
            yield Finding(Detector.FAST, stream, count, p)


def _off_hours(record: Record, n: int, alpha: float) -> Iterator[Finding]:
    """Luar jam: k >= 4 forms without ticket outside 07:00-23:00, P(Binomial(n, 0.02) >= k) < alpha."""
    k = record.forms["XH"]
    if k >= LEAST_FORMS and (p := tails.binomial_at_least(k, n, OFF_HOURS_RATE)) < alpha:
        yield Finding(Detector.OFF_HOURS, Stream.UNVERIFIED, k, p)


def _two_streams(record: Record, sigma2: float) -> Iterator[Finding]:
    """Dua aliran: |z| > 4, z = (ybar_u - ybar_v)/sqrt(sigma²/n_u + sigma²/n_v + 0.0025), u without ticket; n >= 5."""
    sums = noise.sums(np.array([record.hists[stream] for stream in Stream], dtype=np.int64))
    n_v, n_u = sums.n.tolist()
    if min(n_v, n_u) < LEAST_STREAM:
        return
    s_v, s_u = sums.S.tolist()
    z = (s_u / n_u - s_v / n_v) / math.sqrt(sigma2 / n_u + sigma2 / n_v + STREAM_SPREAD)
    if abs(z) > LIMIT_Z:
        yield Finding(Detector.TWO_STREAMS, Stream.UNVERIFIED, n_u, tails.normal_beyond(z))


def _sigma2(records: Mapping[Subject, Record], sigma2_0: float) -> float:
    """Variance of one rating around the mean of its subject and stream, pooled."""
    hists = [hist for _, record in sorted(records.items()) for hist in record.hists.values() if any(hist)]
    return noise.pooled(noise.sums(np.array(hists, dtype=np.int64).reshape(-1, BINS))).sigma2 or sigma2_0


def _surprises(record: Record, events: Sequence[Event], alpha: float) -> Iterator[tuple[date, Finding]]:
    """Kejutan nilai: a week with more top or more low ratings than the officer's other weeks lead one to expect.

    P(BB(n, A, B) >= k) < alpha/13; A = prior + successes of the other weeks, B = prior + their failures. The count is
    that of all ratings of the week: how many of them were high or low is nobody's business.
    """
    weeks = {
        monday: [sum(pair) for pair in zip(*streams.values(), strict=True)] for monday, streams in record.weeks.items()
    }
    for monday, hist in sorted(weeks.items()):
        n = sum(hist)
        p = min((_surprise(hist, list(weeks.values()), event) for event in events), default=1.0)
        if p < alpha / WEEKS:
            streams = {stream: sum(counts) for stream, counts in record.weeks[monday].items()}
            yield monday, Finding(Detector.SURPRISE, max(Stream, key=lambda stream: streams[stream]), n, p)


def _surprise(hist: Sequence[int], weeks: Sequence[Sequence[int]], event: Event) -> float:
    n, k = sum(hist), sum(hist[event.bins])
    if n < event.least_ratings or k < event.least:
        return 1.0
    others = sum(sum(week) for week in weeks) - n
    successes = sum(sum(week[event.bins]) for week in weeks) - k
    return tails.beta_binomial_at_least(k, n, event.a + successes, event.b + others - successes)


def _events(records: Mapping[Subject, Record]) -> tuple[Event, ...]:
    """Top (U6+U7 = 8) and low (at most 4) with the agency's shares m as priors.

    Top: worth M = m (1 - m)/s² - 1 ratings, s² = max(0.0001, variance of the officers' shares - mean of m (1 - m)/n)
    over officers with n >= 20 (moments of the beta-binomial); low: worth six.
    """
    officers = {subject: _hist(record) for subject, record in sorted(records.items())}
    hist = [sum(column) for column in zip(*officers.values(), strict=True)]
    n = sum(hist)
    if n == 0:
        return ()
    top, low = hist[-1] / n, sum(hist[:3]) / n
    shares = [
        (own[-1] / sum(own), sum(own))
        for subject, own in officers.items()
        if subject.officer and sum(own) >= LEAST_FOR_SPREAD
    ]
    chance = top * (1.0 - top)
    spread = pvariance([share for share, _ in shares]) - fmean([chance / n for _, n in shares]) if shares else 0.0
    weight = chance / max(LEAST_SPREAD, spread) - 1.0
    events = (
        Event(LEAST_TOP, 1, slice(6, 7), weight * top, weight * (1.0 - top)),
        Event(LEAST_LOW, LEAST_LOW, slice(0, 3), LOW_WEIGHT * low, LOW_WEIGHT * (1.0 - low)),
    )
    return tuple(event for event in events if event.a > 0 and event.b > 0)


def _hist(record: Record) -> list[int]:
    return [
        sum(column) for column in zip(*(hist for week in record.weeks.values() for hist in week.values()), strict=True)
    ]
