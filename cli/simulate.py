"""`flask simulate`: a made-up agency as files, with the truth that no real agency knows."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import click

from cli.console import Refused
from surveys.simulation import preset as presets
from surveys.simulation.agency import agency
from surveys.simulation.tables import Row, Tables

FEWEST, MOST = 100, 2_000_000


@click.command("simulate")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Benih acak; benih sama, berkas sama.")
@click.option("--units", type=click.IntRange(1, MOST), default=60, show_default=True, help="Jumlah unit.")
@click.option("--officers", type=click.IntRange(1, MOST), default=1_500, show_default=True, help="Jumlah petugas.")
@click.option(
    "--ratings", type=click.IntRange(FEWEST, MOST), default=100_000, show_default=True, help="Penilaian jujur."
)
@click.option("--preset", type=click.Choice(presets.NAMES), default="bersih", show_default=True, help="Macam dunia.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Map tujuan, baru atau kosong.")
def simulate(seed: int, units: int, officers: int, ratings: int, preset: str, out: Path) -> None:
    """Buat instansi buatan yang kebenarannya diketahui, untuk menguji rumus.

    cells.csv: rekap untuk flask recompute; arrivals.csv: kedatangan sebelum segel; roster.csv: jadwal; truth.csv:
    selisih sebenarnya tiap unit dan petugas dalam poin, dan siapa yang diserang; parameters.json: angka pembuatnya.
    """
    try:
        tables = Tables(agency(seed, presets.load(preset), units=units, officers=officers, ratings=ratings))
    except ValueError as error:
        raise Refused(str(error)) from error
    _make_room(out)
    _write(out / "cells.csv", tables.tallies())
    _write(out / "arrivals.csv", tables.inbox())
    _write(out / "roster.csv", tables.roster())
    _write(out / "truth.csv", tables.truth())
    parameters = json.dumps(tables.parameters(), ensure_ascii=False, indent=2, sort_keys=True, default=str)
    (out / "parameters.json").write_text(parameters + "\n", encoding="utf-8")
    click.echo(f"Instansi buatan tersimpan di {out}. Coba: flask recompute {out / 'cells.csv'}")


def _make_room(folder: Path) -> None:
    """An empty folder: files that are there already may be somebody's."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refused(f"Map {folder} tidak kosong. Sebutkan map lain, atau kosongkan dahulu.")
    except OSError as error:
        raise Refused(f"{folder}: tidak bisa dipakai sebagai map. Periksa nama, letak, dan hak tulisnya.") from error


def _write(path: Path, rows: Iterable[Row]) -> None:
    lines = iter(rows)
    first = next(lines)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, first, lineterminator="\n")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(lines)
