"""What every command stands on: settings, a database that was prepared, files that are their owner's alone."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

import cli
from app import create_app
from config import Config, ConfigError
from tests.conftest import Postgres

TALLIES = Path(__file__).parents[1] / "data" / "officers_two_units.csv"
ROOT = Path(__file__).parents[2]
NEEDY = [
    ("user", "bootstrap"),
    ("user", "list"),
    ("agency",),
    ("user", "reset", "admin"),
    ("user", "disable", "admin"),
    ("seal",),
    ("release",),
    ("backup",),
    ("backup", "salinan.db"),
    ("recompute", "--period", "2026-10"),
]


@pytest.fixture
def bare(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database does not exist yet."""
    folder = tmp_path / "fresh"
    folder.mkdir()
    app = create_app(replace(config, database_url=f"sqlite:///{folder / 'suara.db'}", data=folder))
    yield app
    app.extensions["house"].database.close()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def refused(result: Result) -> bool:
    return result.exit_code == 2 and result.output == "Basis data belum disiapkan. Jalankan dahulu: flask init\n"


@pytest.mark.parametrize("command", NEEDY, ids=" ".join)
def test_before_init_a_command_refuses_and_leaves_no_file(
    bare: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path / "fresh")
    assert refused(run(bare, *command))
    assert list((tmp_path / "fresh").iterdir()) == []
    assert run(bare, "db", "upgrade").exit_code == 0
    assert refused(run(bare, *command))
    assert not list((tmp_path / "fresh").glob("backup")) + list((tmp_path / "fresh").glob("salinan*"))


def test_a_backup_is_restored_where_nothing_was_prepared(app: Flask, bare: Flask, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert run(app, "backup", copy).exit_code == 0
    done = run(bare, "restore", copy)
    assert done.exit_code == 0, done.output
    assert run(bare, "agency").output.startswith("Nama: Kota Contoh\n")


def test_before_init_a_postgresql_database_is_refused_too(config: Config, postgresql: Postgres) -> None:
    for name in ("postgres", postgresql.empty):
        app = create_app(replace(config, database_url=postgresql.address.format(name)))
        assert refused(run(app, "user", "list"))
        app.extensions["house"].database.close()


def test_without_settings_only_what_needs_the_database_is_refused() -> None:
    app = cli.without_settings(ConfigError(["BASE_URL belum diisi."]))
    for command in NEEDY:
        result = run(app, *command)
        assert (result.exit_code, result.output) == (2, "Pengaturan belum benar:\n- BASE_URL belum diisi.\n")
    assert run(app, "recompute", str(TALLIES)).exit_code == 0


def test_files_that_commands_make_are_their_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {"SUARA_ENV": "development", "SUARA_DATA": str(data)}
    command = [sys.executable, "-m", "flask", "--app", "app"]
    for arguments in (["init", "--name", "Kota"], ["backup"]):
        subprocess.run([*command, *arguments], cwd=ROOT, env=environment, umask=0o022, check=True)
    found = [data, *data.rglob("*")]
    assert {"suara.db", "secret", "backup"} <= {file.name for file in found}
    assert {stat.S_IMODE(file.stat().st_mode) for file in found if file.is_dir()} == {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in found if file.is_file()} == {0o600}
