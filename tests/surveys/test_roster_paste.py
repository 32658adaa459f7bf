"""A month's roster as it is copied from a spreadsheet."""

from datetime import date

import pytest

from surveys.roster_names import Names, Person
from surveys.roster_paste import Board, Pasted, Place, Slot, read
from surveys.rows import LayoutError

DAYS = [date(2026, 11, number) for number in range(1, 31)]
PLACES = [Place(c, s, label, name) for c, label in ((11, "1"), (12, "2")) for s, name in ((1, "Pagi"), (2, "Siang"))]
NAMES = Names((Person(1, "Ayu Lestari", "199001172015032004"), Person(2, "Budi Santoso"), Person(3, "Citra Dewi")))
STANDING: dict[Slot, frozenset[int]] = {(11, DAYS[0], 1): frozenset({1}), (11, DAYS[8], 1): frozenset({3})}


def pasted(*rows: str) -> Pasted:
    """Rows with `|` where a spreadsheet has its columns, into November from the third on."""
    slots = frozenset((place.counter, day, place.shift) for place in PLACES for day in DAYS[2:])
    return read("\n".join(rows).replace("|", "\t"), Board(DAYS, PLACES, NAMES, STANDING, slots))


def wanted(*rows: str) -> dict[tuple[int, int, int], set[int]]:
    found = pasted(*rows)
    assert found.problems == 0, found.rows
    return {(counter, day.day, shift): set(people) for (counter, day, shift), people in found.wanted.items()}


def problems(*rows: str) -> list[str]:
    return [text for row in pasted(*rows).rows for text in (row.problem, *(cell.problem for cell in row.cells)) if text]


def test_a_row_of_a_place_names_officers() -> None:
    assert wanted("Loket|3|4|5", "1 Pagi|AL|Budi + Citra|-", "Loket 2 Siang||CD|") == {
        (11, 3, 1): {1}, (11, 4, 1): {2, 3}, (11, 5, 1): set(), (12, 4, 2): {3},
    }  # fmt: skip


def test_a_row_of_an_officer_names_places() -> None:
    assert wanted("Nama|3|4|9", "Ayu Lestari|1 Pagi|2 Siang|1P", "Budi Santoso|2P|libur|") == {
        (11, 3, 1): {1}, (12, 4, 2): {1}, (11, 9, 1): {1, 3}, (12, 3, 1): {2},
    }  # fmt: skip


def test_a_day_off_takes_an_officer_off_the_roster_and_leaves_the_others() -> None:
    assert wanted("Nama|9", "Citra Dewi|libur") == {(11, 9, 1): set()}
    assert wanted("Nama|9", "Citra Dewi|2 Pagi") == {(11, 9, 1): set(), (12, 9, 1): {3}}


def test_an_officer_may_have_two_places_on_a_day() -> None:
    assert wanted("Nama|3", "AL|1 Pagi, 2 Siang") == {(11, 3, 1): {1}, (12, 3, 2): {1}}


def test_numbers_and_nips_may_stand_beside_the_names() -> None:
    table = ("No|NIP|Nama|Sen 3|Sel 4", "1|199001172015032004|Bu Ayu|1 Pagi|", "2||Budi Santoso||2 Pagi")
    assert wanted(*table) == {(11, 3, 1): {1}, (12, 4, 1): {2}}


def test_a_merged_cell_counts_for_the_rows_below_it() -> None:
    assert wanted("Loket|Sif|3", "Loket 1|Pagi|AL", "|Siang|BS", "Loket 2|Pagi|CD") == {
        (11, 3, 1): {1}, (11, 3, 2): {2}, (12, 3, 1): {3},
    }  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["4", "04", "Rabu, 4", "Rab 4", "4/11", "4-11-2026", "2026-11-04", "4 Nov 2026", "4 Nov"]
)
def test_a_day_is_read_as_people_write_it(heading: str) -> None:
    assert wanted(f"Loket|{heading}", "1 Pagi|AL") == {(11, 4, 1): {1}}


def test_titles_above_and_totals_beside_are_not_read() -> None:
    assert wanted("JADWAL PELAYANAN||", "November 2026||", "Loket|3|Jumlah", "1 Pagi|AL|7") == {(11, 3, 1): {1}}


def test_every_cell_that_is_not_understood_is_answered() -> None:
    assert problems("Loket|3|4", "1 Pagi|Zainal|AL", "7 Malam|AL|") == [
        "“Zainal” bukan petugas unit ini; tulis singkatan, nama, atau NIP-nya",
        "loket dan sif ini tidak dikenal; tulis seperti “Loket 1 Pagi”",
    ]
    assert problems("Nama|3", "AL|Loket 9", "BS|2 Pagi") == [
        "“Loket 9” bukan loket dan sif unit ini; tulis seperti “1 Pagi”"
    ]


def test_a_sealed_day_may_be_pasted_as_it_stands_but_not_changed() -> None:
    assert problems("Loket|1|2|3", "1 Pagi|AL||BS") == []
    [problem] = problems("Loket|1|3", "1 Pagi|BS|BS")
    assert problem.startswith("hari ini sudah disegel")
    assert problems("Nama|1|3", "Ayu|1 Pagi|", "Budi||1 Pagi") == []
    assert len(problems("Nama|1|3", "Ayu|libur|", "Budi||1 Pagi")) == 1


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("Loket|Sif", "1|Pagi"), "Baris judul dengan tanggal tidak ditemukan"),
        (("", ""), "Baris judul dengan tanggal tidak ditemukan"),
        (("Loket|3|3", "1 Pagi|AL|BS"), "tertulis dua kali"),
    ],
)
def test_a_table_without_days_says_what_to_copy(rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(LayoutError, match=words):
        pasted(*rows)


def test_each_cell_tells_what_it_asks_for() -> None:
    [row] = pasted("Loket|3|4|5", "1 Pagi|AL|-|").rows
    assert [cell.duties for cell in row.cells] == [((11, 1, 1),), (), None]
