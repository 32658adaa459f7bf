"""Detectors that look at exact times and devices, which the nightly seal destroys, and at the patterns of a week.

Only a citizen's own phone says something: a kiosk goes from hand to hand, and paper, help and imports have the time and
the device of whoever typed them. Network addresses are not used: an office, a village and a phone company share one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from surveys import tails
from surveys.screening import Detector, Finding, Stream, divide

DAYS = 62  # service days of a quarter
WINDOWS = 36  # of ten minutes in a service day
WINDOW = timedelta(minutes=10)
WEEKS = 26  # twice the weeks of a quarter
LEAST_BURST, LEAST_TWINS, MOST_PER_DEVICE = 5, 4, 3
LOWEST_RATE = 0.02  # ratings in ten minutes
FREQUENCIES = (1e-5, 0.6)


class Place(NamedTuple):
    """Where a rating belongs: counter (0 unknown), service day, shift number (0 unknown)."""

    counter: int
    day: date
    shift: int


@dataclass(frozen=True)
class Visit:
    """What is known of one rating from somebody's own phone until the seal.

    `subject` is the officer who was on duty alone, else the place itself; `device` is None without a cookie.
    """

    subject: Hashable
    place: Place
    stream: Stream
    moment: datetime
    device: Hashable | None


@dataclass(frozen=True)
class Past:
    """A subject's own-phone ratings of the last quarter, tonight's included, and the service days they came on."""

    ratings: int
    days: int


def at_seal(visits: Sequence[Visit], past: Callable[[Hashable], Past], alpha: float) -> list[tuple[Place, Finding]]:
    """What a night shows, each with the place most of it belongs to, in the order of the places.

    alpha: chance of a false flag per officer and quarter; 0 flags nothing.
    """
    if alpha <= 0:
        return []
    subjects: dict[Hashable, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.moment):
        subjects[visit.subject].append(visit)
    found: list[tuple[Place, Finding]] = []
    for subject, own in subjects.items():
        dense = densest(own)
        if len(dense) >= LEAST_BURST:
            p = burst(len(dense), past(subject))
            found += _located(Detector.BURST, dense, LEAST_BURST, p) if p < alpha / (DAYS * WINDOWS) else []
        found += _located(Detector.DEVICE, of_busy_devices(own), MOST_PER_DEVICE + 1, None)
    return sorted(found, key=lambda item: (item[0], item[1].detector, item[1].stream))


def densest(visits: Sequence[Visit]) -> Sequence[Visit]:
    """The ten minutes, both ends included, with the most ratings; `visits` in order of time."""
    best: Sequence[Visit] = ()
    first = 0
    for last, visit in enumerate(visits):
        while visit.moment - visits[first].moment > WINDOW:
            first += 1
        if last + 1 - first > len(best):
            best = visits[first : last + 1]
    return best


def burst(count: int, past: Past) -> float:
    """Lonjakan: P(Poisson(rate) >= count), rate = max(0.02, N/(36 D)) ratings in ten minutes.

    The scan statistic in its simplest form: the densest window against the rate of the last quarter, with the level
    divided by the 62 x 36 windows of a quarter (Bonferroni).
    """
    return tails.poisson_at_least(count, max(LOWEST_RATE, past.ratings / (past.days * WINDOWS)))


def of_busy_devices(visits: Sequence[Visit]) -> list[Visit]:
    """Perangkat: the ratings of devices that gave one officer more than three in a day; a fixed rule."""
    uses = Counter(visit.device for visit in visits if visit.device is not None)
    return [visit for visit in visits if uses[visit.device] > MOST_PER_DEVICE]


def twins(patterns: Sequence[Hashable], frequency: Mapping[Hashable, float], alpha: float) -> Finding | None:
    """Pola kembar: m of the n unverified ratings of a week answer all elements alike, m >= 4.

    P(Binomial(n, pi) >= m) < alpha/26, pi: how frequent the pattern is in the agency, kept within [0.00001, 0.6].
    """
    if alpha <= 0:
        return None
    found = [
        Finding(Detector.TWINS, Stream.UNVERIFIED, m, p)
        for pattern, m in Counter(patterns).items()
        if m >= LEAST_TWINS
        and (p := tails.binomial_at_least(m, len(patterns), _within(frequency.get(pattern, 0.0)))) < alpha / WEEKS
    ]
    return min(found, key=lambda finding: (finding.p or 0.0, -finding.count), default=None)


def _within(frequency: float) -> float:
    lowest, highest = FREQUENCIES
    return min(highest, max(lowest, frequency))


def _located(detector: Detector, visits: Sequence[Visit], least: int, p: float | None) -> list[tuple[Place, Finding]]:
    """One finding per stream that is concerned, at the place most of its ratings belong to."""
    if not visits:
        return []
    streams = divide(Counter(visit.stream for visit in visits), least)
    return [
        (_main_place([visit.place for visit in visits if visit.stream is stream]), Finding(detector, stream, count, p))
        for stream, count in streams.items()
    ]


def _main_place(places: Sequence[Place]) -> Place:
    counts = Counter(places)
    return min(counts, key=lambda place: (-counts[place], place))
