"""`flask lock`: lock a closed period from the server's own console, or see what still prevents it."""

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import NoResultFound

from cli.console import Refused, by, database
from models import changes, locks, periods
from surveys.periods import UnknownPeriod, in_words, parse


@click.command("lock")
@click.argument("code", metavar="PERIODE")
@click.option("--check", is_flag=True, help="Hanya sebut apa yang masih menghalangi.")
@with_appcontext
def lock(code: str, *, check: bool) -> None:
    """Kunci PERIODE yang sudah ditutup, misalnya 2026-S2; setelah itu angkanya hanya berubah lewat revisi."""
    author = by("flask lock")
    try:
        period = parse(code)
        with database().writing() as session:
            found = locks.obstacles(session, periods.get(session, period.code), author.now)
            if check and not found:
                click.echo(f"{period.label} sudah dapat dikunci.")
                return
            snapshot = locks.lock(session, author, period.code, now=author.now)
            session.commit()
    except NoResultFound as error:
        raise Refused(f"{period.label} belum pernah dibuka.") from error
    except (UnknownPeriod, changes.Refused) as error:
        raise Refused(str(error)) from error
    click.echo(f"{period.label} dikunci, revisi {snapshot.revision}; sidik masukan {snapshot.inputs_hash.hex()}.")
    click.echo(f"Keberatan dapat diajukan sampai {in_words(snapshot.contest_until)}.")
