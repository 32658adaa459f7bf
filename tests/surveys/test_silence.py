"""Silent signs: told when a busy one stops, never for a quiet one, a closed unit or a single day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from surveys import silence

TODAY = date(2026, 11, 20)  # a Friday: the newest sealed day is Wednesday the 18th
SILENT, OTHER = 1, 2
QUIET_FROM = date(2026, 11, 17)


def scans(daily: int, *, until: date = QUIET_FROM, others: int = 12) -> dict[tuple[int, date], int]:
    """Two signs every working day; the first one stops before `until`."""
    first, last = silence.first_day(TODAY), silence.last_day(TODAY)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    busy = [day for day in days if day.weekday() < silence.SATURDAY]
    return {(OTHER, day): others for day in busy} | {(SILENT, day): daily for day in busy if day < until}


def test_a_busy_sign_that_stops_for_two_working_days_is_told() -> None:
    assert silence.since(scans(5), SILENT, TODAY) == date(2026, 11, 18)
    assert silence.since(scans(5), OTHER, TODAY) is None


def test_one_silent_day_is_not_told() -> None:
    assert silence.since(scans(5, until=date(2026, 11, 18)), SILENT, TODAY) is None


def test_a_sign_that_was_never_busy_is_not_told() -> None:
    assert silence.since(scans(1), SILENT, TODAY) is None


def test_days_on_which_the_unit_hardly_worked_say_nothing() -> None:
    known = {**scans(5), **{(OTHER, day): 9 for day in (QUIET_FROM, date(2026, 11, 18))}}
    assert silence.since(known, SILENT, TODAY) is None


def test_a_silence_is_still_told_a_few_days_after_the_sign_is_scanned_again() -> None:
    known = scans(5) | {(SILENT, date(2026, 11, 18)): 1}
    assert silence.since(known, SILENT, TODAY) is None
    known = scans(5, until=date(2026, 11, 12)) | {(SILENT, date(2026, 11, 18)): 1}
    assert silence.since(known, SILENT, TODAY) == date(2026, 11, 17)


def test_in_a_year_whose_holidays_nobody_filled_in_yet_monday_to_friday_count() -> None:
    far = date(2099, 11, 20)
    assert [day.weekday() for day in silence._working_days(far - timedelta(days=6), far)] == [0, 1, 2, 3, 4]


@given(st.dictionaries(st.tuples(st.sampled_from([SILENT, OTHER]), st.dates(TODAY - timedelta(60), TODAY)), st.just(9)))
def test_a_sign_scanned_every_day_is_never_silent(known: dict[tuple[int, date], int]) -> None:
    everyday = {(SILENT, TODAY - timedelta(days=n)): 30 for n in range(60)}
    assert silence.since(known | everyday, SILENT, TODAY) is None
