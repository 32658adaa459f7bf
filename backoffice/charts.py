"""Geometry of charts: from figures to coordinates. The templates draw them, with a table of the same numbers below.

A month without a figure is a gap in the line, never a point at the bottom.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH, HEIGHT = 680.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 60.0, 12.0, 28.0
STEP = 5


@dataclass(frozen=True)
class Reading:
    """A value of one month with its interval; None where there is none."""

    label: str
    value: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Point:
    """Where a value lies."""

    x: float
    y: float
    value: float


@dataclass(frozen=True)
class Mark:
    """A tick with its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """A line with an interval band.

    Attributes:
        points: the months that have a value.
        paths: one polyline per stretch of months without a gap.
        bands: one polygon per stretch of intervals.
        ticks: values on the left; months: below; the axis does not begin at 0 and its ends are labelled.
    """

    points: tuple[Point, ...]
    paths: tuple[str, ...]
    bands: tuple[str, ...]
    ticks: tuple[Mark, ...]
    months: tuple[Mark, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def line(readings: Sequence[Reading], lowest: int = 25, highest: int = 100) -> Line | None:
    """The chart of readings in order; None when no reading has a value."""
    values = [end for reading in readings for end in _ends(reading)]
    if not values:
        return None
    bottom, top = _axis(min(values), max(values), lowest, highest)
    x_of = [LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / len(readings) for at in range(len(readings))]

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - bottom) / (top - bottom)

    runs = _runs(readings)
    return Line(
        points=tuple(
            Point(_r(x), _r(y_of(reading.value)), reading.value)
            for x, reading in zip(x_of, readings, strict=True)
            if reading.value is not None
        ),
        paths=tuple(_path((x_of[at], y_of(readings[at].value or 0.0)) for at in run) for run in runs),
        bands=tuple(_band(readings, run, x_of, y_of) for run in runs),
        ticks=tuple(Mark(_r(y_of(value)), str(value)) for value in range(bottom, top + 1, STEP)),
        months=tuple(Mark(_r(x), reading.label) for x, reading in zip(x_of, readings, strict=True)),
    )


def place(value: float, lowest: float = 1, highest: float = 4, *, width: float = 100) -> float:
    """Where a value lies on a full axis, as a distance from its left end."""
    return _r(width * (value - lowest) / (highest - lowest))


def _ends(reading: Reading) -> Iterable[float]:
    return () if reading.value is None else (reading.value, *(reading.interval or ()))


def _axis(smallest: float, largest: float, lowest: int, highest: int) -> tuple[int, int]:
    """Ends of the axis: multiples of the step around the values, within the scale and not too close together."""
    bottom, top = STEP * math.floor(smallest / STEP), STEP * math.ceil(largest / STEP)
    top = min(highest, max(top, bottom + 2 * STEP))
    return max(lowest, min(bottom, top - 2 * STEP)), top


def _runs(readings: Sequence[Reading]) -> list[list[int]]:
    """Stretches of neighbouring months that have a value."""
    groups = groupby(range(len(readings)), key=lambda at: readings[at].value is not None)
    return [list(run) for has_value, run in groups if has_value]


def _band(
    readings: Sequence[Reading], run: Sequence[int], x_of: Sequence[float], y_of: Callable[[float], float]
) -> str:
    """The outline of a stretch's intervals; a month without one narrows the band to its value."""
    spans = [(x_of[at], readings[at].interval or (readings[at].value or 0.0,) * 2) for at in run]
    upper = [(x, y_of(high)) for x, (_low, high) in spans]
    lower = [(x, y_of(low)) for x, (low, _high) in reversed(spans)]
    if len(spans) == 1:  # a band of one month needs a width to be seen
        x, (low, high) = spans[0]
        upper, lower = [(x - 3, y_of(high)), (x + 3, y_of(high))], [(x + 3, y_of(low)), (x - 3, y_of(low))]
    return _path(upper + lower)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_r(x)},{_r(y)}" for x, y in points)


def _r(value: float) -> float:
    return round(value, 1)
