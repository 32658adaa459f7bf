"""The sample a survey needs, and the day on which it has it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from surveys.ikm import minimum_sample
from surveys.periods import parse
from surveys.quota import of_period

QUARTER = parse("2026-TW4")
FIRST = QUARTER.start
DAYS = (QUARTER.end - QUARTER.start).days + 1


def on(day: int) -> date:
    """The n-th day of the quarter."""
    return FIRST + timedelta(days=day - 1)


def test_half_way_through_twice_as_many_people_are_expected() -> None:
    quota = of_period(71, 500, QUARTER, released_on=on(46), today=on(46))
    assert quota is not None
    assert (quota.population, quota.needed) == (1000, 278)


def test_at_its_present_pace_a_survey_gets_there_on_a_day_that_is_told() -> None:
    quota = of_period(200, 500, QUARTER, released_on=on(40), today=on(46))
    assert quota is not None
    assert quota.expected_on == on(40) + timedelta(days=16)  # 78 missing at five a day
    assert not quota.is_reached


def test_a_pace_that_leads_beyond_the_period_names_no_day() -> None:
    quota = of_period(20, 500, QUARTER, released_on=on(46), today=on(46))
    assert quota is not None
    assert quota.expected_on is None


def test_a_sample_that_is_there_needs_no_day() -> None:
    quota = of_period(278, 1000, QUARTER, released_on=QUARTER.end, today=QUARTER.end + timedelta(days=30))
    assert quota is not None
    assert quota.is_reached
    assert quota.expected_on is None


def test_without_services_the_population_is_unknown() -> None:
    assert of_period(30, 0, QUARTER, released_on=on(20), today=on(30)) is None


def test_before_the_period_begins_nothing_is_expected() -> None:
    assert of_period(0, 10, QUARTER, released_on=None, today=FIRST - timedelta(days=1)) is None


@given(
    st.integers(0, 2000), st.integers(1, 100_000), st.integers(1, DAYS), st.one_of(st.none(), st.integers(-30, DAYS))
)
def test_a_day_that_is_told_lies_in_the_period_and_suffices(
    n: int, served: int, begun: int, released: int | None
) -> None:
    released_on = None if released is None else min(on(released), on(begun))
    quota = of_period(n, served, QUARTER, released_on=released_on, today=on(begun))
    assert quota is not None
    assert quota.population >= served
    assert quota.needed == minimum_sample(quota.population)
    if quota.expected_on is not None:
        assert released_on is not None
        assert released_on < quota.expected_on <= QUARTER.end
        days = (released_on - FIRST).days + 1
        assert n * ((quota.expected_on - FIRST).days + 1) >= quota.needed * days
