"""Signed codes: the visit ticket of one served citizen and the code printed on a counter's sign.

Ticket, 22 bytes in 36 letters:

    1   version (4 bits) and type (4 bits)
    2   counter number
    1   key epoch
    2   service day, days since 2025-01-01 in the unit's zone
    1   shift (3 bits), wait band (3 bits), two zero bits
    5   nonce
    10  MAC

Sign, 10 bytes in 16 letters: version and type, counter number (2), key epoch, one zero byte, MAC (5).

The MAC is HMAC-SHA-256 over all bytes before it, cut to its size. The type is one of those bytes, so neither code can
stand in for the other. Only the canonical spelling is read; `crockford.normalise` comes before for typed codes.
"""

import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from surveys import crockford

FIRST_DAY = date(2025, 1, 1)
NONCE_BYTES = 5
OFFERED_DAYS = 7
ACCEPTED_DAYS = 21  # seven to rate, fourteen more in the queue of a phone without network

_TICKET = 0x11  # version 1, type 1
_SIGN = 0x12  # version 1, type 2
_TICKET_PAYLOAD, _TICKET_MAC = struct.Struct(">BHBHB5s"), 10
_SIGN_PAYLOAD, _SIGN_MAC = struct.Struct(">BHBB"), 5
_COUNTER, _EPOCH = slice(1, 3), 3  # where both kinds keep them: they must be found before anything can be believed
_LENGTHS = frozenset({16, 36})  # letters of a sign and of a ticket


class UnknownCode(Exception):
    """Malformed, forged, of the other type or of a revoked epoch: one answer, so that guessing teaches nothing."""

    def __init__(self) -> None:
        super().__init__("Kode tidak dikenal. Periksa lagi hurufnya atau pindai ulang.")


class Acceptance(Enum):
    """What may be done with a ticket on a given day of its unit."""

    FUTURE = "future"  # refused: the service has not happened yet
    OFFERED = "offered"
    ACCEPTED_LATE = "accepted_late"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Ticket:
    """What a visit ticket says; shift and wait band are 0 when unknown. Values that do not fit raise ValueError."""

    counter: int
    epoch: int
    service_day: date
    shift: int
    wait_band: int
    nonce: bytes

    def __post_init__(self) -> None:
        days = (self.service_day - FIRST_DAY).days
        sizes = ((self.counter, 16), (self.epoch, 8), (days, 16), (self.shift, 3), (self.wait_band, 3))
        if any(not 0 <= value < 1 << bits for value, bits in sizes) or len(self.nonce) != NONCE_BYTES:
            raise ValueError(f"a ticket has no room for {self}")

    @property
    def payload(self) -> bytes:
        """The 12 bytes before the MAC."""
        days, bits = (self.service_day - FIRST_DAY).days, self.shift << 5 | self.wait_band << 2
        return _TICKET_PAYLOAD.pack(_TICKET, self.counter, self.epoch, days, bits, self.nonce)


@dataclass(frozen=True)
class Sign:
    """What a counter's sign says. Values that do not fit raise ValueError."""

    counter: int
    epoch: int

    def __post_init__(self) -> None:
        if not (0 <= self.counter < 1 << 16 and 0 <= self.epoch < 1 << 8):
            raise ValueError(f"a sign has no room for {self}")

    @property
    def payload(self) -> bytes:
        """The 5 bytes before the MAC."""
        return _SIGN_PAYLOAD.pack(_SIGN, self.counter, self.epoch, 0)


def mint_ticket(key: bytes, ticket: Ticket) -> str:
    """The ticket's code, signed with the key of its epoch."""
    return crockford.encode(ticket.payload + _mac(key, ticket.payload, _TICKET_MAC))


def parse_ticket(text: str, keys: Mapping[int, bytes]) -> Ticket:
    """The ticket behind a code; `keys` holds the ticket keys of the epochs still accepted. Raises UnknownCode."""
    payload = _authentic(text, keys, _TICKET_PAYLOAD.size, _TICKET_MAC)
    kind, counter, epoch, days, bits, nonce = _TICKET_PAYLOAD.unpack(payload)
    if kind != _TICKET or bits & 0b11:
        raise UnknownCode
    return Ticket(counter, epoch, FIRST_DAY + timedelta(days=days), bits >> 5, bits >> 2 & 0b111, nonce)


def sign_code(key: bytes, sign: Sign) -> str:
    """The code printed on the counter's sign, signed with the key of its epoch."""
    return crockford.encode(sign.payload + _mac(key, sign.payload, _SIGN_MAC))


def parse_sign(text: str, keys: Mapping[int, bytes]) -> Sign:
    """The sign behind a code; `keys` holds the sign keys of the epochs still accepted. Raises UnknownCode."""
    payload = _authentic(text, keys, _SIGN_PAYLOAD.size, _SIGN_MAC)
    kind, counter, epoch, reserved = _SIGN_PAYLOAD.unpack(payload)
    if kind != _SIGN or reserved:
        raise UnknownCode
    return Sign(counter, epoch)


def claimed_counter(text: str) -> int:
    """The counter a code speaks of, before anybody has believed it. Raises UnknownCode for what cannot be a code."""
    if len(text) not in _LENGTHS:
        raise UnknownCode
    try:
        return int.from_bytes(crockford.decode(text)[_COUNTER])
    except ValueError:
        raise UnknownCode from None


def nullifier(key: bytes, ticket: Ticket) -> bytes:
    """32 bytes that mark the ticket as spent without naming it to anyone who lacks the key."""
    return hmac.digest(key, ticket.payload, "sha256")


def acceptance(ticket: Ticket, today: date) -> Acceptance:
    """Whether the ticket may still be used; `today` is the day in the unit's zone."""
    age = (today - ticket.service_day).days
    if age < 0:
        return Acceptance.FUTURE
    if age <= OFFERED_DAYS:
        return Acceptance.OFFERED
    return Acceptance.ACCEPTED_LATE if age <= ACCEPTED_DAYS else Acceptance.EXPIRED


def usable_until(ticket: Ticket, today: date) -> date:
    """The last day that is said to whoever opens the ticket: the printed one, and after it the last one there is."""
    is_offered = acceptance(ticket, today) in {Acceptance.FUTURE, Acceptance.OFFERED}
    return ticket.service_day + timedelta(days=OFFERED_DAYS if is_offered else ACCEPTED_DAYS)


def _authentic(text: str, keys: Mapping[int, bytes], payload_size: int, mac_size: int) -> bytes:
    if len(text) != -(-(payload_size + mac_size) * 8 // 5):
        raise UnknownCode
    try:
        data = crockford.decode(text)
    except ValueError:
        raise UnknownCode from None
    payload, mac, key = data[:payload_size], data[payload_size:], keys.get(data[_EPOCH])
    if key is None or not hmac.compare_digest(_mac(key, payload, mac_size), mac):
        raise UnknownCode
    return payload


def _mac(key: bytes, payload: bytes, size: int) -> bytes:
    return hmac.digest(key, payload, "sha256")[:size]
