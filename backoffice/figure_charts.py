"""Charts of a unit's page, each with the sentence that says what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask_babel import gettext as _

import charts
import charts_compared
import filters as words
from backoffice import figure_tables
from backoffice.figure_pages import UnitPage
from backoffice.figure_tables import Part, Twin
from charts import Reading
from charts_compared import Answers, Bars, Dots, Grid, Value
from surveys.ikm import Grade, Index
from surveys.periods import Kind, Period

GRADES: Final = list(Grade)  # from the lowest


@dataclass(frozen=True)
class Compared:
    """Parts of the whole beside each other: dots, the finding, and the same numbers as a table."""

    name: str
    finding: str
    dots: Dots
    twin: Twin


@dataclass(frozen=True)
class Hours:
    """The index by weekday and shift: the grid, the finding, and the same numbers as a table."""

    finding: str
    grid: Grid
    twin: Twin


def elements(page: UnitPage) -> Bars | None:
    """Answers to each element, the lowest first; None where there is no figure."""
    rows = [
        Answers(
            f"{element.code} {page.name_of[element.code]}",
            words.number(element.nrr, 2),
            f"n {words.number(element.n)}",
            page.counts[element.code],
            figure_tables.shares(page.counts[element.code]),
        )
        for element in page.by_value
    ]
    return charts_compared.diverging(rows) if rows else None


def trend(page: UnitPage) -> charts.Line | None:
    """The months, or the locked periods of a slice, with control limits where there are any."""
    limits = figure_tables.controlled(page)
    readings = []
    for step, index in page.trend:
        seen = figure_tables.sample(index)
        within = limits.limits(seen.n) if limits and seen else None
        value = float(index.exact) if index and index.exact is not None else None
        span = index.interval() if index and value is not None else None
        readings.append(Reading(_short(step), value, span, step in page.changed_in, within))
    return charts.line(readings)


def trend_finding(page: UnitPage) -> str:
    """Which months chance does not explain."""
    limits = figure_tables.controlled(page)
    if limits is None:
        return ""
    outside = [
        step.label for step, index in page.trend if (one := figure_tables.sample(index)) and not limits.holds(one)
    ]
    if not outside:
        return str(_("tidak ada bulan di luar batas kendali"))
    return str(_("di luar batas kendali: %(months)s", months=", ".join(outside)))


def compared(page: UnitPage, name: str) -> Compared | None:
    """The dots of a table of slices; None where fewer than two may be told."""
    parts = [part for part in figure_tables.compared(page, name) if part.index and part.index.exact is not None]
    whole = page.whole.index if not page.filters.is_slice else page.index
    if len(parts) < 2 or whole is None or whole.exact is None:
        return None
    values = [_value(part.label, part.index) for part in parts if part.index]
    dots = charts_compared.dots(values, float(whole.exact))
    return Compared(name, _difference(parts, whole), dots, figure_tables.of_page(page, name))


def hours(page: UnitPage) -> Hours | None:
    """The heat map; None where no cell may be told."""
    parts = figure_tables.compared(page, "jam")
    if not parts or page.whole.index is None:
        return None
    rows = [(name, list(line)) for name, line in groupby(parts, key=lambda part: part.key[1])]
    columns = [part.key[0] for part in rows[0][1]]
    cells = [[_square(part.index) for part in line] for _name, line in rows]
    grid = charts_compared.grid(columns, [name for name, _line in rows], cells)
    return Hours(_difference(parts, page.whole.index), grid, figure_tables.of_page(page, "jam"))


def _value(label: str, index: Index) -> Value:
    text = f"{words.number(index.value, 2)} · N {words.number(index.respondents)}"
    return Value(label, float(index.exact or 0), index.interval(), text)


def _square(index: Index | None) -> tuple[str, int] | None:
    if index is None or index.value is None or index.grade is None:
        return None
    return words.number(index.value, 1), GRADES.index(index.grade)


def _difference(parts: Sequence[Part], whole: Index) -> str:
    """Which parts lie further from the whole than their 95 % intervals explain."""
    middle = float(whole.exact or 0)
    low, high = [], []
    for part in parts:
        span = part.index.interval() if part.index else None
        if span and span[1] < middle:
            low.append(part.label)
        elif span and span[0] > middle:
            high.append(part.label)
    found = []
    if low:
        found.append(_("lebih rendah: %(names)s", names=", ".join(low)))
    if high:
        found.append(_("lebih tinggi: %(names)s", names=", ".join(high)))
    return "; ".join(found) or _("belum ada beda yang jelas")


def _short(step: Period) -> str:
    if step.kind is Kind.MONTH:
        return f"{words.month_name(step.start.month)[:3]} {step.year % 100:02}"
    return step.code
