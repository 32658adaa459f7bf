"""Tracking codes: read however they are typed, the same for the same form, and nothing to guess."""

from datetime import UTC, datetime
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from surveys import case_codes, crockford
from surveys.case_codes import Code
from surveys.nonces import Nonce

KEY = b"k" * 32
nonces = st.builds(
    Nonce, st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.binary(min_size=16, max_size=16)  # noqa: DTZ001, E501
)  # fmt: skip


def code(nonce: Nonce) -> Code:
    return Code(next(case_codes.lookups(KEY, nonce)), case_codes.secret(KEY, nonce))


@given(nonces)
def test_a_code_is_read_as_it_is_shown_and_as_people_type_it(nonce: Nonce) -> None:
    shown = code(nonce).grouped
    assert len(shown.split()) == 5
    assert case_codes.read(shown) == code(nonce)
    assert case_codes.read(shown.lower().replace(" ", "-").replace("0", "o").replace("1", "l")) == code(nonce)


@given(nonces, nonces)
def test_two_forms_share_no_secret(first: Nonce, second: Nonce) -> None:
    assert (case_codes.secret(KEY, first) == case_codes.secret(KEY, second)) == (first.head == second.head)


def test_a_taken_look_up_is_followed_by_others() -> None:
    nonce = Nonce(datetime(2026, 11, 3, tzinfo=UTC), bytes(16))
    found = list(islice(case_codes.lookups(KEY, nonce), 20))
    assert len(set(found)) == 20
    assert all(len(text) == 4 and set(text) <= set(crockford.ALPHABET) for text in found)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_as_a_code_or_as_none(typed: str) -> None:
    found = case_codes.read(typed)
    assert (len(found.lookup), len(found.secret)) in {(4, 16), (0, 0)}
