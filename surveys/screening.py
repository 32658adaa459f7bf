"""What a detector may find, what follows from it at once, and how people decide about it.

A detector never removes a rating. On unverified ratings a finding about times, devices or shares sets the whole
stream aside in service mode until people have looked; a finding about answers, and any finding on verified ratings,
only opens a set for them: an unusual opinion is still an opinion.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Detector(StrEnum):
    """What is looked for; the formulas stand in `surveys.detectors_at_seal` and `surveys.detectors_of_quarter`."""

    BURST = "lonjakan"
    TWINS = "pola_kembar"
    DEVICE = "perangkat"
    TICKET_SHARE = "pangsa_tiket"
    SURPRISE = "kejutan_nilai"
    TWO_STREAMS = "dua_aliran"
    FAST = "kilat"
    OFF_HOURS = "luar_jam"
    TICKETS = "lebih_tiket"  # more tickets used than a register allows (`surveys.ticket_lots.exceeds_register`)


class Stream(StrEnum):
    """Ratings with a visit ticket, and all others."""

    VERIFIED = "terverifikasi"
    UNVERIFIED = "tanpa_tiket"


LEAST_EXPONENT = -12
LOOKS_AT_ANSWERS = frozenset({Detector.TWINS, Detector.SURPRISE, Detector.TWO_STREAMS})


def sets_aside(detector: Detector, stream: Stream) -> bool:
    """Whether the stream weighs nothing in service mode while the flag stands."""
    return stream is Stream.UNVERIFIED and detector not in LOOKS_AT_ANSWERS


@dataclass(frozen=True)
class Finding:
    """What a detector found of one stream.

    Attributes:
        count: ratings it is about; of the detectors that look at answers, how many they looked at, so that the number
            tells nothing of what was answered.
        p: probability of as much by chance, at most 1; None for a fixed rule.
    """

    detector: Detector
    stream: Stream
    count: int
    p: float | None

    @property
    def exponent(self) -> int | None:
        """The exponent of p rounded up to a power of ten; below 10^-12 nobody asks how far."""
        if self.p is None:
            return None
        return max(LEAST_EXPONENT, math.ceil(math.log10(self.p))) if self.p > 0 else LEAST_EXPONENT


def divide(counts: Mapping[Stream, int], least: int) -> dict[Stream, int]:
    """The streams that hold at least as many of the ratings found as the detector asks for; else the larger one.

    Of two equal ones it is the verified one, where nothing is set aside.
    """
    enough = {stream: counts[stream] for stream in Stream if counts[stream] >= least}
    larger = max(Stream, key=lambda stream: counts[stream])
    return enough or {larger: counts[larger]}


class State(StrEnum):
    """Where a flag stands. One evaluator's "tetap" waits for a second one's."""

    OPEN = "terbuka"
    SECOND = "menunggu"
    CONFIRMED = "tetap"
    LIFTED = "dipulihkan"


class Decision(StrEnum):
    """What an evaluator decides: the flag is right, or nothing is wrong with the ratings."""

    CONFIRM = "tetap"
    LIFT = "pulihkan"


MOVES: dict[tuple[State, Decision], State] = {
    (State.OPEN, Decision.CONFIRM): State.SECOND,
    (State.SECOND, Decision.CONFIRM): State.CONFIRMED,
    (State.OPEN, Decision.LIFT): State.LIFTED,
    (State.SECOND, Decision.LIFT): State.LIFTED,
    (State.CONFIRMED, Decision.LIFT): State.LIFTED,
}
UNDECIDED = frozenset({State.OPEN, State.SECOND})
