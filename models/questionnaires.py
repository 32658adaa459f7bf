"""Which published questionnaire is in use from which day.

The texts are data files of the product, or were published here (`flask questionnaire publish`) and are then kept with
the row, so that every answer can be read with the words it was given to.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Date, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import periods
from models.base import Base, table_of
from models.changes import By, Refused
from surveys import questionnaire as files
from surveys import questionnaire_changes, translations
from surveys.questionnaire import Questionnaire, QuestionnaireError

SKM: Final = "skm"


class QuestionnaireUse(Base):
    """A published questionnaire, named by code and checksum, in use from a day on.

    `document` is the text of one that was published here; None for a file of the product.
    """

    __tablename__ = "questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    family: Mapped[str] = mapped_column(String(20))
    checksum: Mapped[str] = mapped_column(String(64))
    starts_on: Mapped[date] = mapped_column(Date)
    document: Mapped[str | None] = mapped_column(Text)


class InUse(NamedTuple):
    """The questionnaire of a day, as far as a form needs to know it."""

    id: int
    code: str


_USES = table_of(QuestionnaireUse).c
_IN_USE = (
    select(_USES.id, _USES.code)
    .where(_USES.family == bindparam("family"), _USES.starts_on <= bindparam("day"))
    .order_by(_USES.starts_on.desc(), _USES.id.desc())
    .limit(1)
)


def in_use(session: Session, day: date, family: str = SKM) -> InUse:
    """The questionnaire of a family that the public answers on `day`."""
    return InUse._make(session.connection().execute(_IN_USE, {"day": day, "family": family}).one())


def all_uses(session: Session) -> list[QuestionnaireUse]:
    """Every questionnaire that was ever in use."""
    return list(session.scalars(select(QuestionnaireUse).order_by(QuestionnaireUse.id)))


def load(session: Session, code: str) -> Questionnaire:
    """The questionnaire of a code with the words of every language it has."""
    if code in built_in():
        return translations.load(code)
    statement = select(_USES.document, _USES.checksum).where(_USES.code == code)
    document, checksum = session.connection().execute(statement).one()
    return _read(code, document, checksum)


def published(session: Session) -> list[Questionnaire]:
    """Every questionnaire that the product brings or that was published here, in that order."""
    own = [use.code for use in all_uses(session) if use.document is not None]
    return [load(session, code) for code in (*built_in(), *own)]


def newest(session: Session, family: str) -> Questionnaire | None:
    """The questionnaire of a family that was published last; None for a family that is not known yet."""
    found = [asked for asked in published(session) if asked.family == family]
    return found[-1] if found else None


def publish(session: Session, by: By, document: bytes, name: str, starts_on: date, today: date) -> QuestionnaireUse:
    """Keep a questionnaire with its digest; the public answers it from `starts_on` on.

    `name` is what errors call its file. Raises QuestionnaireError for a file that cannot be read, and Refused for one
    that does not fit the published ones or that would change the form within a period.
    """
    found = files.read(document, name)
    begin(session, found.family, today)
    faults = [*questionnaire_changes.problems(found, published(session)), *_of_day(session, found, starts_on, today)]
    if faults:
        raise Refused("\n".join(faults))
    use = QuestionnaireUse(
        code=found.code,
        family=found.family,
        checksum=found.checksum,
        starts_on=starts_on,
        document=document.decode(),
    )
    session.add(use)
    session.flush()
    by.note(session, "questionnaire.published", f"questionnaire:{found.code}", checksum=found.checksum,
            starts_on=starts_on.isoformat())  # fmt: skip
    return use


def begin(session: Session, family: str, day: date) -> None:
    """Put the product's own questionnaire of a family, if it has one, in use from `day` on, unless one ever was."""
    if any(use.family == family for use in all_uses(session)):
        return
    for found in map(files.load, built_in()):
        if found.family == family:
            session.add(QuestionnaireUse(code=found.code, family=family, checksum=found.checksum, starts_on=day))
            session.flush()
            return


@cache
def built_in() -> tuple[str, ...]:
    """Codes of the product's own questionnaires, in the order of their publication."""
    return tuple(files.checksums())


def _of_day(session: Session, found: Questionnaire, starts_on: date, today: date) -> Iterator[str]:
    """Why a questionnaire cannot begin on a day."""
    if starts_on <= today:
        yield "Tanggal mulainya harus besok atau sesudahnya, supaya tidak ada jawaban yang berganti pertanyaan."
    if any(use.family == found.family and use.starts_on >= starts_on for use in all_uses(session)):
        yield f"Sudah ada versi rumpun {found.family} yang mulai pada tanggal itu atau sesudahnya. Pilih tanggal lain."
    running = None if found.is_supplement else periods.running_over(session, starts_on)
    if running:
        yield (
            f"{running.label} sedang berjalan pada tanggal itu: satu IKM memakai satu formulir."
            f" Mulailah pada hari pertama periode berikutnya."
        )


@cache
def _read(code: str, document: str, checksum: str) -> Questionnaire:
    found = files.read(document.encode(), f"{code}.toml")
    if found.checksum != checksum:
        raise QuestionnaireError(
            f"{code}.toml", "checksum", "isinya berubah setelah diterbitkan; pulihkan dari cadangan"
        )
    return found
