"""A made-up agency: the same seed gives the same people, visits and votes, whatever is computed from them."""

from dataclasses import dataclass

import numpy as np

from surveys.simulation import attacks, duty, places, truth, visits
from surveys.simulation.duty import Duty
from surveys.simulation.places import Floats, Places
from surveys.simulation.preset import Preset
from surveys.simulation.truth import Truth
from surveys.simulation.visits import Visits


@dataclass(frozen=True, eq=False)
class Agency:
    """A world with what can be seen of it (duty, visits) and what cannot (effects in places, truth)."""

    seed: int
    preset: Preset
    places: Places
    duty: Duty
    visits: Visits
    truth: Truth


def agency(seed: int, preset: Preset, *, units: int = 60, officers: int = 1_500, ratings: int = 100_000) -> Agency:
    """An agency with `ratings` honest ratings; the votes of the preset's attacks come on top.

    Places, duty, visits and attacks draw from streams of their own, so that a world with another number of ratings
    has the same officers.

    Raises:
        ValueError: fewer officers than units, or nothing of something.
    """
    if not 1 <= units <= officers or ratings < 1:
        raise ValueError("Perlu paling sedikit satu unit, satu petugas per unit, dan satu penilaian.")
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(4)]
    there = places.build(units, officers, preset.places, streams[0])
    on_duty = duty.build(there, preset.duty, streams[1])
    honest = visits.build(ratings, there, on_duty, preset, streams[2])
    everything = attacks.build(honest, on_duty, preset, streams[3])
    conditions, shares = _conditions(honest, preset)
    return Agency(seed, preset, there, on_duty, everything, truth.build(there, conditions, shares, preset))


def _conditions(honest: Visits, preset: Preset) -> tuple[Floats, Floats]:
    """Latent effects of shift, waiting time and channel as they occurred together, and how often."""
    known = honest.shift != visits.UNKNOWN_SHIFT
    kinds, counts = np.unique(
        np.stack([honest.shift, honest.wait, honest.channel])[:, known], axis=1, return_counts=True
    )
    effects = (preset.answers.shift, preset.answers.wait, preset.answers.channel)
    latent = sum(np.array(effect)[kind] for effect, kind in zip(effects, kinds, strict=True))
    return np.asarray(latent, dtype=np.float64), counts / counts.sum()
