"""Geometry of charts: from figures to coordinates. The templates draw them, with a table of the same numbers below.

A month without a figure is a gap in the line, never a point at the bottom.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

WIDTH, HEIGHT = 680.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 60.0, 12.0, 28.0
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 112.0, 28.0, 4.0
STEP = 5
CURVE_POINTS = 120


@dataclass(frozen=True)
class Reading:
    """A value of one month with its interval; None where there is none.

    `begins` says that it was measured by another form than the values before it; `limits` are what chance explains.
    """

    label: str
    value: float | None
    interval: tuple[float, float] | None = None
    begins: bool = False
    limits: tuple[float, float] | None = None

    @property
    def is_outside(self) -> bool:
        """Whether the value lies beyond its limits."""
        return self.value is not None and self.limits is not None and not self.limits[0] <= self.value <= self.limits[1]


@dataclass(frozen=True)
class Point:
    """Where a value lies."""

    x: float
    y: float
    value: float
    outside: bool = False


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
        paths: one polyline per stretch of months without a gap and without another form.
        bands: one polygon per stretch of intervals.
        breaks: where another form begins.
        limits: the lower and the upper limits, a step as wide as its month each.
        ticks: values on the left; months: below; the axis does not begin at 0 and its ends are labelled.
    """

    points: tuple[Point, ...]
    paths: tuple[str, ...]
    bands: tuple[str, ...]
    ticks: tuple[Mark, ...]
    months: tuple[Mark, ...]
    breaks: tuple[float, ...] = ()
    limits: tuple[str, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def line(readings: Sequence[Reading], lowest: int = 25, highest: int = 100) -> Line | None:
    """The chart of readings in order; None when no reading has a value."""
    values = [end for reading in readings for end in _ends(reading)]
    if not values:
        return None
    bottom, top = _axis(min(values), max(values), lowest, highest)
    slot = (WIDTH - LEFT - RIGHT) / len(readings)
    x_of = [LEFT + slot * (at + 0.5) for at in range(len(readings))]

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - bottom) / (top - bottom)

    runs = _runs(readings)
    return Line(
        points=tuple(
            Point(_r(x), _r(y_of(reading.value)), reading.value, reading.is_outside)
            for x, reading in zip(x_of, readings, strict=True)
            if reading.value is not None
        ),
        paths=tuple(_path((x_of[at], y_of(readings[at].value or 0.0)) for at in run) for run in runs),
        bands=tuple(_band(readings, run, x_of, y_of) for run in runs),
        ticks=tuple(Mark(_r(y_of(value)), str(value)) for value in range(bottom, top + 1, STEP)),
        months=tuple(Mark(_r(x), reading.label) for x, reading in zip(x_of, readings, strict=True)),
        breaks=tuple(_r(x - slot / 2) for x, reading in zip(x_of, readings, strict=True) if reading.begins),
        limits=tuple(
            _path((x + way * slot / 2, y_of(min(max(end, bottom), top))) for way in (-1, 1))
            for x, reading in zip(x_of, readings, strict=True)
            for end in reading.limits or ()
        ),
    )


@dataclass(frozen=True)
class Dot:
    """A unit in a funnel: respondents, index, and whether it lies outside the inner limits."""

    n: int
    value: float
    outside: bool


@dataclass(frozen=True)
class Funnel:
    """Units around a target, between limits that narrow with the number of respondents.

    Attributes:
        inside, outside: where units lie; a reader tells them apart by their shape.
        target: height of the target's line.
        limits: one polyline per limit, as far as it lies in the drawing.
        ticks: values on the left; numbers: respondents below.
    """

    inside: tuple[Point, ...]
    outside: tuple[Point, ...]
    target: float
    limits: tuple[str, ...]
    ticks: tuple[Mark, ...]
    numbers: tuple[Mark, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def funnel(
    dots: Sequence[Dot], target: float, limits: Sequence[Callable[[int], float]], lowest: int = 25, highest: int = 100
) -> Funnel:
    """The chart of at least one unit; `limits` give the index at a number of respondents."""
    most = max(dot.n for dot in dots)
    values = [target, *(dot.value for dot in dots), *(limit(most) for limit in limits)]
    bottom, top = _axis(min(values), max(values), lowest, highest)
    step = _round_step(most)

    def x_of(n: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * n / (step * math.ceil(most / step))

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - bottom) / (top - bottom)

    shown = sorted({max(1, round(most * at / CURVE_POINTS)) for at in range(CURVE_POINTS + 1)})
    curves = ([(n, limit(n)) for n in shown if bottom <= limit(n) <= top] for limit in limits)
    points = [(dot.outside, Point(_r(x_of(dot.n)), _r(y_of(dot.value)), dot.value)) for dot in dots]
    return Funnel(
        inside=tuple(point for outside, point in points if not outside),
        outside=tuple(point for outside, point in points if outside),
        target=_r(y_of(target)),
        limits=tuple(_path((x_of(n), y_of(value)) for n, value in curve) for curve in curves),
        ticks=tuple(Mark(_r(y_of(value)), str(value)) for value in range(bottom, top + 1, STEP)),
        numbers=tuple(Mark(_r(x_of(n)), str(n)) for n in range(0, most + step, step)),
    )


@dataclass(frozen=True)
class Spark:
    """A small line that stands beside its numbers: a polyline per stretch without a gap, and where it ends."""

    paths: tuple[str, ...]
    last: Point
    width: float = SPARK_WIDTH
    height: float = SPARK_HEIGHT


def spark(counts: Sequence[float | None], lowest: float = 0) -> Spark | None:
    """The line of counts in order above `lowest`; a hidden one is a gap. None while nothing lies above."""
    most = max((n for n in counts if n is not None), default=lowest)
    if most <= lowest:
        return None
    wide, high = SPARK_WIDTH - 2 * SPARK_EDGE, SPARK_HEIGHT - 2 * SPARK_EDGE
    points = [
        None
        if n is None
        else (SPARK_EDGE + wide * at / max(1, len(counts) - 1), SPARK_EDGE + high * (most - n) / (most - lowest))
        for at, n in enumerate(counts)
    ]
    runs = [[point for point in run if point] for told, run in groupby(points, key=bool) if told]
    runs = [run if len(run) > 1 else [(run[0][0] - 2, run[0][1]), (run[0][0] + 2, run[0][1])] for run in runs]
    at = max(at for at, n in enumerate(counts) if n is not None)
    x, y = points[at] or (SPARK_EDGE, SPARK_EDGE)
    return Spark(tuple(map(_path, runs)), Point(_r(x), _r(y), float(counts[at] or 0)))


def place(value: float, lowest: float = 1, highest: float = 4, *, width: float = 100) -> float:
    """Where a value lies on a full axis, as a distance from its left end."""
    return _r(width * (value - lowest) / (highest - lowest))


def _ends(reading: Reading) -> Iterable[float]:
    return () if reading.value is None else (reading.value, *(reading.interval or ()), *(reading.limits or ()))


def _axis(smallest: float, largest: float, lowest: int, highest: int) -> tuple[int, int]:
    """Ends of the axis: multiples of the step around the values, within the scale and not too close together."""
    bottom, top = STEP * math.floor(smallest / STEP), STEP * math.ceil(largest / STEP)
    top = min(highest, max(top, bottom + 2 * STEP))
    return max(lowest, min(bottom, top - 2 * STEP)), top


def _round_step(most: int) -> int:
    """1, 2 or 5 times a power of ten: the smallest that needs at most six steps up to `most`."""
    power = 1
    while most > 60 * power:
        power *= 10
    return next(step * power for step in (1, 2, 5, 10) if most <= 6 * step * power)


def _runs(readings: Sequence[Reading]) -> list[list[int]]:
    """Stretches of neighbouring months that have a value of the same form."""
    forms = list(accumulate(reading.begins for reading in readings))
    groups = groupby(range(len(readings)), key=lambda at: (readings[at].value is not None, forms[at]))
    return [list(run) for (has_value, _form), run in groups if has_value]


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
