"""Votes behind which no visit stands."""

import numpy as np

from surveys.simulation import preset
from surveys.simulation.duty import Duty
from surveys.simulation.places import SHIFTS, Floats, Ints
from surveys.simulation.visits import DAY, ELEMENTS, OPENS, OWN_PHONE, SHIFT_HOURS, Visits, duration, joined

ATTACKED_FROM = 35  # honest ratings: who has few is shown no number anyway


def build(honest: Visits, duty: Duty, world: preset.Preset, chance: np.random.Generator) -> Visits:
    """The honest ratings and after them the votes of the preset's attacks, every officer attacked at most once."""
    known = np.bincount(honest.officer)
    order = chance.permutation(np.flatnonzero(known >= ATTACKED_FROM))
    everything, device = honest, int(honest.device.max(initial=0)) + 1
    for number, attack in enumerate(world.attacks):
        targets, order = order[: attack.officers], order[attack.officers :]
        for officer in targets.tolist():
            votes = _votes(officer, number, attack, device, duty, world.visits, chance)
            everything, device = joined(everything, votes), device + attack.votes
    return everything


def _votes(
    officer: int,
    number: int,
    attack: preset.Attack,
    device: int,
    duty: Duty,
    numbers: preset.Visits,
    chance: np.random.Generator,
) -> Visits:
    own = np.flatnonzero(duty.officer == officer)
    alone = duty.alone[duty.slot_of(duty.counter[own], duty.day[own], duty.shift[own])]
    # Whoever aims at one person does so where that person stands alone, if that ever happens.
    standing = own[alone] if alone.any() else own
    at = chance.choice(chance.permutation(standing)[: attack.days or len(standing)], attack.votes)
    counter, day, shift = duty.counter[at], duty.day[at], duty.shift[at]
    votes = len(at)
    answers = _wavering(attack, (votes, ELEMENTS), chance)
    return Visits(
        officer=np.full(votes, officer),
        slot=duty.slot_of(counter, day, shift),
        counter=counter,
        day=day,
        shift=shift,
        wait=np.zeros(votes, dtype=np.int64),
        channel=np.full(votes, OWN_PHONE),
        ticket=np.full(votes, attack.ticket),
        second=_second(shift, attack.minutes, chance),
        seconds=duration(np.full(votes, attack.seconds), numbers, chance),
        device=np.full(votes, device) if attack.one_device else device + np.arange(votes),
        attack=np.full(votes, number),
        opening=np.full(votes, attack.answer),
        answers=answers,
    )


def _wavering(attack: preset.Attack, shape: tuple[int, int], chance: np.random.Generator) -> Ints:
    """The answer asked for, some of them one step towards the middle."""
    beside = attack.answer + (1 if attack.answer <= 2 else -1)
    return np.where(chance.random(shape) < attack.wavering, beside, attack.answer)


def _second(shift: Ints, minutes: int, chance: np.random.Generator) -> Ints:
    """Second of the day: anywhere in the shift, or within some minutes that begin at one moment of it."""
    length = SHIFT_HOURS * 3600
    span = 60 * minutes or length
    begins = chance.random(SHIFTS)[shift] * (length - span)
    when: Floats = OPENS * 3600 + shift * length + begins + chance.random(len(shift)) * span
    return np.minimum(when, DAY - 1).astype(np.int64)
