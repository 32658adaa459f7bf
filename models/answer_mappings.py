"""What the headings and labels in the answer files of a unit mean, kept under a name for the next file."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment
from models.changes import By
from surveys.answer_tables import Meaning

NAME_MOST = 80


class AnswerMapping(Base):
    """A person's reading of one kind of file; see `surveys.answer_tables.Meaning`."""

    __tablename__ = "answer_mappings"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST), primary_key=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    labels: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def meaning(self) -> Meaning:
        """As the rules know it."""
        return Meaning(dict(self.columns), {code: dict(labels) for code, labels in self.labels.items()})


def of_unit(session: Session, unit_id: int) -> list[AnswerMapping]:
    """The saved mappings of a unit, by name."""
    statement = select(AnswerMapping).where(AnswerMapping.unit_id == unit_id)
    return list(session.scalars(statement.order_by(AnswerMapping.name)))


def find(session: Session, unit_id: int, name: str) -> AnswerMapping | None:
    """The mapping of a unit with this name, if there is one."""
    return session.get(AnswerMapping, (unit_id, name))


def keep(session: Session, by: By, unit_id: int, name: str, meaning: Meaning) -> None:
    """Save a reading under a name, in place of an earlier one of that name."""
    labels = {code: dict(known) for code, known in meaning.labels.items()}
    row = AnswerMapping(unit_id=unit_id, name=name, columns=dict(meaning.columns), labels=labels, saved_at=by.now)
    session.merge(row)
    by.note(session, "answer_mapping.saved", f"unit:{unit_id}", mapping=name, columns=sorted(meaning.columns.values()))
