"""An installation by its commands: prepared, staffed, saved, lost, and given back."""

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import inspect, select

from app import create_app
from config import Config
from database import Database
from models import audit, inbox, users
from models.agency import the_agency
from tests import factories


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


def database(app: Flask) -> Database:
    found = app.extensions["house"].database
    assert isinstance(found, Database)
    return found


def test_init_prepares_an_empty_agency_and_refuses_to_do_it_twice(bare: Flask) -> None:
    done = run(bare, "init", "--name", "Pemerintah Kota Sejati", "--help-line", "(021) 555-0100")
    assert done.exit_code == 0, done.output
    with database(bare).reading() as session:
        agency = the_agency(session)
        assert (agency.name, agency.is_sample) == ("Pemerintah Kota Sejati", False)
    again = run(bare, "init", "--name", "Lain")
    assert again.exit_code == 2
    assert "sudah disiapkan" in again.output


@pytest.mark.parametrize(
    ("name", "reason"), [("  ", "belum diisi"), ("", "belum diisi"), ("K" * 201, "terlalu panjang")]
)
def test_an_agency_needs_a_name_that_fits(bare: Flask, name: str, reason: str) -> None:
    for command in ("init", "agency"):
        refused = run(bare, command, "--name", name)
        assert refused.exit_code == 2
        assert reason in refused.output
    with database(bare).reading() as session:
        assert not inspect(session.connection()).get_table_names()


def test_init_asks_for_the_name_and_leaves_politely(bare: Flask) -> None:
    left = bare.test_cli_runner().invoke(args=["init"], input="")
    assert (left.exit_code, "Dibatalkan." in left.output, "Aborted" in left.output) == (2, True, False)
    assert bare.test_cli_runner().invoke(args=["init"], input=" Kota  Sejati\n").exit_code == 0
    assert "Nama: Kota Sejati\n" in run(bare, "agency").output


def test_the_settings_of_an_agency_change_later_and_on_record(app: Flask) -> None:
    done = run(app, "agency", "--help-line", "", "--zone", "Asia/Makassar", "--name", "Kota Contoh")
    assert done.exit_code == 0, done.output
    assert done.output == "Nama: Kota Contoh\nBantuan: (021) 555-0100 → –\nZona waktu: Asia/Jakarta → Asia/Makassar\n"
    assert run(app, "agency", "--zone", "Asia/Makassar").output.endswith("Tidak ada yang diubah.\n")
    with database(app).reading() as session:
        assert (the_agency(session).zone, the_agency(session).help_line) == ("Asia/Makassar", "")
        [event] = session.scalars(select(audit.AuditEvent)).all()
        assert (event.action, event.detail) == ("agency.changed", {"fields": ["help_line", "zone"]})


def test_the_first_three_accounts_are_made_once_and_by_code(bare: Flask) -> None:
    assert run(bare, "init", "--name", "Kota").exit_code == 0
    done = run(bare, "user", "bootstrap")
    assert done.exit_code == 0, done.output
    assert done.output.count("kode sekali pakai") == 3
    with database(bare).reading() as session:
        assert {(user.role, user.is_active, user.password_hash) for user in users.all_users(session)} == {
            ("admin", True, None),
            ("hr", True, None),
            ("auditor", True, None),
        }
    assert run(bare, "user", "bootstrap").exit_code == 2


def test_a_forgotten_password_is_replaced_by_a_code(bare: Flask) -> None:
    run(bare, "init", "--name", "Kota")
    run(bare, "user", "bootstrap")
    assert "kode sekali pakai" in run(bare, "user", "reset", "admin").output
    unknown = run(bare, "user", "reset", "siapa")
    assert unknown.exit_code == 2
    assert "flask user list" in unknown.output
    assert run(bare, "user", "disable", "admin").exit_code == 0
    assert "berhenti" in run(bare, "user", "list").output


def test_seal_and_release_may_be_run_any_number_of_times(app: Flask) -> None:
    for _ in range(2):
        sealed, released = run(app, "seal"), run(app, "release")
        assert (sealed.exit_code, released.exit_code) == (0, 0), sealed.output + released.output
    assert "0 segel" in sealed.output


def test_a_backup_gives_back_what_was_lost(app: Flask, config: Config) -> None:
    with database(app).writing() as session:
        town = factories.Town(1, (1, 2), (1, 2, 3), 1)
        factories.arrive(session, town, 1)
        session.commit()
    copy = config.data / "copy.db"
    assert run(app, "backup", str(copy)).exit_code == 0
    with database(app).writing() as session:
        inbox.clear(session, inbox.of_day(session, 1, factories.TODAY), factories.TODAY)
        session.commit()
        assert inbox.waiting(session) == 0
    refused = run(app, "restore", str(copy))
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    done = run(app, "restore", str(copy), "--replace")
    assert done.exit_code == 0, done.output
    with database(app).reading() as session:
        assert inbox.waiting(session) == 1
    assert len(list((config.data / "backup").glob("*.before-restore.db"))) == 1


def test_a_damaged_database_is_set_aside_and_replaced(app: Flask, config: Config) -> None:
    copy, place = config.data / "copy.db", config.data / "suara.db"
    assert run(app, "backup", str(copy)).exit_code == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    database(app).close()
    place.write_bytes(b"damaged" * 1000)
    done = run(app, "restore", str(copy), "--replace")
    assert done.exit_code == 0, done.output
    with database(app).reading() as session:
        assert the_agency(session).name == "Kota Contoh"
    [kept] = (config.data / "backup").glob("*.before-restore.db")
    assert kept.read_bytes().startswith(b"damaged")


def test_a_backup_is_never_overwritten(app: Flask, config: Config) -> None:
    copy = config.data / "copy.db"
    run(app, "backup", str(copy))
    before = copy.read_bytes()
    assert run(app, "backup", str(copy)).exit_code == 2
    assert copy.read_bytes() == before


def test_a_broken_or_foreign_file_is_not_restored(app: Flask, config: Config, tmp_path: Path) -> None:
    garbage, foreign = tmp_path / "garbage.db", tmp_path / "foreign.db"
    garbage.write_bytes(b"not a database" * 100)
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE things (id INTEGER)")
    connection.close()
    before = (tmp_path / "suara.db").read_bytes()
    for file in (garbage, foreign):
        refused = run(app, "restore", str(file), "--replace")
        assert refused.exit_code == 2
        assert "Tidak ada yang diubah" in refused.output
    assert (tmp_path / "suara.db").read_bytes() == before


def test_a_file_out_of_reach_is_named_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "berkas").touch()
    lost, locked = (
        run(app, "restore", str(tmp_path / "tidak-ada.db")),
        run(app, "backup", str(tmp_path / "berkas/x.db")),
    )
    assert (lost.exit_code, locked.exit_code) == (2, 2)
    assert "tidak-ada.db: tidak bisa dibaca." in lost.output
    assert "x.db: tidak bisa ditulis." in locked.output


def test_a_sample_is_loaded_into_an_empty_database_only(app: Flask) -> None:
    refused = run(app, "demo")
    assert refused.exit_code == 2
    assert "hanya dimuat ke basis data kosong" in refused.output


def test_migrations_make_the_tables_of_the_code(app: Flask) -> None:
    done = run(app, "db", "check")
    assert done.exit_code == 0, done.output
