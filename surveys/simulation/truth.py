"""What nobody in a made-up agency knows: by how many points an officer, or a unit, really differs."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from surveys.simulation import preset
from surveys.simulation.places import Floats, Places

PERSONAL = (5, 6)  # U6 and U7
POINTS = 2_000


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
    effects = places.officer_effect, places.unit_effect, places.facility_effect
    widest = 1.0 + sum(float(np.abs(effect).max()) for effect in effects)
    curve = _curve(widest, conditions, shares, world)
    house, team, nobody = places.facility_effect, places.unit_effect, np.zeros(1)
    of_unit = _expected(nobody, team, house, curve, world.answers)
    average = float(_expected(nobody, nobody, nobody, curve, world.answers)[0])
    own = _expected(places.officer_effect, team[places.unit], house[places.unit], curve, world.answers)
    return Truth(25 * (own - of_unit[places.unit]), 25 * (of_unit - average), 25 * average)


def _expected(
    officer: Floats, unit: Floats, house: Floats, curve: tuple[Floats, Floats], numbers: preset.Answers
) -> Floats:
    """Mean of (U6+U7)/2 over people, counters, ordinary days and conditions."""
    straight = numbers.straight_officer * officer + unit + numbers.straight_facility * house
    found: Floats = numbers.straight * np.interp(straight, *curve)
    for e in PERSONAL:
        level = numbers.officer[e] * officer + numbers.unit[e] * unit + numbers.facility[e] * house + numbers.element[e]
        found = found + (1 - numbers.straight) / len(PERSONAL) * np.interp(level, *curve)
    return found


def _curve(widest: float, conditions: Floats, shares: Floats, world: preset.Preset) -> tuple[Floats, Floats]:
    """Expected answer 1..4 at latent levels from -widest to widest: one more for every limit that is passed.

    It is smooth, so what lies between its points is exact to a millionth of the scale.
    """
    spread = math.sqrt(2 * (1.0 + world.places.counter_sd**2 + world.answers.unit_day_sd**2))
    levels = np.linspace(-widest, widest, POINTS)
    answer = np.ones(POINTS)
    for condition, share in zip(conditions.tolist(), shares.tolist(), strict=True):
        for cut in cuts(world.answers).tolist():
            answer += [share * math.erfc((cut - condition - x) / spread) / 2 for x in levels.tolist()]
    return levels, answer
