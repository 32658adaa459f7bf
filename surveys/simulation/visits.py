"""Visits of citizens under their conditions, and what they answer."""

from dataclasses import dataclass, fields

import numpy as np

from surveys.simulation import preset
from surveys.simulation.duty import Duty
from surveys.simulation.places import SHIFTS, Flags, Floats, Ints, Places
from surveys.simulation.truth import cuts

ELEMENTS = 9
OWN_PHONE, KIOSK, ASSISTED, PAPER = range(4)
UNKNOWN_SHIFT = SHIFTS
UNKNOWN_WAIT = 4
NO_DEVICE = -1
HONEST = -1
OPENS, SHIFT_HOURS = 8, 3
DAY = 24 * 3600


@dataclass(frozen=True, eq=False)
class Visits:
    """N ratings. `officer` served, which no rating of the product says.

    slot: position among the duty's slots; counter, day, shift: of the service, shift 3 is unknown; wait: 0..4, 4 is
    unknown; channel: own phone, kiosk, assisted, paper; second: of the local day it came in; seconds: to fill in;
    device: -1 for none; attack: position among the preset's attacks, -1 for an honest one; opening: the first tap;
    answers (N, 9): 1..4, 0 for none.
    """

    officer: Ints
    slot: Ints
    counter: Ints
    day: Ints
    shift: Ints
    wait: Ints
    channel: Ints
    ticket: Flags
    second: Ints
    seconds: Floats
    device: Ints
    attack: Ints
    opening: Ints
    answers: Ints

    def __len__(self) -> int:
        return len(self.officer)


@dataclass(frozen=True, eq=False)
class Weather:
    """What a day is like at a unit, shape (units, days): the load, and whether something went wrong."""

    load: Floats
    effect: Floats
    printer_down: Flags
    outreach: Flags


def joined(one: Visits, other: Visits) -> Visits:
    """Both, one after the other."""
    pairs = ((getattr(one, field.name), getattr(other, field.name)) for field in fields(Visits))
    return Visits(*(np.concatenate(pair) for pair in pairs))


def weather(places: Places, world: preset.Preset, chance: np.random.Generator) -> Weather:
    """The days of every unit."""
    shape = len(places.first), world.duty.days
    numbers = world.visits
    peak = np.where(chance.random(shape) < numbers.peak_days, numbers.peak_load, 1.0)
    outage = np.where(chance.random(shape) < numbers.outage_days, numbers.outage_effect, 0.0)
    return Weather(
        load=peak * chance.lognormal(0.0, numbers.load_sd, shape),
        effect=outage + world.answers.unit_day_sd * chance.standard_normal(shape),
        printer_down=chance.random(shape) < numbers.printer_days,
        outreach=chance.random(shape) < numbers.outreach_days,
    )


def build(ratings: int, places: Places, duty: Duty, world: preset.Preset, chance: np.random.Generator) -> Visits:
    """Honest ratings: an officer's number of them is lognormal, their days follow the load of the unit."""
    days = weather(places, world, chance)
    load = days.load[places.unit[duty.officer], duty.day]
    busiest = np.bincount(duty.officer, weights=load, minlength=len(places.unit))
    reach = np.cumsum(places.volume[duty.officer] * load / busiest[duty.officer])
    at = np.searchsorted(reach, chance.random(ratings) * reach[-1])
    officer, counter, day, shift = (x[at] for x in (duty.officer, duty.counter, duty.day, duty.shift))
    unit = places.unit[officer]

    numbers = world.visits
    wait = _wait(days.load[unit, day], places.busy[counter], shift, numbers, chance)
    outreach = days.outreach[unit, day]
    channel = _channel(places.kiosk[counter], outreach, numbers, chance)
    effects = (world.answers.shift, shift), (world.answers.wait, wait), (world.answers.channel, channel)
    common = places.counter_effect[counter] + days.effect[unit, day]
    for effect, kind in effects:
        common = common + np.array(effect)[kind]
    opening, answers, straight = _answered(common, officer, unit, places, world.answers, chance)
    printed = (chance.random(ratings) < numbers.ticketed) & ~days.printer_down[unit, day] & ~outreach
    return Visits(
        officer=officer,
        slot=duty.slot_of(counter, day, shift),
        counter=counter,
        day=day,
        shift=np.where(chance.random(ratings) < numbers.shift_unknown, UNKNOWN_SHIFT, shift),
        wait=wait,
        channel=channel,
        ticket=printed & (channel <= KIOSK),
        second=_second(shift, channel, numbers, chance),
        seconds=duration(np.where(straight, numbers.straight_seconds, numbers.seconds), numbers, chance),
        device=_device(counter, channel, numbers, chance),
        attack=np.full(ratings, HONEST),
        opening=opening,
        answers=answers,
    )


def duration(median: Floats, numbers: preset.Visits, chance: np.random.Generator) -> Floats:
    """Seconds to fill in a form, to a tenth."""
    return np.round(median * chance.lognormal(0.0, numbers.seconds_sd, len(median)), 1)


def _wait(load: Floats, busy: Floats, shift: Ints, numbers: preset.Visits, chance: np.random.Generator) -> Ints:
    """Waiting band: longer where and when there are many; not always known."""
    queue = np.log(load) + busy + np.array(numbers.wait_of_shift)[shift] + chance.standard_normal(len(load))
    band = np.searchsorted(np.array(numbers.wait_limits), queue)
    return np.where(chance.random(len(load)) < numbers.wait_unknown, UNKNOWN_WAIT, band)


def _channel(kiosk: Flags, outreach: Flags, numbers: preset.Visits, chance: np.random.Generator) -> Ints:
    draw = chance.random(len(kiosk))
    at_kiosk = kiosk & (chance.random(len(kiosk)) < numbers.kiosk)
    channel = np.where(at_kiosk, KIOSK, OWN_PHONE)
    channel = np.where(draw < numbers.assisted + numbers.paper, PAPER, channel)
    return np.where((draw < numbers.assisted) | outreach, ASSISTED, channel)


def _second(shift: Ints, channel: Ints, numbers: preset.Visits, chance: np.random.Generator) -> Ints:
    """When it comes in: in the shift, or hours later on one's own phone."""
    there = (OPENS + SHIFT_HOURS * (shift + chance.random(len(shift)))) * 3600
    later = (channel == OWN_PHONE) & (chance.random(len(shift)) < numbers.from_home)
    there = there + np.where(later, chance.exponential(5 * 3600.0, len(shift)), 0.0)
    return np.minimum(there, DAY - 1).astype(np.int64)


def _device(counter: Ints, channel: Ints, numbers: preset.Visits, chance: np.random.Generator) -> Ints:
    """A number per device: own phones come last, before them the kiosk and the lent phone of each counter."""
    counters = int(counter.max(initial=0)) + 1
    draw = chance.random(len(counter))
    own = 2 * counters + np.arange(len(counter))
    own = np.where(draw < numbers.lent_phone, counters + counter, own)
    own = np.where(draw > 1 - numbers.no_cookie, NO_DEVICE, own)
    return np.select([channel == OWN_PHONE, channel == KIOSK], [own, counter], NO_DEVICE)


def _answered(
    common: Floats, officer: Ints, unit: Ints, places: Places, numbers: preset.Answers, chance: np.random.Generator
) -> tuple[Ints, Ints, Flags]:
    """First taps (N,), answers (N, 9) and who gave one value to everything (N,)."""
    served, team, house = places.officer_effect[officer], places.unit_effect[unit], places.facility_effect[unit]
    person = chance.standard_normal(len(common))
    limits = cuts(numbers)
    overall = common + numbers.straight_officer * served + team + numbers.straight_facility * house + person
    opening = 1 + np.searchsorted(limits, overall)
    straight = chance.random(len(common)) < numbers.straight
    answers = np.zeros((len(common), ELEMENTS), dtype=np.int64)
    for e in range(ELEMENTS):
        own = np.sqrt(numbers.halo) * person + np.sqrt(1 - numbers.halo) * chance.standard_normal(len(common))
        level = common + numbers.officer[e] * served + numbers.unit[e] * team + numbers.facility[e] * house
        given = np.where(straight, opening, 1 + np.searchsorted(limits, level + numbers.element[e] + own))
        answers[:, e] = np.where(chance.random(len(common)) < numbers.missing, 0, given)
    answers[chance.random(len(common)) < numbers.only_tap] = 0
    return opening, answers, straight
