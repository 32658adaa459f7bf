"""Respondent tables: every layout in circulation, or a refusal that names the cell."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import load
from surveys.respondents import Respondents, read
from surveys.rows import LayoutError, RowsError, address

SKM = load("skm-2017")
U = list(SKM.element_codes)
ANSWERS = [1, 2, 3, 4, 1, 2, 3, 4, 1]
BY_CODE = dict(zip(U, ANSWERS, strict=True))


def table(*rows: Sequence[object]) -> Respondents:
    return read(SKM, enumerate(rows, 1))


def test_the_product_layout_with_blanks() -> None:
    found = table(["unit_id", *U], ["kel-1", 4, "", None, "-", 3.0, "2", " 1 ", "tidak diisi", 4], ["kel-2", *ANSWERS])
    assert [(row.row, row.unit) for row in found.rows] == [(2, "kel-1"), (3, "kel-2")]
    assert found.rows[0].answers == {"U1": 4, "U5": 3, "U6": 2, "U7": 1, "U9": 4}
    assert found.rows[1].answers == BY_CODE


def test_without_a_unit_column_all_rows_belong_to_one_unit() -> None:
    assert [row.unit for row in table(U, ANSWERS, ANSWERS).rows] == ["", ""]


def test_the_paper_table_with_titles_and_recap_rows() -> None:
    found = table(
        ["PENGOLAHAN DATA SKM, TAHUN 2025"],
        [],
        ["NO. URUT RESPONDEN", "USIA (THN)", "JENIS KEL", "PENDK TERAKHIR", "PEKERJA UTAMA", *U],
        [1, 34, "L", "SLTA", "Wiraswasta", *ANSWERS],
        [2, 3, "2", 4, 1, *ANSWERS],
        ["Jumlah nilai/unsur", None, None, None, None, *[2 * value for value in ANSWERS]],
        ["NRR/unsur", None, None, None, None, *ANSWERS],
    )
    assert [row.answers for row in found.rows] == [BY_CODE, BY_CODE]
    assert found.rows[0].profile == {
        "age_band": "28_37",
        "sex": "L",
        "education": "sma",
        "occupation": "wirausaha",
    }
    assert found.rows[1].profile == {}, "codes without their list are not guessed"
    assert found.recap_row == 6
    assert found.unknown == {"USIA (THN)": 1, "JENIS KEL": 1, "PENDK TERAKHIR": 1, "PEKERJA UTAMA": 1}
    assert found.notes[0] == "Baris 6 dan seterusnya adalah rekap dan tidak dibaca."


def test_profile_cells_that_say_nothing_known_are_counted_by_column_and_empty_ones_are_not() -> None:
    found = table(["JK", "Usia", *U], ["X", "", *ANSWERS], ["W", "-", *ANSWERS], ["L", "tidak tahu", *ANSWERS])
    assert found.unknown == {"JK": 2}
    assert found.notes == ("Profil yang tidak dikenal dikosongkan: kolom JK 2 isian. Jawabannya tetap dihitung.",)


@pytest.mark.parametrize(
    "label", ["Jumlah", "NRR", "Bobot", "NRR tertimbang", "IKM", "∑ Nilai/Unsur", "ΣNilai", "Rata-rata"]
)
def test_each_recap_label_ends_the_table(label: str) -> None:
    assert len(table(["No", *U], [1, *ANSWERS], [label, *ANSWERS], [2, *ANSWERS]).rows) == 1


def test_a_comment_that_begins_like_a_recap_ends_nothing() -> None:
    assert len(table(["Saran", *U], ["Jumlah loket kurang", *ANSWERS], ["", *ANSWERS]).rows) == 2
    assert len(table(["No", *U, "Saran"], [1, *ANSWERS, "Total memuaskan"], [2, *ANSWERS, ""]).rows) == 2


def test_a_unit_may_be_called_almost_anything_but_a_recap() -> None:
    found = table(["unit_id", *U], ["Total Care", *ANSWERS], ["jumlah", *ANSWERS])
    assert [row.unit for row in found.rows] == ["Total Care"]


def test_sarana_asked_eighth_is_mapped_by_its_name_and_identity_is_never_read() -> None:
    questions = ["Persyaratan", "Prosedur", "Waktu", "Biaya/Tarif", "Produk", "Kompetensi", "Perilaku"]
    headings = [f"Q{n} - {name}" for n, name in enumerate([*questions, "Sarana", "Pengaduan"], 1)]
    found = table(
        ["No", "Tanggal Survei", "NIK", "Nama Lengkap", "No HP", "Unit Layanan", *headings, "Rata-rata Skor", "Mutu"],
        [1, "2025-01-02 09:31", "6472010101900001", "Budi", "0812", "Dukcapil", 1, 1, 1, 1, 1, 1, 1, 4, 2, "1,44", "D"],
    )
    (row,) = found.rows
    assert (row.answers["U9"], row.answers["U8"], row.unit) == (4, 2, "Dukcapil")
    assert "Budi" not in repr(found)
    assert "6472010101900001" not in repr(found)
    assert {"NIK", "Nama Lengkap", "No HP", "Tanggal Survei"} <= set(found.columns.ignored)


@pytest.mark.parametrize("heading", ["U8 - Sarana", "8. Sarana dan prasarana", "Sarana (Q8)", "SARANA_PRASARANA"])
def test_the_name_of_an_element_wins_over_its_number(heading: str) -> None:
    found = table([*U[:7], heading, "U8"], [4, 4, 4, 4, 4, 4, 4, 1, 3])
    assert (found.rows[0].answers["U9"], found.rows[0].answers["U8"]) == (1, 3)


def test_a_form_with_question_texts_and_labels() -> None:
    texts = [question.text() for question in SKM.questions]
    labels = [question.labels()[value - 1] for question, value in zip(SKM.questions, ANSWERS, strict=True)]
    found = table(
        ["Timestamp", *texts, "Saran"], ["17/01/2026 10:22:33", *(label.upper() for label in labels), "Terima kasih"]
    )
    assert found.rows[0].answers == {q.code: v for q, v in zip(SKM.questions, ANSWERS, strict=True)}
    assert "Terima kasih" not in repr(found)


@pytest.mark.parametrize(
    ("code", "label", "value"),
    [("U4", "Gratis", 4), ("U9", "Cukup", 2), ("U9", "Cukup baik", 2), ("U9", "Kurang baik", 1), ("U5", "Puas", 3)],
)
def test_a_label_has_its_value_inside_its_own_element(code: str, label: str, value: int) -> None:
    assert table(U, [label if u == code else "" for u in U]).rows[0].answers == {code: value}


def test_a_label_of_another_element_is_refused() -> None:
    with pytest.raises(RowsError, match=r"kolom U1 \(A2\): “Gratis” bukan angka 1–4 dan bukan pilihan jawaban U1"):
        table(U, ["Gratis", *ANSWERS[1:]])


@pytest.mark.parametrize("cell", [0, 5, 10, -1, 3.5, "3,5", "7", 100])
def test_a_value_outside_the_scale_is_never_clipped(cell: object) -> None:
    with pytest.raises(RowsError, match="di luar skala 1–4"):
        table(U, ANSWERS, [cell, *ANSWERS[1:]])


@pytest.mark.parametrize("cell", [True, "=1+1", "baik sekali", "4 bintang", "?", float("nan")])
def test_anything_else_is_refused(cell: object) -> None:
    with pytest.raises(RowsError, match="bukan angka 1–4"):
        table(U, [cell, *ANSWERS[1:]])


def test_all_errors_are_named_by_row_and_cell_and_no_row_is_taken() -> None:
    with pytest.raises(RowsError) as refusal:
        read(SKM, [(1, ["unit_id", *U]), (2, ["a", *ANSWERS]), (5, ["b", 9, *ANSWERS[1:8], "x" * 99])])
    assert [(error.row, error.column, error.value) for error in refusal.value.errors] == [
        (5, "U1 (B5)", "9"),
        (5, "U9 (J5)", "x" * 99),
    ]
    assert str(refusal.value.errors[0]).startswith("Baris 5, kolom U1 (B5): “9” di luar skala")
    assert "x" * 41 not in str(refusal.value)


def test_a_row_without_answers_is_kept_as_no_respondent() -> None:
    assert [row.answers for row in table(["No", *U], [1], [2, *ANSWERS]).rows] == [{}, BY_CODE]


def test_other_surveys_in_a_dump_are_not_read_and_said_so() -> None:
    found = table(
        ["id_skm", "nama", "jk", "umur", *[u.lower() for u in U], "z1", "r5"], [1, "B", "P", 17, *ANSWERS, 6, 6]
    )
    assert found.rows[0].answers == BY_CODE
    assert found.rows[0].profile == {"sex": "P", "age_band": "u17"}
    assert found.notes == ("Kolom z1, r5 milik survei lain (SPKP/SPAK) dan tidak dibaca.",)


@pytest.mark.parametrize(("age", "band"), [(17, "u17"), ("18", "18_27"), (57.0, "48_57"), (58, "58p"), (121, None)])
def test_an_age_becomes_its_band_at_once(age: object, band: str | None) -> None:
    assert table(["Usia", *U], [age, *ANSWERS]).rows[0].profile.get("age_band") == band


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "Berkas kosong"),
        ([U], "Tidak ada baris responden"),
        ([["Tingkat Kepentingan"], U, ANSWERS], "tingkat kepentingan bukan kepuasan"),
        ([[*U, "Kepentingan U1"], [*ANSWERS, 4]], "tingkat kepentingan bukan kepuasan"),
        ([U[:3] + U[4:], ANSWERS[1:]], "Kolom U4 tidak ada"),
        ([[*U, "U10", "U14"], [*ANSWERS, 1, 1]], "Kolom U10, U14 bukan unsur skm-2017"),
        ([[*U, "Sarana"], [*ANSWERS, 1]], "“U9” dan “Sarana” sama-sama berarti U9"),
        ([[f"Q{n}" for n in range(1, 10)], ANSWERS], "tidak menyebut unsurnya"),
        ([["Tanggal", "Layanan", "Jawaban"], ["2025-01-01", "KTP", "4,4,3"]], "tidak menyebut urutannya"),
        ([["REKAP", 2025], ["NO", "OPP", "POPULASI", "SAMPEL"], ["", "", *U], [1, "A", *ANSWERS]], "rekap per unit"),
        ([["No", "Rata-rata Skor"], [1, 3.4]], "Kolom U1, U2, U3, U4, U5, U6, U7, U8, U9 tidak ada"),
        ([["Keramahan", "Kebersihan"], [4, 4]], "tidak ada"),
    ],
)
def test_other_tables_are_refused_with_the_plain_reason(rows: list[list[object]], reason: str) -> None:
    with pytest.raises(LayoutError, match=reason):
        table(*rows)


@given(st.permutations(range(9)))
def test_the_order_of_the_columns_does_not_matter(order: list[int]) -> None:
    assert table([U[at] for at in order], [ANSWERS[at] for at in order]).rows[0].answers == BY_CODE


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 0, "A1"), (5, 25, "Z5"), (7, 26, "AA7"), (2, 701, "ZZ2"), (2, 702, "AAA2")]
)
def test_a_cell_has_the_name_its_spreadsheet_gives_it(row: int, column: int, name: str) -> None:
    assert address(row, column) == name
