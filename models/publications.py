"""What everyone may know of units and the agency in a period: released figures of enough people, and nothing else.

Released figures move only when a batch leaves. Those of all units are kept in memory until one does, so that a page
that anyone may open costs the sums of a province once and not at every look.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import figures, former_names, improvements, periods, service_counts, units
from models.figures import Figure
from models.ratings import ProfileCount
from models.releases import UNIT, ReleaseBatch
from models.units import Unit
from surveys import publication
from surveys.ikm import Index
from surveys.periods import Kind, Period, containing, parse
from surveys.response import NO_SERVICES, Services

KEPT: Final = 64  # periods of one database: more than three years with all that lies in them

Key = tuple[str, int | None]
_figures: Final[WeakKeyDictionary[Engine, OrderedDict[Key, dict[int, Figure]]]] = WeakKeyDictionary()
_lock: Final = Lock()


@dataclass(frozen=True)
class Publication:
    """A unit in a period. `index` is None while fewer than thirty people have rated, `figure` is everything else.

    Nothing of `figure` but the number of respondents may be told where there is no `index`. `name` is what the unit was
    called on the last day of the period.
    """

    unit: Unit
    name: str
    period: Period
    figure: Figure
    late: int = 0

    @property
    def index(self) -> Index | None:
        """The index that everyone may know."""
        return publication.published(self.figure.index)


@dataclass(frozen=True)
class AgencyPublication:
    """The units with a published index, pooled; the others are left out, or what is left would be theirs alone.

    Attributes:
        index: all their answers as one; None without a unit.
        plain_mean: the mean of their indices, each unit counting the same.
        units, left_out: how many units are in it, and how many have too few ratings.
        services, response_rate: services logged, and released forms per service, at those of them whose own rate is
            told; None where there is none.
    """

    period: Period
    index: Index | None
    plain_mean: Fraction | None
    units: int
    left_out: int
    services: Services
    response_rate: Fraction | None
    released_on: date | None


def of_unit(session: Session, unit: Unit, period: Period) -> Publication:
    """A unit in a period."""
    figure = figures.unit_figure(session, unit.id, period)
    return Publication(unit, former_names.on(session, [unit], period.end)[unit.id], period, figure, figure.late)


def of_units(session: Session, period: Period) -> list[Publication]:
    """Units that are open or have a figure of the period, by name."""
    found = _released(session, period)
    services = service_counts.logged(session, period.start, period.end)
    shown = [
        unit
        for unit in units.all_units(session)
        if unit.id in found or unit.closed_on is None or unit.closed_on > period.start
    ]
    names = former_names.on(session, shown, period.end)
    return [
        Publication(
            unit,
            names[unit.id],
            period,
            replace(found.get(unit.id, Figure()), services=services.get(unit.id, NO_SERVICES)),
        )
        for unit in shown
    ]


def of_agency(period: Period, of_all: Sequence[Publication]) -> AgencyPublication:
    """The agency, from all its units in the period."""
    told = [one for one in of_all if one.index]
    indices = [index for one in told if (index := one.index)]
    rated = [one.figure for one in told if one.figure.response_rate is not None]
    services = sum((figure.services for figure in rated), NO_SERVICES)
    forms = sum(figure.n_forms for figure in rated)
    return AgencyPublication(
        period=period,
        index=publication.pooled(indices),
        plain_mean=publication.plain_mean(indices),
        units=len(told),
        left_out=len(of_all) - len(told),
        services=services,
        response_rate=Fraction(forms, services.logged) if rated else None,
        released_on=max((one.figure.released_on for one in told if one.figure.released_on), default=None),
    )


def trend(session: Session, unit: Unit, last: date) -> list[Publication]:
    """A unit month by month for a year, oldest first, from the first month that has a published index."""
    months = [Publication(unit, unit.name, month, figure) for month, figure in figures.trend(session, unit.id, last)]
    begun = next((at for at, month in enumerate(months) if month.index), len(months))
    return months[begun:]


def of_year(session: Session, year: int) -> list[Publication]:
    """Every published index of a year: its months, quarters, half-years and the year, each by the name of the unit."""
    spans = [Period(kind, year, index) for kind in Kind for index in range(1, 12 // kind.value + 1)]
    return [one for span in spans for one in of_units(session, span) if one.index]


def months(session: Session) -> list[str]:
    """Months of which any unit has released anything, oldest first."""
    found = select(ReleaseBatch.month).where(ReleaseBatch.stream == UNIT).distinct().order_by(ReleaseBatch.month)
    return list(session.scalars(found))


def is_final(session: Session, period: Period) -> bool:
    """Whether every month of a period is locked: then its figures change no more."""
    return {month.code for month in period.months} <= periods.locked_months(session)


def improved(session: Session, unit: Unit, period: Period) -> int:
    """How many things the unit says it changed in a period because of the public; withdrawn ones do not count."""
    notes = improvements.of_unit(session, unit.id)
    return sum(note.withdrawn_on is None and period.start <= note.done_on <= period.end for note in notes)


def profile(session: Session, unit: Unit, period: Period) -> dict[str, dict[str, int]]:
    """How many of each profile code answered, by field; fields and codes of too few are left out.

    Empty until the period is locked, because the counts grow every night until then, by as little as one person; and
    for a month, because a quarter less two of its months would tell what is left out of the third.
    """
    if period.kind is Kind.MONTH or not is_final(session, period):
        return {}
    rows = session.execute(
        select(ProfileCount.field, ProfileCount.code, ProfileCount.month, ProfileCount.n)
        .where(ProfileCount.unit_id == unit.id, ProfileCount.month.in_([month.code for month in period.months]))
        .order_by(ProfileCount.field, ProfileCount.code, ProfileCount.month)
    )
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for field, code, month, n in rows:
        counts[field][containing(parse(month).start, Kind.QUARTER).code][code] += n
    told = {field: publication.profile_cells(list(quarters.values())) for field, quarters in counts.items()}
    return {field: cells for field, cells in told.items() if cells}


def _released(session: Session, period: Period) -> dict[int, Figure]:
    """Figures of all units, computed once per newest batch."""
    key = (period.code, session.scalar(select(func.max(ReleaseBatch.id))))
    bind = session.get_bind()
    with _lock:
        kept = _figures.setdefault(bind if isinstance(bind, Engine) else bind.engine, OrderedDict())
        found = kept.get(key)
    if found is None:
        found = figures.unit_figures(session, period)
        with _lock:
            kept[key] = found
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return found
