"""The form nonce: one signed, stateless token per opened form, guard against forged posts and idempotency key in one.

31 bytes in 42 letters of unpadded base64url: version (1), issue time in unix seconds (4), random (16), MAC (10).
The MAC is HMAC-SHA-256, cut to 80 bits, over those 21 bytes, the purpose and the subject, the code of the ticket or
sign the form was opened with.

The second screen, *Ubah* and a changed mind carry the first nonce as `ganti`, beside a nonce of their own. The first
nonce is already signed, bound to its form and free of answers, so it is itself the continuation of a form across
pages: no second kind of token.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from surveys import crockford

RANDOM_BYTES = 16
LIFETIME = timedelta(days=22)
CLOCK_TOLERANCE = timedelta(hours=2)  # a server clock that was put right must not part citizens from their answers

_VERSION = 1
_HEAD_BYTES, _MAC_BYTES = 21, 10


class InvalidNonce(Exception):
    """The nonce is missing, forged, or belongs to another form."""

    message = "Formulir ini tidak sah. Jawaban Anda masih ada. Tekan Kirim sekali lagi."

    def __init__(self) -> None:
        super().__init__(self.message)


class ExpiredNonce(InvalidNonce):
    """The nonce is ours, but older than its lifetime or from the future."""

    message = "Halaman ini sudah lama terbuka. Jawaban Anda masih ada. Tekan Kirim sekali lagi."


@dataclass(frozen=True)
class Nonce:
    """An opened form: when, to the second in UTC, and 16 bytes that no other form has."""

    issued_at: datetime
    random: bytes

    @property
    def head(self) -> bytes:
        """The 21 bytes before the MAC; they identify the form."""
        return bytes([_VERSION]) + int(self.issued_at.timestamp()).to_bytes(4) + self.random


def issue(key: bytes, purpose: str, subject: str, now: datetime, random: bytes) -> str:
    """A new nonce; `now` is aware, `random` 16 bytes (else ValueError)."""
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a nonce takes {RANDOM_BYTES} random bytes, not {len(random)}")
    head = Nonce(now, random).head
    return _spell(head + _mac(key, head, purpose, subject))


def open(key: bytes, purpose: str, subject: str, text: str, now: datetime) -> Nonce:  # noqa: A001 — read as nonces.open
    """The nonce behind `text`, if issued for this purpose and subject. Raises InvalidNonce, or ExpiredNonce for age."""
    data = _unspell(text)
    head, mac = data[:_HEAD_BYTES], data[_HEAD_BYTES:]
    if not hmac.compare_digest(_mac(key, head, purpose, subject), mac) or head[0] != _VERSION:
        raise InvalidNonce
    issued_at = datetime.fromtimestamp(int.from_bytes(head[1:5]), UTC)
    if not issued_at - CLOCK_TOLERANCE <= now <= issued_at + LIFETIME:
        raise ExpiredNonce
    return Nonce(issued_at, head[5:])


def idempotency_key(key: bytes, nonce: Nonce) -> bytes:
    """32 bytes under which a form is remembered, so that sending it again adds nothing."""
    return hmac.digest(key, nonce.head, "sha256")


def receipt(key: bytes, nonce: Nonce) -> str:
    """The 16 letters a citizen keeps: a function of the first nonce, so a replay gives the same without storing it."""
    return crockford.encode(hmac.digest(key, nonce.head, "sha256")[:10])


def receipt_leaf(receipt: str) -> bytes:
    """What the seal keeps and publishes of a receipt: SHA-256(0x02 || receipt)."""
    return hashlib.sha256(b"\x02" + receipt.encode()).digest()


def _mac(key: bytes, head: bytes, purpose: str, subject: str) -> bytes:
    # Each text is preceded by its length: no two pairs of purpose and subject may read as the same bytes.
    parts = [len(part).to_bytes(2) + part for part in (purpose.encode(), subject.encode())]
    return hmac.digest(key, head + b"".join(parts), "sha256")[:_MAC_BYTES]


def _spell(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unspell(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise InvalidNonce from None
    # Decoding is lenient (padding bits, foreign characters): only the spelling we would write ourselves is read.
    if len(data) != _HEAD_BYTES + _MAC_BYTES or _spell(data) != text:
        raise InvalidNonce
    return data
