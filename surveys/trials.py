"""Trial scans: an address that shows a counter's page for a quarter of an hour, and whose answer is no rating.

It carries a nonce of a purpose of its own, so that neither it nor a rating's nonce can stand in for the other.
"""

from datetime import datetime, timedelta

from surveys import nonces

PURPOSE = "uji"
LIFETIME = timedelta(minutes=15)


class TrialOver(Exception):
    """The address is forged, or older than a quarter of an hour."""


def address(base: str, key: bytes, code: str, now: datetime, random: bytes) -> str:
    """The address of a trial of the sign with this code; `random` is 16 bytes."""
    return f"{base}/uji/{code}/{nonces.issue(key, PURPOSE, code, now, random)}"


def check(key: bytes, code: str, token: str, now: datetime) -> None:
    """Raise TrialOver unless `token` opens the trial of this code now."""
    try:
        nonce = nonces.open(key, PURPOSE, code, token, now)
    except nonces.InvalidNonce:
        raise TrialOver from None
    if now - nonce.issued_at > LIFETIME:
        raise TrialOver
