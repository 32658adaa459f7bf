"""`flask questionnaire`: look at a questionnaire file, and publish it from a day to come."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

import clock
from cli.console import Refused, by, database
from models import questionnaires
from models.agency import the_agency
from models.changes import Refused as Unfit
from surveys import questionnaire as files
from surveys import questionnaire_changes as changes
from surveys.periods import in_words
from surveys.questionnaire import Questionnaire, QuestionnaireError

MOST_BYTES = 256 * 1024


class Unusable(Refused):
    """The file has faults; other commands and scripts see it by the exit code."""

    exit_code = 1


@click.group("questionnaire")
def questionnaire() -> None:
    """Periksa dan terbitkan kuesioner."""


@questionnaire.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def check(file: Path) -> None:
    """Periksa FILE dan tulis apa yang akan berubah. Tidak ada yang disimpan."""
    found = _read(file)
    with database().reading() as session:
        published, before = questionnaires.published(session), questionnaires.newest(session, found.family)
    faults = changes.problems(found, published)
    if faults:
        raise Unusable(_lines(faults))
    click.echo(f"{found.code}: {found.title()}, {len(found.questions)} pertanyaan, dapat diterbitkan.")
    click.echo(_lines(changes.changes(before, found) if before else ["Rumpun baru."]))
    click.echo(_lines(changes.consequences(before, found)))


@questionnaire.command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "starts_on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Hari pertama dipakai.")
@with_appcontext
def publish(file: Path, starts_on: datetime) -> None:
    """Terbitkan FILE. Sesudahnya isinya tidak dapat diubah; perubahan adalah versi baru."""
    found = _read(file)
    with database().writing() as session:
        today = clock.now().astimezone(the_agency(session).tzinfo).date()
        signature = by("flask questionnaire publish")
        try:
            use = questionnaires.publish(session, signature, file.read_bytes(), file.name, starts_on.date(), today)
        except Unfit as unfit:
            raise Unusable(str(unfit)) from unfit
        session.commit()
        click.echo(f"{use.code} terbit, dipakai mulai {in_words(use.starts_on)}. SHA-256 {found.checksum}")


def _read(file: Path) -> Questionnaire:
    try:
        data = file.read_bytes()
        if len(data) > MOST_BYTES:
            raise Unusable(f"{file}: terlalu besar untuk sebuah kuesioner.")
        return files.read(data, file.name)
    except OSError:
        raise Unusable(f"{file}: tidak bisa dibaca. Periksa nama dan letak berkasnya.") from None
    except QuestionnaireError as error:
        raise Unusable(str(error)) from error


def _lines(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
