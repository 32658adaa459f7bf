"""Unit and agency figures: sums of released batches, the same for every page, export and viewer.

No figure before a lock looks at a rating or a nightly tally, so whoever compares two days sees whole batches.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import month_sums, releases, service_counts, tallies
from models.month_sums import Month
from models.releases import UNIT, ReleaseBatch
from surveys import ikm, publication, quota, response
from surveys.ikm import Index
from surveys.month_sums import Sums, together
from surveys.periods import Kind, Period, containing
from surveys.questionnaire import SCALE
from surveys.quota import Quota
from surveys.response import NO_SERVICES, Services

NO_TAPS = (0,) * len(SCALE)
KEPT: Final = 32  # periods of one database


@dataclass(frozen=True)
class Figure:
    """What released batches say together.

    Attributes:
        index: the official IKM, of all valid forms; None while nothing is released.
        verified: the IKM of forms with a valid visit ticket; None where it would set fewer than ten forms apart.
        n_forms: valid forms, taps without elements included.
        n_verified: those of them that came with a valid visit ticket.
        n_separable: verified forms whose number may stand beside all of them without setting fewer than ten apart.
        n_personal: verified forms that answered both elements about the officer.
        opening: how often the first tap was 1, 2, 3, 4; taps enter no index.
        questionnaires: codes of the versions answered; more than one are pooled by element and say so on the page.
        released_on: day of the newest batch.
        services: how many services were logged in the whole period, released or not.
        counts: element -> how often 1, 2, 3, 4 were given.
    """

    index: Index | None = None
    verified: Index | None = None
    n_forms: int = 0
    n_verified: int = 0
    n_separable: int = 0
    n_personal: int = 0
    opening: tuple[int, ...] = NO_TAPS
    questionnaires: tuple[str, ...] = ()
    released_on: date | None = None
    services: Services = NO_SERVICES
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def respondents(self) -> int:
        """Forms with at least one element: the n of the index."""
        return self.index.respondents if self.index else 0

    @property
    def taps(self) -> int:
        """First taps: the n of the opening question."""
        return sum(self.opening)

    @property
    def response_rate(self) -> Fraction | None:
        """Released forms per service logged: at least so many of those served have rated. None where it is not told."""
        return response.rate(self.n_forms, self.services) if self.n_forms else None

    @property
    def ticket_rate(self) -> Fraction | None:
        """The same of the forms that came with a visit ticket."""
        return response.rate(self.n_separable, self.services) if self.n_separable else None

    @property
    def disagrees(self) -> bool:
        """Whether all valid forms and the verified ones differ by more than two standard errors of the latter."""
        if self.index is None or self.verified is None:
            return False
        if self.index.exact is None or self.verified.exact is None or self.verified.standard_error is None:
            return False
        return abs(float(self.index.exact - self.verified.exact)) > 2 * self.verified.standard_error


@dataclass(frozen=True, kw_only=True)
class UnitFigure(Figure):
    """A unit in a period.

    Attributes:
        waiting: how many of its sealed forms wait for a release (of whatever month).
        late: forms that came after their day was locked: published as a number, never computed.
    """

    unit_id: int
    period: Period
    waiting: int
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class AgencyFigure(Figure):
    """All units pooled, and beside it the plain mean of the indices of `units` units: two numbers, never one."""

    period: Period
    plain_mean: Fraction | None
    units: int


@dataclass(frozen=True)
class _Released:
    """Figures of all units in a period, and of the agency."""

    by_unit: dict[int, Figure]
    whole: AgencyFigure


_kept: Final[WeakKeyDictionary[Engine, OrderedDict[tuple[str, tuple[object, ...]], _Released]]] = WeakKeyDictionary()
_lock: Final = Lock()


def unit_figure(session: Session, unit_id: int, period: Period) -> UnitFigure:
    """A unit's figure of a period."""
    services = service_counts.logged(session, period.start, period.end, unit_id).get(unit_id, NO_SERVICES)
    return UnitFigure(
        **vars(_figure(month_sums.of(session, _months(period), unit_id), services)),
        unit_id=unit_id,
        period=period,
        waiting=releases.waiting(session, unit_id),
        late=late_forms(session, period, unit_id).get(unit_id, 0),
    )


def unit_figures(session: Session, period: Period) -> dict[int, Figure]:
    """Figures of every unit that has released anything in a period, by unit id."""
    return agency(session, period)[1]


def sealed_figures(session: Session, period: Period) -> dict[int, Figure]:
    """Figures of all that was sealed in time, released or not, by unit id: for a lock, and for nothing before it.

    From the batches themselves, which nobody can change, and not from the sums that pages read.
    """
    months = _months(period)
    return _of_batches(releases.batches(session, UNIT, months) + releases.unreleased(session, months))


def released_figure(session: Session, unit_id: int, period: Period) -> Figure:
    """A unit's figure of a period from the batches themselves: for what is written down of it, and held to it."""
    return _of_batches(releases.batches(session, UNIT, _months(period), unit_id)).get(unit_id, Figure())


def _of_batches(found: Iterable[ReleaseBatch]) -> dict[int, Figure]:
    sums: dict[tuple[int, str], Sums] = {}
    for batch in found:
        key = batch.unit_id, batch.month
        sums[key] = sums.get(key, Sums()).grown(batch.payload)
    rows = [Month(*key, None, sums[key]) for key in sorted(sums)]
    return {unit_id: _figure(list(own)) for unit_id, own in groupby(rows, key=lambda month: month.unit_id)}


def late_forms(session: Session, period: Period, unit_id: int | None = None) -> dict[int, int]:
    """Forms that were sealed after a lock of their day, by unit id (of one unit, if given)."""
    statement = (
        select(tallies.Tally.unit_id, func.sum(tallies.Tally.n_forms))
        .where(tallies.Tally.day.between(period.start, period.end), tallies.Tally.late.is_(True))
        .group_by(tallies.Tally.unit_id)
    )
    if unit_id is not None:
        statement = statement.where(tallies.Tally.unit_id == unit_id)
    return {unit: int(n) for unit, n in session.execute(statement)}


def agency(session: Session, period: Period) -> tuple[AgencyFigure, dict[int, Figure]]:
    """The agency in a period, and every unit that has released anything in it, by id."""
    released, services = _released(session, period), service_counts.logged(session, period.start, period.end)
    by_unit = {
        unit_id: Figure(**{**vars(figure), "services": services.get(unit_id, NO_SERVICES)})
        for unit_id, figure in released.by_unit.items()
    }
    return replace(released.whole, services=sum(services.values(), NO_SERVICES)), by_unit


def agency_figure(session: Session, period: Period) -> AgencyFigure:
    """The agency in a period."""
    return agency(session, period)[0]


def quota_of(figure: Figure, period: Period, today: date) -> Quota | None:
    """The quota of a unit, where the number of its services may stand beside the number of its forms."""
    if figure.response_rate is None:
        return None
    services, until = figure.services.logged, figure.released_on
    return quota.of_period(figure.respondents, services, period, released_on=until, today=today)


def of_element(figure: Figure, code: str) -> Figure:
    """A figure whose index is that of one element."""
    index, verified = figure.index, figure.verified
    return replace(
        figure,
        index=ikm.of_element(index, code) if index else None,
        verified=ikm.of_element(verified, code) if verified else None,
        counts={code: figure.counts[code]} if index else {},
    )


def trend(session: Session, unit_id: int, last: date, months: int = 12) -> list[tuple[Period, Figure]]:
    """A unit month by month, oldest first, up to the month of `last`; months without a release have no index."""
    shown = [containing(last, Kind.MONTH)]
    while len(shown) < months and shown[0].start > date.min:
        shown.insert(0, shown[0].previous())
    found = month_sums.of(session, [month.code for month in shown], unit_id)
    by_month = {row.month: row for row in found}
    return [(month, _figure([by_month[month.code]] if month.code in by_month else [])) for month in shown]


def _released(session: Session, period: Period) -> _Released:
    """Figures of all units, added up once per newest batch and then kept; without the services, which change daily."""
    newest = select(ReleaseBatch.id, ReleaseBatch.unit_id, ReleaseBatch.month, ReleaseBatch.number, ReleaseBatch.n)
    stamp = session.execute(newest.order_by(ReleaseBatch.id.desc()).limit(1)).one_or_none()
    key, bind = (period.code, tuple(stamp or ())), session.get_bind()
    with _lock:
        kept = _kept.setdefault(bind if isinstance(bind, Engine) else bind.engine, OrderedDict())
        found = kept.get(key)
    if found is None:
        found = _read(session, period)
        with _lock:
            kept[key] = found
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return found


def _read(session: Session, period: Period) -> _Released:
    months = month_sums.of(session, _months(period))
    by_unit = {unit: list(own) for unit, own in groupby(months, key=lambda month: month.unit_id)}
    figures = {unit: _figure(own) for unit, own in by_unit.items()}
    values = [figure.index.exact for figure in figures.values() if figure.index and figure.index.exact is not None]
    mean = sum(values, Fraction(0)) / len(values) if values else None
    whole = AgencyFigure(**vars(_figure(months)), period=period, plain_mean=mean, units=len(values))
    return _Released(figures, whole)


def _months(period: Period) -> list[str]:
    return [month.code for month in period.months]


def _figure(months: Sequence[Month], services: Services = NO_SERVICES) -> Figure:
    """The sum of months, of one unit or of several."""
    sums = together(month.sums for month in months)
    if sums.valid is None:
        return Figure(services=services)
    tally, moments = sums.valid.read()
    apart, verified = sums.separable, sums.verified
    index = publication.told(ikm.of_tally(tally, moments))
    return Figure(
        index=index,
        verified=publication.told(ikm.of_tally(*apart.read())) if apart else None,
        n_forms=tally.n_forms,
        n_verified=verified.n_forms if verified else 0,
        n_separable=apart.n_forms if apart else 0,
        n_personal=verified.n_personal if verified else 0,
        opening=tally.opening,
        questionnaires=sums.codes,
        released_on=max((month.released_on for month in months if month.released_on), default=None),
        services=services,
        counts={one.code: tally.counts[one.code] if one.n else (0,) * len(SCALE) for one in index.elements},
    )
