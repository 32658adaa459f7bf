"""How far a survey is from the sample that it needs, and when it gets there at the pace it has."""

from dataclasses import dataclass
from datetime import date, timedelta

from surveys.ikm import minimum_sample
from surveys.periods import Period


@dataclass(frozen=True)
class Quota:
    """Progress of a unit in a period.

    Attributes:
        respondents: forms released with at least one element.
        population: people served in the whole period; expected ones while it runs.
        needed: respondents that so many people ask for, see `minimum_sample`.
        expected_on: day on which the released forms reach `needed` if they keep coming as they have; None once they
            have, without any, and where that day lies after the period.
    """

    respondents: int
    population: int
    needed: int
    expected_on: date | None

    @property
    def is_reached(self) -> bool:
        """Whether the sample is large enough."""
        return self.respondents >= self.needed


def of_period(
    respondents: int, services: int, period: Period, *, released_on: date | None, today: date
) -> Quota | None:
    """The quota of a unit; None where no services were logged, so that the population is unknown.

    services: logged from the period's first day until `today`. Both paces are straight lines: population = services ×
    days of the period / days begun; days still needed = missing forms × days until `released_on` / forms released.
    """
    if services <= 0 or today < period.start:
        return None
    begun = _days(period.start, min(today, period.end))
    population = -(-services * _days(period.start, period.end) // begun)
    needed = minimum_sample(population)
    return Quota(respondents, population, needed, _expected(respondents, needed, period, released_on))


def _expected(respondents: int, needed: int, period: Period, released_on: date | None) -> date | None:
    missing = needed - respondents
    if missing <= 0 or respondents == 0 or released_on is None or released_on < period.start:
        return None
    day = released_on + timedelta(days=-(-missing * _days(period.start, released_on) // respondents))
    return day if day <= period.end else None


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
