"""`flask seal` and `flask release`: what the night does. Both may be run at any time, any number of times."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import SystemRandom

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

import clock
from cli import console
from cli.console import database
from database import Database
from models import (
    comments,
    component_records,
    inbox,
    locks,
    periods,
    releases,
    screenings,
    seals,
    tickets,
    unit_slices,
    units,
)
from models.agency import the_agency
from models.changes import Refused
from models.units import Unit
from surveys import policy as policies
from surveys.periods import Kind


def seal_all(target: Database) -> list[seals.Sealed]:
    """Seal every finished day of every unit; each day is a transaction of its own. Raises what `_each_unit` does."""
    done = []
    chance = SystemRandom()

    def seal_unit(session: Session, unit: Unit) -> None:
        for sealed in seals.seal_unit(session, unit, chance=chance, now=clock.now()):
            session.commit()
            done.append(sealed)

    try:
        with target.writing() as session:
            _each_unit(session, seal_unit)
            the_agency(session).last_seal_at = clock.now()
            inbox.forget(session, clock.now().date())
            inbox.forget_keys(session, locks.today(session, clock.now() - seals.GRACE))
            tickets.forget(session, clock.now().date())
            session.commit()
            _close_ended(session)
            session.commit()
            by = console.by("flask seal")
            for _screened in screenings.finished_quarters(session, by, locks.today(session, by.now)):
                session.commit()
    finally:
        target.shorten_journal(*inbox.EMPTIED)
    return done


def _close_ended(session: Session) -> None:
    """Close the periods that are over for every unit, and estimate the components anew when a quarter is."""
    by = console.by("flask seal")
    for period in periods.close_ended(session, by, locks.today(session, by.now) - timedelta(days=1)):
        if period.kind == Kind.QUARTER.name.lower():
            with suppress(Refused):  # a quarter without ratings teaches nothing about them
                component_records.estimate(session, by, period.ends_on, policies.load(period.policy))


def release_all(target: Database) -> int:
    """Release what may leave, unit by unit; returns the number of batches. Raises what `_each_unit` does."""
    batches = []

    def release_unit(session: Session, unit: Unit) -> None:
        found = releases.release_unit(session, unit, now=clock.now(), salt=secrets.token_bytes(16))
        unit_slices.keep(session, unit.id)
        comments.release_week(session, console.by("flask release"), unit, clock.now())
        session.commit()
        batches.extend(found)

    with target.writing() as session:
        _each_unit(session, release_unit)
    return len(batches)


def _each_unit(session: Session, verb: Callable[[Session, Unit], None]) -> None:
    """Do it for every unit. One that fails keeps no other from its night; in the end the failures are raised as one."""
    failures = []
    for unit in units.all_units(session):
        try:
            verb(session, unit)
        except Exception as error:  # noqa: BLE001 - raised below, once the others had their turn
            session.rollback()
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} unit belum selesai", failures)


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
