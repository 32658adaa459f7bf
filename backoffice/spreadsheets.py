"""The only door to spreadsheets: CSV and XLSX in, XLSX and CSV out.

Reading gives text, as a person sees it in the sheet. Excel keeps 15 digits of a number, so a longer one (a NIP typed
without text format) is damaged: its cell is a `LostDigits`, which an importer refuses. Writing keeps text as text,
groups such numbers with spaces where no text format can protect them, and never lets a cell become a formula or a link.
"""

import csv
import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from surveys import nip

MAX_BYTES = 10 * 2**20
MAX_UNPACKED = 128 * 2**20
MAX_ROWS = 100_000

Value = str | int | float | Decimal | date | None

_TOO_LONG_FOR_EXCEL = 10**15
_MOST_DIGITS = re.compile(r"[0-9]{16,}")
_NIP = re.compile(r"[0-9]{18}")
_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?[eE]\+?\d{2,}")
_LIVE = re.compile(r"[=+\-@|%\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DELIMITERS = ";,\t"
_SNIFFED_LINES = 20
NARROWEST, WIDEST = 8, 60  # columns, in characters


class SpreadsheetError(Exception):
    """The file cannot be read; the Indonesian message says what to do."""


class LostDigits(str):
    """The text of a number that the spreadsheet did not keep in full; the lost digits cannot be recovered."""

    __slots__ = ()


class Row(NamedTuple):
    """A row of cells under the number its spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that hold something, in order; rows may differ in length."""

    lines: tuple[Row, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Cells of the first row."""
        return self.lines[0].cells

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the first."""
        return self.lines[1:]


def read(name: str, data: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file; told apart by content. `name` is for messages only.

    Raises:
        SpreadsheetError: too large, damaged, of another kind, or empty.
    """
    if len(data) > max_bytes:
        raise SpreadsheetError(f"{name}: lebih dari {max_bytes / 2**20:.3g} MB. Bagi menjadi beberapa berkas.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SpreadsheetError(f"{name}: Excel lama (.xls) atau berkata sandi. Simpan sebagai .xlsx tanpa kata sandi.")
    lines = (_read_xlsx if data.startswith(b"PK\x03\x04") else _read_csv)(name, data, max_rows)
    if not lines:
        raise SpreadsheetError(f"{name}: kosong. Isi judul kolom dan barisnya, lalu unggah lagi.")
    return Sheet(tuple(lines))


def write_xlsx(
    rows: Iterable[Sequence[Value]],
    columns: Sequence[str],
    *,
    metadata: Mapping[str, Value],
    dictionary: Mapping[str, str],
    created: datetime,
) -> bytes:
    """A workbook with the sheets Data, Keterangan (`metadata`) and Kamus (`dictionary`: column -> meaning).

    Numbers are numbers, days are days, text is text whatever it looks like, None is an empty cell. A moment needs a
    time zone to mean anything and Excel has none: write it as text.
    """
    import pandas as pd  # noqa: PLC0415 - half a second and 50 MB that only an export should cost

    sheets = {
        "Data": pd.DataFrame(list(rows), columns=list(columns), dtype=object),
        "Keterangan": pd.DataFrame(list(metadata.items()), columns=["Hal", "Isi"], dtype=object),
        "Kamus": pd.DataFrame(list(dictionary.items()), columns=["Kolom", "Arti"], dtype=object),
    }
    target = io.BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(
        target, engine="xlsxwriter", date_format="yyyy-mm-dd", engine_kwargs={"options": inert}
    ) as writer:
        writer.book.set_properties({"created": created})
        for title, frame in sheets.items():
            frame.to_excel(writer, sheet_name=title, index=False, freeze_panes=(1, 0))
            _set_columns(writer, title, frame)
            _set_numbers(writer, title, frame)
    return target.getvalue()


def write_csv(rows: Iterable[Sequence[Value]], columns: Sequence[str]) -> bytes:
    """CSV that a double click opens in an Indonesian Excel: byte order mark, semicolons, decimal comma, ISO days.

    A text of more digits than Excel keeps gets spaces, a NIP as it is printed: otherwise the double click rounds it.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow(map(csv_text, columns))
    writer.writerows([csv_text(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _set_columns(writer: Any, title: str, frame: Any) -> None:
    """Columns as wide as their content; text columns in text format, so that a NIP survives editing."""
    text_format = writer.book.add_format({"num_format": "@"})
    for at, column in enumerate(frame.columns):
        widest = max(len(str(value)) for value in (column, *frame[column]))
        is_text = any(isinstance(value, str) for value in frame[column])
        width = min(max(widest + 1, NARROWEST), WIDEST)
        writer.sheets[title].set_column(at, at, width, text_format if is_text else None)


def _set_numbers(writer: Any, title: str, frame: Any) -> None:
    """Counts without places, figures with all the places they were rounded to."""
    shape_of = cache(lambda digits: writer.book.add_format({"num_format": f"{0:.{digits}f}"}))
    for at, column in enumerate(frame.columns):
        for row, value in enumerate(frame[column], 1):
            if isinstance(value, int | Decimal):
                writer.sheets[title].write_number(row, at, value, shape_of(places(value)))


def places(value: int | Decimal) -> int:
    """Digits after the point: a figure keeps all those it was rounded to, 82,50 and not 82,5."""
    return max(-int(Decimal(value).as_tuple().exponent), 0)


def csv_text(value: Value) -> str:
    """A value as the cell of a CSV file."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, float | Decimal):
        return f"{Decimal(str(value)):f}".replace(".", ",")
    if isinstance(value, str):
        return f"'{value}" if _LIVE.match(value) else _spaced(value)
    return str(value)


def _spaced(text: str) -> str:
    """A text that Excel would take for a number and round, with spaces; any other as it is."""
    if _NIP.fullmatch(text):
        return nip.grouped(text)
    return re.sub(r"(....)(?=.)", r"\1 ", text) if _MOST_DIGITS.fullmatch(text) else text


def _read_xlsx(name: str, data: bytes, max_rows: int) -> list[Row]:
    # pandas drops rows without telling which, so the sheet is read by openpyxl itself.
    import openpyxl  # noqa: PLC0415 - slow to import and needed by imports only

    try:
        _refuse_bomb(name, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # declared by the file, and often wrong
            return _filled(name, (map(_cell_text, cells) for cells in sheet.iter_rows(values_only=True)), max_rows)
    except SpreadsheetError:
        raise
    except Exception as error:  # a damaged file can break the reader anywhere
        raise SpreadsheetError(
            f"{name}: bukan berkas Excel yang utuh. Buka di Excel, simpan lagi sebagai .xlsx."
        ) from error


def _refuse_bomb(name: str, data: bytes) -> None:
    # zipfile never unpacks more than a part declares, so the declarations can be trusted as a limit.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise SpreadsheetError(f"{name}: isinya terlalu besar setelah dibuka. Salin datanya saja ke berkas baru.")


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return LostDigits(f"{value:.14E}") if abs(value) >= _TOO_LONG_FOR_EXCEL else f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return _typed_text(str(value))


def _typed_text(text: str) -> str:
    text = text.strip()
    return LostDigits(text) if _SCIENTIFIC.fullmatch(text) else text


def _read_csv(name: str, data: bytes, max_rows: int) -> list[Row]:
    text = _decoded(name, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return _filled(name, (map(_typed_text, cells) for cells in reader), max_rows)
    except csv.Error as error:
        raise SpreadsheetError(
            f"{name}: tanda kutip di sekitar baris {reader.line_num} tidak berpasangan. Perbaiki, lalu unggah lagi."
        ) from error


def _decoded(name: str, data: bytes) -> str:
    """Text of a file by Excel or a web form: UTF-8, UTF-16 with its mark, or else Windows-1252."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise SpreadsheetError(f"{name}: bukan berkas CSV atau Excel (.xlsx). Simpan ulang dari Excel, lalu unggah lagi.")


def _delimiter(text: str) -> str:
    """The sign that splits the headings: titles above them have few signs, cells below them may hold decimal commas."""
    counts = [{sign: line.count(sign) for sign in _DELIMITERS} for line in text.splitlines()[:_SNIFFED_LINES]]
    for least in (2, 1):
        for found in counts:
            sign = max(found, key=lambda sign: found[sign])
            if found[sign] >= least:
                return sign
    return _DELIMITERS[0]


def _filled(name: str, rows: Iterable[Iterable[str]], max_rows: int) -> list[Row]:
    """Rows that hold something, counted from 1 over all rows."""
    lines = []
    for number, cells in enumerate(map(tuple, rows), 1):
        if any(cells):
            lines.append(Row(number, cells))
        if len(lines) > max_rows + 1:
            raise SpreadsheetError(f"{name}: lebih dari {max_rows} baris. Bagi menjadi beberapa berkas.")
    return lines
