"""A made-up agency in the shapes the product knows: tallies, arrivals and a roster; and its truth beside them."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, time, timedelta
from functools import cached_property

import numpy as np

from surveys import validity
from surveys.simulation.agency import Agency
from surveys.simulation.truth import PERSONAL
from surveys.simulation.visits import HONEST, NO_DEVICE, UNKNOWN_SHIFT
from surveys.validity import Arrival, Channel

Row = dict[str, str]

SHIFTS = ("pagi", "siang", "sore", "unknown")
WAITS = ("0-14", "15-29", "30-59", "60+", "unknown")
CHANNELS = (Channel.OWN_PHONE, Channel.KIOSK, Channel.ASSISTED, Channel.PAPER)
BINS = 7  # U6+U7 = 2..8


class Tables:
    """Rows of text, always in the same order; names of units, officers and counters sort as they are numbered."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        places, numbers = agency.places, agency.preset.duty
        self.units = _names("unit", len(places.first))
        self.officers = _names("petugas", len(places.unit))
        self.counters = _names("loket", len(places.unit_of))
        self.days = _working_days(numbers.first_day, numbers.days)

    @cached_property
    def arrivals(self) -> list[Arrival]:
        """What the seal sees of each visit, in the order of the visits."""
        visits = self.agency.visits
        devices = [None if device == NO_DEVICE else device for device in visits.device.tolist()]
        columns = zip(
            visits.ticket.tolist(), visits.channel.tolist(), visits.seconds.tolist(), visits.second.tolist(), devices,
            visits.counter.tolist(), visits.day.tolist(), strict=True,
        )  # fmt: skip
        return [
            Arrival(ticket, CHANNELS[channel], seconds, _clock(second), False, device, counter, self.days[day])
            for ticket, channel, seconds, second, device, counter, day in columns
        ]

    @cached_property
    def codes(self) -> list[str]:
        """Validity code of each visit, by the rule of the seal."""
        return validity.codes(self.arrivals)

    @cached_property
    def rostered(self) -> tuple[tuple[int, ...], ...]:
        """Officers whom the roster names in each slot."""
        duty = self.agency.duty
        return tuple(who if known else () for who, known in zip(duty.on_duty, duty.listed.tolist(), strict=True))

    def tallies(self) -> list[Row]:
        """Cells as `flask recompute` takes them: histogram of U6+U7, and how many forms did not answer both."""
        visits = self.agency.visits
        names, code = np.unique(self.codes, return_inverse=True)
        pair = visits.answers[:, PERSONAL]
        both = (pair > 0).all(axis=1)
        key = np.stack([visits.slot, visits.shift, visits.wait, visits.channel, code])
        cells, cell = np.unique(key, axis=1, return_inverse=True)
        counts = np.zeros((cells.shape[1], BINS + 1), dtype=np.int64)
        np.add.at(counts, (cell, np.where(both, pair.sum(axis=1) - 2, BINS)), 1)
        return [
            self._tally(slot, shift, WAITS[wait], CHANNELS[channel], str(names[kind]), forms)
            for (slot, shift, wait, channel, kind), forms in zip(cells.T.tolist(), counts.tolist(), strict=True)
        ]

    def _tally(self, slot: int, shift: int, wait: str, channel: str, code: str, forms: list[int]) -> Row:
        counter, day, _ = self._slot(slot)
        on_duty = () if shift == UNKNOWN_SHIFT else self.rostered[slot]
        return {
            "unit_id": self.units[int(self.agency.places.unit_of[counter])],
            "officer_id": ";".join(self.officers[officer] for officer in on_duty),
            "counter": self.counters[counter],
            "day": self.days[day].isoformat(),
            "shift": SHIFTS[shift],
            "wait_band": wait,
            "channel": str(channel),
            "verified": code,
            **{f"h{k}": str(count) for k, count in enumerate(forms[:BINS], 2)},
            "incomplete": str(forms[BINS]),
        }

    def roster(self) -> Iterator[Row]:
        """Who the roster says was on duty."""
        for slot, on_duty in enumerate(self.rostered):
            counter, day, shift = self._slot(slot)
            for officer in on_duty:
                yield {
                    "day": self.days[day].isoformat(),
                    "counter": self.counters[counter],
                    "shift": SHIFTS[shift],
                    "officer_id": self.officers[officer],
                }

    def inbox(self) -> Iterator[Row]:
        """Arrivals with their answers, in the order of the visits; empty where nothing is known or answered."""
        visits, units = self.agency.visits, self.agency.places.unit_of.tolist()
        columns = zip(
            self.arrivals,
            visits.shift.tolist(),
            visits.wait.tolist(),
            visits.opening.tolist(),
            visits.answers.tolist(),
            strict=True,
        )
        for arrival, shift, wait, opening, answers in columns:
            yield {
                "unit_id": self.units[units[arrival.counter]],
                "counter": self.counters[arrival.counter],
                "service_day": arrival.day.isoformat(),
                "shift": SHIFTS[shift],
                "wait_band": WAITS[wait],
                "channel": str(arrival.channel),
                "has_ticket": str(int(arrival.has_ticket)),
                "device": "" if arrival.device is None else str(arrival.device),
                "local_time": arrival.local_time.isoformat(),
                "details_seconds": str(arrival.details_seconds),
                "opening": str(opening),
                **{f"U{e}": str(value or "") for e, value in enumerate(answers, 1)},
            }

    def truth(self) -> Iterator[Row]:
        """Points by which units and officers really differ, and which attack an officer was the aim of."""
        truth, attacked = self.agency.truth, self.attacked()
        for unit, points in zip(self.units, truth.unit.tolist(), strict=True):
            yield {"level": "unit", "id": unit, "unit_id": unit, "points": f"{points:.6f}", "attack": ""}
        unit_of = self.agency.places.unit.tolist()
        for i, (officer, points) in enumerate(zip(self.officers, truth.officer.tolist(), strict=True)):
            yield {
                "level": "petugas",
                "id": officer,
                "unit_id": self.units[unit_of[i]],
                "points": f"{points:.6f}",
                "attack": attacked.get(i, ""),
            }

    def attacked(self) -> dict[int, str]:
        """Name of the attack on each attacked officer, by number."""
        visits = self.agency.visits
        aimed = visits.attack != HONEST
        pairs = set(zip(visits.officer[aimed].tolist(), visits.attack[aimed].tolist(), strict=True))
        return {officer: self.agency.preset.attacks[attack].name for officer, attack in sorted(pairs)}

    def parameters(self) -> dict[str, object]:
        """What the agency was made from."""
        places = self.agency.places
        honest = int((self.agency.visits.attack == HONEST).sum())
        return {
            "seed": self.agency.seed,
            "units": len(places.first),
            "officers": len(places.unit),
            "ratings": honest,
            "votes_of_attacks": len(self.agency.visits) - honest,
            "average_points": round(self.agency.truth.average, 6),
            "preset": asdict(self.agency.preset),
        }

    def _slot(self, slot: int) -> tuple[int, int, int]:
        """Counter, day and shift of a slot."""
        rest, shift = divmod(int(self.agency.duty.slots[slot]), 3)
        counter, day = divmod(rest, self.agency.duty.days)
        return counter, day, shift


def _names(kind: str, count: int) -> list[str]:
    width = len(str(count))
    return [f"{kind}-{number:0{width}d}" for number in range(1, count + 1)]


def _working_days(first: date, count: int) -> list[date]:
    """The first `count` days from Monday to Friday."""
    days = (first + timedelta(days=n) for n in range(2 * count + 7))
    return [day for day in days if day.weekday() < 5][:count]


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)
