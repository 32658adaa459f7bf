"""`flask verify`: everything that should never change, checked from the beginning."""

import click
from flask.cli import with_appcontext

from cli.console import Refused, database
from models import verification


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Periksa rantai audit, segel, rekap, rilis, dan hitung ulang setiap periode yang dikunci."""
    with database().reading() as session:
        found = verification.verify(session)
    if found:
        raise Refused("\n".join(f"[{finding.kind}] {finding.words}" for finding in found))
    click.echo("Utuh: rantai audit, segel, tanda terima, rekap, rilis, dan setiap periode yang dikunci.")
