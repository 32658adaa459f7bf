"""All units in a period as the agency's page and its files show them, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from flask import request
from sqlalchemy.orm import Session

from backoffice import figure_divisions, figure_filters, funnels, period_choice
from backoffice.door import own_unit
from backoffice.figure_divisions import UNRELEASED
from backoffice.figure_filters import CHANNEL, ELEMENT, SERVICE, Filters
from backoffice.funnels import Line, UnitFunnel
from models import figures, former_names, questionnaires, unit_slices, units
from models.figures import AgencyFigure, Figure
from models.units import Unit
from surveys.periods import Kind, Period

ROWS_SHOWN: Final = 100
SHEET, DIGITS = "lembar", 6


@dataclass(frozen=True)
class AgencyPage:
    """What the page of all units shows.

    Attributes:
        rows: depth in the tree, unit and figure; each unit below its parent, and beside its siblings by name.
        names: what the units were called on the last day of the period, by their number.
        whole: all units pooled; None where the filter in the address names nothing.
        sheet: which hundred of the rows the page shows, from 1; a file has them all.
        services: by unit, the number of the service that the page is limited to.
        is_undivided: whether service and channel of the period cannot be told, as before its lock.
        last_divided: then the newest period of which they can; None where there is none.
    """

    period: Period
    filters: Filters
    choices: Mapping[str, Mapping[str, str]]
    rows: Sequence[tuple[int, Unit, Figure]] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    whole: AgencyFigure | None = None
    funnel: UnitFunnel | None = None
    sheet: int = 1
    services: Mapping[int, int] = field(default_factory=dict)
    is_undivided: bool = False
    last_divided: Period | None = None

    @property
    def sheets(self) -> int:
        """How many hundreds there are."""
        return max(1, -(-len(self.rows) // ROWS_SHOWN))

    @property
    def shown(self) -> Sequence[tuple[int, Unit, Figure]]:
        """The rows of this page."""
        return self.rows[(self.sheet - 1) * ROWS_SHOWN : self.sheet * ROWS_SHOWN]

    @property
    def closed(self) -> int:
        """How many units may not show the part that the page is limited to."""
        return sum(figure.index is None for _depth, _unit, figure in self.rows)

    def args_of(self, unit: Unit) -> dict[str, str]:
        """The same filters in the address of a unit's page, where services go by their number."""
        number = self.services.get(unit.id)
        return self.filters.args if number is None else {**self.filters.args, SERVICE: str(number)}

    @property
    def lines(self) -> list[Line]:
        """The funnel's numbers of these units."""
        shown = {unit.id for _depth, unit, _figure in self.shown}
        return [line for line in self.funnel.lines if line.unit.id in shown] if self.funnel else []


def of_agency(session: Session) -> AgencyPage:
    """The page that the address asks for."""
    period = period_choice.chosen(session, Kind.QUARTER)
    choices = _choices(session)
    filters = figure_filters.chosen(choices)
    page = AgencyPage(period, filters, choices)
    if filters.problems:
        return page
    whole, found = figures.agency(session, period)
    services: Mapping[int, int] = {}
    if filters.is_slice:
        division = figure_divisions.of_agency(session, period, filters, whole, found)
        if division is None:
            return replace(page, last_divided=unit_slices.newest(session), is_undivided=True)
        whole, found, services = division.whole, division.by_unit, division.services
    if filters.element:
        whole, found = _of_element(whole, found, filters.element)
    shown = [unit for unit in units.all_units(session, own_unit()) if _is_shown(unit, filters, found, services)]
    rows = [(depth, unit, found.get(unit.id, UNRELEASED)) for depth, unit in units.tree(shown)]
    return replace(
        page,
        rows=rows,
        names=former_names.on(session, shown, period.end),
        whole=whole,
        funnel=funnels.of_units([(unit, figure) for _depth, unit, figure in rows], whole),
        sheet=_sheet(rows),
        services=services,
    )


def _choices(session: Session) -> dict[str, dict[str, str]]:
    """Services go by their name, because several units give what is called the same."""
    code = questionnaires.in_use(session, period_choice.today(session)).code
    elements = questionnaires.load(session, code).elements
    return {
        SERVICE: {name: name for name in units.shared_services(session)},
        CHANNEL: figure_filters.channels(),
        ELEMENT: figure_filters.elements((element.code, element.name()) for element in elements),
    }


def _is_shown(unit: Unit, filters: Filters, found: Mapping[int, Figure], services: Mapping[int, int]) -> bool:
    """Units with figures and open ones; of a service, those that give it."""
    if SERVICE in filters.args and unit.id not in services:
        return False
    return unit.id in found or unit.closed_on is None


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
