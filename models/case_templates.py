"""Answers that are written often: a unit's own, and those of the evaluators, which belong to no unit."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.changes import By, changed


class CaseTemplate(Base):
    """A text to begin an answer with."""

    __tablename__ = "case_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)


def of_unit(session: Session, unit_id: int | None) -> list[CaseTemplate]:
    """The templates of a unit, or with None those of the evaluators, by title."""
    statement = select(CaseTemplate).where(CaseTemplate.unit_id.is_not_distinct_from(unit_id))
    return list(session.scalars(statement.order_by(CaseTemplate.title, CaseTemplate.id)))


def get(session: Session, template_id: int, unit_id: int | None) -> CaseTemplate:
    """The template with this id; one of another unit is not there."""
    statement = select(CaseTemplate).where(
        CaseTemplate.id == template_id, CaseTemplate.unit_id.is_not_distinct_from(unit_id)
    )
    return session.scalars(statement).one()


def add(session: Session, by: By, unit_id: int | None, **values: Any) -> CaseTemplate:
    """A new template. `values`: title, text."""
    template = CaseTemplate(unit_id=unit_id, **values)
    session.add(template)
    session.flush()
    by.note(session, "case_template.added", f"case_template:{template.id}", unit=unit_id)
    return template


def change(session: Session, by: By, template: CaseTemplate, **values: Any) -> None:
    """Change title or text; answers that were given stay as they are."""
    names = changed(template, values)
    by.note(session, "case_template.changed", f"case_template:{template.id}", fields=names)


def remove(session: Session, by: By, template: CaseTemplate) -> None:
    """Remove a template; answers that were given stay as they are."""
    by.note(session, "case_template.removed", f"case_template:{template.id}")
    session.delete(template)
