"""`flask db`: bring the database's tables to the newest revision, or prove that they are there."""

import tempfile
from pathlib import Path

import click
from alembic import command
from flask.cli import with_appcontext

from cli.console import Refused, any_database
from database import Database
from models import schema


def bring_up(target: Database) -> None:
    """Run the migrations that are missing."""
    with target.engine.begin() as connection:
        if schema.current(connection) != schema.head():
            schema.upgrade(connection)


@click.group("db")
def db() -> None:
    """Struktur basis data."""


@db.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bawa struktur basis data ke versi terbaru."""
    bring_up(any_database())
    click.echo(f"Struktur basis data: versi {schema.head()}.")


@db.command("new")
@click.argument("reason")
@with_appcontext
def new(reason: str) -> None:
    """Tulis langkah migrasi dari beda antara kode dan basis data kosong yang terbaru."""
    with tempfile.TemporaryDirectory() as folder:
        target = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        bring_up(target)
        with target.engine.connect() as connection:
            number = int(schema.head() or "0") + 1
            command.revision(
                schema.alembic_config(connection), message=reason, autogenerate=True, rev_id=f"{number:04}"
            )
        target.close()


@db.command("check")
@with_appcontext
def check() -> None:
    """Periksa bahwa langkah migrasi menghasilkan tabel yang sama dengan kode."""
    with tempfile.TemporaryDirectory() as folder:
        target = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        bring_up(target)
        with target.engine.connect() as connection:
            differences = schema.differences(connection)
        target.close()
    if differences:
        raise Refused("Migrasi belum sama dengan kode:\n" + "\n".join(map(str, differences)))
    click.echo("Migrasi sama dengan kode.")
