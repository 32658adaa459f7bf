"""The tracking code of a report: 4 letters to look it up and 16 secret ones, in Crockford's base32.

Both are a function of the form's nonce, so that sending a form again gives the same code without storing it. Only the
look-up and a slow digest of the secret are kept.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from surveys import crockford
from surveys.nonces import Nonce

LOOKUP, SECRET = 4, 16  # 20 and 80 bits
LETTERS = LOOKUP + SECRET


@dataclass(frozen=True)
class Code:
    """A tracking code in its two parts."""

    lookup: str
    secret: str

    @property
    def grouped(self) -> str:
        """As it is shown: five groups of four."""
        return crockford.grouped(self.lookup + self.secret)


def secret(key: bytes, nonce: Nonce) -> str:
    """The secret letters of the report that was written on a form."""
    return crockford.encode(hmac.digest(key, b"secret\0" + nonce.head, "sha256")[:10])


def lookups(key: bytes, nonce: Nonce) -> Iterator[str]:
    """Look-ups for that report, one after the other: twenty bits are sometimes taken."""
    for attempt in range(2**16):
        digest = hmac.digest(key, b"lookup\0" + attempt.to_bytes(2) + nonce.head, "sha256")
        yield crockford.encode(digest)[:LOOKUP]


def read(typed: str) -> Code:
    """A typed code in its parts; whatever is no code of ours becomes one that no report has."""
    letters = crockford.normalise(typed)
    if len(letters) != LETTERS:
        return Code("", "")
    return Code(letters[:LOOKUP], letters[LOOKUP:])
