"""Tallies as a table, one row per cell or per officer: checked cell by cell, added up, all or nothing."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.roster import BINS, Duties, Duty, add_up, duty

HISTOGRAM = tuple(f"h{k}" for k in range(2, 9))
REQUIRED = ("unit_id", "officer_id", *HISTOGRAM)
CELL = ("counter", "day", "shift", "wait_band", "channel")
VERIFIED = ("T", "TF")

# At most twelve digits, so that no sum of rows can leave 64 bits.
_COUNT = re.compile(r"-?[0-9]{1,12}")
_CODE = re.compile(r"T|TF|A|AI|XS|XF|XH|XK|D[1-9][0-9]*")

Row = Mapping[str, str]
Key = tuple[str, Duty, str, tuple[str, ...]]  # unit, duty, validity code, cell


class TallyFileError(ValueError):
    """A table that cannot be added up; `problems` names every row and column at fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Tallies:
    """Verified ratings by unit and duty, and how many others were left out, by validity code."""

    duties: Duties
    excluded: dict[str, int]


def parse(text: str) -> list[dict[str, str]]:
    """Rows of a CSV with `,` or `;`, blank ones kept so that row i of the list is row i + 2 of the file."""
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        header, *lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) or [[]]
    except csv.Error as error:
        raise TallyFileError([f"Berkas bukan CSV yang utuh ({error}). Simpan ulang sebagai CSV UTF-8."]) from error
    columns = [name.strip().lower() for name in header]
    _require(columns)
    too_long = [row for row, line in enumerate(lines, start=2) if any(cell.strip() for cell in line[len(columns) :])]
    if too_long:
        raise TallyFileError([f"Baris {row}: ada isi di luar kolom judul." for row in too_long])
    blanks = [""] * len(columns)
    return [dict(zip(columns, line + blanks, strict=False)) for line in lines]


def read(rows: Sequence[Row]) -> Tallies:
    """Sum of the rows; TallyFileError with every fault if a value is wrong or a cell falls below zero.

    rows: dicts with the columns REQUIRED, and `verified` (absent or blank: T) and those of CELL if known; others are
    ignored, blank rows too. `officer_id`: all on duty, joined by `;`, blank if nobody was rostered. Negative counts are
    corrections of the same cell. Only verified ratings enter; the rest is counted by code.
    """
    if rows:
        _require(rows[0])
    problems: list[str] = []
    cells: dict[Key, list[int]] = {}
    corrections: dict[tuple[Key, int], int] = {}
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row.values()):
            continue
        faults = list(_faults(row))
        problems += [f"Baris {number}, kolom {column}: {reason}" for column, reason in faults]
        if not faults:
            key, sums = _key(row), cells.setdefault(_key(row), [0] * BINS)
            for i, column in enumerate(HISTOGRAM):
                sums[i] += int(row[column])
                if int(row[column]) < 0:
                    corrections.setdefault((key, i), number)
    problems += [
        f"Baris {number}, kolom {HISTOGRAM[i]}: pengurangan ini membuat jumlah selnya negatif."
        for (key, i), number in corrections.items()
        if cells[key][i] < 0
    ]
    if problems:
        raise TallyFileError(problems)
    return _divided(cells)


def _require(columns: Iterable[str]) -> None:
    """TallyFileError unless every required column is there once."""
    counts = Counter(list(columns))
    problems = [f"Baris 1: kolom {name} tidak ada." for name in REQUIRED if name not in counts]
    known = {*REQUIRED, *CELL, "verified"}
    problems += [f"Baris 1: kolom {name} ada dua kali." for name in sorted(known) if counts[name] > 1]
    if problems:
        raise TallyFileError(problems)


def _faults(row: Row) -> Iterable[tuple[str, str]]:
    if not row["unit_id"].strip():
        yield "unit_id", "kosong; isi kode unit."
    for column in HISTOGRAM:
        value = row[column].strip()
        if not _COUNT.fullmatch(value):
            yield column, f"“{value}” bukan bilangan bulat; tulis jumlah penilaian, 0 bila tidak ada."
    code = row.get("verified", "").strip()
    if code and not _CODE.fullmatch(code):
        yield "verified", f"“{code}” bukan kode keabsahan; yang dikenal: T, TF, A, AI, XS, XF, XH, XK, D1, D2, ..."


def _key(row: Row) -> Key:
    officers = duty(name.strip() for name in row["officer_id"].split(";") if name.strip())
    cell = tuple(row.get(column, "").strip() for column in CELL)
    return row["unit_id"].strip(), officers, row.get("verified", "").strip() or "T", cell


def _divided(cells: Mapping[Key, list[int]]) -> Tallies:
    excluded: Counter[str] = Counter()
    for (_, _, code, _), sums in cells.items():
        excluded[code] += 0 if code in VERIFIED else sum(sums)
    verified = ((unit, officers, sums) for (unit, officers, code, _), sums in cells.items() if code in VERIFIED)
    return Tallies(add_up(verified), {code: count for code, count in excluded.items() if count})
