"""`flask backup` and `flask restore`: one file that gives everything back, checked before it is trusted."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

import clock
from cli.console import Refused, any_database, database
from database import Database
from extensions import house
from models import audit, schema

KEY_NOTE = "Simpan juga SECRET_KEY di tempat lain: tanpa itu kode QR dan tiket yang sudah dicetak tidak berlaku."


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@with_appcontext
def backup(file: Path | None) -> None:
    """Simpan seluruh basis data ke FILE; tanpa FILE, ke folder backup di folder data."""
    target = database()
    file = file or _next_name(house().config.data / "backup", clock.now(), ".db" if target.is_sqlite else ".dump")
    if file.exists():
        raise Refused(f"{file} sudah ada. Pilih nama lain; cadangan tidak pernah ditimpa.")
    partial = _begun(file)
    if target.is_sqlite:
        with target.engine.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("VACUUM INTO ?", (str(partial),))
    else:
        _postgresql_tool("pg_dump", "--format=custom", f"--file={partial}", _libpq_address(target))
    _sync(partial)
    partial.rename(file)
    click.echo(f"Cadangan tersimpan: {file}\n{KEY_NOTE}")


def _begun(file: Path) -> Path:
    """An empty file beside the one to come, closed to others: today's answers and password hashes go into it."""
    partial = file.with_name(file.name + ".partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
    except OSError as error:
        raise Refused(f"{file}: tidak bisa ditulis. Periksa letak dan hak tulis foldernya.") from error
    return partial


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Ganti basis data yang ada; yang lama disimpan di sebelahnya.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Kembalikan basis data dari FILE. Hentikan server dahulu."""
    if not (file.is_file() and os.access(file, os.R_OK)):
        raise Refused(f"{file}: tidak bisa dibaca. Periksa nama, letak, dan hak bacanya.")
    target = any_database()
    if target.is_sqlite:
        _restore_sqlite(target, file, replace=replace)
    else:
        _restore_postgresql(target, file, replace=replace)
    with target.engine.begin() as connection:
        schema.upgrade(connection)
    with target.reading() as session:
        broken = audit.first_broken(session)
    if broken is not None:
        raise Refused(f"Basis data dikembalikan, tetapi rantai audit putus pada peristiwa nomor {broken}. Periksa.")
    click.echo("Basis data dikembalikan; rantai audit utuh.")


def _restore_sqlite(target: Database, file: Path, *, replace: bool) -> None:
    _check(file)
    place = Path(target.url.database or "")
    if place.exists():
        if not replace:
            raise Refused(f"{place} sudah ada. Tambahkan --replace untuk menggantinya; yang lama akan disimpan.")
        _set_aside(target, place)
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    partial = place.with_name(place.name + ".partial")
    partial.write_bytes(file.read_bytes())
    _sync(partial)
    partial.rename(place)


def _set_aside(target: Database, place: Path) -> None:
    """Move the database out of the way whole, whatever state it is in."""
    with suppress(DatabaseError):  # damage may be the very reason to restore
        target.shorten_journal()
    target.close()
    kept = _next_name(place.parent / "backup", clock.now(), ".before-restore.db")
    kept.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        file = place.with_name(place.name + ending)
        if file.exists():
            file.rename(kept.with_name(kept.name + ending))
    click.echo(f"Basis data lama disimpan: {kept}")


def _check(file: Path) -> None:
    """Refuse a file that is no whole database of ours before anything is touched; the file itself stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Database(f"sqlite:///{shutil.copy(file, folder)}")
        try:
            with copy.engine.connect() as connection:
                whole = connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                whole = whole and schema.current(connection) is not None
        except DatabaseError:
            whole = False
        finally:
            copy.close()
    if not whole:
        raise Refused(f"{file} bukan cadangan Suara Loket, atau rusak. Tidak ada yang diubah.")


def _restore_postgresql(target: Database, file: Path, *, replace: bool) -> None:
    with target.engine.connect() as connection:
        filled = schema.current(connection) is not None
    if filled and not replace:
        raise Refused("Basis data ini sudah berisi. Tambahkan --replace untuk menggantinya.")
    target.close()
    options = ["--clean", "--if-exists"] if replace else []
    address = _libpq_address(target)
    _postgresql_tool("pg_restore", "--single-transaction", "--no-owner", *options, f"--dbname={address}", str(file))


def _libpq_address(target: Database) -> str:
    return target.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _postgresql_tool(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, own words
    except FileNotFoundError as error:
        raise Refused(f"{command[0]} tidak ada. Pasang paket postgresql-client.") from error
    if done.returncode:
        raise Refused(f"{command[0]} gagal: {done.stderr.strip()}")


def _next_name(folder: Path, now: datetime, ending: str) -> Path:
    return folder / f"suara-{now:%Y%m%d-%H%M%S}{ending}"


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
