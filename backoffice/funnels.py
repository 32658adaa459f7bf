"""The funnel of units: which index lies further from the agency's than chance and ordinary differences explain."""

from collections.abc import Iterable, Sequence
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
    known = [(unit, figure) for unit, figure in rows if _error(figure)]
    target = whole.index.exact if whole.index else None
    if len(known) < FEWEST or target is None:
        return None
    fitted = _fitted([figure for _unit, figure in known], float(target))
    if fitted is None:
        return None
    return UnitFunnel(_chart(known, fitted), tuple(_line(unit, figure, fitted) for unit, figure in known))


def _error(figure: Figure) -> float | None:
    return figure.index.standard_error if figure.index and figure.index.exact is not None else None


def _index(figure: Figure) -> float:
    return float(figure.index.exact or 0) if figure.index else 0.0


def _fitted(figures: Sequence[Figure], target: float) -> Funnel | None:
    n = np.array([figure.respondents for figure in figures], dtype=np.int64)
    index, error = (np.array([float(of(figure) or 0) for figure in figures]) for of in (_index, _error))
    return funnel.fit(n, index, error, target)


def _chart(known: Sequence[tuple[Unit, Figure]], fitted: Funnel) -> charts.Funnel:
    dots = [Dot(figure.respondents, _index(figure), _beyond(figure, fitted, INNER)) for _unit, figure in known]
    limits = [partial(_limit, fitted, k, end) for k in (INNER, OUTER) for end in (LOW, HIGH)]
    return charts.funnel(dots, fitted.target, limits)


def _limit(fitted: Funnel, k: float, end: int, n: int) -> float:
    return funnel.limits(fitted, n, k)[end]


def _beyond(figure: Figure, fitted: Funnel, k: float) -> bool:
    low, high = funnel.limits(fitted, figure.respondents, k)
    return not low <= _index(figure) <= high


def _line(unit: Unit, figure: Figure, fitted: Funnel) -> Line:
    low, high = funnel.limits(fitted, figure.respondents)
    where = _("di dalam batas")
    if _beyond(figure, fitted, OUTER):
        where = _("di luar batas 99,8\u00a0%")
    elif _beyond(figure, fitted, INNER):
        where = _("di luar batas 95\u00a0%")
    value = figure.index.value if figure.index else None
    return Line(
        unit,
        figure.respondents,
        value or Decimal(0),
        max(25.0, low),
        min(100.0, high),
        where,
        not _beyond(figure, fitted, INNER),
    )
