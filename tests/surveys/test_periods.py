from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.periods import MOVES, Kind, Period, State, UnknownPeriod, containing, in_words, parse

days = st.dates(date(2001, 1, 1), date(2199, 12, 31))
periods = st.builds(containing, days, st.sampled_from(Kind))


@pytest.mark.parametrize(
    ("code", "label", "start", "end"),
    [
        ("2026-10", "Oktober 2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("2028-02", "Februari 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-TW4", "Triwulan IV 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-TW1", "Triwulan I 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-S2", "Semester II 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026", "Tahun 2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_code_names_a_period(code: str, label: str, start: date, end: date) -> None:
    period = parse(code)

    assert (period.code, period.label, period.start, period.end) == (code, label, start, end)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-00", "2026-13", "2026-1", "2026-TW0", "2026-TW5", "2026-S3", "2026-tw1", "0000", "２０２６"],
)
def test_other_texts_name_none(text: str) -> None:
    with pytest.raises(UnknownPeriod, match="Tulis misalnya"):
        parse(text)


@given(periods)
def test_every_code_reads_back(period: Period) -> None:
    assert parse(period.code) == period


@given(days, st.sampled_from(Kind))
def test_every_day_lies_in_the_period_that_contains_it(day: date, kind: Kind) -> None:
    assert containing(day, kind).start <= day <= containing(day, kind).end


@given(periods)
def test_neighbours_touch(period: Period) -> None:
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period == period.previous().next()


@given(periods)
def test_the_months_of_a_period_fill_it(period: Period) -> None:
    months = period.months

    assert len(months) == period.kind.value
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(later == earlier.next() for earlier, later in pairwise(months))


def test_a_day_is_said_with_the_name_of_its_month() -> None:
    assert in_words(date(2026, 11, 3)) == "3 November 2026"


@pytest.mark.parametrize(("kind", "index"), [(Kind.MONTH, 13), (Kind.QUARTER, 5), (Kind.HALF_YEAR, 3), (Kind.YEAR, 2)])
def test_a_year_has_no_further_period(kind: Kind, index: int) -> None:
    with pytest.raises(ValueError, match="no such period"):
        Period(kind, 2026, index)


def test_a_period_moves_only_forward_one_state_at_a_time() -> None:
    states = list(State)

    assert {(state, move) for state in states for move in MOVES[state]} == set(pairwise(states))
