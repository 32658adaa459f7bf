"""Tallies as a table, one row per cell or per officer: checked cell by cell, added up, all or nothing."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.cells import BINS, CellKey
from surveys.roster import Duties, Duty, add_up, duty

HISTOGRAM = tuple(f"h{k}" for k in range(2, 9))
REQUIRED = ("unit_id", "officer_id", *HISTOGRAM)
CELL = CellKey._fields
INCOMPLETE = "incomplete"  # forms that did not answer both U6 and U7
COUNTS = (*HISTOGRAM, INCOMPLETE)
VERIFIED = ("T", "TF")

# At most twelve digits, so that no sum of rows can leave 64 bits.
_COUNT = re.compile(r"-?[0-9]{1,12}")
_CODE = re.compile(r"T|TF|A|AI|XS|XF|XH|XK|D[1-9][0-9]*")

Row = Mapping[str, str]
Key = tuple[str, Duty, str, CellKey]  # unit, duty, validity code, cell


class TallyFileError(ValueError):
    """A table that cannot be added up; `problems` names every row and column at fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Tallies:
    """Verified ratings by unit and duty, and how many were left out, by reason; also per officer who was alone.

    A reason is a validity code, or INCOMPLETE for verified forms that did not answer both questions.
    """

    duties: Duties
    excluded: dict[str, int]
    excluded_of: dict[str, dict[str, int]]


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

    rows: dicts with the columns REQUIRED, and `verified` (absent or blank: T), `incomplete` (forms without U6 or U7)
    and those of CELL if known; others are ignored, blank rows too. `officer_id`: all on duty, joined by `;`, blank if
    nobody was rostered. `shift` is pagi, siang or sore, `wait_band` 0-14, 15-29, 30-59 or 60+ minutes. Negative counts
    are corrections of the same cell. Only verified ratings enter; the rest is counted by code.
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
            key, sums = _key(row), cells.setdefault(_key(row), [0] * len(COUNTS))
            for i, count in enumerate(_counts(row)):
                sums[i] += count
                if count < 0:
                    corrections.setdefault((key, i), number)
    problems += [
        f"Baris {number}, kolom {COUNTS[i]}: pengurangan ini membuat jumlah selnya negatif."
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
    known = {*REQUIRED, *CELL, "verified", INCOMPLETE}
    problems += [f"Baris 1: kolom {name} ada dua kali." for name in sorted(known) if counts[name] > 1]
    if problems:
        raise TallyFileError(problems)


def _faults(row: Row) -> Iterable[tuple[str, str]]:
    if not row["unit_id"].strip():
        yield "unit_id", "kosong; isi kode unit."
    for column in COUNTS:
        value = row[column].strip() if column in HISTOGRAM else row.get(column, "").strip() or "0"
        if not _COUNT.fullmatch(value):
            yield column, f"“{value}” bukan bilangan bulat; tulis jumlah penilaian, 0 bila tidak ada."
    code = row.get("verified", "").strip()
    if code and not _CODE.fullmatch(code):
        yield "verified", f"“{code}” bukan kode keabsahan; yang dikenal: T, TF, A, AI, XS, XF, XH, XK, D1, D2, ..."


def _counts(row: Row) -> list[int]:
    return [int(row[column]) for column in HISTOGRAM] + [int(row.get(INCOMPLETE, "").strip() or 0)]


def _key(row: Row) -> Key:
    officers = duty(name.strip() for name in row["officer_id"].split(";") if name.strip())
    given = {column: row[column].strip() for column in CELL if row.get(column, "").strip()}
    return row["unit_id"].strip(), officers, row.get("verified", "").strip() or "T", CellKey(**given)


def _divided(cells: Mapping[Key, list[int]]) -> Tallies:
    excluded: Counter[str] = Counter()
    excluded_of: dict[str, Counter[str]] = {}
    for (_, officers, code, _), (*hist, incomplete) in cells.items():
        reason, count = (INCOMPLETE, incomplete) if code in VERIFIED else (code, sum(hist) + incomplete)
        if count:
            excluded[reason] += count
            if len(officers) == 1:
                excluded_of.setdefault(officers[0], Counter())[reason] += count
    verified = (
        (unit, officers, key, sums[:BINS]) for (unit, officers, code, key), sums in cells.items() if code in VERIFIED
    )
    return Tallies(add_up(verified), dict(excluded), {officer: dict(counts) for officer, counts in excluded_of.items()})
