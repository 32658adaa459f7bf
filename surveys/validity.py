"""The validity code of each answer, fixed once at the nightly seal, when times and devices are still known.

    XS      from a device or account known to be the staff's own
    T, TF   valid visit ticket on the citizen's own phone or a registered kiosk; F: completed in under 9 seconds
    A, AI   assisted or paper; import
    XF      no ticket, completed in under 9 seconds
    XH      no ticket, outside 07:00–23:00 in the unit's zone
    XK      no ticket, at a kiosk
    D1, D2… no ticket, eligible; the number says how many such answers one device gave one counter that day

The first match from the top wins. No code depends on the answers themselves.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

VERIFIED = frozenset({"T", "TF"})
FAST_SECONDS = 9.0
OPENS, CLOSES = time(7), time(23)


class Channel(StrEnum):
    """How an answer reached us."""

    OWN_PHONE = "own_phone"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"
    IMPORT = "import"


@dataclass(frozen=True)
class Arrival:
    """What is known of one answer until its seal.

    `details_seconds` run from opening the form to completing it, None when unknown; `local_time` is the unit's;
    `device` is the day's tag, None without cookie, which makes it a device of its own.
    """

    has_ticket: bool
    channel: Channel
    details_seconds: float | None
    local_time: time
    staff_device: bool
    device: Hashable | None
    counter: int
    day: date


def codes(arrivals: Sequence[Arrival]) -> list[str]:
    """The code of each arrival of a unit's night, in the order given."""
    first_codes = [_code(arrival) for arrival in arrivals]
    shares = Counter(
        _source(arrival)
        for arrival, code in zip(arrivals, first_codes, strict=True)
        if code == "D" and arrival.device is not None
    )
    return [
        f"D{shares.get(_source(arrival), 1)}" if code == "D" else code
        for arrival, code in zip(arrivals, first_codes, strict=True)
    ]


def is_eligible_unverified(code: str) -> bool:
    """Whether an answer without a verified visit may still weigh in service mode: D and A."""
    return code == "A" or code.startswith("D")


def enters_ikm(code: str, *, late: bool) -> bool:
    """Whether the official index counts the form: every valid one does, unless staff gave it or it came after the lock.

    PermenPANRB 14/2017 knows one weight; fast, kiosk and off-hours forms are a citizen's answer too.
    """
    return code != "XS" and not late


def _code(arrival: Arrival) -> str:
    fast = arrival.details_seconds is not None and arrival.details_seconds < FAST_SECONDS
    rules = (
        (arrival.staff_device, "XS"),
        (arrival.channel is Channel.IMPORT, "AI"),
        (arrival.channel in {Channel.ASSISTED, Channel.PAPER}, "A"),
        (arrival.has_ticket, "TF" if fast else "T"),
        (fast, "XF"),
        (not OPENS <= arrival.local_time < CLOSES, "XH"),
        (arrival.channel is Channel.KIOSK, "XK"),
    )
    return next((code for applies, code in rules if applies), "D")


def _source(arrival: Arrival) -> tuple[Hashable, int, date]:
    return arrival.device, arrival.counter, arrival.day
