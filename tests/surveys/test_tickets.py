from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import crockford
from surveys.tickets import (
    ACCEPTED_DAYS,
    FIRST_DAY,
    Acceptance,
    Sign,
    Ticket,
    UnknownCode,
    acceptance,
    claimed_counter,
    mint_ticket,
    nullifier,
    parse_sign,
    parse_ticket,
    sign_code,
    usable_until,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
TICKET = Ticket(
    counter=258, epoch=7, service_day=date(2026, 10, 5), shift=2, wait_band=3, nonce=b"\x01\x02\x03\x04\x05"
)
SIGN = Sign(counter=258, epoch=7)

tickets = st.builds(
    Ticket,
    counter=st.integers(0, 2**16 - 1),
    epoch=st.integers(0, 255),
    service_day=st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=2**16 - 1)),
    shift=st.integers(0, 7),
    wait_band=st.integers(0, 7),
    nonce=st.binary(min_size=5, max_size=5),
)
signs = st.builds(Sign, counter=st.integers(0, 2**16 - 1), epoch=st.integers(0, 255))


def flipped(code: str, bit: int) -> str:
    data = bytearray(crockford.decode(code))
    data[bit // 8] ^= 1 << bit % 8
    return crockford.encode(bytes(data))


@given(tickets)
def test_a_minted_ticket_says_what_was_put_in(ticket: Ticket) -> None:
    code = mint_ticket(KEY, ticket)

    assert len(code) == 36
    assert parse_ticket(code, {ticket.epoch: KEY}) == ticket


@given(signs)
def test_a_sign_says_what_was_put_in(sign: Sign) -> None:
    code = sign_code(KEY, sign)

    assert len(code) == 16
    assert parse_sign(code, {sign.epoch: KEY}) == sign


def test_the_bytes_are_laid_out_as_documented() -> None:
    ticket, sign = crockford.decode(mint_ticket(KEY, TICKET)), crockford.decode(sign_code(KEY, SIGN))

    assert (len(ticket), ticket[:12].hex()) == (22, "11" + "0102" + "07" + f"{642:04x}" + "4c" + "0102030405")
    assert (len(sign), sign[:5].hex()) == (10, "12" + "0102" + "07" + "00")


@pytest.mark.parametrize("bit", range(22 * 8))
def test_no_bit_of_a_ticket_can_be_flipped(bit: int) -> None:
    with pytest.raises(UnknownCode):
        parse_ticket(flipped(mint_ticket(KEY, TICKET), bit), dict.fromkeys(range(256), KEY))


@pytest.mark.parametrize("bit", range(10 * 8))
def test_no_bit_of_a_sign_can_be_flipped(bit: int) -> None:
    with pytest.raises(UnknownCode):
        parse_sign(flipped(sign_code(KEY, SIGN), bit), dict.fromkeys(range(256), KEY))


@given(tickets, tickets, st.integers(1, 35))
def test_two_tickets_cannot_be_spliced(one: Ticket, other: Ticket, cut: int) -> None:
    keys = {one.epoch: KEY, other.epoch: KEY}
    spliced = mint_ticket(KEY, one)[:cut] + mint_ticket(KEY, other)[cut:]

    if spliced not in {mint_ticket(KEY, one), mint_ticket(KEY, other)}:
        with pytest.raises(UnknownCode):
            parse_ticket(spliced, keys)


@pytest.mark.parametrize("place", range(36))
def test_no_letter_of_a_ticket_has_an_alias(place: int) -> None:
    code = mint_ticket(KEY, TICKET)

    for letter in set(map(chr, range(0x250))) - {code[place]}:
        with pytest.raises(UnknownCode):
            parse_ticket(code[:place] + letter + code[place + 1 :], {7: KEY})


def test_every_refusal_sounds_alike() -> None:
    code = mint_ticket(KEY, TICKET)
    attempts = ["", "x", "A" * 10_000, code.lower(), code + "0", sign_code(KEY, SIGN), mint_ticket(OTHER_KEY, TICKET)]
    attempts.append(mint_ticket(KEY, replace(TICKET, epoch=8)))
    said = set()
    for attempt in attempts:
        with pytest.raises(UnknownCode) as refusal:
            parse_ticket(attempt, {7: KEY})
        said.add(str(refusal.value))

    assert said == {"Kode tidak dikenal. Periksa lagi hurufnya atau pindai ulang."}


def test_neither_code_passes_for_the_other_even_under_one_key() -> None:
    with pytest.raises(UnknownCode):
        parse_sign(mint_ticket(KEY, TICKET), {7: KEY})
    with pytest.raises(UnknownCode):
        parse_ticket(sign_code(KEY, SIGN), {7: KEY})


def test_a_typed_ticket_is_read_after_normalising() -> None:
    code = mint_ticket(KEY, TICKET)
    typed = crockford.grouped(code).replace(" ", "-").lower().replace("0", "o").replace("1", "l")

    assert parse_ticket(crockford.normalise(typed), {7: KEY}) == TICKET


@pytest.mark.parametrize(
    "change",
    [
        {"counter": 65536},
        {"counter": -1},
        {"epoch": 256},
        {"service_day": date(2024, 12, 31)},
        {"service_day": date(2205, 1, 1)},
        {"shift": 8},
        {"wait_band": 8},
        {"nonce": b"1234"},
    ],
)
def test_a_ticket_refuses_what_does_not_fit(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no room"):
        replace(TICKET, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", [(65536, 0), (0, 256), (-1, 0)])
def test_a_sign_refuses_what_does_not_fit(sign: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no room"):
        Sign(*sign)


@given(tickets, tickets)
def test_two_tickets_share_a_nullifier_only_if_they_are_one(one: Ticket, other: Ticket) -> None:
    assert (nullifier(KEY, one) == nullifier(KEY, other)) == (one == other)
    assert nullifier(KEY, one) != nullifier(OTHER_KEY, one)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (-1, Acceptance.FUTURE),
        (0, Acceptance.OFFERED),
        (7, Acceptance.OFFERED),
        (8, Acceptance.ACCEPTED_LATE),
        (ACCEPTED_DAYS, Acceptance.ACCEPTED_LATE),
        (ACCEPTED_DAYS + 1, Acceptance.EXPIRED),
    ],
)
def test_a_ticket_is_offered_a_week_and_accepted_three(age: int, expected: Acceptance) -> None:
    assert acceptance(TICKET, TICKET.service_day + timedelta(days=age)) is expected


@pytest.mark.parametrize(("age", "days"), [(-1, 7), (0, 7), (7, 7), (8, 21), (21, 21)])
def test_the_last_day_that_is_said_is_the_printed_one_until_it_is_over(age: int, days: int) -> None:
    day = TICKET.service_day
    assert usable_until(TICKET, day + timedelta(days=age)) == day + timedelta(days=days)


def test_the_counter_a_code_claims_is_the_one_it_was_made_for() -> None:
    sign = sign_code(KEY, Sign(4711, 3))
    ticket = mint_ticket(KEY, Ticket(4712, 3, date(2026, 11, 3), 1, 2, b"12345"))
    assert (claimed_counter(sign), claimed_counter(ticket)) == (4711, 4712)


@pytest.mark.parametrize("text", ["", "A", "U" * 16, "é" * 16, "0" * 17, "0" * 35])
def test_what_cannot_be_a_code_claims_nothing(text: str) -> None:
    with pytest.raises(UnknownCode):
        claimed_counter(text)
