"""One unit in a period as its page and its files show it: read once, with the filters of the address applied."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import dropwhile
from typing import Final

from sqlalchemy.orm import Session

import clock
from backoffice import figure_filters, period_choice
from backoffice.door import own_unit
from backoffice.figure_filters import CHANNEL, ELEMENT, SERVICE, Filters
from models import counters, figures, former_names, questionnaires, slices, units
from models.figures import Figure, UnitFigure
from models.units import Unit
from surveys import crosswalk, disclosure, ikm
from surveys.ikm import ElementFigure, Index
from surveys.periods import Kind, Period
from surveys.questionnaire import Questionnaire
from surveys.slices import Key, Slice, Slices, Table

MONTHS_SHOWN: Final = 12
PERIODS_SHOWN: Final = 4  # of a slice: each is cut anew when it was not looked at before
LOWEST_SHOWN: Final = 3
NARROWEST: Final = 0.05  # shares below it, or above the rest, are not told apart

Step = tuple[Period, Index | None]


class Why(Enum):
    """Why there is no number."""

    UNRELEASED = "unreleased"
    UNKNOWN = "unknown"
    NOT_LOCKED = "not_locked"
    CLOSED = "closed"


@dataclass(frozen=True)
class UnitPage:
    """What the page of a unit shows.

    Attributes:
        name: what the unit was called on the last day of the period.
        whole: the unit's figure without a filter of service or channel, narrowed to the element if one is chosen.
        index, counts: what the filters leave; None and nothing where `why` says why.
        trend: month by month, of a slice by locked period; oldest first.
        slices: of the whole period; None while it is not locked.
        locked: locked periods, newest first.
        names: of services, counters and shifts, by their number.
        name: what the unit was called on the last day of the period.
    """

    unit: Unit
    name: str
    period: Period
    whole: UnitFigure
    index: Index | None
    counts: Mapping[str, tuple[int, ...]]
    why: Why | None
    questionnaire: Questionnaire
    filters: Filters
    choices: Mapping[str, Mapping[str, str]]
    trend: list[Step]
    changed_in: list[Period]
    slices: Slices | None
    locked: list[Period]
    names: Mapping[str, Mapping[int, str]]
    has_counter: bool

    @property
    def figure(self) -> UnitFigure:
        """The whole figure, for what no filter divides: taps, services, dates."""
        return self.whole

    @property
    def name_of(self) -> dict[str, str]:
        """Names of the elements by code."""
        return {element.code: element.name() for element in self.questionnaire.elements}

    @property
    def by_value(self) -> list[ElementFigure]:
        """Elements with answers, the lowest exact NRR first; ties in the order of the elements."""
        answered = [element for element in (self.index.elements if self.index else ()) if element.nrr is not None]
        return sorted(answered, key=lambda element: element.nrr or Fraction(0))

    @property
    def lowest(self) -> list[ElementFigure]:
        """The three lowest elements."""
        return self.by_value[:LOWEST_SHOWN]

    @property
    def last_locked(self) -> Period | None:
        """The newest locked period with slices, where the one shown has none."""
        return next(iter(self.locked), None)

    @property
    def taps(self) -> list[tuple[str, int, str | None]]:
        """Label, count and share of the first tap; the share is None where it could point at somebody."""
        labels = self.questionnaire.opening.labels() if self.questionnaire.opening else ()
        counts = zip(labels, self.whole.opening, strict=True)
        return [(label, count, disclosure.capped_share(count, self.whole.taps)) for label, count in counts]

    def blurred(self, count: int) -> float:
        """Length of a bar; as blurred at its ends as the share beside it."""
        return min(max(count / self.whole.taps, NARROWEST), 1 - NARROWEST)

    def cells(self, table: Table) -> dict[Key, Index]:
        """Shown cells of a table, narrowed to the element if one is chosen."""
        found = self.slices.cells[table] if self.slices else {}
        return {key: narrowed(cell.index, self.filters.element) for key, cell in found.items()}


def of_unit(session: Session, unit_id: int) -> UnitPage:
    """The page that the address asks for."""
    unit = units.get(session, unit_id, own_unit())
    period = period_choice.chosen(session, Kind.QUARTER)
    figure = figures.unit_figure(session, unit.id, period)
    today = unit.local(clock.now()).date()
    code = figure.questionnaires[-1] if figure.questionnaires else questionnaires.in_use(session, today).code
    questionnaire = questionnaires.load(session, code)
    names = _names(session, unit.id, period)
    choices = _choices(names, questionnaire)
    filters = figure_filters.chosen(choices)
    divided = slices.of_unit(session, unit.id, period, figure.index)
    index, counts, why = _filtered(figure, divided, filters)
    months = figures.trend(session, unit.id, min(period.end, today), MONTHS_SHOWN)
    begun = list(dropwhile(lambda month: month[1].index is None, months))
    locked = slices.locked(session)
    return UnitPage(
        unit=unit,
        name=former_names.on(session, [unit], period.end)[unit.id],
        period=period,
        whole=UnitFigure(**vars(_of_element(figure, filters.element))),
        index=index,
        counts=counts,
        why=why,
        questionnaire=questionnaire,
        filters=filters,
        choices=choices,
        trend=_trend(session, unit.id, period, begun, locked, filters),
        changed_in=[] if filters.is_slice else _changed(begun),
        slices=divided,
        locked=locked,
        names=names,
        has_counter=bool(counters.open_of_unit(session, unit.id, today)),
    )


def narrowed(index: Index, element: str | None) -> Index:
    """An index, or that of its one element."""
    return index if element is None else ikm.of_element(index, element)


def cell_of(divided: Slices, filters: Filters) -> Slice | None:
    """The cell that service and channel name together; None where it may not be told."""
    table, key = place_of(filters.service, filters.channel)
    return divided.cells[table].get(key)


def place_of(service: int | None, channel: str | None) -> tuple[Table, Key]:
    """The table, and the cell in it, that a service or a channel or both name."""
    if service is not None and channel is not None:
        return Table.SERVICE_CHANNEL, (service, channel)
    if service is not None:
        return Table.SERVICE, (service,)
    return Table.CHANNEL, (channel or "",)


def _names(session: Session, unit_id: int, period: Period) -> dict[str, dict[int, str]]:
    """What services and counters were called on the last day of the period, and shifts are called now."""
    return {
        "service": former_names.on(session, units.services_of(session, unit_id), period.end),
        "counter": former_names.on(session, counters.of_unit(session, unit_id), period.end),
        "shift": {shift.number: shift.name for shift in units.shifts_of(session, unit_id)},
    }


def _choices(names: Mapping[str, Mapping[int, str]], questionnaire: Questionnaire) -> dict[str, dict[str, str]]:
    return {
        SERVICE: {str(service): name for service, name in names["service"].items()},
        CHANNEL: figure_filters.channels(),
        ELEMENT: figure_filters.elements((element.code, element.name()) for element in questionnaire.elements),
    }


def _filtered(
    figure: UnitFigure, divided: Slices | None, filters: Filters
) -> tuple[Index | None, Mapping[str, tuple[int, ...]], Why | None]:
    """Index and counts that the filters leave, or why there are none."""
    if filters.problems:
        return None, {}, Why.UNKNOWN
    if figure.index is None:
        return None, {}, Why.UNRELEASED
    part: Slice = Slice(figure.index, figure.counts)
    if filters.is_slice:
        if divided is None:
            return None, {}, Why.NOT_LOCKED
        found = cell_of(divided, filters)
        if found is None:
            return None, {}, Why.CLOSED
        part = found
    element = filters.element
    counts = part.counts if element is None else {element: part.counts[element]}
    return narrowed(part.index, element), counts, None


def _of_element(figure: UnitFigure, element: str | None) -> Figure:
    return figure if element is None else figures.of_element(figure, element)


def _trend(
    session: Session,
    unit_id: int,
    period: Period,
    months: list[tuple[Period, Figure]],
    locked: list[Period],
    by: Filters,
) -> list[Step]:
    if by.problems:
        return []
    if not by.is_slice:
        return [(month, narrowed(one.index, by.element) if one.index else None) for month, one in months]
    steps: list[Step] = []
    for earlier in [one for one in locked if one.end <= period.end][:PERIODS_SHOWN]:
        divided = slices.of_unit(session, unit_id, earlier, figures.unit_figure(session, unit_id, earlier).index)
        found = cell_of(divided, by) if divided else None
        steps.insert(0, (earlier, narrowed(found.index, by.element) if found else None))
    return steps


def _changed(months: list[tuple[Period, Figure]]) -> list[Period]:
    """Months whose questionnaire is not that of the month shown before."""
    steps = crosswalk.breaks([figure.questionnaires for _month, figure in months])
    return [month for (month, _figure), begins in zip(months, steps, strict=True) if begins]
