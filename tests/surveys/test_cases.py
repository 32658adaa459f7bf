"""Reports: who reads them first, which term runs, and what is counted."""

from collections import deque
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import cases, working_days
from surveys.cases import Clock, Desk, Due, Kind, Life, State, Times
from surveys.working_days import Calendar

CALENDAR = working_days.load()
TUESDAY = date(2026, 11, 3)
SENT = Times(Kind.COMPLAINT, State.SENT, TUESDAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Saya dimintai pungli lima puluh ribu", ["pungli"]),
        ("Ada CALO di pintu, dan saya diancam.", ["pungli", "ancaman"]),
        ("Kabel di lantai berbahaya", ["keselamatan"]),
        ("Perasaan saya tidak enak, calon pengantin antre sampai pukul 10", []),
    ],
)
def test_words_of_bribery_threat_and_danger_are_noticed(text: str, found: list[str]) -> None:
    assert cases.tags(text) == found


def test_what_names_a_crime_never_goes_to_the_unit_first() -> None:
    assert cases.desk(Kind.SUPERVISORY, []) is Desk.EVALUATOR
    assert cases.desk(Kind.ASPIRATION, ["ancaman"]) is Desk.EVALUATOR
    assert cases.desk(Kind.COMPLAINT, []) is Desk.UNIT


def test_a_new_report_is_verified_within_three_working_days() -> None:
    assert cases.due(SENT, CALENDAR) == Due(Clock.VERIFICATION, date(2026, 11, 6))


def test_the_first_follow_up_comes_five_working_days_after_the_verification() -> None:
    times = replace(SENT, state=State.FORWARDED, verified_on=date(2026, 11, 5))
    assert cases.due(times, CALENDAR) == Due(Clock.FOLLOW_UP, date(2026, 11, 12))


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        (Kind.INFORMATION, date(2026, 11, 10)),
        (Kind.ASPIRATION, date(2026, 11, 10)),
        (Kind.COMPLAINT, date(2026, 11, 23)),
        (Kind.SUPERVISORY, None),
    ],
)
def test_the_answer_is_due_within_the_limit_of_the_class(kind: Kind, day: date | None) -> None:
    times = replace(SENT, kind=kind, state=State.IN_PROGRESS, verified_on=TUESDAY)
    assert cases.due(times, CALENDAR) == Due(Clock.ANSWER, day)
    assert cases.answer_by(times, CALENDAR) == day


def test_a_term_of_this_year_stands_although_the_limit_lies_in_an_unknown_one() -> None:
    times = replace(SENT, kind=Kind.SUPERVISORY)
    assert cases.due(times, CALENDAR) == Due(Clock.VERIFICATION, date(2026, 11, 6))


def test_without_a_calendar_a_term_runs_on_no_day_and_nobody_is_late() -> None:
    found = cases.due(SENT, Calendar({}))
    assert found == Due(Clock.VERIFICATION, None)
    assert not found.is_late(date(2030, 1, 1))


def test_an_answered_report_waits_ten_working_days_for_its_reporter() -> None:
    times = replace(SENT, state=State.ANSWERED, quiet_from=date(2026, 11, 10))
    found = cases.due(times, CALENDAR)
    assert found == Due(Clock.CONFIRMATION, date(2026, 11, 24))
    assert not found.is_late(date(2027, 1, 1))


def test_a_reopened_report_has_its_whole_limit_again() -> None:
    times = replace(SENT, state=State.REOPENED, verified_on=TUESDAY, reopened_on=date(2026, 12, 1))
    assert cases.due(times, CALENDAR) == Due(Clock.FOLLOW_UP, date(2026, 12, 8))
    assert cases.answer_by(times, CALENDAR) == date(2026, 12, 21)


@pytest.mark.parametrize("state", sorted(cases.OVER))
def test_a_report_that_is_over_has_no_term(state: State) -> None:
    assert cases.due(replace(SENT, state=state), CALENDAR) is None


def test_an_office_is_late_the_day_after_its_term() -> None:
    due = Due(Clock.VERIFICATION, date(2026, 11, 6))
    assert not due.is_late(date(2026, 11, 6))
    assert due.is_late(date(2026, 11, 7))


def test_every_state_can_be_reached_and_only_a_rejection_is_final() -> None:
    seen, queue = {State.SENT}, deque([State.SENT])
    while queue:
        fresh = cases.MOVES[queue.popleft()] - seen
        seen |= fresh
        queue.extend(fresh)
    assert seen == set(State)
    assert [state for state, to in cases.MOVES.items() if not to] == [State.REJECTED]


@given(st.sampled_from(State), st.sampled_from(State))
def test_only_moves_of_the_table_are_made(now: State, to: State) -> None:
    if to in cases.MOVES[now]:
        assert cases.move(now, to) is to
    else:
        with pytest.raises(cases.CaseError, match="Muat ulang"):
            cases.move(now, to)


def life(kind: Kind, state: State, answered: date | None = None, score: int | None = None) -> Life:
    return Life(kind, state, TUESDAY, answered, score)


def test_statistics_count_what_was_answered_and_how_long_it_took() -> None:
    lives = [
        life(Kind.INFORMATION, State.CLOSED, date(2026, 11, 5), 4),  # 2 working days
        life(Kind.INFORMATION, State.ANSWERED, date(2026, 11, 12), 2),  # 7: two too many
        life(Kind.COMPLAINT, State.ANSWERED, date(2026, 11, 12)),  # 7
        life(Kind.ASPIRATION, State.IN_PROGRESS),  # 9 by now: late
        life(Kind.COMPLAINT, State.SENT),  # 9 by now: not yet
        life(Kind.COMPLAINT, State.REJECTED),
        life(Kind.INFORMATION, State.CLOSED),  # erased by the reporter
    ]
    found = cases.statistics(lives, CALENDAR, date(2026, 11, 16))
    assert (found.received, found.resolved, found.rejected, found.withdrawn, found.open) == (7, 3, 1, 1, 2)
    assert found.median_days == 7
    assert (found.on_time, found.timed) == (2, 4)
    assert (found.scored, found.satisfied) == (2, 1)


def test_no_report_gives_no_median_and_no_division() -> None:
    found = cases.statistics([], CALENDAR, TUESDAY)
    assert found.median_days is None
    assert found.received == found.timed == found.open == 0


def test_days_of_an_unknown_year_enter_no_figure_of_time() -> None:
    lives = [Life(Kind.COMPLAINT, State.CLOSED, date(2026, 12, 30), date(2027, 1, 5))]
    found = cases.statistics(lives, CALENDAR, date(2027, 2, 1))
    assert (found.resolved, found.timed, found.median_days) == (1, 0, None)


lives = st.builds(
    Life,
    kind=st.sampled_from(Kind),
    state=st.sampled_from(State),
    received_on=st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    answered_on=st.none() | st.dates(date(2026, 6, 1), date(2026, 12, 1)),
    score=st.none() | st.integers(1, 4),
)


@given(st.lists(lives, max_size=12))
def test_every_report_is_counted_once_whatever_the_order(found: list[Life]) -> None:
    numbers = cases.statistics(found, CALENDAR, date(2026, 12, 1))
    assert numbers == cases.statistics(found[::-1], CALENDAR, date(2026, 12, 1))
    assert numbers.open >= 0
    assert numbers.on_time <= numbers.timed <= numbers.received
