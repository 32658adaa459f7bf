"""Unit and agency figures: sums of released batches, the same for every page, export and viewer.

No figure before a lock looks at a rating or a nightly tally, so whoever compares two days sees whole batches.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import releases, service_counts, tallies
from models.releases import UNIT, ReleaseBatch
from surveys import disclosure, ikm, response
from surveys.ikm import Index
from surveys.periods import Kind, Period, containing
from surveys.questionnaire import SCALE
from surveys.response import NO_SERVICES, Services
from surveys.tally import Moments, Tally

FAMILY = "skm"
VALID, VERIFIED = "valid", "verified"
NO_TAPS = (0,) * len(SCALE)


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


def unit_figure(session: Session, unit_id: int, period: Period) -> UnitFigure:
    """A unit's figure of a period."""
    found = releases.batches(session, UNIT, _months(period), unit_id)
    services = service_counts.logged(session, period.start, period.end, unit_id).get(unit_id, NO_SERVICES)
    return UnitFigure(
        **vars(_figure(found, services)),
        unit_id=unit_id,
        period=period,
        waiting=releases.waiting(session, unit_id),
        late=late_forms(session, period).get(unit_id, 0),
    )


def unit_figures(session: Session, period: Period) -> dict[int, Figure]:
    """Figures of every unit that has released anything in a period, by unit id."""
    found = releases.batches(session, UNIT, _months(period))
    services = service_counts.logged(session, period.start, period.end)
    return {
        unit_id: _figure(list(own), services.get(unit_id, NO_SERVICES))
        for unit_id, own in groupby(found, key=lambda batch: batch.unit_id)
    }


def sealed_figures(session: Session, period: Period) -> dict[int, Figure]:
    """Figures of all that was sealed in time, released or not, by unit id: for a lock, and for nothing before it."""
    months = _months(period)
    found = releases.batches(session, UNIT, months) + releases.unreleased(session, months)
    found.sort(key=lambda batch: (batch.unit_id, batch.month))
    return {unit_id: _figure(list(own)) for unit_id, own in groupby(found, key=lambda batch: batch.unit_id)}


def late_forms(session: Session, period: Period) -> dict[int, int]:
    """Forms that were sealed after a lock of their day, by unit id."""
    rows = session.execute(
        select(tallies.Tally.unit_id, func.sum(tallies.Tally.n_forms))
        .where(tallies.Tally.day.between(period.start, period.end), tallies.Tally.late.is_(True))
        .group_by(tallies.Tally.unit_id)
    )
    return {unit_id: int(n) for unit_id, n in rows}


def agency_figure(session: Session, period: Period) -> AgencyFigure:
    """The agency in a period."""
    found = releases.batches(session, UNIT, _months(period))
    units = (_figure(list(own)) for _, own in groupby(found, key=lambda batch: batch.unit_id))
    values = [figure.index.exact for figure in units if figure.index and figure.index.exact is not None]
    mean = sum(values, Fraction(0)) / len(values) if values else None
    services = sum(service_counts.logged(session, period.start, period.end).values(), NO_SERVICES)
    return AgencyFigure(**vars(_figure(found, services)), period=period, plain_mean=mean, units=len(values))


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
    found = releases.batches(session, UNIT, [month.code for month in shown], unit_id)
    by_month = {month: list(own) for month, own in groupby(found, key=lambda batch: batch.month)}
    return [(month, _figure(by_month.get(month.code, []))) for month in shown]


def _months(period: Period) -> list[str]:
    return [month.code for month in period.months]


def _figure(batches: Sequence[ReleaseBatch], services: Services = NO_SERVICES) -> Figure:
    """The sum of batches that are ordered by unit, month and number."""
    valid = _added(_parts(batches, VALID))
    if valid is None:
        return Figure(services=services)
    verified, apart = _added(_parts(batches, VERIFIED)), _added(_parts(_separable(batches), VERIFIED))
    return Figure(
        index=ikm.of_tally(*valid),
        verified=ikm.of_tally(*apart) if apart else None,
        n_forms=valid[0].n_forms,
        n_verified=verified[0].n_forms if verified else 0,
        n_separable=apart[0].n_forms if apart else 0,
        n_personal=sum(verified[0].h) if verified else 0,
        opening=valid[0].opening,
        questionnaires=tuple(sorted({code for batch in batches for code in batch.payload})),
        released_on=max((batch.released_on for batch in batches if batch.released_on), default=None),
        services=services,
        counts=valid[0].counts,
    )


def _separable(batches: Iterable[ReleaseBatch]) -> Iterator[ReleaseBatch]:
    """Batches whose verified forms may stand beside all of them.

    A batch of ten with nine verified forms would give the tenth away. Batches of a unit and month are therefore joined
    until verified and other forms are each none or enough; what is left over waits for the next batch.
    """
    for _, month in groupby(batches, key=lambda batch: (batch.unit_id, batch.month)):
        run: list[ReleaseBatch] = []
        for batch in month:
            run.append(batch)
            verified = sum(part["tally"]["n_forms"] for part in _parts(run, VERIFIED))
            if disclosure.may_slice(verified, sum(part["tally"]["n_forms"] for part in _parts(run, VALID))):
                yield from run
                run = []


def _parts(batches: Iterable[ReleaseBatch], basis: str) -> Iterator[dict[str, Any]]:
    """Tallies and moments of the batches' forms, valid or verified."""
    for batch in batches:
        for _code, part in sorted(batch.payload.items()):
            if basis in part:
                yield part[basis]


def _added(parts: Iterable[dict[str, Any]]) -> tuple[Tally, Moments] | None:
    """Sum of tallies and moments; None for none.

    As arrays, because adding `Tally` and `Moments` one by one takes several times as long, and a year has many batches.
    """
    found = list(parts)
    if not found:
        return None
    tallies, moments = [part["tally"] for part in found], [part["moments"] for part in found]
    elements = tallies[0]["counts"].keys()
    if any(
        tally["counts"].keys() != elements or moment["elements"] != moments[0]["elements"]
        for tally, moment in zip(tallies, moments, strict=True)
    ):
        raise ValueError("questionnaires of one family have the same elements")
    total = {name: _sum([tally[name] for tally in tallies]) for name in ("n_forms", "respondents", "opening", "h")}
    counts = {element: _sum([tally["counts"][element] for tally in tallies]) for element in elements}
    matrices = {name: _sum([moment[name] for moment in moments]) for name in ("n", "x", "p")}
    return (
        Tally.from_json({**total, "counts": counts}),
        Moments.from_json({**matrices, "elements": moments[0]["elements"]}),
    )


def _sum(numbers: list[Any]) -> Any:
    """Sum of integers, or of lists of integers of one shape."""
    return np.array(numbers, dtype=np.int64).sum(axis=0).tolist()
