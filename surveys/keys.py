"""All keys from one master secret: HKDF with SHA-256 (RFC 5869).

Naming a purpose gives its key, so nothing but the master needs keeping, and no key can serve two purposes. What must be
forgettable (who held which phone) also depends on a random key of the day that is destroyed at the nightly seal.
"""

import hmac
from dataclasses import dataclass, field
from functools import cache

MASTER_BYTES = 32
_HASH_BYTES = 32


class WeakMaster(ValueError):
    """The master secret is missing or too short to protect anything."""

    def __init__(self) -> None:
        super().__init__(f"Kunci induk terlalu pendek: isi dengan sedikitnya {MASTER_BYTES} bita acak.")


def hkdf(secret: bytes, *, info: bytes, salt: bytes = b"", length: int = _HASH_BYTES) -> bytes:
    """`length` bytes (at most 255 × 32) of key material bound to `info` and `salt`; extract and expand of RFC 5869."""
    if length > 255 * _HASH_BYTES:
        raise ValueError("HKDF gives at most 255 blocks")
    seed = hmac.digest(salt or bytes(_HASH_BYTES), secret, "sha256")
    block, output = b"", b""
    for counter in range(1, -(-length // _HASH_BYTES) + 1):
        block = hmac.digest(seed, block + info + bytes([counter]), "sha256")
        output += block
    return output[:length]


@dataclass(frozen=True)
class KeyRing:
    """The keys of one agency, 32 bytes each. A master under 32 bytes raises WeakMaster."""

    master: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.master) < MASTER_BYTES:
            raise WeakMaster

    def ticket(self, epoch: int) -> bytes:
        """Signs visit tickets of one epoch."""
        return self._named(f"ticket/{epoch}")

    def sign(self, epoch: int) -> bytes:
        """Signs the codes on counter signs of one epoch."""
        return self._named(f"sign/{epoch}")

    @property
    def lot(self) -> bytes:
        """Makes the nonces of tickets that are minted in lots."""
        return self._named("lot")

    @property
    def form(self) -> bytes:
        """Signs form nonces."""
        return self._named("form")

    @property
    def nullifier(self) -> bytes:
        """Marks spent tickets."""
        return self._named("nullifier")

    @property
    def idem(self) -> bytes:
        """Recognises a form and its body that were sent before."""
        return self._named("idem")

    @property
    def receipt(self) -> bytes:
        """Makes receipts."""
        return self._named("receipt")

    @property
    def evidence(self) -> bytes:
        """Signs the codes on evidence sheets."""
        return self._named("evidence")

    @property
    def case_code(self) -> bytes:
        """Makes the tracking codes of reports."""
        return self._named("case-code")

    @property
    def case_text(self) -> bytes:
        """Encrypts what reporters wrote before redaction, and their contact."""
        return self._named("case-text")

    @property
    def cookie(self) -> bytes:
        """Signs cookies."""
        return self._named("cookie")

    def device(self, day_key: bytes) -> bytes:
        """Tags devices until `day_key`, the random key of the day, is destroyed."""
        return self._of_the_day("device", day_key)

    def limiter(self, day_key: bytes) -> bytes:
        """Tags network prefixes until `day_key`, the random key of the day, is destroyed."""
        return self._of_the_day("limiter", day_key)

    def _named(self, purpose: str) -> bytes:
        return _lasting(self.master, purpose)

    def _of_the_day(self, purpose: str, day_key: bytes) -> bytes:
        return hkdf(self.master, info=_info(purpose), salt=day_key)


def _info(purpose: str) -> bytes:
    return f"suara-loket/{purpose}".encode()


@cache
def _lasting(master: bytes, purpose: str) -> bytes:
    """Every request needs half a dozen of these. Keys of the day are never kept: they must be forgettable."""
    return hkdf(master, info=_info(purpose))
