"""How long things are kept: what the nights destroy by, and what the privacy page and the handbook promise."""

from datetime import date, timedelta
from typing import Final

from surveys.periods import Kind, Period, containing

MONTHS_KEPT: Final = 24  # comments, from when they could be read; receipts, from their night
PAPER_KEPT: Final = timedelta(days=366)  # what was typed of a batch that nobody closed, from its last day


def oldest_month(today: date) -> Period:
    """The oldest month that is still kept: with the running one there are 24, so that nothing stays longer."""
    month = containing(today, Kind.MONTH)
    for _ in range(MONTHS_KEPT - 1):
        month = month.previous()
    return month
