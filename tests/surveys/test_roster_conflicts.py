"""Duties that cannot all be kept."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from surveys.roster_conflicts import Kind, Post, Presence, clashes

DAY = date(2026, 11, 4)


def post(
    counter: int = 1, shift: int = 1, *, officer: int = 1, day: date = DAY, hours: tuple[int, int] = (8, 12)
) -> Post:
    return Post(officer, day, counter, shift, time(hours[0]), time(hours[1]))


def test_one_counter_after_the_other_is_no_conflict() -> None:
    assert clashes([post(), post(2, 2, hours=(12, 16))], {}) == []


def test_two_counters_at_the_same_time_are_one_conflict() -> None:
    [clash] = clashes([post(2), post(1)], {})
    assert (clash.kind, clash.officer, clash.day) == (Kind.TWICE, 1, DAY)
    assert [one.counter for one in clash.posts] == [1, 2]


def test_shifts_of_two_units_clash_when_they_share_a_minute() -> None:
    elsewhere = [post(9, 3, hours=(11, 15))]
    assert [clash.kind for clash in clashes([post()], {}, elsewhere)] == [Kind.TWICE]
    assert clashes([post(hours=(8, 11))], {}, elsewhere) == []


def test_what_other_units_plan_among_themselves_is_not_ours() -> None:
    assert clashes([post(1, hours=(7, 8))], {}, [post(8), post(9)]) == []


def test_another_day_or_another_person_is_no_conflict() -> None:
    assert clashes([post(), post(2, officer=2), post(2, day=DAY + timedelta(days=1))], {}) == []


def test_an_officer_may_work_until_the_day_before_leaving() -> None:
    leaving = {1: Presence(left_on=DAY)}
    assert clashes([post(day=DAY - timedelta(days=1))], leaving) == []
    assert [clash.kind for clash in clashes([post()], leaving)] == [Kind.LEFT]


def test_both_ends_of_an_absence_count() -> None:
    away = {1: Presence(away=((DAY, DAY + timedelta(days=1)),))}
    days = [DAY + timedelta(days=number) for number in range(-1, 3)]
    assert [clash.day for clash in clashes([post(day=day) for day in days], away)] == days[1:3]


def test_who_has_left_is_not_on_leave_as_well() -> None:
    gone = {1: Presence(left_on=DAY, has_moved=True, away=((DAY, DAY),))}
    assert [clash.kind for clash in clashes([post()], gone)] == [Kind.LEFT]
    moved = {1: Presence(has_moved=True, away=((DAY, DAY),))}
    assert [clash.kind for clash in clashes([post()], moved)] == [Kind.MOVED]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(8, 14), st.integers(1, 3)), max_size=8))
def test_the_order_of_the_posts_does_not_matter(rows: list[tuple[int, int, int, int]]) -> None:
    posts = [
        post(counter, 1, officer=officer, hours=(start, start + length)) for officer, counter, start, length in rows
    ]
    assert clashes(posts, {}) == clashes(posts[::-1], {})
