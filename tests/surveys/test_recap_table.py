"""Recaps of earlier surveys: read by their headings up to "Jumlah", and every wrong cell named."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import ikm, recap_table
from surveys.recap_table import Recap
from surveys.rows import LayoutError, RowError

UNITS = {"Dinas Sosial": 1, "dinsos": 1, "Dinas Pasar": 2}
ELEMENTS = [f"U{number}" for number in range(1, 10)]
HIGH = ["NO", "OPP", "NILAI RATA-RATA UNSUR", *[""] * 8, "JENIS KELAMIN", "", "SAMPEL", "NILAI IKM", "KATEGORI"]
LOW = ["", "", *ELEMENTS, "L", "P", "", "", ""]


def line(unit: str, *means: str, n: str = "150", printed: str = "") -> list[str]:
    return ["1", unit, *(means * 9)[:9], "70", "80", n, printed, "B"]


def scan(*lines: list[str], head: tuple[list[str], ...] = (HIGH, LOW)) -> tuple[Recap, list[RowError]]:
    return recap_table.scan(list(enumerate([["REKAP SKM 2024"], *head, *lines], 1)), UNITS)


def test_two_rows_of_merged_headings_are_read_as_one_up_to_the_total() -> None:
    recap, errors = scan(line("Dinas Sosial", "3,20", printed="80"), line("dinas pasar", "3.4"), line("Jumlah", "9"))
    assert errors == []
    assert [(row.unit_id, row.means[0], row.respondents) for row in recap.rows] == [
        (1, Decimal("3.20"), 150),
        (2, Decimal("3.40"), 150),
    ]
    assert recap.rows[0].value == recap.rows[0].printed == Decimal("80.00")
    assert recap.rows[1].printed is None


def test_a_total_may_stand_in_the_first_column_too() -> None:
    recap, errors = scan(line("dinsos", "3"), ["JUMLAH", "", *["27"] * 9])
    assert (len(recap.rows), errors) == (1, [])


def test_one_row_of_headings_is_enough() -> None:
    head = ["Unit", *ELEMENTS, "Responden"]
    recap, errors = scan(["dinsos", *["3"] * 9, "40.0"], head=(head,))
    assert (recap.rows[0].respondents, errors) == (40, [])


def test_units_without_numbers_or_of_fewer_than_ten_respondents_are_counted_and_left_out() -> None:
    recap, errors = scan(line("Dinas Sosial", ""), line("Dinas Pasar", "3", n="9"))
    assert (recap, errors) == (Recap((), 1, 1), [])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (line("Dinas Sosial", "4,01"), "bukan rata-rata 1,00 sampai 4,00"),
        (line("Dinas Sosial", "80"), "bukan rata-rata 1,00 sampai 4,00"),
        (line("Dinas Sosial", "3", "3", "", *["3"] * 6), "bukan rata-rata"),
        (line("Dinas Lain", "3"), "bukan unit yang dikenal"),
        (line("Dinas Sosial", "3", n="1.250"), "bukan bilangan bulat"),
        (line("Dinas Sosial", "3", printed="3,2"), "bukan IKM 25 sampai 100"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_row_and_column(row: list[str], message: str) -> None:
    _recap, errors = scan(row)
    assert errors
    assert all(error.row == 4 and message in str(error) for error in errors)


def test_a_unit_stands_in_a_recap_once() -> None:
    _recap, [error] = scan(line("Dinas Sosial", "3"), line("dinsos", "3"))
    assert "sudah ada di baris 4" in str(error)


def test_a_table_without_respondents_is_no_recap() -> None:
    with pytest.raises(LayoutError, match="SAMPEL"):
        scan(["dinsos", *["3"] * 9], head=(["Unit", *ELEMENTS],))


@given(st.lists(st.integers(100, 400), min_size=9, max_size=9))
def test_the_index_is_that_of_the_printed_averages_rounded_once(cents: list[int]) -> None:
    means = [Decimal(cent).scaleb(-2) for cent in cents]
    assert recap_table.index(means) == ikm.half_up(Fraction(sum(cents), 36))
