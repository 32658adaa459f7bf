"""Lots: tickets that are made again from a number, and found again without a list."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import ticket_lots, tickets
from surveys.keys import KeyRing
from surveys.ticket_lots import Lot

KEYS = KeyRing(bytes(range(32)))
LOT = Lot(number=7, counter=3, day=date(2026, 11, 3), shift=2, wait_band=0, size=100, mark=1)
counts = st.integers(min_value=0, max_value=100_000)


def test_a_lot_has_a_hundred_different_tickets_and_no_sequence_in_them() -> None:
    nonces = [ticket_lots.ticket(KEYS.lot, LOT, at).nonce for at in LOT.positions]
    assert len(set(nonces)) == 100
    assert sorted(nonces) != nonces


def test_the_code_at_a_position_is_a_genuine_ticket_of_the_lots_place() -> None:
    code = ticket_lots.code(KEYS.lot, KEYS.ticket(1), LOT, 12)
    found = tickets.parse_ticket(code, {1: KEYS.ticket(1)})
    assert (found.counter, found.service_day, found.shift, found.wait_band) == (3, LOT.day, 2, 0)
    assert ticket_lots.position_of(KEYS.lot, LOT, found) == 12


@pytest.mark.parametrize(
    "other",
    [
        replace(LOT, number=8), replace(LOT, counter=4), replace(LOT, day=date(2026, 11, 4)), replace(LOT, shift=1),
        replace(LOT, wait_band=1), replace(LOT, mark=2), replace(LOT, size=11),
    ],
)  # fmt: skip
def test_a_ticket_is_found_in_its_own_lot_alone(other: Lot) -> None:
    assert ticket_lots.position_of(KEYS.lot, other, ticket_lots.ticket(KEYS.lot, LOT, 12)) is None


def test_a_ticket_is_looked_for_among_some_positions_only() -> None:
    found = ticket_lots.ticket(KEYS.lot, LOT, 12)
    assert ticket_lots.position_of(KEYS.lot, LOT, found, [1, 12]) == 12
    assert ticket_lots.position_of(KEYS.lot, LOT, found, [1, 2]) is None


def test_another_key_makes_other_tickets() -> None:
    assert ticket_lots.ticket(bytes(32), LOT, 1).nonce != ticket_lots.ticket(KEYS.lot, LOT, 1).nonce


def test_the_day_on_the_paper_is_a_week_after_the_service() -> None:
    assert LOT.offered_until == date(2026, 11, 10)


@given(counts)
def test_the_cap_is_a_twentieth_more_than_the_services_reported_rounded_up(services: int) -> None:
    assert ticket_lots.cap(services, 200) == ceil(Fraction(105, 100) * services)


@given(counts)
def test_without_a_report_the_cap_is_the_configured_one(configured: int) -> None:
    assert ticket_lots.cap(None, configured) == configured


@pytest.mark.parametrize(
    ("reported", "used", "exceeds"),
    [(95, 100, True), (96, 100, False), (19, 20, True), (20, 20, False), (0, 1, True), (0, 0, False), (21, 20, False)],
)
def test_five_per_cent_fewer_services_than_used_tickets_are_too_few(reported: int, used: int, exceeds: bool) -> None:
    assert ticket_lots.exceeds_register(reported, used) is exceeds
