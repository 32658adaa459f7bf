"""The device tag: a random number in a cookie that tells two answers of one phone, at one counter, on one day.

The database sees it only under a key that the nightly seal destroys. Refusing the cookie costs nothing.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import timedelta

from flask import Request, Response

from surveys.keys import KeyRing

ID_BYTES = 16
_MAC_BYTES = 10
LIFETIME = timedelta(days=180)


@dataclass(frozen=True)
class Device:
    """A phone, as far as it is known."""

    id: bytes

    def tag(self, keys: KeyRing, day_key: bytes, counter_id: int) -> bytes:
        """32 bytes that stand for the phone at one counter until the key of the day is destroyed."""
        return hmac.digest(keys.device(day_key), self.id + counter_id.to_bytes(2), "sha256")


def of(request: Request, keys: KeyRing, *, secure: bool, fresh: bytes) -> Device:
    """The phone that sent a request; `fresh` (16 random bytes) names it when it has no tag of ours."""
    cookie = request.cookies.get(_name(secure), "")
    try:
        data = base64.urlsafe_b64decode(cookie)
    except (binascii.Error, ValueError):
        return Device(fresh)
    id_, mac = data[:ID_BYTES], data[ID_BYTES:]
    return Device(id_ if hmac.compare_digest(_mac(keys, id_), mac) else fresh)


def remember(response: Response, device: Device, keys: KeyRing, *, secure: bool) -> None:
    """Let the phone keep its tag."""
    value = base64.urlsafe_b64encode(device.id + _mac(keys, device.id)).decode()
    response.set_cookie(_name(secure), value, max_age=LIFETIME, secure=secure, httponly=True, samesite="Lax", path="/")


def _name(secure: bool) -> str:
    """Browsers hold `__Host-` cookies to HTTPS, this host and every path."""
    return "__Host-d" if secure else "d"


def _mac(keys: KeyRing, id_: bytes) -> bytes:
    return hmac.digest(keys.cookie, b"device\0" + id_, "sha256")[:_MAC_BYTES]
