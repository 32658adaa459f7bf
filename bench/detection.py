"""What the detectors see of made-up agencies: who is caught, who is flagged without a reason."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np

from bench.estimates import World
from surveys import detectors_at_seal, detectors_of_quarter, tally
from surveys.detectors_at_seal import Past, Place, Visit
from surveys.detectors_of_quarter import Cell, Subject
from surveys.policy import Policy
from surveys.screening import Detector, Stream
from surveys.simulation.truth import PERSONAL
from surveys.simulation.visits import UNKNOWN_SHIFT
from surveys.validity import VERIFIED, Channel, is_eligible_unverified

TEAM = -1

Flagged = dict[int, set[Detector]]


class Screening:
    """The nights and the end of a quarter of one world, subject by subject; officers by number, TEAM for the others."""

    def __init__(self, world: World) -> None:
        self.world = world
        visits = world.agency.visits
        self.days = world.tables.days
        alone = np.array([who[0] if len(who) == 1 else TEAM for who in world.tables.rostered])
        self.officer = np.where(visits.shift == UNKNOWN_SHIFT, TEAM, alone[visits.slot]).tolist()
        self.unit = world.agency.places.unit_of[visits.counter].tolist()
        self.day: list[int] = visits.day.tolist()
        self.code = world.tables.codes
        self.answers: list[list[int]] = visits.answers.tolist()

    def flagged(self, policy: Policy) -> Flagged:
        """Detectors that named each officer; what concerns a team is nobody's."""
        found: Flagged = defaultdict(set)
        for officer, detector in (*self._nights(policy), *self._weeks(policy), *self._quarter(policy)):
            if officer != TEAM:
                found[officer].add(detector)
        return found

    def _nights(self, policy: Policy) -> Iterator[tuple[int, Detector]]:
        """Bursts and busy devices, each night knowing the nights before."""
        counts: Counter[Hashable] = Counter()
        by_day: dict[int, list[int]] = defaultdict(list)
        for at, arrival in enumerate(self.world.tables.arrivals):
            if arrival.channel is Channel.OWN_PHONE:
                by_day[self.day[at]].append(at)
        for nights, day in enumerate(sorted(by_day), 1):
            visits = [self._visit(at) for at in by_day[day]]
            counts.update(visit.subject for visit in visits)
            who = {visit.place: visit.subject for visit in visits}

            def past(subject: Hashable, nights: int = nights) -> Past:
                return Past(counts[subject], nights)

            for place, finding in detectors_at_seal.at_seal(visits, past, policy.alpha):
                subject = who[place]
                yield (subject if isinstance(subject, int) else TEAM), finding.detector

    def _visit(self, at: int) -> Visit:
        arrival, shift = self.world.tables.arrivals[at], int(self.world.agency.visits.shift[at])
        place = Place(arrival.counter, arrival.day, shift)
        return Visit(
            self.officer[at] if self.officer[at] != TEAM else place,
            place,
            Stream.VERIFIED if self.code[at] in VERIFIED else Stream.UNVERIFIED,
            datetime.combine(arrival.day, arrival.local_time, UTC),
            arrival.device,
        )

    def _weeks(self, policy: Policy) -> Iterator[tuple[int, Detector]]:
        """Twins, at the end of every week; a pattern is all nine answers."""
        patterns: dict[tuple[int, int], list[Hashable]] = defaultdict(list)
        everywhere: Counter[Hashable] = Counter()
        for at, answers in enumerate(self.answers):
            if all(answers):
                everywhere[tuple(answers)] += 1
                if is_eligible_unverified(self.code[at]):
                    patterns[self.officer[at], self._monday(at).toordinal()].append(tuple(answers))
        frequency = {pattern: n / everywhere.total() for pattern, n in everywhere.items()}
        for (officer, _monday), own in patterns.items():
            if detectors_at_seal.twins(own, frequency, policy.alpha):
                yield officer, Detector.TWINS

    def _monday(self, at: int) -> date:
        day = self.days[self.day[at]]
        return day - timedelta(days=day.weekday())

    def _quarter(self, policy: Policy) -> Iterator[tuple[int, Detector]]:
        forms: Counter[tuple[Subject, int, str]] = Counter()
        hists: dict[tuple[Subject, int, str], list[int]] = defaultdict(lambda: [0] * len(tally.H_BINS))
        for at, answers in enumerate(self.answers):
            key = Subject(self.unit[at], self.officer[at] + 1), self.day[at], self.code[at]
            forms[key] += 1
            pair = [answers[e] for e in PERSONAL]
            if all(pair):
                hists[key][sum(pair) - tally.H_BINS.start] += 1
        cells = [Cell(key[0], self.days[key[1]], key[2], n, hists[key]) for key, n in forms.items()]
        found = detectors_of_quarter.of_quarter(cells, self.days[0], self.days[-1], policy.alpha, policy.sigma2_0)
        for each in found:
            yield each.subject.officer - 1, each.finding.detector
