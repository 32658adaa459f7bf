"""Lots of tickets: a printed sheet, or what a queue machine fetched beforehand.

The tickets of a lot are not stored. Their nonces are the first five bytes of HMAC-SHA-256 over the lot's number and
the ticket's position, so that a lost sheet is voided by its number and a position by the pair.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from surveys import tickets
from surveys.tickets import Ticket

MOST_ON_A_SHEET = 100
MOST_FETCHED = 20
DAYS_AHEAD = 7  # how long before its service day a sheet may be printed


@dataclass(frozen=True)
class Lot:
    """`size` tickets of one counter, day and shift; `mark` is the byte of their key epoch, positions count from 1."""

    number: int
    counter: int
    day: date
    shift: int
    wait_band: int
    size: int
    mark: int

    @property
    def positions(self) -> range:
        """The places of its tickets."""
        return range(1, self.size + 1)

    @property
    def offered_until(self) -> date:
        """The day that is printed on its tickets."""
        return self.day + timedelta(days=tickets.OFFERED_DAYS)


def ticket(key: bytes, lot: Lot, position: int) -> Ticket:
    """The ticket at a position; `key` is that of lots."""
    return Ticket(lot.counter, lot.mark, lot.day, lot.shift, lot.wait_band, _nonce(key, lot.number, position))


def code(lot_key: bytes, ticket_key: bytes, lot: Lot, position: int) -> str:
    """The code of the ticket at a position, signed with the key of the lot's epoch."""
    return tickets.mint_ticket(ticket_key, ticket(lot_key, lot, position))


def position_of(key: bytes, lot: Lot, found: Ticket, among: Collection[int] | None = None) -> int | None:
    """Where in a lot (or among some of its positions) a ticket stands; None for a ticket of another lot."""
    if (found.counter, found.service_day, found.shift, found.wait_band, found.epoch) != (
        lot.counter,
        lot.day,
        lot.shift,
        lot.wait_band,
        lot.mark,
    ):
        return None
    places = lot.positions if among is None else among
    return next((place for place in places if hmac.compare_digest(_nonce(key, lot.number, place), found.nonce)), None)


def cap(reported: int | None, configured: int) -> int:
    """How many tickets a counter and shift may have.

    ⌈1.05 × services⌉ where a queue machine, a register or an import reports them, a twentieth more for tickets that
    were lost; without a report the number the agency has configured.
    """
    return configured if reported is None else -(-105 * reported // 100)


def exceeds_register(reported: int, used: int) -> bool:
    """Whether the services reported are at least 5 % fewer than the tickets that were used."""
    return used > 0 and 100 * reported <= 95 * used


def _nonce(key: bytes, number: int, position: int) -> bytes:
    return hmac.digest(key, number.to_bytes(8) + position.to_bytes(2), "sha256")[: tickets.NONCE_BYTES]
