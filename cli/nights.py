"""`flask seal` and `flask release`: what the night does. Both may be run at any time, any number of times."""

import secrets
from random import SystemRandom

import click
from flask.cli import with_appcontext

import clock
from cli.console import database
from database import Database
from models import inbox, releases, seals, units
from models.agency import the_agency


def seal_all(target: Database) -> list[seals.Sealed]:
    """Seal every finished day of every unit; each day is a transaction of its own."""
    done = []
    chance = SystemRandom()
    with target.writing() as session:
        for unit in units.all_units(session):
            for sealed in seals.seal_unit(session, unit, chance=chance, now=clock.now()):
                session.commit()
                done.append(sealed)
        agency = the_agency(session)
        agency.last_seal_at = clock.now()
        inbox.forget(session, clock.now().date())
        session.commit()
    if done:
        target.shorten_journal()
    return done


def release_all(target: Database) -> int:
    """Release what may leave, unit by unit; returns the number of batches."""
    batches = 0
    with target.writing() as session:
        for unit in units.all_units(session):
            batches += len(releases.release_unit(session, unit, now=clock.now(), salt=secrets.token_bytes(16)))
            session.commit()
    return batches


@click.command("seal")
@with_appcontext
def seal() -> None:
    """Segel hari-hari yang sudah selesai: jam dan perangkat dihapus, penilaian masuk rekap."""
    done = seal_all(database())
    for sealed in done:
        click.echo(f"unit {sealed.unit_id} {sealed.day.isoformat()}: {sealed.forms} penilaian")
    click.echo(f"{len(done)} segel, {sum(sealed.forms for sealed in done)} penilaian.")


@click.command("release")
@with_appcontext
def release() -> None:
    """Rilis angka gabungan yang sudah cukup besar untuk dilihat."""
    click.echo(f"{release_all(database())} rilis baru.")
