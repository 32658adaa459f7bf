"""`flask tickets`: sheets from the command line, what was minted, and the keys of tickets and signs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from cli.console import Refused, by, database
from extensions import house
from models import changes, counters, key_epochs, service_counts, units
from models import tickets as lots
from models.agency import the_agency
from models.key_epochs import NAMES, Codes
from models.tickets import TicketLot
from surveys import ticket_lots

DAY = click.DateTime(["%Y-%m-%d"])
SIGNS = click.option("--signs", is_flag=True, help="Kunci stiker loket, bukan kunci tiket.")
MOST = 9999


@click.group("tickets")
def tickets() -> None:
    """Tiket kunjungan: lembar, hitungan, batas, dan kunci."""


@tickets.command("issue")
@click.argument("counter", type=int)
@click.argument("day", type=DAY)
@click.argument("shift", type=int)
@click.argument("n", type=int)
@with_appcontext
def issue(counter: int, day: datetime, shift: int, n: int) -> None:
    """Terbitkan lembar berisi N tiket untuk loket COUNTER (id-nya), hari DAY, dan sif SHIFT; tulis alamatnya."""
    with _changing() as session:
        row = _add_sheet(session, counter, day, shift, n)
        found = lots.codes(house().keys, row)
    click.echo(f"Lembar {row.id}: {n} tiket, berlaku sampai {row.lot.offered_until.isoformat()}.")
    for position, code in found:
        click.echo(f"{row.id}-{position}\t{house().config.base_url}/T/{code}")


def _add_sheet(session: Session, counter_id: int, day: datetime, shift: int, n: int) -> TicketLot:
    counter = counters.get(session, counter_id)
    unit, agency, author = units.get(session, counter.unit_id), the_agency(session), by("flask tickets issue")
    return lots.add_sheet(session, author, unit, counter, agency, day=day.date(), shift=shift, n=n)


@tickets.command("void")
@click.argument("sheet", type=int)
@click.option("--reason", required=True, help="Mengapa, misalnya: lembar hilang.")
@with_appcontext
def void(sheet: int, reason: str) -> None:
    """Batalkan lembar bernomor SHEET."""
    with _changing() as session:
        lots.void_sheet(session, by("flask tickets void"), house().keys, lots.sheet(session, sheet), reason[:300])
    click.echo(f"Lembar {sheet} dibatalkan.")


@tickets.command("count")
@click.argument("day", type=DAY)
@with_appcontext
def count(day: datetime) -> None:
    """Tampilkan layanan, tiket terbit, dan batasnya per loket dan sif pada hari DAY."""
    with database().reading() as session:
        agency = the_agency(session)
        for unit in units.all_units(session):
            rows = service_counts.of_day(session, unit.id, day.date())
            caps = {row.id: row.ticket_cap for row in counters.of_unit(session, unit.id)}
            for (counter_id, shift), row in rows.items():
                own = caps[counter_id]
                cap = ticket_lots.cap(row.reported, agency.ticket_cap if own is None else own)
                click.echo(
                    f"{unit.code} loket {counter_id} sif {shift}: {row.logged} layanan "
                    f"({service_counts.SOURCES[row.source]}), {row.tickets} tiket, batas {cap}"
                    + (" (terkonfigurasi)" if row.reported is None else "")
                )


@tickets.command("cap")
@click.argument("n", type=click.IntRange(1, MOST))
@with_appcontext
def cap(n: int) -> None:
    """Batasi tiket per loket dan sif menjadi N, selama layanannya belum dilaporkan."""
    with _changing() as session:
        agency = the_agency(session)
        before, agency.ticket_cap = agency.ticket_cap, n
        by("flask tickets cap").note(session, "tickets.cap", "agency", before=before, after=n)
    click.echo(f"Batas tiket per loket dan sif: {before} → {n}.")


@tickets.command("rotate")
@SIGNS
@click.option("--early", is_flag=True, help="Ganti meski tiket dari kunci sebelumnya masih beredar.")
@with_appcontext
def rotate(signs: bool, early: bool) -> None:
    """Ganti kunci; kode dari kunci yang lama tetap diterima sampai penggantian berikutnya."""
    codes = _codes(signs)
    with _changing() as session:
        epochs = key_epochs.rotate(session, by("flask tickets rotate"), codes, early=early)
    click.echo(f"Kunci {NAMES[codes]} sekarang {epochs.current}; {epochs.oldest} masih diterima.")
    if signs:
        click.echo("Cetak dan pasang poster baru di setiap loket, lalu catat di halaman loketnya.")


@tickets.command("revoke")
@click.argument("epoch", type=int)
@SIGNS
@with_appcontext
def revoke(epoch: int, signs: bool) -> None:
    """Tolak semua kode dari kunci EPOCH mulai sekarang, misalnya karena bocor."""
    codes = _codes(signs)
    with _changing() as session:
        key_epochs.revoke(session, by("flask tickets revoke"), codes, epoch)
    click.echo(f"Kunci {NAMES[codes]} {epoch} dicabut; kodenya dijawab seperti kode yang tidak dikenal.")


def _codes(signs: bool) -> Codes:
    return "sign" if signs else "ticket"


@contextmanager
def _changing() -> Iterator[Session]:
    """A session whose changes are committed at the end; what the rules refuse is told in one sentence."""
    try:
        with database().writing() as session:
            yield session
            session.commit()
    except changes.Refused as refused:
        raise Refused(str(refused)) from None
    except NoResultFound:
        raise Refused("Nomor itu tidak ada. Periksa loket di halaman Unit dan loket, lembar di Lembar tiket.") from None
