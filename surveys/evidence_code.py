"""The code on an evidence sheet: it leads to a page that says whether the sheet is genuine, and names nobody.

18 bytes in 29 letters: hand-over number (4), officer number (4), MAC (10), the first 80 bits of HMAC-SHA-256 over the
eight bytes before it. Only the canonical spelling is read.
"""

import hashlib
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys import crockford, ledger

LETTERS = 29
_PAYLOAD = struct.Struct(">II")
_MAC = 10
_FINGERPRINT = 16  # hexadecimal digits that two pairs of eyes can compare


class UnknownSheet(Exception):
    """No sheet of ours bears this code; malformed and forged ones get the same answer."""

    def __init__(self) -> None:
        super().__init__("Kode lembar bukti tidak dikenal. Periksa lagi huruf dan angkanya.")


@dataclass(frozen=True)
class Sheet:
    """Which row of which hand-over a sheet shows."""

    handover: int
    officer: int


def mint(key: bytes, sheet: Sheet) -> str:
    """The code of a sheet."""
    payload = _PAYLOAD.pack(sheet.handover, sheet.officer)
    return crockford.encode(payload + _mac(key, payload))


def parse(key: bytes, code: str) -> Sheet:
    """The sheet behind a code. Raises UnknownSheet."""
    try:
        data = crockford.decode(code) if len(code) == LETTERS else b""
    except ValueError:
        raise UnknownSheet from None
    payload = data[: _PAYLOAD.size]
    if len(payload) < _PAYLOAD.size or not hmac.compare_digest(_mac(key, payload), data[_PAYLOAD.size :]):
        raise UnknownSheet
    return Sheet(*_PAYLOAD.unpack(payload))


def fingerprint(printed: Mapping[str, Any]) -> str:
    """SHA-256 over everything a sheet says (canonical JSON), cut to 16 digits in groups of four."""
    digits = hashlib.sha256(ledger.canonical_json(printed)).hexdigest()[:_FINGERPRINT]
    return crockford.grouped(digits)


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")[:_MAC]
