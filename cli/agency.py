"""`flask init`: an empty installation for a real agency, `flask agency`: its settings, and `flask demo`: a sample."""

from random import Random

import click
from flask.cli import with_appcontext

import clock
from cli.console import Refused, any_database, ask, by, database
from cli.demo import reports
from cli.demo.build import build
from cli.schema import bring_up
from database import Database
from extensions import house
from models.agency import ZONES, Agency, is_initialised, the_agency
from models.changes import changed
from models.questionnaires import QuestionnaireUse
from surveys.questionnaire import load

QUESTIONNAIRE = "skm-2017"
SEED = 17_08_1945
LABELS = {"name": "Nama", "help_line": "Bantuan", "zone": "Zona waktu"}
LONGEST = 200


def _line(text: str) -> str:
    """One line of plain text that fits its column."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        raise Refused(f"“{line[:40]}…” terlalu panjang: paling banyak {LONGEST} karakter.")
    return line


def _named(text: str) -> str:
    name = _line(text)
    if not name:
        raise Refused("Nama instansi belum diisi. Tulis namanya sebagaimana dibaca warga.")
    return name


@click.command("init")
@click.option("--name", help="Nama instansi sebagaimana dibaca warga; ditanyakan bila tidak disebut.")
@click.option("--zone", type=click.Choice(list(ZONES)), default="Asia/Jakarta", show_default=True, help="Zona waktu.")
@click.option("--help-line", default="", help="Telepon atau meja bantuan yang dicetak di poster.")
@with_appcontext
def init(name: str | None, zone: str, help_line: str) -> None:
    """Siapkan basis data kosong untuk instansi sungguhan, tanpa data contoh."""
    name, help_line = _named(ask("Nama instansi") if name is None else name), _line(help_line)
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
        by("flask init").note(session, "agency.created", "agency")
        session.commit()
    click.echo("Siap. Berikutnya buat akun pertama: flask user bootstrap")


@click.command("agency")
@click.option("--name", help="Nama instansi sebagaimana dibaca warga.")
@click.option("--help-line", help="Telepon atau meja bantuan yang dicetak di poster; kosong berarti tidak ada.")
@click.option("--zone", type=click.Choice(list(ZONES)), help="Zona waktu instansi; zona setiap unit tidak berubah.")
@with_appcontext
def agency(name: str | None, help_line: str | None, zone: str | None) -> None:
    """Ubah pengaturan instansi; tanpa pilihan, tampilkan saja."""
    given = {
        "name": None if name is None else _named(name),
        "help_line": None if help_line is None else _line(help_line),
        "zone": zone,
    }
    with database().writing() as session:
        found = the_agency(session)
        before = {field: getattr(found, field) for field in LABELS}
        fields = changed(found, {field: value for field, value in given.items() if value is not None})
        if fields:
            by("flask agency").note(session, "agency.changed", "agency", fields=fields)
            session.commit()
        for field, label in LABELS.items():
            old = f"{before[field] or '–'} → " if field in fields else ""
            click.echo(f"{label}: {old}{getattr(found, field) or '–'}")
    if not fields:
        click.echo("Tidak ada yang diubah.")


def fill_with_sample(target: Database) -> None:
    """Build the sample town; an interrupted build leaves nothing that could pass for finished."""
    chance = Random(SEED)  # noqa: S311 - the same town everywhere
    with target.writing() as session:
        now = clock.now()
        built = build(session, now=now, chance=chance, say=lambda line: click.echo(line, err=True))
        reports.report(session, house().keys, built, now, chance)
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
