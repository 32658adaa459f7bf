"""Is this the secret of a tracking code? Argon2id as for passwords, so that a stolen database opens no report."""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS: Final = _hasher.hash("a secret that opens no report")


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return _hasher.hash(secret)


def matches(secret_hash: str | None, secret: str) -> bool:
    """Whether this is the secret; without a hash the same work is done for nothing, so that time tells nothing."""
    try:
        _hasher.verify(secret_hash or _NOBODYS, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return secret_hash is not None
