"""“Anda bilang – kami perbaiki”: what a unit changed because of the public, in the words of its head.

A note is public from the day it is written. It is never changed and never removed: a withdrawn one leaves its day and
the reason on the public list, so that nobody can take back quietly what was promised.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import officers
from models.base import Base
from models.changes import By, Refused
from surveys import redaction

THEME_MOST, DONE_MOST, REASON_MOST = 160, 600, 300


class Improvement(Base):
    """One thing that a unit changed.

    Attributes:
        theme: what the public said; done: what was changed, and done_on: the day on the unit's wall from which on.
        withdrawn_on, withdrawn_because: set together, once.
    """

    __tablename__ = "improvements"
    __table_args__ = (
        Index(None, "unit_id"),
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawn_because IS NULL)", name="reasoned_withdrawal"),
        CheckConstraint("done_on <= written_on", name="done_already"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    theme: Mapped[str] = mapped_column(String(THEME_MOST))
    done: Mapped[str] = mapped_column(String(DONE_MOST))
    done_on: Mapped[date] = mapped_column(Date)
    written_on: Mapped[date] = mapped_column(Date)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    withdrawn_because: Mapped[str | None] = mapped_column(String(REASON_MOST))


def get(session: Session, improvement_id: int, within: int | None = None) -> Improvement:
    """The note; for who sees one unit, another's is not there."""
    statement = select(Improvement).where(Improvement.id == improvement_id)
    return session.scalars(statement if within is None else statement.where(Improvement.unit_id == within)).one()


def of_unit(session: Session, unit_id: int) -> list[Improvement]:
    """The notes of a unit, the withdrawn ones too, the latest change first."""
    statement = select(Improvement).where(Improvement.unit_id == unit_id)
    return list(session.scalars(statement.order_by(Improvement.done_on.desc(), Improvement.id.desc())))


def publish(
    session: Session, by: By, unit_id: int, *, theme: str, done: str, done_on: date, today: date
) -> Improvement:
    """Write a note for everyone to read; `today` is the unit's. Raises Refused for a promise and for named persons."""
    if done_on > today:
        raise Refused("Tanggalnya belum tiba. Tulis catatan ini setelah perbaikannya berjalan.")
    _refuse_persons(session, unit_id, theme, done)
    note = Improvement(unit_id=unit_id, theme=theme, done=done, done_on=done_on, written_on=today)
    session.add(note)
    session.flush()
    by.note(session, "improvement.published", f"improvement:{note.id}", unit=unit_id, day=done_on.isoformat())
    return note


def withdraw(session: Session, by: By, note: Improvement, *, reason: str, today: date) -> None:
    """Take a note back; its day and the reason stay on the public list. Raises Refused the second time."""
    session.refresh(note, with_for_update=True)
    if note.withdrawn_on is not None:
        raise Refused("Catatan ini sudah ditarik.")
    _refuse_persons(session, note.unit_id, reason)
    note.withdrawn_on, note.withdrawn_because = today, reason
    by.note(session, "improvement.withdrawn", f"improvement:{note.id}", unit=note.unit_id)


def _refuse_persons(session: Session, unit_id: int, *texts: str) -> None:
    names = [officer.name for officer in officers.of_unit(session, unit_id)]
    if any(redaction.redact(text, names) != text for text in texts):
        raise Refused("Hapus NIK, nomor HP, dan nama orang dari catatan. Semua orang dapat membacanya.")
