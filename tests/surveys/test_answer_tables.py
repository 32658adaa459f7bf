"""Tables with foreign headings, foreign labels, or all answers in one column; and the index that a file prints."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import respondents
from surveys.answer_tables import Line, Meaning, printed_index, split, translated
from surveys.headings import plain
from surveys.questionnaire import load
from surveys.rows import LayoutError

SKM = load("skm-2017")
CODES = [question.code for question in SKM.questions]
ASKED = [f"Pertanyaan ke-{number} kami" for number in range(1, 10)]
OURS = Meaning({plain(heading): code for heading, code in zip(ASKED, CODES, strict=True)} | {"kapan": "day"})


def lines(*rows: list[str]) -> list[Line]:
    return list(enumerate(rows, 1))


def answers(table: list[Line]) -> list[dict[str, int]]:
    return [row.answers for row in respondents.read(SKM, table).rows]


def test_headings_that_a_person_explained_are_read_in_the_next_file_too() -> None:
    table = lines(["Survei kami"], ["Nama", "Kapan", *ASKED], ["Budi", "2/11/2026", *"123412341"])
    found = translated(OURS, table)
    assert answers(found) == [dict(zip(CODES, [1, 2, 3, 4, 1, 2, 3, 4, 1], strict=True))]
    assert found[0] == (2, ["", "tanggal", *CODES])


def test_a_label_has_its_value_only_in_the_question_it_was_explained_for() -> None:
    meaning = Meaning(OURS.columns, {"U1": {"oke banget": 4}})
    row = ["Oke banget!", "Oke banget!", *"1111111"]
    with pytest.raises(Exception, match="U2"):
        answers(translated(meaning, lines(ASKED, row)))
    row[1] = "3"
    assert answers(translated(meaning, lines(ASKED, row)))[0]["U1"] == 4


def test_a_file_with_other_headings_is_refused() -> None:
    with pytest.raises(LayoutError, match="tidak dikenal pemetaan"):
        translated(OURS, lines(["A", "B"], ["1", "2"]))


def test_joined_answers_are_taken_apart_in_the_stated_order() -> None:
    table = lines(["Tanggal", "Jawaban", "Saran"], ["2/11/2026", "1,2,3,4,1,2,3,4,1", "Baik"], ["", "4;4;4;;4;4;4;4;4"])
    found, errors = split(table, CODES)
    assert errors == []
    first, second = answers(found)
    assert (first["U9"], first["U8"]) == (4, 1), "the official form asks sarana before pengaduan"
    assert "U4" not in second
    assert answers(split(table, SKM.element_codes)[0])[0]["U8"] == 4


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1,2,3", "berisi 3 jawaban, seharusnya 9"),
        ("1,2,3,4,5,1,2,3,4", "memuat “5”, di luar skala 1–4"),
        ("a,2,3,4,4,1,2,3,4", "memuat “a”"),
        ("123412341", "berisi 1 jawaban"),
    ],
)
def test_a_joined_cell_that_cannot_be_is_named_and_nothing_is_guessed(cell: str, reason: str) -> None:
    found, [error] = split(lines(["No", "Jawaban"], ["1", cell]), CODES)
    assert (error.row, error.column) == (2, "Jawaban (B2)")
    assert reason in error.message
    assert answers(found) == [{}]


def test_a_table_without_a_joined_column_stays_as_it_is() -> None:
    table = lines(CODES, list("123412341"))
    assert split(table, CODES) == (table, [])


@given(st.lists(st.integers(1, 4), min_size=9, max_size=9), st.sampled_from([",", ", ", " ;", "|"]))
def test_taking_apart_undoes_joining(values: list[int], separator: str) -> None:
    found, errors = split(lines(["Jawaban"], [separator.join(map(str, values))]), CODES)
    assert errors == []
    assert list(answers(found)[0].values()) == values


@pytest.mark.parametrize(
    ("row", "printed"),
    [
        (["IKM UNIT PELAYANAN **)", "", "92,25"], "92.25"),
        (["Nilai IKM", "3,45", "86.92"], "86.92"),
        (["IKM", "A"], None),
        (["Mutu", "92,25"], None),
        (["IKM", "120"], None),
    ],
)
def test_the_printed_index_is_found_in_the_recap_only(row: list[str], printed: str | None) -> None:
    table = lines(["U1"], ["IKM", "99"], ["Jumlah", "741"], row)
    assert printed_index(table, 3) == (None if printed is None else Decimal(printed))
    assert printed_index(table, None) is None
