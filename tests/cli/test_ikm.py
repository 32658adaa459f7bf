"""`flask ikm`: a published index, checked from a file."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from cli.ikm import ikm

DATA = Path(__file__).parents[1] / "data"
HEADER = "unit_id,U1,U2,U3,U4,U5,U6,U7,U8,U9\n"


def run(file: Path) -> Result:
    return CliRunner().invoke(ikm, [str(file)])


def units(file: Path) -> dict[str, Any]:
    result = run(file)
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)["units"]
    return found


def written(directory: Path, text: str) -> Path:
    path = directory / "jawaban.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_published_rows_give_82_14() -> None:
    found = units(DATA / "kelurahan_pelabuhan_samarinda_2022_rows_141_175.csv")[""]
    assert (found["ikm"], found["grade"], found["performance"], found["n"]) == ("82.14", "B", "Baik", 35)
    assert found["elements"]["U1"] == {
        "n": 35,
        "sum": 116,
        "nrr": "3.31",
        "nrr_weighted": "0.368",
        "conversion": "82.86",
        "grade": "B",
    }
    assert found["reconciliation"] == {"nrr_2dp": "82.14", "mean_2dp": "82.25", "w_0_111": "82.06", "w_0_11": "81.32"}
    assert found["standard_error"] == pytest.approx(0.88419127, abs=1e-8)
    assert sum(found["grade_certainty"].values()) == pytest.approx(1)


def test_each_unit_has_its_own_index_and_blanks_are_missing(tmp_path: Path) -> None:
    found = units(
        written(tmp_path, HEADER + "b,4,4,4,4,4,4,4,4,4\na,3,3,3,,3,3,3,3,3\na,,,,3,,,,,\n,1,1,1,1,1,1,1,1,\n")
    )
    assert list(found) == ["", "a", "b"]
    assert (found["a"]["ikm"], found["a"]["grade"], found["a"]["n"]) == ("75.00", "C", 2)
    assert (found["b"]["ikm"], found["b"]["standard_error"], found["b"]["grade_certainty"]) == ("100.00", None, None)
    assert (found[""]["ikm"], found[""]["grade"], found[""]["note"]) == (None, None, "belum lengkap: U9")
    assert found[""]["elements"]["U9"]["nrr"] is None


def test_a_workbook_and_a_csv_give_the_same_report(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["unit_id", *[f"U{n}" for n in range(1, 10)]],
        ["a", 4, 3, 4, 4, 3, 4, None, 3, 4],
        ["a", *[3] * 9],
    ]
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    (tmp_path / "jawaban.xlsx").write_bytes(target.getvalue())
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    assert run(tmp_path / "jawaban.xlsx").stdout == run(written(tmp_path, text)).stdout


def test_errors_go_to_stderr_with_row_and_column(tmp_path: Path) -> None:
    result = run(written(tmp_path, HEADER + "a,4,4,4,4,4,4,4,4,4\na,4,7,4,4,4,4,4,4,x\n"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Baris 3, kolom U2 (C3): “7” di luar skala 1–4" in result.stderr
    assert "Baris 3, kolom U9 (J3): “x” bukan angka 1–4" in result.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("unit_id,U1,U2\na,4,4\n", "Kolom U3, U4, U5, U6, U7, U8, U9 tidak ada"),
        ("Kepentingan U1,U1\n4,4\n", "bukan kepuasan"),
        ("", "kosong"),
        (HEADER, "Tidak ada baris responden"),
        ("\x00\x01", "bukan berkas CSV atau Excel"),
    ],
)
def test_another_table_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    result = run(written(tmp_path, text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "tidak-ada.csv")
    assert result.exit_code == 2
    assert "tidak-ada.csv: tidak bisa dibaca" in result.stderr
