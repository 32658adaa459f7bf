"""Units, counters and officers of a made-up agency, with the effects nobody in it knows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.simulation import preset

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SHIFTS = 3


@dataclass(frozen=True, eq=False)
class Places:
    """J units, C counters and K officers, in the order of their units; effects on the latent scale.

    unit (K,): of each officer; counter, shift (K,): where each one belongs, nobody else belongs there; first (J,),
    counters (J,): first counter and number of counters of a unit; unit_of (C,): unit of a counter; kiosk (C,), busy
    (C,): has a kiosk, and how long its queue is; volume (K,): how many ratings an officer gets beside others.
    """

    unit: Ints
    counter: Ints
    shift: Ints
    first: Ints
    counters: Ints
    unit_of: Ints
    kiosk: Flags
    busy: Floats
    volume: Floats
    officer_effect: Floats
    unit_effect: Floats
    facility_effect: Floats
    counter_effect: Floats


def build(units: int, officers: int, numbers: preset.Places, chance: np.random.Generator) -> Places:
    """An agency of units with at least one officer each, so `officers` >= `units`; a counter has three shifts."""
    sizes = _sizes(units, officers, numbers, chance)
    unit = np.repeat(np.arange(units), sizes)
    position = np.arange(officers) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    counters = -(-sizes // SHIFTS)
    first = np.cumsum(counters) - counters
    total = int(counters.sum())
    return Places(
        unit=unit,
        counter=first[unit] + position // SHIFTS,
        shift=position % SHIFTS,
        first=first,
        counters=counters,
        unit_of=np.repeat(np.arange(units), counters),
        kiosk=chance.random(total) < numbers.kiosk_counters,
        busy=numbers.busy_sd * chance.standard_normal(total),
        volume=chance.lognormal(0.0, numbers.volume_sd, officers),
        officer_effect=numbers.officer_sd * chance.standard_normal(officers),
        unit_effect=numbers.unit_sd * chance.standard_normal(units),
        facility_effect=numbers.facility_sd * chance.standard_normal(units),
        counter_effect=numbers.counter_sd * chance.standard_normal(total),
    )


def _sizes(units: int, officers: int, numbers: preset.Places, chance: np.random.Generator) -> Ints:
    """Officers of each unit: one everywhere, the others where the unit is not tiny, many in few."""
    weight = chance.lognormal(0.0, numbers.size_sd, units)
    weight[: int(numbers.tiny_units * units)] = 0.0
    sizes: Ints = 1 + chance.multinomial(officers - units, weight / weight.sum())
    return sizes
