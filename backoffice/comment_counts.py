"""How many comments speak of each theme, by the month they were released in; one to four are not told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import charts
import filters
from charts import Spark
from surveys import lexicon as rules
from surveys import retention
from surveys.lexicon import Lexicon, Theme
from surveys.periods import Kind, Period, containing

MONTHS_SHOWN: Final = 6


@dataclass(frozen=True)
class ThemeCount:
    """A theme: comments in the period, and by month; None where there are one to four."""

    theme: Theme
    n: int | None
    by_month: list[int | None]

    @property
    def spark(self) -> Spark | None:
        """The months as a line; None when there is no number to draw."""
        return charts.spark(self.by_month)


def months(period: Period, today: date) -> list[Period]:
    """Six months up to the end of a period, or to the running month; a longer period has all of its own.

    None of them is older than comments are kept: what is left of them would be counted as if it were all.
    """
    last = containing(min(period.end, max(today, period.start)), Kind.MONTH)
    found = [last]
    while found[0].start > date.min and (len(found) < MONTHS_SHOWN or found[0].start > period.start):
        found.insert(0, found[0].previous())
    oldest = retention.oldest_month(today)
    return [month for month in found if month.start >= oldest.start]


def label(month: Period) -> str:
    """A month as the head of a narrow column: Nov 26."""
    return f"{filters.month_name(month.start.month)[:3]} {month.year % 100:02}"


def of_themes(
    spoken: Sequence[tuple[date, set[str]]], period: Period, shown: Sequence[Period], lexicon: Lexicon
) -> list[ThemeCount]:
    """The counts of every theme of the list, in its order. `spoken`: week and themes of each comment."""
    inside, *by_month = (
        Counter(code for week, codes in spoken if span.start <= week <= span.end for code in codes)
        for span in (period, *shown)
    )
    return [
        ThemeCount(theme, rules.shown(inside[theme.code]), [rules.shown(counts[theme.code]) for counts in by_month])
        for theme in lexicon
    ]
