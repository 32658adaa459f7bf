"""`flask retention`: what ends by itself every day. It may be run at any time, any number of times."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from backoffice.file_making import sweep
from cli import console
from cli.console import database
from database import Database
from extensions import house
from models import attempts, case_retention, downloads, hr_lists, import_batches, locks, logins
from models import retention as aged
from surveys import working_days


def retain_all(target: Database, data: Path) -> dict[str, int]:
    """Close reports whose reporter is silent and destroy what is older than its time; how many of each.

    `data` is the folder in which files wait for the people who asked for them.
    """
    by = console.by("flask retention")
    with target.writing() as session:
        today = locks.today(session, by.now)
        closed = case_retention.close_silent(session, by, working_days.load())
        counts = case_retention.forget(session, by, today)
        lists, paper = hr_lists.forget(session, by), aged.forget_paper(session, by, today)
        attempts.forget(session, by.now)
        logins.forget(session, by.now)
        import_batches.forget(session, by.now)
        downloads.forget(session, by.now)
        session.commit()
    sweep(data, by.now)
    many = {
        "comments": _until_none_is_left(target, aged.forget_comments),
        "receipts": _until_none_is_left(target, aged.forget_receipts),
    }
    if any(counts.values()):
        target.shorten_journal(*case_retention.EMPTIED)
    if paper or any(many.values()):
        target.shorten_journal(*aged.EMPTIED)
    return {"closed": closed, "lists": lists, "paper": paper, **counts, **many}


def _until_none_is_left(target: Database, step: aged.Step) -> int:
    """Repeat a step in transactions of their own until it finds nothing; how much it found in all."""
    total, by = 0, console.by("flask retention")
    while True:
        with target.writing() as session:
            found = step(session, by, locks.today(session, by.now))
            session.commit()
        total += found
        if not found:
            return total


@click.command("retention")
@with_appcontext
def retention() -> None:
    """Tutup laporan yang pelapornya diam, dan hapus yang sudah lewat masa simpannya."""
    done = retain_all(database(), house().config.data)
    click.echo(
        f"{done['closed']} laporan ditutup; dihapus {done['originals']} teks asli, {done['contacts']} kontak, "
        f"{done['codes']} kode lacak, {done['texts']} tulisan, {done['lists']} daftar kepegawaian, "
        f"{done['comments']} komentar, {done['receipts']} tanda terima, {done['paper']} kumpulan kertas."
    )
