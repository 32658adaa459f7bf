import pytest

from surveys.cells import CellKey
from surveys.tally_rows import TallyFileError, parse, read

NOWHERE = CellKey()
HEADER = "unit_id,officer_id,h2,h3,h4,h5,h6,h7,h8"


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(TallyFileError) as caught:
        read(parse(text))
    return caught.value.problems


def test_rows_of_one_unit_and_duty_add_up() -> None:
    tallies = read(
        parse(f"{HEADER}\nA,ani,0,0,1,0,0,0,2\nA,ani,1,0,1,0,0,0,0\nA,budi;ani,0,0,0,0,0,0,1\nA,,0,0,0,0,0,3,0")
    )
    assert tallies.duties == {
        ("A", ("ani",)): {NOWHERE: (1, 0, 2, 0, 0, 0, 2)},
        ("A", ("ani", "budi")): {NOWHERE: (0, 0, 0, 0, 0, 0, 1)},
        ("A", ()): {NOWHERE: (0, 0, 0, 0, 0, 3, 0)},
    }
    assert tallies.excluded == {}


def test_semicolons_unknown_columns_spaces_and_blank_rows_do_no_harm() -> None:
    text = 'catatan;UNIT_ID;officer_id; h2;h3;h4;h5;h6;h7;h8\r\nx;A;"ani; budi;ani";0;0;0;0;0;0;1\r\n\r\n;;;;;;;;;\r\n'
    assert read(parse(text)).duties == {("A", ("ani", "budi")): {NOWHERE: (0, 0, 0, 0, 0, 0, 1)}}


def test_only_ticketed_ratings_enter_and_the_rest_is_counted_by_code() -> None:
    codes = ["T", "TF", "", "A", "AI", "XS", "XF", "XH", "XK", "D1", "D12", "D12"]
    rows = [f"A,ani,0,0,0,0,0,0,1,{code}" for code in codes]
    tallies = read(parse("\n".join([f"{HEADER},verified", *rows])))
    assert tallies.duties == {("A", ("ani",)): {NOWHERE: (0, 0, 0, 0, 0, 0, 3)}}
    assert tallies.excluded == {"A": 1, "AI": 1, "XS": 1, "XF": 1, "XH": 1, "XK": 1, "D1": 1, "D12": 2}


def test_a_correction_takes_away_from_its_own_cell_only() -> None:
    day = f"{HEADER},day"
    assert read(parse(f"{day}\nA,ani,0,0,0,0,0,0,-1,d1\nA,ani,0,0,0,0,0,0,3,d1")).duties == {
        ("A", ("ani",)): {CellKey(day="d1"): (0, 0, 0, 0, 0, 0, 2)}
    }
    assert problems_of(f"{day}\nA,ani,0,0,0,0,0,0,3,d1\nA,ani,0,0,0,0,0,0,-1,d2") == (
        "Baris 3, kolom h8: pengurangan ini membuat jumlah selnya negatif.",
    )


def test_a_correction_of_everything_leaves_no_officer() -> None:
    assert read(parse(f"{HEADER}\nA,ani,0,0,0,0,0,0,2\nA,ani,0,0,0,0,0,0,-2")).duties == {}


@pytest.mark.parametrize("value", ["x", "1.5", "1,5", "", " ", "1e3", "１", "1_0", "9" * 13, "NaN"])
def test_what_is_no_count_is_refused_by_row_and_column(value: str) -> None:
    (problem,) = problems_of(f'{HEADER}\nA,ani,0,0,0,0,0,0,1\nA,ani,0,0,"{value}",0,0,0,1')
    assert problem.startswith(f"Baris 3, kolom h4: “{value.strip()}” bukan bilangan bulat")


def test_every_fault_is_named_at_once_and_blank_rows_keep_the_numbering() -> None:
    text = f"{HEADER},verified\n,ani,0,0,0,0,0,0,1,T\n\nA,ani,a,0,0,0,0,0,b,T2\nA,ani,0,0,0,0,0"
    places = [problem.partition(":")[0] for problem in problems_of(text)]
    assert places == [
        "Baris 2, kolom unit_id",
        "Baris 4, kolom h2",
        "Baris 4, kolom h8",
        "Baris 4, kolom verified",
        "Baris 5, kolom h7",
        "Baris 5, kolom h8",
    ]


@pytest.mark.parametrize("code", ["t", "D0", "D", "X", "T;A", "verified"])
def test_an_unknown_validity_code_is_refused(code: str) -> None:
    (problem,) = problems_of(f"{HEADER},verified\nA,ani,0,0,0,0,0,0,1,{code}")
    assert problem.startswith(f"Baris 2, kolom verified: “{code}”")


def test_missing_and_doubled_columns_are_named() -> None:
    assert problems_of("unit_id,officer_id,h2,h3,h4,h5,h6,h6,h7") == (
        "Baris 1: kolom h8 tidak ada.",
        "Baris 1: kolom h6 ada dua kali.",
    )


def test_an_empty_file_lacks_every_column() -> None:
    assert problems_of("")[0] == "Baris 1: kolom unit_id tidak ada."
    assert len(problems_of("\n")) == 9


def test_content_beyond_the_header_is_refused() -> None:
    assert problems_of(f"{HEADER}\nA,ani,0,0,0,0,0,0,1,7") == ("Baris 2: ada isi di luar kolom judul.",)


def test_rows_from_elsewhere_need_the_columns_too() -> None:
    with pytest.raises(TallyFileError, match="kolom h2 tidak ada"):
        read([{"unit_id": "A", "officer_id": "ani"}])


def test_a_broken_file_is_refused_with_advice() -> None:
    (problem,) = problems_of(f'{HEADER}\nA,"{"x" * 140_000}",0,0,0,0,0,0,1')
    assert "Simpan ulang sebagai CSV" in problem
