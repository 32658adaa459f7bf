"""The months that are kept: never more than were promised, and the running one always."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from surveys import retention
from surveys.periods import Kind, containing


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_nothing_is_kept_for_longer_than_was_promised(today: date) -> None:
    oldest = retention.oldest_month(today)
    promised = date(today.year - retention.MONTHS_KEPT // 12, today.month, 1)
    assert oldest.start > promised
    assert oldest.previous().start == promised
    assert oldest.start <= containing(today, Kind.MONTH).start


def test_a_november_goes_with_the_first_night_of_the_november_two_years_on() -> None:
    first = date(2028, 11, 1)
    assert retention.oldest_month(first).code == "2026-12"
    assert retention.oldest_month(first - timedelta(days=1)).code == "2026-11"
