"""Who stands where on which day, and what the roster says of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surveys.simulation import preset
from surveys.simulation.places import SHIFTS, Flags, Ints, Places


@dataclass(frozen=True, eq=False)
class Duty:
    """P officer-days on duty, by officer and day, and the slots (counter, day, shift) they fill.

    officer, counter, day, shift (P,). slots (S,): the filled ones in order, as (counter * days + day) * 3 + shift;
    listed (S,): whether the roster knows the slot; on_duty: officers of each.
    """

    days: int
    officer: Ints
    counter: Ints
    day: Ints
    shift: Ints
    slots: Ints
    listed: Flags
    on_duty: tuple[tuple[int, ...], ...]

    @cached_property
    def alone(self) -> Flags:
        """Whether one officer alone fills a slot, shape (S,)."""
        return np.array([len(officers) == 1 for officers in self.on_duty])

    def slot_of(self, counter: Ints, day: Ints, shift: Ints) -> Ints:
        """Position in `slots` of slots that are filled."""
        return np.searchsorted(self.slots, _number(counter, day, shift, self.days))


def build(places: Places, numbers: preset.Duty, chance: np.random.Generator) -> Duty:
    """Days on which shifts turn, counters are exchanged, some are absent and some help at a colleague's counter."""
    counter, shift = _turned(places, numbers, chance)
    joins = chance.random(counter.shape) < numbers.together
    host = _next_colleague(places.unit)
    counter, shift = np.where(joins, counter[host], counter), np.where(joins, shift[host], shift)
    officer, day = np.nonzero(chance.random(counter.shape) >= numbers.absence)
    counter, shift = counter[officer, day], shift[officer, day]
    number = _number(counter, day, shift, numbers.days)
    order = np.lexsort((officer, number))
    slots, begins = np.unique(number[order], return_index=True)
    listed = chance.random(len(slots)) >= numbers.unlisted
    on_duty = tuple(tuple(group.tolist()) for group in np.split(officer[order], begins[1:]))
    return Duty(numbers.days, officer, counter, day, shift, slots, listed, on_duty)


def _turned(places: Places, numbers: preset.Duty, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Counter and shift of each officer and day, shape (K, days); still one officer in each slot."""
    units, counters, days = len(places.first), len(places.unit_of), numbers.days
    turn = np.where(chance.random((counters, days)) < numbers.rotation, chance.integers(1, SHIFTS, (counters, days)), 0)
    shift = (places.shift[:, None] + turn[places.counter]) % SHIFTS
    step = np.where(
        chance.random((units, days)) < numbers.exchange, chance.integers(0, places.counters[:, None], (units, days)), 0
    )
    first, there = places.first[places.unit][:, None], places.counters[places.unit][:, None]
    counter = first + (places.counter[:, None] - first + step[places.unit]) % there
    return counter, shift


def _next_colleague(unit: Ints) -> Ints:
    """The next officer of the same unit, the first one after the last; oneself where there is no other."""
    following = np.arange(1, len(unit) + 1)
    last = np.append(unit[1:] != unit[:-1], True)
    following[last] = np.searchsorted(unit, unit[last])
    return following


def _number(counter: Ints, day: Ints, shift: Ints, days: int) -> Ints:
    return (counter * days + day) * SHIFTS + shift
