"""Files that were brought in: the same file twice is refused by its checksum."""

from datetime import date

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert_once


class Import(Base):
    """One confirmed import of a spreadsheet."""

    __tablename__ = "imports"

    checksum: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rows: Mapped[int]
    day: Mapped[date] = mapped_column(Date)


def note(session: Session, **values: object) -> bool:
    """Remember an import; False when this file was imported before."""
    return insert_once(session, Import, **values)
