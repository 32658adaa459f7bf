"""Which published questionnaire is in use from which day.

The texts are data files of the product, or were published here (`flask questionnaire publish`) and are then kept with
the row, so that every answer can be read with the words it was given to.
"""

from datetime import date
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Date, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, table_of
from surveys import questionnaire as files
from surveys import translations
from surveys.questionnaire import Questionnaire

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
    statement = select(_USES.document).where(_USES.code == code)
    return _read(code, session.connection().execute(statement).scalar_one())


def begin(session: Session, family: str, day: date) -> None:
    """Put the product's own questionnaire of a family in use from `day` on, unless one of the family ever was."""
    if any(use.family == family for use in all_uses(session)):
        return
    (found, *_others) = (asked for code in built_in() if (asked := files.load(code)).family == family)
    session.add(QuestionnaireUse(code=found.code, family=family, checksum=found.checksum, starts_on=day))
    session.flush()


@cache
def built_in() -> tuple[str, ...]:
    """Codes of the product's own questionnaires, in the order of their publication."""
    return tuple(files.checksums())


@cache
def _read(code: str, document: str) -> Questionnaire:
    return files.read(document.encode(), f"{code}.toml")
