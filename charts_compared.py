"""Geometry of charts that compare: answers as diverging bars, values as dots with intervals, a grid of hours.

Rows stand in the order given. What may not be told has no length and no place: the template hatches it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from charts import Mark

WIDTH: Final = 680.0
ROW: Final = 64.0
HEAD: Final = 24.0
BAR: Final = 26.0
GRID_LEFT, GRID_ROW = 116.0, 52.0
MIDDLE: Final = 2  # answers 1 and 2 lie left of it, 3 and 4 right
LEAST, MOST = 0.05, 0.95  # beyond these, shares are not told apart


@dataclass(frozen=True)
class Part:
    """The share of one answer, 1 to 4: where its bar begins, how long it is, and its share in words."""

    answer: int
    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Bar:
    """A row of answers; `parts` is empty where a distribution may not be told."""

    label: str
    value: str
    n: str
    y: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Bars:
    """Shares of four answers per row, on either side of a middle line."""

    rows: tuple[Bar, ...]
    middle: float
    height: float
    width: float = WIDTH
    bar: float = BAR


@dataclass(frozen=True)
class Answers:
    """How often 1, 2, 3, 4 were given, and the shares as they may be told; None for all where they may not."""

    label: str
    value: str
    n: str
    counts: Sequence[int]
    shares: Sequence[str | None]


def diverging(rows: Sequence[Answers]) -> Bars:
    """Bars of shares between 5 and 95 %: longer and shorter ones are drawn as their words are blurred."""
    drawn = [_blurred(row) for row in rows]
    left = max((sum(shares[:MIDDLE]) for shares in drawn), default=0.0)
    right = max((sum(shares[MIDDLE:]) for shares in drawn), default=0.0)
    scale = WIDTH / max(left + right, 1.0)
    middle = left * scale
    return Bars(
        rows=tuple(
            Bar(row.label, row.value, row.n, HEAD + at * ROW, _parts(shares, row.shares, middle, scale))
            for at, (row, shares) in enumerate(zip(rows, drawn, strict=True))
        ),
        middle=_r(middle),
        height=HEAD + len(rows) * ROW,
    )


@dataclass(frozen=True)
class Value:
    """A value with its interval, in points."""

    label: str
    value: float
    interval: tuple[float, float] | None
    text: str


@dataclass(frozen=True)
class Spot:
    """A dot with its whisker."""

    label: str
    text: str
    y: float
    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Dots:
    """Values below each other on one axis; `target` is the whole's."""

    rows: tuple[Spot, ...]
    target: float
    ticks: tuple[Mark, ...]
    height: float
    width: float = WIDTH
    head: float = HEAD


def dots(rows: Sequence[Value], target: float, lowest: int = 25, highest: int = 100) -> Dots:
    """The chart of at least one value; the axis takes in all intervals and does not begin at 0."""
    ends = [end for row in rows for end in (row.value, *(row.interval or ()))] + [target]
    bottom = max(lowest, 5 * math.floor(min(ends) / 5))
    top = min(highest, max(5 * math.ceil(max(ends) / 5), bottom + 10))
    bottom = min(bottom, top - 10)

    def x_of(value: float) -> float:
        return _r(16 + (WIDTH - 32) * (value - bottom) / (top - bottom))

    step = 5 * math.ceil((top - bottom) / 40)
    spots = (
        Spot(row.label, row.text, HEAD + at * ROW, x_of(row.value), *map(x_of, row.interval or (row.value,) * 2))
        for at, row in enumerate(rows)
    )
    ticks = tuple(Mark(x_of(value), str(value)) for value in range(bottom, top + 1, step))
    return Dots(tuple(spots), x_of(target), ticks, 2 * HEAD + len(rows) * ROW)


@dataclass(frozen=True)
class Square:
    """A cell of a grid; `text` is empty where it may not be told, `level` 0 (lowest) to 3."""

    x: float
    y: float
    text: str
    level: int | None


@dataclass(frozen=True)
class Grid:
    """Cells by row and column, with their headings."""

    squares: tuple[Square, ...]
    columns: tuple[Mark, ...]
    rows: tuple[Mark, ...]
    cell: tuple[float, float]
    height: float
    width: float = WIDTH


def grid(columns: Sequence[str], rows: Sequence[str], cells: Sequence[Sequence[tuple[str, int] | None]]) -> Grid:
    """The chart of `cells`, by row: text and level, or None where nothing may be told."""
    wide = (WIDTH - GRID_LEFT) / max(len(columns), 1)
    return Grid(
        squares=tuple(
            Square(_r(GRID_LEFT + across * wide), HEAD + down * GRID_ROW, *(cell or ("", None)))
            for down, line in enumerate(cells)
            for across, cell in enumerate(line)
        ),
        columns=tuple(Mark(_r(GRID_LEFT + (at + 0.5) * wide), label) for at, label in enumerate(columns)),
        rows=tuple(Mark(HEAD + (at + 0.5) * GRID_ROW, label) for at, label in enumerate(rows)),
        cell=(_r(wide - 4), GRID_ROW - 4),
        height=HEAD + len(rows) * GRID_ROW,
    )


def _blurred(row: Answers) -> list[float]:
    """Shares as long as their words say, made to fill the bar; none where they may not be told."""
    n = sum(row.counts)
    if None in row.shares or not n:
        return []
    shares = [min(max(count / n, LEAST), MOST) for count in row.counts]
    return [share / sum(shares) for share in shares]


def _parts(shares: Sequence[float], words: Sequence[str | None], middle: float, scale: float) -> tuple[Part, ...]:
    found, x = [], middle - scale * sum(shares[:MIDDLE])
    for answer, (share, text) in enumerate(zip(shares, words, strict=False), 1):
        found.append(Part(answer, _r(x), _r(scale * share), text or ""))
        x += scale * share
    return tuple(found)


def _r(value: float) -> float:
    return round(value, 1)
