"""Which published questionnaire is in use from which day. The texts themselves are data files."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, table_of


class QuestionnaireUse(Base):
    """A published questionnaire file, named by code and checksum, in use from a day on."""

    __tablename__ = "questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    family: Mapped[str] = mapped_column(String(20))
    checksum: Mapped[str] = mapped_column(String(64))
    starts_on: Mapped[date] = mapped_column(Date)


class InUse(NamedTuple):
    """The questionnaire of a day, as far as a form needs to know it."""

    id: int
    code: str


_USES = table_of(QuestionnaireUse).c
_IN_USE = (
    select(_USES.id, _USES.code)
    .where(_USES.starts_on <= bindparam("day"))
    .order_by(_USES.starts_on.desc(), _USES.id.desc())
    .limit(1)
)


def in_use(session: Session, day: date) -> InUse:
    """The questionnaire the public answers on `day`."""
    return InUse._make(session.connection().execute(_IN_USE, {"day": day}).one())


def all_uses(session: Session) -> list[QuestionnaireUse]:
    """Every questionnaire that was ever in use."""
    return list(session.scalars(select(QuestionnaireUse).order_by(QuestionnaireUse.id)))
