"""Tables of any length: the same cells as short ones, in memory that does not grow with them."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice import large_tables, spreadsheets
from backoffice.large_tables import CsvLines
from backoffice.spreadsheets import Value

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

COLUMNS = {"NIP": "Nomor induk pegawai", "Nilai": "25 sampai 100", "Tanggal": "hari rilis"}
CREATED = datetime(2026, 3, 1, tzinfo=UTC)

TEXTS = st.text(st.sampled_from(list("a9,.;:\"'=+-@|%–éE! ")), min_size=1, max_size=20)
NUMBERS = (
    st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=2) | st.floats(-1e6, 1e6) | st.just(float("nan"))
)
ROWS = st.lists(st.tuples(TEXTS, NUMBERS | st.none(), st.dates(date(2000, 1, 1)) | st.none()), max_size=5)


def long_workbook(rows: list[tuple[Value, ...]]) -> bytes:
    target = io.BytesIO()
    large_tables.write_xlsx(target, rows, COLUMNS, metadata=lambda: {"N": 3, "Unit": "Dukcapil"}, created=CREATED)
    return target.getvalue()


def cells(book: bytes) -> list[list[list[tuple[object, str]]]]:
    """Value and number format of each cell that holds something; headings have no format that matters."""
    return [
        [
            [(cell.value, cell.number_format if number and cell.value is not None else "") for cell in row]
            for number, row in enumerate(sheet.rows)
        ]
        for sheet in openpyxl.load_workbook(io.BytesIO(book))
    ]


@settings(max_examples=30)
@given(ROWS)
def test_a_long_table_has_the_cells_of_a_short_one(rows: list[tuple[Value, ...]]) -> None:
    short = spreadsheets.write_xlsx(
        rows, list(COLUMNS), metadata={"N": 3, "Unit": "Dukcapil"}, dictionary=COLUMNS, created=CREATED
    )
    assert cells(long_workbook(rows)) == cells(short)


@settings(max_examples=30)
@given(ROWS)
def test_a_long_csv_is_the_short_one_byte_for_byte_and_knows_its_digest(rows: list[tuple[Value, ...]]) -> None:
    target, lines, passed = io.BytesIO(), CsvLines(COLUMNS), CsvLines(COLUMNS)
    large_tables.write_csv(target, rows, lines)
    assert target.getvalue() == spreadsheets.write_csv(rows, list(COLUMNS))
    assert list(passed.passing(rows)) == rows
    assert passed.sha256 == lines.sha256


def test_numbers_keep_their_places_and_days_are_days() -> None:
    [_head, row] = cells(long_workbook([("198805042012011002", Decimal("82.50"), date(2026, 1, 17))]))[0]
    assert row == [
        ("198805042012011002", "@"),
        (82.5, "0.00"),
        (datetime(2026, 1, 17), "yyyy-mm-dd"),  # noqa: DTZ001 - Excel days have no zone
    ]


def test_the_headings_stay_in_view_and_columns_are_as_wide_as_what_they_hold() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(long_workbook([("x" * 30, 1, None), ("y" * 90, 2, None)])))["Data"]
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[letter].width > least for letter, least in (("A", 59), ("B", 7))] == [True, True]


def as_csv(rows: Iterator[tuple[Value, ...]]) -> None:
    large_tables.write_csv(io.BufferedWriter(Nowhere()), rows, CsvLines(COLUMNS))


def as_xlsx(rows: Iterator[tuple[Value, ...]]) -> None:
    large_tables.write_xlsx(io.BufferedWriter(Nowhere()), rows, COLUMNS, metadata=dict, created=CREATED)


class Nowhere(io.RawIOBase):
    """A file that keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        return len(memoryview(data))


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_ten_times_the_rows_take_no_more_memory(write: Callable[[Iterator[tuple[Value, ...]]], None]) -> None:
    def peak(n: int) -> int:
        tracemalloc.start()
        write((f"{number:018d}", Decimal(number) / 100, None) for number in range(n))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is imported once
    assert peak(20_000) < peak(2_000) + 500_000
