"""Figures on the first page: the newest release, and what each small chart shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, partial
from itertools import dropwhile
from math import hypot

from sqlalchemy.orm import Session

import charts
from backoffice import figure_tables, funnels
from backoffice.funnels import UnitFunnel
from charts import Spark
from models import figures, follow_ups, former_names, questionnaires, units
from models.figures import Figure
from models.follow_ups import Plan
from models.units import Unit
from surveys import control, crosswalk, publication
from surveys.ikm import Z_95, ElementFigure, Index
from surveys.periods import Kind, Period, containing
from surveys.publication import Change
from surveys.quota import Quota

LOWEST_SHOWN = 3
SPARK_STEP = 5  # points of the index that the small line begins below its lowest month


@dataclass(frozen=True)
class Release:
    """The newest quarter that has figures, and the quarter before it (an empty figure where nothing was released)."""

    period: Period
    figure: Figure
    before: Figure

    @property
    def index(self) -> Index:
        """The index, which there is."""
        assert self.figure.index is not None  # noqa: S101 - how a release is chosen; tells the type checker
        return self.figure.index

    @property
    def moved(self) -> Change | None:
        """Whether chance explains the difference from the quarter before; None without two indices of one form."""
        first = self.before.index
        if first is None or first.exact is None or self.index.exact is None or self.is_other_form:
            return None
        return publication.change(first, self.index)

    @property
    def is_other_form(self) -> bool:
        """Whether the quarter before was asked by other questionnaires."""
        return self.before.index is not None and self.before.questionnaires != self.figure.questionnaires

    @property
    def difference(self) -> tuple[float, float]:
        """Size of a difference that `moved` tells of, and 1.96 of its standard errors, in points."""
        first, last = self.before.index or self.index, self.index
        points = abs(float((last.exact or 0) - (first.exact or 0)))
        return points, Z_95 * hypot(first.standard_error or 0.0, last.standard_error or 0.0)


@dataclass(frozen=True)
class UnitHome:
    """What the first page tells of a unit.

    Attributes:
        name: of the unit on the last day of the period.
        spark: the index month by month, up to last_month; None for a single one.
        unusual: months that chance does not explain; None while there are too few to say so.
        lowest: the three lowest elements; element_names: by code.
        quota: None where nobody logged services, or where they would tell of fewer than ten people beside the forms.
        plan: the newest follow-up plan; None while nobody has written one.
    """

    unit: Unit
    name: str
    release: Release
    spark: Spark | None
    last_month: tuple[Period, Index]
    unusual: list[Period] | None
    lowest: Sequence[ElementFigure]
    element_names: Mapping[str, str]
    quota: Quota | None
    plan: Plan | None


@dataclass(frozen=True)
class AgencyHome:
    """What the first page tells of all units together.

    Attributes:
        units: how many have an index.
        reached, short, unknown: units whose sample is large enough, is not yet, and whose population nobody logged.
    """

    release: Release
    units: int
    funnel: UnitFunnel | None
    reached: int
    short: int
    unknown: int


def of_unit(session: Session, unit_id: int, today: date) -> UnitHome | None:
    """The unit's; None before its first release."""
    unit = units.get(session, unit_id)
    release = _newest(lambda period: figures.unit_figure(session, unit_id, period), today)
    if release is None:
        return None
    months = list(dropwhile(lambda month: month[1].index is None, figures.trend(session, unit_id, today)))
    questionnaire = questionnaires.load(session, release.figure.questionnaires[-1])
    answered = [element for element in release.index.elements if element.nrr is not None]
    return UnitHome(
        unit=unit,
        name=former_names.on(session, [unit], release.period.end)[unit.id],
        release=release,
        spark=_spark(months),
        last_month=next((step, one.index) for step, one in reversed(months) if one.index),
        unusual=_unusual(months),
        lowest=sorted(answered, key=lambda element: element.nrr or Fraction(0))[:LOWEST_SHOWN],
        element_names={element.code: element.name() for element in questionnaire.elements},
        quota=figures.quota_of(release.figure, release.period, today),
        plan=follow_ups.previous_plan(session, unit_id, release.period.next()),
    )


def of_agency(session: Session, today: date) -> AgencyHome | None:
    """The agency's; None before the first release of any unit."""
    agency = cache(partial(figures.agency, session))
    release = _newest(lambda period: agency(period)[0], today)
    if release is None:
        return None
    whole, found = agency(release.period)
    shown = [(unit, found[unit.id]) for unit in units.all_units(session) if unit.id in found]
    quotas = [figures.quota_of(figure, release.period, today) for _unit, figure in shown]
    return AgencyHome(
        release=release,
        units=whole.units,
        funnel=funnels.of_units(shown, whole),
        reached=sum(one is not None and one.is_reached for one in quotas),
        short=sum(one is not None and not one.is_reached for one in quotas),
        unknown=sum(one is None for one in quotas),
    )


def _newest(figure_of: Callable[[Period], Figure], today: date) -> Release | None:
    """The running quarter, or the one before while nothing of the running one is released."""
    period = containing(today, Kind.QUARTER)
    figure, before = figure_of(period), figure_of(period.previous())
    if figure.index is None:
        period, figure, before = period.previous(), before, figure_of(period.previous().previous())
    return None if figure.index is None else Release(period, figure, before)


def _spark(months: Sequence[tuple[Period, Figure]]) -> Spark | None:
    values = [float(one.index.exact) if one.index and one.index.exact is not None else None for _step, one in months]
    known = [value for value in values if value is not None]
    return charts.spark(values, min(known) - SPARK_STEP) if len(known) > 1 else None


def _unusual(months: Sequence[tuple[Period, Figure]]) -> list[Period] | None:
    """Months of the present form that chance does not explain; None while there are too few to say so."""
    steps = crosswalk.breaks([figure.questionnaires for _step, figure in months])
    begun = max((at for at, begins in enumerate(steps) if begins), default=0)
    samples = [(step, one) for step, figure in months[begun:] if (one := figure_tables.sample(figure.index))]
    limits = control.fit([one for _step, one in samples])
    return None if limits is None else [step for step, one in samples if not limits.holds(one)]
