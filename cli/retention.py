"""`flask retention`: what ends by itself every day. It may be run at any time, any number of times."""

import click
from flask.cli import with_appcontext

from cli import console
from cli.console import database
from database import Database
from models import attempts, case_retention, hr_lists, locks
from surveys import working_days


def retain_all(target: Database) -> dict[str, int]:
    """Close reports whose reporter is silent and destroy what is older than its time; how many of each."""
    by = console.by("flask retention")
    with target.writing() as session:
        closed = case_retention.close_silent(session, by, working_days.load())
        counts = case_retention.forget(session, by, locks.today(session, by.now))
        lists = hr_lists.forget(session, by)
        attempts.forget(session, by.now)
        session.commit()
    if any(counts.values()):
        target.shorten_journal(*case_retention.EMPTIED)
    return {"closed": closed, "lists": lists, **counts}


@click.command("retention")
@with_appcontext
def retention() -> None:
    """Tutup laporan yang pelapornya diam, dan hapus yang sudah lewat masa simpannya."""
    done = retain_all(database())
    click.echo(
        f"{done['closed']} laporan ditutup; dihapus {done['originals']} teks asli, {done['contacts']} kontak, "
        f"{done['codes']} kode lacak, {done['texts']} tulisan, {done['lists']} daftar kepegawaian."
    )
