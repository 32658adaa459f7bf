"""HR's list is read under any headings, and a row that cannot be used never takes others with it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import hr_list
from surveys.hr_list import Person
from surveys.rows import LayoutError

AYU, BUDI = "199001172015032004", "198805042012011002"
HEADINGS = ("NIP", "Nama", "Unit Kerja", "Nilai", "Indikator", "Target", "Realisasi", "Keterangan")


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> hr_list.Listed:
    return hr_list.read(list(enumerate(rows, 2)), headings, hr_list.guess(headings))


def test_headings_are_found_below_titles() -> None:
    rows = [(1, ("DAFTAR HASIL KINERJA",)), (2, ("Semester I 2026", "")), (3, HEADINGS), (4, (AYU, "Ayu"))]
    assert hr_list.heading_of(rows) == hr_list.Heading(2, HEADINGS)


def test_headings_nobody_knows_are_the_first_row_with_several_cells() -> None:
    rows = [(1, ("Judul",)), (2, ("No. Pegawai", "Poin")), (3, (AYU, "90"))]
    assert hr_list.heading_of(rows).cells == ("No. Pegawai", "Poin")
    assert hr_list.guess(("No. Pegawai", "Poin")) == {}


def test_a_saved_mapping_finds_its_headings_again_whatever_their_place_and_case() -> None:
    saved = {"nip": "No. Pegawai", "number": "Poin"}
    rows = [(1, ("Judul", "lain")), (2, ("POIN", "no pegawai")), (3, ("90", AYU))]
    heading = hr_list.heading_of(rows, [saved])
    assert heading.at == 1
    assert hr_list.by_mapping(saved, heading.cells) == {"nip": 1, "number": 0}
    assert hr_list.by_mapping(saved, ("POIN", "lain")) is None
    assert hr_list.by_mapping({}, ("POIN",)) is None


@pytest.mark.parametrize("rows", [[], [(1, ("satu",))]])
def test_a_file_without_headings_is_refused(rows: list[tuple[int, tuple[str, ...]]]) -> None:
    with pytest.raises(LayoutError, match="Judul kolom"):
        hr_list.heading_of(rows)


@pytest.mark.parametrize(
    ("places", "reason"),
    [({"number": 0}, "NIP"), ({"nip": 0, "name": 1}, "kolom hasil"), ({"nip": 0, "number": 0}, "dua isi")],
)
def test_a_choice_of_columns_without_nip_or_result_is_refused(places: dict[str, int], reason: str) -> None:
    with pytest.raises(LayoutError, match=reason):
        hr_list.require_usable(places)


def test_one_row_per_indicator_makes_one_person() -> None:
    listed = read(
        (AYU, "Ayu Lestari", "Dukcapil", "", "Akta terbit", "900", "912", "lancar"),
        (AYU, "AYU LESTARI, S.Kom.", "", "", "Waktu rata-rata", "15 menit", "12 menit"),
        (BUDI, "Budi Santoso", "", "85,5", "", "", ""),
    )
    ayu, budi = listed.people
    assert ayu.rows == (2, 3)
    assert ayu.indicators == (("Akta terbit", "900", "912"), ("Waktu rata-rata", "15 menit", "12 menit"))
    assert ayu.result["number"] is None
    assert budi.result == {"number": "85.5", "text": None, "indicators": [], "note": None}
    assert (listed.refused, listed.repeated, listed.ambiguous) == ([], [], [])


@pytest.mark.parametrize(
    ("nip", "reason"), [("1.99001172015032E+17", "digitnya hilang"), ("1990", "18 digit"), ("", "18 digit")]
)
def test_a_nip_that_lost_its_digits_refuses_its_row_only(nip: str, reason: str) -> None:
    listed = read((nip, "Ayu", "", "90"), (BUDI, "Budi", "", "80"))
    assert [person.nip for person in listed.people] == [BUDI]
    (refused,) = listed.refused
    assert reason in str(refused)
    assert "A2" in refused.column


def test_what_is_no_number_refuses_its_row_with_what_to_do() -> None:
    listed = read((AYU, "Ayu", "", "baik sekali"))
    assert not listed.people
    assert "uraian hasil" in listed.refused[0].message


@pytest.mark.parametrize(
    "second",
    [
        (AYU, "Budi Santoso", "", "90"),
        (AYU, "Ayu Lestari", "", "91"),
        (AYU, "Ayu Lestari", "", "90", "Akta terbit", "900", "1"),
    ],
)
def test_a_nip_with_two_names_or_two_results_is_ambiguous_and_left_out(second: tuple[str, ...]) -> None:
    listed = read((AYU, "Ayu Lestari", "", "90", "Akta terbit", "900", "912"), second)
    assert not listed.people
    (one, other, reason) = listed.ambiguous[0]
    assert (one.rows, other.rows) == ((2,), (3,))
    assert "beda" in reason


def test_the_same_row_twice_counts_once_and_is_told() -> None:
    listed = read((AYU, "Ayu", "", "90"), (AYU, "Ayu", "", "90"))
    assert len(listed.people) == 1
    assert listed.repeated == [(AYU, 3)]


def test_more_indicators_than_a_person_can_have_are_left_out() -> None:
    listed = read(*((AYU, "Ayu", "", "", f"Indikator {i}", "1", "1") for i in range(31)))
    assert "30 indikator" in listed.ambiguous[0][2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("85,5", "85.5"),
        ("85.50", "85.5"),
        ("1.250,75", "1250.75"),
        ("1.250.000", "1250000"),
        ("100", "100"),
        (" ", None),
    ],
)
def test_numbers_are_read_as_people_and_spreadsheets_write_them(text: str, expected: str | None) -> None:
    assert hr_list.number(text) == expected


@pytest.mark.parametrize("text", ["-1", "9 dari 10", "1.2.3", "12,5,5", "١٢"])
def test_other_texts_are_no_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="bukan bilangan"):
        hr_list.number(text)


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_a_number_keeps_its_value_whichever_sign_it_is_written_with(value: Decimal) -> None:
    text = f"{value:f}"
    for written in (text, text.replace(".", ",")):
        found = hr_list.number(written)
        assert found is not None
        assert Decimal(found) == value


@given(st.lists(st.tuples(st.sampled_from([AYU, BUDI, "1990", "x"]), st.sampled_from(["80", "90", "?", ""]))))
def test_every_row_is_taken_refused_repeated_or_ambiguous(rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    listed = hr_list.read(list(enumerate(rows, 2)), ("NIP", "Nilai"), {"nip": 0, "number": 1})
    people: list[Person] = [*listed.people, *(one for one, _other, _reason in listed.ambiguous)]
    assert {person.nip for person in people} == {nip for nip, figure in rows if len(nip) == 18 and figure != "?"}
    assert {error.row for error in listed.refused} == {
        row for row, (nip, figure) in enumerate(rows, 2) if len(nip) != 18 or figure == "?"
    }


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(LayoutError, match="Tidak ada baris"):
        read()
