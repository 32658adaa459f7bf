"""The funnel of units: which index lies further from the agency's than chance and ordinary differences explain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

import numpy as np
from flask_babel import gettext as _

import charts
from charts import Dot
from models.figures import Figure
from models.units import Unit
from surveys import funnel
from surveys.funnel import INNER, OUTER, Funnel
from surveys.ikm import Index

FEWEST: Final = 3  # units; fewer say nothing about how much units ordinarily differ
LOW, HIGH = 0, 1


@dataclass(frozen=True)
class Line:
    """A unit beside the limits for its number of respondents, in IKM points; `where` says it in words."""

    unit: Unit
    n: int
    value: Decimal
    low: float
    high: float
    where: str
    is_inside: bool = True


@dataclass(frozen=True)
class UnitFunnel:
    """The chart, and the same numbers by the name of the unit."""

    chart: charts.Funnel
    lines: tuple[Line, ...]

    @property
    def outside(self) -> list[Line]:
        """Units beyond the 95 % limits, in the order of all."""
        return [line for line in self.lines if not line.is_inside]


def of_units(rows: Iterable[tuple[Unit, Figure]], whole: Figure) -> UnitFunnel | None:
    """The funnel around the agency's index; None while too few units have an index with a standard error."""
    known = [(unit, index, float(index.exact)) for unit, index in _indices(rows) if index.exact is not None]
    target = whole.index.exact if whole.index else None
    if len(known) < FEWEST or target is None:
        return None
    n = np.array([index.respondents for _unit, index, _value in known], dtype=np.int64)
    errors = np.array([index.standard_error for _unit, index, _value in known])
    fitted = funnel.fit(n, np.array([value for _unit, _index, value in known]), errors, float(target))
    if fitted is None:
        return None
    lines = tuple(_lines(known, fitted))
    dots = [Dot(line.n, value, not line.is_inside) for line, (*_, value) in zip(lines, known, strict=True)]
    limits = [partial(_limit, fitted, k, end) for k in (INNER, OUTER) for end in (LOW, HIGH)]
    return UnitFunnel(charts.funnel(dots, fitted.target, limits), lines)


def _indices(rows: Iterable[tuple[Unit, Figure]]) -> Iterator[tuple[Unit, Index]]:
    """Units whose index has a standard error, which may be neither unknown nor nothing."""
    return ((unit, figure.index) for unit, figure in rows if figure.index and figure.index.standard_error)


def _lines(known: Iterable[tuple[Unit, Index, float]], fitted: Funnel) -> Iterator[Line]:
    words = _("di dalam batas"), _("di luar batas 95\u00a0%"), _("di luar batas 99,8\u00a0%")
    for unit, index, value in known:
        n = index.respondents
        spans = [funnel.limits(fitted, n, k) for k in (INNER, OUTER)]
        beyond = sum(not low <= value <= high for low, high in spans)
        low, high = spans[0]
        yield Line(unit, n, index.value or Decimal(0), max(25.0, low), min(100.0, high), words[beyond], beyond == 0)


def _limit(fitted: Funnel, k: float, end: int, n: int) -> float:
    return funnel.limits(fitted, n, k)[end]
