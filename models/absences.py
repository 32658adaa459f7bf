"""Days on which an officer is not on duty. Why is nobody's business: leave, illness and travel are not told apart."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import Base
from models.changes import By, Refused
from models.officers import Officer

Span = tuple[date, date]
LONGEST = 366
KEPT = timedelta(days=92)  # a quarter: planning looks ahead, so what is long over is forgotten


class Absence(Base):
    """An officer who is not on duty from `first` to `last`, both included."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("first <= last", name="order"), Index(None, "officer_id", "last"))

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)


def of_unit(session: Session, unit_id: int, first: date, last: date) -> list[Absence]:
    """Absences of a unit's officers that touch the days from `first` to `last`, by first day."""
    return list(
        session.scalars(
            select(Absence)
            .join(Officer, Officer.id == Absence.officer_id)
            .where(Officer.unit_id == unit_id, Absence.last >= first, Absence.first <= last)
            .order_by(Absence.first, Absence.id)
        )
    )


def get(session: Session, absence_id: int, within: int | None) -> Absence:
    """The absence; for a person who sees only the unit `within`, those of others' officers are not there."""
    statement = select(Absence).where(Absence.id == absence_id)
    if within is not None:
        statement = statement.join(Officer, Officer.id == Absence.officer_id).where(Officer.unit_id == within)
    return session.scalars(statement).one()


def spans(session: Session, officer_ids: Collection[int], first: date, last: date) -> dict[int, list[Span]]:
    """When officers are absent between two days."""
    found: dict[int, list[Span]] = defaultdict(list)
    statement = select(Absence).where(Absence.officer_id.in_(officer_ids), Absence.last >= first, Absence.first <= last)
    for row in session.scalars(statement.order_by(Absence.first, Absence.id)):
        found[row.officer_id].append((row.first, row.last))
    return dict(found)


def add(session: Session, by: By, officer: Officer, first: date, last: date, today: date) -> Absence:
    """Note that an officer is not on duty; duties that were planned stay, and are shown as conflicts.

    Noting the same days again changes nothing.

    Raises:
        Refused: the days are in the wrong order, long over, or too many.
    """
    if last < first:
        raise Refused("Hari terakhir mendahului hari pertama. Tukar kedua tanggalnya.")
    if last < today:
        raise Refused("Hari-hari itu sudah lewat. Jadwal yang keliru dikoreksi lewat “Koreksi jadwal”.")
    if (last - first).days >= LONGEST:
        raise Refused("Paling lama satu tahun. Bila lebih lama, minta Kepegawaian mengisi masa tugasnya.")
    audit.serialise(session)
    same = select(Absence).where(Absence.officer_id == officer.id, Absence.first == first, Absence.last == last)
    known = session.scalars(same.limit(1)).one_or_none()
    if known is not None:
        return known
    session.execute(delete(Absence).where(Absence.last < today - KEPT))
    absence = Absence(officer_id=officer.id, first=first, last=last)
    session.add(absence)
    session.flush()
    by.note(session, "absence.added", f"officer:{officer.id}", first=first.isoformat(), last=last.isoformat())
    return absence


def remove(session: Session, by: By, absence: Absence) -> None:
    """Take an absence back."""
    session.delete(absence)
    by.note(
        session,
        "absence.removed",
        f"officer:{absence.officer_id}",
        first=absence.first.isoformat(),
        last=absence.last.isoformat(),
    )
