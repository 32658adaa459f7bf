"""`flask init`: an empty installation for a real agency, and `flask demo`: a sample one."""

import secrets
from random import Random

import click
from flask.cli import with_appcontext

import clock
from cli.console import Refused, any_database
from cli.demo.accounts import add_accounts
from cli.demo.build import build
from cli.schema import bring_up
from database import Database
from models import audit
from models.agency import ZONES, Agency, is_initialised
from models.questionnaires import QuestionnaireUse
from surveys.questionnaire import load

QUESTIONNAIRE = "skm-2017"
SEED = 17_08_1945


@click.command("init")
@click.option("--name", prompt="Nama instansi", help="Nama instansi sebagaimana dibaca warga.")
@click.option("--zone", type=click.Choice(list(ZONES)), default="Asia/Jakarta", show_default=True, help="Zona waktu.")
@click.option("--help-line", default="", help="Telepon atau meja bantuan yang dicetak di poster.")
@with_appcontext
def init(name: str, zone: str, help_line: str) -> None:
    """Siapkan basis data kosong untuk instansi sungguhan, tanpa data contoh."""
    target = any_database()
    bring_up(target)
    questionnaire = load(QUESTIONNAIRE)
    now = clock.now()
    with target.writing() as session:
        if is_initialised(session):
            raise Refused("Basis data ini sudah disiapkan. Tidak ada yang diubah.")
        session.add(Agency(id=1, name=name, zone=zone, help_line=help_line, is_sample=False, created_at=now))
        session.add(
            QuestionnaireUse(
                code=questionnaire.code,
                family=questionnaire.family,
                checksum=questionnaire.checksum,
                starts_on=now.date().replace(month=1, day=1),
            )
        )
        audit.write(
            session, now=now, actor="flask init", role="system", action="agency.created", object="agency",
            salt=secrets.token_bytes(16),
        )  # fmt: skip
        session.commit()
    click.echo("Siap. Berikutnya buat akun pertama: flask user bootstrap")


def fill_with_sample(target: Database) -> None:
    """Build the sample town; an interrupted build leaves nothing that could pass for finished."""
    chance = Random(SEED)  # noqa: S311 - the same town everywhere
    with target.writing() as session:
        built = build(session, now=clock.now(), chance=chance, say=lambda line: click.echo(line, err=True))
        add_accounts(session, built, now=clock.now())
        session.commit()


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Isi basis data kosong dengan kota contoh."""
    target = any_database()
    bring_up(target)
    with target.reading() as session:
        if is_initialised(session):
            raise Refused("Basis data ini sudah berisi. Data contoh hanya dimuat ke basis data kosong.")
    fill_with_sample(target)
    click.echo("Data contoh siap.")
