"""All units by service and channel: what each of them may show of a locked period, and the sum of that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from backoffice.figure_filters import SERVICE, Filters
from backoffice.figure_pages import place_of
from models import unit_slices, units
from models.figures import AgencyFigure, Figure
from models.unit_slices import Written
from surveys import slices
from surveys.ikm import Index
from surveys.periods import Period
from surveys.slices import Slice

UNRELEASED = Figure()


@dataclass(frozen=True)
class Division:
    """Figures limited to a service, a channel or both.

    Attributes:
        whole: of the units that show their part, and of no other.
        by_unit: figures of units that released anything; one without an index may not show its part.
        services: the number of the service, by unit, where the service is limited.
    """

    whole: AgencyFigure
    by_unit: dict[int, Figure]
    services: Mapping[int, int]


def of_agency(
    session: Session, period: Period, filters: Filters, whole: AgencyFigure, found: Mapping[int, Figure]
) -> Division | None:
    """The division of all units' figures; None while nothing of the period is written down, as before its lock."""
    kept = unit_slices.of_period(session, period)
    if not kept:
        return None
    name = filters.args.get(SERVICE)
    services = {} if name is None else units.giving(session, name)
    parts = {
        unit: _part(kept.get(unit, {}), services.get(unit), filters.channel, figure.index)
        for unit, figure in found.items()
        if figure.index and (name is None or unit in services)
    }
    by_unit = {unit: _figure(found[unit], part) for unit, part in parts.items()}
    return Division(_together(whole, parts.values()), by_unit, services)


def _part(written: Written, service: int | None, channel: str | None, whole: Index) -> Slice | None:
    return slices.from_json(written, *place_of(service, channel), whole)


def _figure(figure: Figure, part: Slice | None) -> Figure:
    """A unit's figure of its part; tickets, taps and services are known of the whole only."""
    if part is None:
        return UNRELEASED
    return Figure(
        index=part.index,
        n_forms=part.index.respondents,
        questionnaires=figure.questionnaires,
        released_on=figure.released_on,
        counts=part.counts,
    )


def _together(whole: AgencyFigure, parts: Iterable[Slice | None]) -> AgencyFigure:
    shown = [part for part in parts if part is not None]
    told = slices.pooled(shown, whole.index) if whole.index else None
    values = [part.index.exact for part in shown if part.index.exact is not None]
    mean = sum(values, Fraction(0)) / len(values) if values else None
    return AgencyFigure(**vars(_figure(whole, told)), period=whole.period, plain_mean=mean, units=len(values))
