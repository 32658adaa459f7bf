"""Working days (hari kerja): Monday to Friday, without the holidays and joint leave of the yearly SKB 3 Menteri.

Each year is a data file. A year without one is unknown: nothing that reaches into it is counted, because a guessed
holiday would promise a citizen a wrong day.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "holidays"

REACH = timedelta(days=120)  # sixty working days, the longest term there is, with the longest holidays in between

_DAY = timedelta(days=1)
_WORKDAYS = 5


class CalendarUnknown(Exception):
    """A count reaches into a year whose holidays nobody has filled in yet."""

    def __init__(self, year: int) -> None:
        super().__init__(f"Kalender hari kerja {year} belum diisi. Minta admin menambahkan daftar liburnya.")
        self.year = year


@dataclass(frozen=True)
class Year:
    """The days off of one year, by name. `verified`: compared line by line with the decree itself."""

    year: int
    decree: str
    verified: bool
    days_off: Mapping[date, str]


@dataclass(frozen=True)
class Calendar:
    """The years whose days off are known."""

    years: Mapping[int, Year]

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`. Raises CalendarUnknown."""
        if day.year not in self.years:
            raise CalendarUnknown(day.year)
        return day.weekday() < _WORKDAYS and day not in self.years[day.year].days_off

    def after(self, day: date, working_days: int) -> date:
        """The day on which `working_days` (at least 1) have passed since `day`, which is day 0. Raises CalendarUnknown.

        A term that begins on a day off therefore begins with the next working day as day 1.
        """
        while working_days > 0:
            day += _DAY
            working_days -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days have passed on `last` since `first`, which is day 0. Raises CalendarUnknown."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


@cache
def load(folder: Path = FOLDER) -> Calendar:
    """Every year there is a file of. A file that cannot be right raises ValueError, naming what to mend."""
    years = map(_read, sorted(folder.glob("*.toml")))
    return Calendar({year.year: year for year in years})


def _read(path: Path) -> Year:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [*table["national"].items(), *table["joint_leave"].items()]
    days_off = {date.fromisoformat(day): name for day, name in rows}
    if path.stem != str(table["year"]) or any(day.year != table["year"] for day in days_off):
        raise ValueError(f"{path.name}: semua tanggal harus dalam tahun berkasnya.")
    if len(days_off) != len(rows):
        raise ValueError(f"{path.name}: satu tanggal tertulis dua kali.")
    return Year(table["year"], table["decree"], table["verified"], days_off)


def missing(calendar: Calendar, today: date) -> list[int]:
    """The years that a term beginning on `today` may reach and whose list is not there."""
    years = range(today.year, (today + REACH).year + 1)
    return [year for year in years if year not in calendar.years]


def unverified(calendar: Calendar, days: Iterable[date]) -> list[Year]:
    """The years of some days whose list was not compared with its decree yet."""
    found = {day.year for day in days} & calendar.years.keys()
    return [calendar.years[year] for year in sorted(found) if not calendar.years[year].verified]
