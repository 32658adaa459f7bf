"""A reader of QR codes (ISO/IEC 18004, versions 1 to 6) of our own, so that its maker does not check itself.

It reads clean pictures: finds the mask, takes the data words and spells their text, and corrects no errors.
"""

import re
from collections.abc import Callable, Iterator, Sequence

Picture = Sequence[Sequence[bool]]

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
FORMAT_MASK = 0b101010000010010
LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
BLOCKS = {  # data words of each block, by version and level
    (1, "M"): [16], (2, "M"): [28], (3, "M"): [44], (4, "M"): [32, 32], (5, "M"): [43, 43],
    (6, "M"): [27, 27, 27, 27],
    (1, "Q"): [13], (2, "Q"): [22], (3, "Q"): [17, 17], (4, "Q"): [24, 24],
    (5, "Q"): [15, 15, 16, 16],
}  # fmt: skip
MASKS: Sequence[Callable[[int, int], bool]] = (  # as the standard writes them
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _x: y % 2 == 0,
    lambda _y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)


def painted(path: str, side: int) -> list[list[bool]]:
    """The picture that a path of boxes paints, module by module."""
    canvas = [[False] * side for _ in range(side)]
    boxes = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{n}v1h-{m}z" for x, y, n, m in boxes) == path
    for x, y, length, back in boxes:
        assert length == back
        for step in range(int(length)):
            assert not canvas[int(y)][int(x) + step]
            canvas[int(y)][int(x) + step] = True
    return canvas


def read(picture: Picture) -> str:
    """The text of a code without its quiet zone."""
    size = len(picture)
    version = (size - 17) // 4
    level, mask = _format(picture)
    blocks = BLOCKS[version, level]
    bits = [picture[y][x] ^ MASKS[mask](y, x) for y, x in _path(size, version)]
    words = [_number(bits[start : start + 8]) for start in range(0, sum(blocks) * 8, 8)]
    apart: list[list[int]] = [[] for _ in blocks]
    turns = [block for at in range(max(blocks)) for block, count in enumerate(blocks) if at < count]
    for block, word in zip(turns, words, strict=True):
        apart[block].append(word)
    data = [word for block in apart for word in block]
    return _text([bool(word >> place & 1) for word in data for place in reversed(range(8))])


def _format(picture: Picture) -> tuple[str, int]:
    """Level and number of the mask, from the strip beside the first finder."""
    columns = [picture[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)]
    rows = [picture[y][8] for y in (7, 5, 4, 3, 2, 1, 0)]
    found = _number([*columns, *rows]) ^ FORMAT_MASK
    return LEVELS[found >> 13], found >> 10 & 0b111


def _path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Modules that carry data, in the order of the words: columns in pairs from the right, up and down in turn."""
    right, up = size - 1, True
    while right > 0:
        right -= right == 6
        for y in reversed(range(size)) if up else range(size):
            yield from ((y, x) for x in (right, right - 1) if not _is_function(y, x, size, version))
        right, up = right - 2, not up


def _is_function(y: int, x: int, size: int, version: int) -> bool:
    """Whether a module belongs to finders with their format strips, timing, or the one alignment pattern."""
    finders = (y < 9 and x < 9) or (y < 9 and x >= size - 8) or (y >= size - 8 and x < 9)
    middle = size - 7
    alignment = version > 1 and abs(y - middle) <= 2 and abs(x - middle) <= 2
    return finders or alignment or y == 6 or x == 6


def _text(bits: list[bool]) -> str:
    """Segments of letters (mode 2) and bytes (mode 4) until the end mark."""
    at, text = 0, ""

    def take(n: int) -> int:
        nonlocal at
        at += n
        return _number(bits[at - n : at])

    while at + 4 <= len(bits) and (mode := take(4)):
        if mode == 2:
            count = take(9)
            for _ in range(count // 2):
                text += "".join(ALPHANUMERIC[value] for value in divmod(take(11), 45))
            text += ALPHANUMERIC[take(6)] if count % 2 else ""
        else:
            assert mode == 4, mode
            text += bytes(take(8) for _ in range(take(8))).decode()
    return text


def _number(bits: Sequence[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
