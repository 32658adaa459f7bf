"""What nobody in a made-up agency knows: by how many points an officer, or a unit, really differs."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from surveys.simulation import preset
from surveys.simulation.places import Floats, Places

PERSONAL = (5, 6)  # U6 and U7


@dataclass(frozen=True, eq=False)
class Truth:
    """In points (x25) of the expected (U6+U7)/2 under the average conditions of the agency.

    officer (K,): with the officer's effect less without it, in the officer's unit; unit (J,): with the unit's effects
    less without them, at an officer without effect; average: expectation of neither.
    """

    officer: Floats
    unit: Floats
    average: float


def cuts(numbers: preset.Answers) -> Floats:
    """Latent limits below which the answers 1, 2 and 3 lie."""
    return np.array([NormalDist().inv_cdf(float(share)) for share in np.cumsum(numbers.shares)])


def build(places: Places, conditions: Floats, shares: Floats, world: preset.Preset) -> Truth:
    """`conditions`: latent effects of what visits of the agency were like, `shares`: how often each occurred, sum 1."""
    house, team = places.facility_effect, places.unit_effect
    own = (places.officer_effect, team[places.unit], house[places.unit])
    nobody, nothing = np.zeros(len(places.unit)), np.zeros(len(places.first))
    average = _expected(np.zeros(1), np.zeros(1), np.zeros(1), conditions, shares, world)[0]
    of_unit = _expected(nothing, team, house, conditions, shares, world)
    return Truth(
        officer=25
        * (_expected(*own, conditions, shares, world) - _expected(nobody, *own[1:], conditions, shares, world)),
        unit=25 * (of_unit - average),
        average=25 * float(average),
    )


def _expected(
    officer: Floats, unit: Floats, house: Floats, conditions: Floats, shares: Floats, world: preset.Preset
) -> Floats:
    """Mean of (U6+U7)/2 over people, counters, ordinary days and conditions."""
    numbers = world.answers
    spread = math.sqrt(1.0 + world.places.counter_sd**2 + numbers.unit_day_sd**2)
    straight = numbers.straight_officer * officer + unit + numbers.straight_facility * house
    each = [
        numbers.officer[e] * officer + numbers.unit[e] * unit + numbers.facility[e] * house + numbers.element[e]
        for e in PERSONAL
    ]
    found = np.zeros(len(officer))
    for condition, share in zip(conditions, shares, strict=True):
        found += share * numbers.straight * _answer(straight + condition, spread, numbers)
        for level in each:
            found += share * (1 - numbers.straight) / len(PERSONAL) * _answer(level + condition, spread, numbers)
    return found


def _answer(level: Floats, spread: float, numbers: preset.Answers) -> Floats:
    """Expected answer 1..4 at a latent level: one more for every limit that is passed."""
    found = np.ones(len(level))
    for cut in cuts(numbers):
        found += [math.erfc((cut - x) / (spread * math.sqrt(2))) / 2 for x in level.tolist()]
    return found
