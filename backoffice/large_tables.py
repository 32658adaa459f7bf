"""Tables too long for memory, written row by row: the same cells as `spreadsheets` writes.

Neither pandas nor a list of all rows: a hundred thousand civil servants fit in a few megabytes at a time.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from backoffice.spreadsheets import Value, csv_text

_FLUSHED = 500  # rows


def stream_csv(rows: Iterable[Sequence[Value]], columns: Sequence[str]) -> Iterator[bytes]:
    """CSV as `spreadsheets.write_csv` makes it, some rows at a time."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    target.write("\ufeff")
    writer.writerow(map(csv_text, columns))
    for number, row in enumerate(rows, 1):
        writer.writerow([csv_text(value) for value in row])
        if number % _FLUSHED == 0:
            yield _taken(target)
    yield _taken(target)


def write_xlsx(
    target: BinaryIO,
    rows: Iterable[Sequence[Value]],
    columns: Mapping[str, tuple[str, int]],
    *,
    metadata: Mapping[str, Value],
    created: datetime,
) -> None:
    """A workbook with Data, Keterangan and Kamus; `columns`: heading -> (meaning, width in characters)."""
    import xlsxwriter  # noqa: PLC0415 - needed by exports only

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": created})
        formats = {places: book.add_format({"num_format": f"{0:.{places}f}"}) for places in (0, 2)}
        text = book.add_format({"num_format": "@"})
        _sheet(book, "Data", list(columns), rows, formats, text, [width for _meaning, width in columns.values()])
        _sheet(book, "Keterangan", ["Hal", "Isi"], metadata.items(), formats, text, [30, 70])
        meanings = [(column, meaning) for column, (meaning, _width) in columns.items()]
        _sheet(book, "Kamus", ["Kolom", "Arti"], meanings, formats, text, [30, 70])


def _sheet(
    book: Any,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    formats: Mapping[int, Any],
    text: Any,
    widths: Sequence[int],
) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    bold = book.add_format({"bold": True})
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, bold)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.write_number(number, at, value, formats[2])
            elif isinstance(value, int):
                sheet.write_number(number, at, value, formats[0])
            elif value is not None and value != "":
                sheet.write_string(number, at, str(value), text)


def _taken(target: io.StringIO) -> bytes:
    """What was written since the last time."""
    data = target.getvalue().encode()
    target.seek(0)
    target.truncate()
    return data
