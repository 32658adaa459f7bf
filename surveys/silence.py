"""When a sign that is usually scanned a lot has fallen silent: covered, torn off, or replaced by another one.

Counts of sealed days only. A sign with λ scans a day stays silent for two days with probability exp(-2λ); with at
least 40 scans on the 20 working days before, that is 1.8 % for a sound sign.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from surveys import working_days
from surveys.disclosure import BATCH_MINIMUM
from surveys.working_days import CalendarUnknown

SILENT_DAYS = 2
USUAL_DAYS = 20
USUAL_SCANS = 40
LOOK_BACK = 7  # days in which a silence is still told
SEALED_AFTER = 2  # days until a night has surely sealed a day
SATURDAY = 5

Scans = Mapping[tuple[int, date], int]


def last_day(today: date) -> date:
    """The newest day that should be sealed."""
    return today - timedelta(days=SEALED_AFTER)


def first_day(today: date) -> date:
    """The oldest day that `since` looks at: far enough back for the usual days, holidays included."""
    return last_day(today) - timedelta(days=2 * USUAL_DAYS + LOOK_BACK)


def since(scans: Scans, counter: int, today: date) -> date | None:
    """Last day of the newest silence of a sign in the past week; None when it was not silent.

    Days on which the whole unit had fewer than ten scans say nothing of one sign: the unit may have been closed.
    """
    days = [day for day in _working_days(first_day(today), last_day(today)) if _unit(scans, day)]
    for end in range(len(days), SILENT_DAYS, -1):
        last, quiet, usual = days[end - 1], days[end - SILENT_DAYS : end], days[: end - SILENT_DAYS][-USUAL_DAYS:]
        if last < last_day(today) - timedelta(days=LOOK_BACK):
            return None
        if not _of(scans, counter, quiet) and _of(scans, counter, usual) >= USUAL_SCANS:
            return last
    return None


def _working_days(first: date, last: date) -> Iterator[date]:
    """Working days between two; in a year whose calendar nobody has filled in yet, Monday to Friday."""
    calendar = working_days.load()
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        try:
            works = calendar.is_working(day)
        except CalendarUnknown:
            works = day.weekday() < SATURDAY
        if works:
            yield day


def _unit(scans: Scans, day: date) -> bool:
    return sum(n for (_counter, when), n in scans.items() if when == day) >= BATCH_MINIMUM


def _of(scans: Scans, counter: int, days: list[date]) -> int:
    return sum(scans.get((counter, day), 0) for day in days)
