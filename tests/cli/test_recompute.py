import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.recompute import recompute

EXAMPLE = Path(__file__).parent.parent / "data" / "officers_two_units.csv"
HEADER = "unit_id,officer_id,h2,h3,h4,h5,h6,h7,h8"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(recompute, [str(argument) for argument in arguments], input=stdin)


def refused(*arguments: object, stdin: bytes | None = None) -> str:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def test_a_file_becomes_a_report() -> None:
    result = run(EXAMPLE)
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert found["policy"]["name"] == "2026-2"
    assert found["officers"]["A1"]["score"] == pytest.approx(90.029312, abs=1e-6)


def test_standard_input_and_a_file_from_a_spreadsheet_give_the_same_bytes() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert run("-", stdin=text.encode()).stdout == run(EXAMPLE).stdout
    spreadsheet = ("\ufeff" + text.replace(",", ";").replace("\n", "\r\n")).encode()
    assert run("-", stdin=spreadsheet).stdout == run(EXAMPLE).stdout


def test_the_output_of_a_run_freezes_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "lalu.json").write_text(run(EXAMPLE).stdout, encoding="utf-8")
    found = json.loads(run(EXAMPLE, "--components", tmp_path / "lalu.json").stdout)
    assert found["frozen"] is True
    assert found["officers"]["A1"]["score"] == pytest.approx(90.028612, abs=1e-6)


def test_single_rules_can_be_switched_off() -> None:
    found = json.loads(run(EXAMPLE, "--no-blend", "--no-winsor", "--n-vc", "1", "--policy", "2026-1").stdout)
    assert (found["policy"]["blend"], found["policy"]["winsorise"], found["policy"]["n_vc"]) == (False, False, 1)
    assert found["components"]["tau_v2"] == found["components"]["tau_v2_pm"]
    assert found["components"]["rows_vc"] == 8
    rough = json.loads(run(EXAMPLE, "--no-case-mix", "--no-clusters").stdout)["policy"]
    assert (rough["name"], rough["case_mix"], rough["clusters"]) == ("2026-2", False, [])
    assert found["components"]["SSW"] == pytest.approx(136.311324, abs=1e-6)


def test_a_bad_value_is_named_by_row_and_column_on_stderr() -> None:
    assert refused("-", stdin=f"{HEADER}\nA,ani,0,0,0,x,0,0,1\n".encode()).startswith("Baris 2, kolom h5: “x”")


def test_a_long_list_of_faults_is_cut() -> None:
    stderr = refused("-", stdin=(f"{HEADER}\n" + "A,ani,0,0,0,x,0,0,1\n" * 25).encode())
    assert stderr.splitlines()[-1] == "... dan 5 masalah lain."
    assert len(stderr.splitlines()) == 21


def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    missing = refused(tmp_path / "tidak-ada.csv")
    assert "tidak bisa dibaca. Periksa nama" in missing
    assert "No such file" not in missing
    assert "bukan teks UTF-8" in refused("-", stdin=HEADER.encode() + b"\nA,\xe9,0,0,0,0,0,0,1\n")
    assert "Kebijakan “2099” tidak ada" in refused(EXAMPLE, "--policy", "2099")
    (tmp_path / "rusak.json").write_text("{", encoding="utf-8")
    assert "bukan JSON" in refused(EXAMPLE, "--components", tmp_path / "rusak.json")
    (tmp_path / "kosong.json").write_text("{}", encoding="utf-8")
    assert "Komponen sigma2" in refused(EXAMPLE, "--components", tmp_path / "kosong.json")
