"""Working days against the wall calendar, and laws that hold for any term."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import working_days
from surveys.working_days import CalendarUnknown

CALENDAR = working_days.load()
days = st.dates(date(2025, 1, 1), date(2026, 6, 1))  # two terms of sixty days end before an unknown year
terms = st.integers(1, 60)


def test_a_weekend_and_a_holiday_are_no_working_days() -> None:
    assert not CALENDAR.is_working(date(2026, 11, 7))
    assert not CALENDAR.is_working(date(2026, 12, 25))
    assert CALENDAR.is_working(date(2026, 11, 3))


def test_joint_leave_is_no_working_day() -> None:
    assert not CALENDAR.is_working(date(2025, 8, 18))
    assert not CALENDAR.is_working(date(2026, 12, 24))


def test_three_working_days_after_a_tuesday_end_on_friday() -> None:
    assert CALENDAR.after(date(2026, 11, 3), 3) == date(2026, 11, 6)


def test_a_term_steps_over_the_long_holiday_of_idulfitri() -> None:
    assert CALENDAR.after(date(2026, 3, 16), 3) == date(2026, 3, 26)


def test_what_comes_on_a_saturday_has_monday_as_its_first_day() -> None:
    assert CALENDAR.after(date(2026, 11, 7), 1) == date(2026, 11, 9)


def test_nobody_guesses_the_holidays_of_a_year_without_a_list() -> None:
    with pytest.raises(CalendarUnknown, match="Kalender hari kerja 2027 belum diisi"):
        CALENDAR.after(date(2026, 12, 30), 5)
    with pytest.raises(CalendarUnknown):
        CALENDAR.between(date(2026, 12, 30), date(2027, 1, 4))


@given(days, terms)
def test_counting_back_what_a_term_counted_gives_the_term(day: date, term: int) -> None:
    assert CALENDAR.between(day, CALENDAR.after(day, term)) == term


@given(days, terms, terms)
def test_two_terms_in_a_row_are_one_term(day: date, first: int, second: int) -> None:
    assert CALENDAR.after(CALENDAR.after(day, first), second) == CALENDAR.after(day, first + second)


@given(days, terms)
def test_a_term_ends_on_a_working_day(day: date, term: int) -> None:
    assert CALENDAR.is_working(CALENDAR.after(day, term))


def test_every_year_says_which_decree_it_is_from_and_falls_on_the_right_weekdays() -> None:
    assert set(CALENDAR.years) >= {2025, 2026}
    assert all(year.decree.startswith("SKB 3 Menteri Nomor") for year in CALENDAR.years.values())
    assert len(CALENDAR.years[2025].days_off) == 17 + 11
    assert len(CALENDAR.years[2026].days_off) == 17 + 8
    for year in CALENDAR.years.values():
        sundays = [day for day, name in year.days_off.items() if "Paskah" in name]
        assert [day.weekday() for day in sundays] == [6]
        assert all(day - timedelta(days=2) in year.days_off for day in sundays)  # Good Friday


def test_the_list_of_the_next_year_is_missed_as_soon_as_the_longest_term_reaches_into_it() -> None:
    assert working_days.missing(CALENDAR, date(2026, 8, 1)) == []
    assert working_days.missing(CALENDAR, date(2026, 11, 3)) == [2027]
    assert working_days.missing(CALENDAR, date(2027, 2, 1)) == [2027]


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_while_nothing_is_missed_every_term_can_be_counted(day: date) -> None:
    if not working_days.missing(CALENDAR, day):
        assert CALENDAR.after(day, 60) - day <= working_days.REACH


def test_a_list_that_was_not_compared_with_its_decree_is_named() -> None:
    found = working_days.unverified(CALENDAR, [date(2026, 11, 3), date(2026, 12, 1), date(2031, 1, 1)])
    assert [year.year for year in found] == [2026]


@pytest.mark.parametrize(
    ("name", "national"),
    [("2030", '2031-01-01 = "Tahun Baru"'), ("2031", '2030-01-01 = "Tahun Baru"')],
)
def test_a_day_of_another_year_is_refused_by_the_name_of_its_file(tmp_path: Path, name: str, national: str) -> None:
    text = f'year = 2030\ndecree = "SKB"\nverified = true\n[national]\n{national}\n[joint_leave]\n'
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{name}\.toml"):
        working_days.load(tmp_path)


def test_a_day_that_is_written_twice_is_refused(tmp_path: Path) -> None:
    day = '2030-01-01 = "Tahun Baru"\n'
    text = f'year = 2030\ndecree = "SKB"\nverified = true\n[national]\n{day}[joint_leave]\n{day}'
    (tmp_path / "2030.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="dua kali"):
        working_days.load(tmp_path)
