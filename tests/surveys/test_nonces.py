import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import crockford, nonces
from surveys.nonces import ExpiredNonce, InvalidNonce, Nonce

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NOW = datetime(2026, 10, 5, 3, 30, 15, tzinfo=UTC)
SUBJECT, RANDOM = "24080T2E0H81G40R40M30E209185GR38E1W8", bytes(range(16))
TEXT = nonces.issue(KEY, "rate", SUBJECT, NOW, RANDOM)


def opened(text: str = TEXT, *, key: bytes = KEY, purpose: str = "rate", subject: str = SUBJECT) -> Nonce:
    return nonces.open(key, purpose, subject, text, NOW)


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.datetimes(datetime(2025, 1, 1), datetime(2105, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 — zone beside it
    st.binary(min_size=16, max_size=16),
)
def test_what_was_issued_opens_again(purpose: str, subject: str, now: datetime, random: bytes) -> None:
    text = nonces.issue(KEY, purpose, subject, now, random)

    assert len(text) == 42
    assert nonces.open(KEY, purpose, subject, text, now) == Nonce(now.replace(microsecond=0), random)


@pytest.mark.parametrize("bit", range(31 * 8))
def test_no_bit_can_be_flipped(bit: int) -> None:
    data = bytearray(base64.urlsafe_b64decode(TEXT + "=="))
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InvalidNonce):
        opened(base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode())


def test_no_letter_has_an_alias() -> None:
    for place in range(42):
        for letter in set(map(chr, range(0x180))) - {TEXT[place]}:
            with pytest.raises(InvalidNonce):
                opened(TEXT[:place] + letter + TEXT[place + 1 :])


@pytest.mark.parametrize("text", ["", "x", TEXT[:-1], TEXT + "A", TEXT + "=", TEXT + "\n", " " + TEXT, "é" * 42])
def test_missing_and_mangled_nonces_are_refused(text: str) -> None:
    with pytest.raises(InvalidNonce):
        opened(text)


def test_a_nonce_belongs_to_one_key_purpose_and_subject() -> None:
    for other in ({"key": OTHER_KEY}, {"purpose": "case"}, {"subject": SUBJECT[:-1]}):
        with pytest.raises(InvalidNonce):
            opened(**other)


def test_purpose_and_subject_do_not_run_into_each_other() -> None:
    text = nonces.issue(KEY, "rate1", "23", NOW, RANDOM)

    with pytest.raises(InvalidNonce):
        nonces.open(KEY, "rate", "123", text, NOW)


@pytest.mark.parametrize("age", [-timedelta(hours=2), timedelta(0), timedelta(days=22)])
def test_a_nonce_lives_22_days_and_forgives_a_clock_set_back_by_two_hours(age: timedelta) -> None:
    assert nonces.open(KEY, "rate", SUBJECT, TEXT, NOW + age).issued_at == NOW


@pytest.mark.parametrize("age", [-timedelta(hours=2, seconds=1), timedelta(days=22, seconds=1)])
def test_outside_its_time_a_nonce_is_expired_not_forged(age: timedelta) -> None:
    with pytest.raises(ExpiredNonce, match="sudah lama terbuka"):
        nonces.open(KEY, "rate", SUBJECT, TEXT, NOW + age)


def test_the_age_of_a_forged_nonce_is_not_discussed() -> None:
    with pytest.raises(InvalidNonce) as refusal:
        nonces.open(OTHER_KEY, "rate", SUBJECT, TEXT, NOW + timedelta(days=30))
    assert type(refusal.value) is InvalidNonce


def test_a_nonce_takes_exactly_16_random_bytes() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        nonces.issue(KEY, "rate", SUBJECT, NOW, RANDOM[1:])


def test_a_replay_has_the_same_idempotency_key_and_receipt() -> None:
    first, replay = opened(), opened()

    assert nonces.idempotency_key(KEY, first) == nonces.idempotency_key(KEY, replay)
    assert nonces.receipt(KEY, first) == nonces.receipt(KEY, replay)


def test_another_form_has_another_idempotency_key_and_receipt() -> None:
    first, other = opened(), Nonce(NOW, RANDOM[::-1])

    assert nonces.idempotency_key(KEY, first) != nonces.idempotency_key(KEY, other)
    assert nonces.receipt(KEY, first) != nonces.receipt(KEY, other)


def test_a_receipt_is_16_letters_and_only_its_hash_is_kept() -> None:
    receipt = nonces.receipt(KEY, opened())

    assert len(receipt) == 16
    assert set(receipt) <= set(crockford.ALPHABET)
    assert nonces.receipt_leaf(receipt) == hashlib.sha256(b"\x02" + receipt.encode()).digest()
