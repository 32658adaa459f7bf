"""Tables of any length, written row by row: the same cells as `spreadsheets` writes.

Neither pandas nor a list of all rows: a hundred thousand civil servants fit in a few megabytes at a time.
"""

import csv
import hashlib
import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, BinaryIO

from backoffice.spreadsheets import NARROWEST, WIDEST, Value, csv_text, places

_AT_ONCE = 500  # rows; the first ones say how wide the columns are
_INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class CsvLines:
    """Rows as CSV, byte order mark and headings first, with the digest of all that was taken so far."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, delimiter=";")
        self._digest = hashlib.sha256()
        self._text.write("\ufeff")
        self._writer.writerow(map(csv_text, columns))

    def chunks(self, rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
        """The rows, some at a time."""
        for number, row in enumerate(rows, 1):
            self._writer.writerow([csv_text(value) for value in row])
            if number % _AT_ONCE == 0:
                yield self._taken()
        yield self._taken()

    def passing(self, rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
        """The rows as they are, each counted into the digest as it passes."""
        for number, row in enumerate(rows, 1):
            self._writer.writerow([csv_text(value) for value in row])
            if number % _AT_ONCE == 0:
                self._taken()
            yield row

    @property
    def sha256(self) -> str:
        """Digest of the CSV."""
        self._taken()
        return self._digest.hexdigest()

    def _taken(self) -> bytes:
        """What was written since the last time."""
        data = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        self._digest.update(data)
        return data


def write_csv(target: BinaryIO, rows: Iterable[Sequence[Value]], lines: CsvLines) -> None:
    """CSV as `spreadsheets.write_csv` makes it; `lines` knows its digest afterwards."""
    target.writelines(lines.chunks(rows))


def write_xlsx(
    target: BinaryIO,
    rows: Iterable[Sequence[Value]],
    dictionary: Mapping[str, str],
    *,
    metadata: Callable[[], Mapping[str, Value]],
    created: datetime,
) -> None:
    """A workbook as `spreadsheets.write_xlsx` makes it.

    `dictionary`: column -> meaning, in the order of the cells. `metadata` is asked for when all rows have passed.
    """
    import xlsxwriter  # noqa: PLC0415 - needed by exports only

    with xlsxwriter.Workbook(target, {"constant_memory": True, **_INERT}) as book:
        book.set_properties({"created": created})
        paint = _Paint(book)
        _sheet(book, paint, "Data", list(dictionary), rows)
        _sheet(book, paint, "Keterangan", ["Hal", "Isi"], metadata().items())
        _sheet(book, paint, "Kamus", ["Kolom", "Arti"], dictionary.items())


class _Paint:
    """The number formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = cache(lambda places: book.add_format({"num_format": f"{0:.{places}f}"}))


def _sheet(book: Any, paint: _Paint, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, paint.heading)
    widest = [len(heading) for heading in headings]
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if value is not None and value != "":
                _cell(sheet, paint, number, at, value)
        if number <= _AT_ONCE:
            widest = [max(width, len(str(value or ""))) for width, value in zip(widest, row, strict=True)]
    for at, width in enumerate(widest):
        sheet.set_column(at, at, min(max(width + 1, NARROWEST), WIDEST))


def _cell(sheet: Any, paint: _Paint, row: int, at: int, value: Value) -> None:
    if isinstance(value, str):
        sheet.write_string(row, at, value, paint.text)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, at, value, paint.number(places(value)))
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, paint.day)
    elif value is not None and math.isfinite(value):
        sheet.write_number(row, at, value)
