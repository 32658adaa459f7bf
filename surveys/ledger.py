"""Tamper evidence: canonical JSON (RFC 8785), the hash chain of audit events, and Merkle roots (RFC 6962, section 2.1).

First bytes keep the kinds of hash apart: 0x00 Merkle leaf, 0x01 event or Merkle node, 0x02 receipt.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GENESIS = bytes(32)
_LARGEST = 2**53 - 1  # beyond it an ECMAScript number, which RFC 8785 prescribes, loses digits


@dataclass(frozen=True)
class Link:
    """One audit event as stored; `event` holds its own `seq`, the hashes are 32 bytes."""

    event: Mapping[str, Any]
    prev_hash: bytes
    hash: bytes


def canonical_json(value: object) -> bytes:
    """The one spelling of a value made of str, int, bool, None, list and dict (RFC 8785); ValueError for anything else.

    Numbers are integers within ±(2^53 - 1). Fractions are refused: write them as text, so that no rounding can hide.
    """
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def event_hash(prev_hash: bytes, event: Mapping[str, Any]) -> bytes:
    """SHA-256(0x01 || previous hash || canonical JSON of the event)."""
    return hashlib.sha256(b"\x01" + prev_hash + canonical_json(event)).digest()


def verify_chain(links: Iterable[Link], *, first_seq: int = 1, prev_hash: bytes = GENESIS) -> int | None:
    """The number at which the chain first breaks (altered, missing, swapped), or None when every link holds.

    A tail that was cut off leaves a sound chain: compare the last number and hash with a checkpoint kept elsewhere.
    """
    for seq, link in enumerate(links, start=first_seq):
        follows = link.event.get("seq") == seq and link.prev_hash == prev_hash
        if not follows or link.hash != event_hash(prev_hash, link.event):
            return seq
        prev_hash = link.hash
    return None


def leaf_hash(data: bytes) -> bytes:
    """A Merkle leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def rating_leaf(rating_id: bytes, salt: bytes, fields: Mapping[str, Any]) -> bytes:
    """The leaf of a sealed rating: SHA-256(0x00 || id || salt || JSON of its fields); all ids have one length."""
    return leaf_hash(rating_id + salt + canonical_json(fields))


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in the given order; SHA-256 of nothing when there are none."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        nodes = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = nodes + level[2 * len(nodes) :]  # an odd last node climbs unchanged
    return level[0]


def sorted_root(leaves: Iterable[bytes]) -> bytes:
    """The root over sorted leaf hashes: commits to the set and tells nothing about the order of arrival."""
    return merkle_root(sorted(leaves))


def _ordered(value: object) -> object:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("canonical JSON takes only text as keys")
        # RFC 8785, 3.2.3: names are sorted by UTF-16 code units, not by code points.
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ValueError("canonical JSON takes integers up to 2^53 - 1; write larger ones as text")
    if value is None or isinstance(value, str | int):
        return value
    raise ValueError(f"canonical JSON takes no {type(value).__name__}")
