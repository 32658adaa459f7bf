"""Tables of services: every wrong cell named, no counter and shift twice."""

from datetime import date

import pytest

from surveys.service_count_table import CountRow, Known, scan
from surveys.tables import one_of

TODAY = date(2026, 11, 3)
HEADINGS = ["Tanggal", "Loket", "Sif", "Layanan"]


def known() -> Known:
    return Known(
        counter=one_of({"1": 11, "2": 12}, "loket"),
        shift=one_of({"Pagi": 1, "Siang": 2}, "sif"),
        first=date(2025, 1, 1),
        today=TODAY,
    )


def scanned(*rows: list[str]) -> tuple[list[CountRow], list[str]]:
    found, errors = scan(list(enumerate([HEADINGS, *rows], 1)), known())
    return found, [str(error) for error in errors]


def test_a_row_is_read_with_its_day_counter_shift_and_number() -> None:
    [row], errors = scanned(["3/11/2026", "1", "pagi", "42"])
    assert (row.counter_id, row.day, row.shift, row.services, errors) == (11, TODAY, 1, 42, [])


def test_zero_services_and_a_number_as_spreadsheets_write_it_are_taken() -> None:
    rows, errors = scanned(["2026-11-03", "1", "Pagi", "0"], ["2026-11-03", "1", "Siang", "17.0"])
    assert [row.services for row in rows] == [0, 17]
    assert errors == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["4/11/2026", "1", "Pagi", "3"], "belum terjadi"),
        (["31/12/2024", "1", "Pagi", "3"], "lebih lama"),
        (["3/11/2026", "9", "Pagi", "3"], "bukan loket"),
        (["3/11/2026", "1", "Malam", "3"], "bukan sif"),
        (["3/11/2026", "1", "Pagi", "-3"], "bukan bilangan"),
        (["3/11/2026", "1", "Pagi", ""], "bukan bilangan"),
        (["3/11/2026", "1", "Pagi", "9" * 5000], "bukan bilangan"),
        (["3/11/2026", "1", "Pagi", "3,5"], "bukan bilangan"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(row: list[str], reason: str) -> None:
    found, [error] = scanned(row)
    assert found == []
    assert error.startswith("Baris 2, kolom")
    assert reason in error


def test_a_counter_and_shift_stands_there_once() -> None:
    found, [error] = scanned(["3/11/2026", "1", "Pagi", "3"], ["3/11/2026", "1", "Pagi", "3"])
    assert len(found) == 1
    assert "sudah ada di baris 2" in error
