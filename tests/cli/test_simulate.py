import csv
import json
from pathlib import Path

from click.testing import CliRunner, Result

from cli.recompute import recompute
from cli.simulate import simulate

FILES = {"arrivals.csv", "cells.csv", "parameters.json", "roster.csv", "truth.csv"}


def run(out: Path, *, seed: int = 5, officers: int = 20, preset: str = "serangan") -> Result:
    size = ["--units", "4", "--officers", str(officers), "--ratings", "2000"]
    return CliRunner().invoke(simulate, ["--seed", str(seed), *size, "--preset", preset, "--out", str(out)])


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("satu", "dua"):
        assert run(tmp_path / folder).exit_code == 0
    assert {path.name for path in (tmp_path / "satu").iterdir()} == FILES
    for name in FILES:
        assert (tmp_path / "satu" / name).read_bytes() == (tmp_path / "dua" / name).read_bytes()


def test_the_cells_can_be_recomputed_and_the_truth_names_every_officer(tmp_path: Path) -> None:
    run(tmp_path / "dunia")
    result = CliRunner().invoke(recompute, [str(tmp_path / "dunia" / "cells.csv")])
    assert result.exit_code == 0, result.output
    with (tmp_path / "dunia" / "truth.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["id"] for row in csv.DictReader(stream)}
    assert {name.partition("@")[0] for name in json.loads(result.stdout)["officers"]} <= known


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("milik orang", encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "tidak kosong" in result.stderr
    assert (tmp_path / "roster.csv").read_text(encoding="utf-8") == "milik orang"


def test_too_few_officers_and_a_file_in_the_way_are_told_in_a_sentence(tmp_path: Path) -> None:
    assert "satu petugas per unit" in run(tmp_path / "a", officers=3).stderr
    (tmp_path / "b").write_text("", encoding="utf-8")
    assert "tidak bisa dipakai sebagai map" in run(tmp_path / "b").stderr
