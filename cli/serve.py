"""`flask serve`: the server, with the nights it slept through and the nights to come."""

import socket
import threading
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click
import waitress
from flask import Flask
from flask.cli import with_appcontext

from cli import agency, nights, retention, schema
from cli.console import Refused, any_database, application
from cli.demo.accounts import ACCOUNTS, PASSWORD
from config import Config
from database import Database
from extensions import house
from models import counters, units
from models.agency import is_initialised, the_agency
from models.users import ROLES
from surveys import tickets

THREADS = 8
BACKLOG = 1024
CONNECTIONS = 2000  # the default of 100 lets 300 slow phones stop everybody else
LARGEST_REQUEST = 11 * 2**20  # a list of a whole province; the default lets one sender fill the disk with a gigabyte
NIGHT_WATCH_SECONDS = 600


@click.command("serve")
@click.option("--host", default="0.0.0.0", show_default=True)  # noqa: S104 - phones on the same network must reach it
@click.option("--port", type=int, default=8000, show_default=True)
@click.option(
    "--nights/--no-nights", "seals", default=True, help="Segel dan rilis sendiri, atau serahkan kepada pewaktu."
)
@click.option("--sample", is_flag=True, help="Muat kota contoh bila basis data masih kosong.")
@with_appcontext
def serve(host: str, port: int, *, seals: bool, sample: bool) -> None:
    """Jalankan server; malam yang terlewat disegel dahulu."""
    app, config, target = application(), house().config, any_database()
    try:
        listener = socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        raise Refused(f"Port {port} sedang dipakai. Pilih yang lain, misalnya: make run PORT={port + 1}") from error
    schema.bring_up(target)
    if sample and not _is_ready(target):
        _build_sample(target, config)
    if _is_ready(target):
        _announce(target, config, port)
    else:
        click.echo("Basis data masih kosong. Siapkan dengan: flask init")
    if seals:
        threading.Thread(target=_watch_nights, args=(app, target), daemon=True).start()
    waitress.serve(
        app,
        sockets=[listener],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST_REQUEST,
        ident=None,
        channel_timeout=30,
        _quiet=True,
    )


def _is_ready(target: Database) -> bool:
    with target.reading() as session:
        return is_initialised(session)


def _build_sample(target: Database, config: Config) -> None:
    """Build the sample beside its place and move it there whole: an interrupted build leaves nothing behind."""
    click.echo("Menyiapkan kota contoh (sekali saja, sekitar setengah menit) …")
    if not target.is_sqlite:
        agency.fill_with_sample(target)
        return
    place = Path(target.url.database or "")
    partial = place.with_name(place.name + ".building")
    _remove(partial)
    building = Database(f"sqlite:///{partial}")
    schema.bring_up(building)
    agency.fill_with_sample(building)
    building.shorten_journal()
    building.close()
    target.close()
    _remove(place)
    partial.replace(place)
    click.echo(f"Selesai: {place.name} di {config.data.name}/")


def _remove(file: Path) -> None:
    """Remove a database file with its journal."""
    for ending in ("", "-wal", "-shm"):
        Path(str(file) + ending).unlink(missing_ok=True)


def _watch_nights(app: Flask, target: Database) -> None:
    """Seal, release and destroy whatever is due, now and every ten minutes."""
    pause = threading.Event()
    while True:
        with app.app_context():
            retain = partial(retention.retain_all, data=house().config.data)
            for step in (nights.seal_all, nights.release_all, retain):
                try:
                    if _is_ready(target):
                        step(target)
                except Exception:
                    # The next round tries again; nothing is lost meanwhile, the inbox keeps the day.
                    app.logger.exception("Segel malam belum berhasil")
        pause.wait(NIGHT_WATCH_SECONDS)


def _announce(target: Database, config: Config, port: int) -> None:
    """Where to go, for a citizen and for staff."""
    with target.reading() as session:
        agency_row = the_agency(session)
        unit = units.all_units(session)[:1]
        counter = counters.of_unit(session, unit[0].id)[:1] if unit else []
        epochs = agency_row.sign_epochs
    local = f"http://localhost:{port}" if config.environment == "development" else config.base_url
    citizen = ""
    if counter:
        code = tickets.sign_code(house().keys.sign(epochs.current), tickets.Sign(counter[0].id, epochs.mark))
        citizen = f"/L/{code}"
    click.echo(f"\n{agency_row.name}\n\n  Warga   {local}{citizen or '/'}\n  Staf    {local}/staf/masuk")
    if urlsplit(config.base_url).netloc != urlsplit(local).netloc:
        click.echo(f"  Ponsel  {config.base_url}{citizen or '/'}   (di jaringan kantor yang sama)")
    if agency_row.is_sample:
        click.echo(f'\n  Akun contoh, kata sandi "{PASSWORD}":')
        for username, role, _name in ACCOUNTS:
            click.echo(f"    {username:<12} {ROLES[role]}")
    click.echo("\nHentikan dengan Ctrl+C.")
