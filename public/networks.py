"""The network a request comes from, known for a day at most and only under a key that dies with it."""

import hmac
from datetime import date
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.orm import Session

from models.inbox import DayKey
from surveys.keys import KeyRing

_PREFIX = {4: 24, 6: 48}  # what one household or office has


def prefix(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6; whatever is no address is one network."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, _PREFIX[found.version]), strict=False))


def tag(keys: KeyRing, day_key: bytes, purpose: str, address: str) -> bytes:
    """32 bytes that stand for the network until the key of the day is destroyed; others for every purpose."""
    return hmac.digest(keys.limiter(day_key), f"{purpose}\0{prefix(address)}".encode(), "sha256")


def key_of(session: Session, day: date) -> bytes | None:
    """The key of `day`; None while nothing has happened on it."""
    row = session.get(DayKey, day)
    return None if row is None else row.key
