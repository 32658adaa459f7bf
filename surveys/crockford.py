"""How codes are spelled: Crockford's base32 (crockford.com/base32.html), upper case, without check symbol."""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GAPS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def encode(data: bytes) -> str:
    """⌈8n/5⌉ characters for n bytes, most significant bit first; the padding bits at the end are zero."""
    length = -(-len(data) * 8 // 5)
    number = int.from_bytes(data) << (length * 5 - len(data) * 8)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def decode(text: str) -> bytes:
    """The bytes of a canonical spelling; any other spelling of the same bytes is a ValueError."""
    number = 0
    for letter in text:
        if letter not in _VALUES:
            raise ValueError("not an upper-case Crockford base32 letter")
        number = number << 5 | _VALUES[letter]
    size = len(text) * 5 // 8
    data = (number >> len(text) * 5 - size * 8).to_bytes(size)
    if encode(data) != text:
        raise ValueError("not the canonical spelling")
    return data


def normalise(typed: str) -> str:
    """What a person meant by a typed code: case, spaces and hyphens do not matter, O is 0, I and L are 1."""
    return _GAPS.sub("", typed).upper().translate(_LOOK_ALIKES)


def grouped(code: str) -> str:
    """The code in groups of four for paper and screen; `normalise` takes the spaces out again."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
