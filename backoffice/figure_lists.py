"""All units in a period as the agency's page and its files show them, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flask import request
from sqlalchemy.orm import Session

from backoffice import figure_filters, funnels, period_choice
from backoffice.door import own_unit
from backoffice.figure_filters import ELEMENT, Filters
from backoffice.funnels import Line, UnitFunnel
from models import figures, former_names, questionnaires, units
from models.figures import AgencyFigure, Figure
from models.units import Unit
from surveys.periods import Kind, Period

ROWS_SHOWN: Final = 100
SHEET, DIGITS = "lembar", 6
UNRELEASED: Final = Figure()


@dataclass(frozen=True)
class AgencyPage:
    """What the page of all units shows.

    Attributes:
        rows: depth in the tree, unit and figure; each unit below its parent, and beside its siblings by name.
        names: what the units were called on the last day of the period, by their number.
        whole: all units pooled; None where the filter in the address names nothing.
        sheet: which hundred of the rows the page shows, from 1; a file has them all.
    """

    period: Period
    filters: Filters
    choices: Mapping[str, Mapping[str, str]]
    rows: list[tuple[int, Unit, Figure]]
    names: Mapping[int, str]
    whole: AgencyFigure | None
    funnel: UnitFunnel | None
    sheet: int

    @property
    def sheets(self) -> int:
        """How many hundreds there are."""
        return max(1, -(-len(self.rows) // ROWS_SHOWN))

    @property
    def shown(self) -> list[tuple[int, Unit, Figure]]:
        """The rows of this page."""
        return self.rows[(self.sheet - 1) * ROWS_SHOWN : self.sheet * ROWS_SHOWN]

    @property
    def lines(self) -> list[Line]:
        """The funnel's numbers of these units."""
        shown = {unit.id for _depth, unit, _figure in self.shown}
        return [line for line in self.funnel.lines if line.unit.id in shown] if self.funnel else []


def of_agency(session: Session) -> AgencyPage:
    """The page that the address asks for."""
    period = period_choice.chosen(session, Kind.QUARTER)
    code = questionnaires.in_use(session, period_choice.today(session)).code
    elements = questionnaires.load(session, code).elements
    choices = {ELEMENT: figure_filters.elements((element.code, element.name()) for element in elements)}
    filters = figure_filters.chosen(choices)
    if filters.problems:
        return AgencyPage(period, filters, choices, [], {}, None, None, 1)
    whole, found = figures.agency(session, period)
    if filters.element:
        whole, found = _of_element(whole, found, filters.element)
    shown = [unit for unit in units.all_units(session, own_unit()) if unit.id in found or unit.closed_on is None]
    rows = [(depth, unit, found.get(unit.id, UNRELEASED)) for depth, unit in units.tree(shown)]
    funnel = funnels.of_units([(unit, figure) for _depth, unit, figure in rows], whole)
    return AgencyPage(
        period, filters, choices, rows, former_names.on(session, shown, period.end), whole, funnel, _sheet(rows)
    )


def _sheet(rows: Sequence[object]) -> int:
    """The hundred in the address, or the nearest one that there is."""
    asked = request.args.get(SHEET, "1")
    last = max(1, -(-len(rows) // ROWS_SHOWN))
    return min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) <= DIGITS else 1


def _of_element(
    whole: AgencyFigure, found: Mapping[int, Figure], element: str
) -> tuple[AgencyFigure, dict[int, Figure]]:
    """The same figures of one element, where the mean of the units is that of their conversions."""
    narrowed = {unit: figures.of_element(figure, element) for unit, figure in found.items()}
    values = [one.index.exact for one in narrowed.values() if one.index and one.index.exact is not None]
    mean = sum(values, Fraction(0)) / len(values) if values else None
    pooled = {**vars(figures.of_element(whole, element)), "plain_mean": mean, "units": len(values)}
    return AgencyFigure(**pooled), narrowed
