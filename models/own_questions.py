"""A unit's own questions: written by its head, asked only after HR has agreed that they are about no person."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, officers
from models.base import Base, Moment
from models.changes import By, Refused
from models.units import Unit
from surveys import own_questions as rules
from surveys.own_questions import UnfitQuestion
from surveys.questionnaire import Questionnaire

REASON_MOST = 300


class OwnQuestion(Base):
    """One question in one wording.

    Attributes:
        kind: four faces, or no and yes.
        words: the sentence by language; Indonesian always.
        approved_at: from when the public is asked; None while HR has not agreed.
        ended_at: when the head took it back, or HR refused it (`refused_because`).
    """

    __tablename__ = "own_questions"
    __table_args__ = (
        Index(None, "unit_id"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint("kind IN ('faces', 'yes_no')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(8))
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_because: Mapped[str] = mapped_column(String(REASON_MOST), default="")


def get(session: Session, question_id: int, within: int | None = None) -> OwnQuestion:
    """The question; for who sees one unit, another's is not there."""
    statement = select(OwnQuestion).where(OwnQuestion.id == question_id)
    return session.scalars(statement if within is None else statement.where(OwnQuestion.unit_id == within)).one()


def of_unit(session: Session, unit_id: int) -> list[OwnQuestion]:
    """Every question a unit ever wrote, the newest first."""
    statement = select(OwnQuestion).where(OwnQuestion.unit_id == unit_id)
    return list(session.scalars(statement.order_by(OwnQuestion.id.desc())))


def waiting(session: Session) -> list[OwnQuestion]:
    """Questions that HR has not looked at, the oldest first."""
    statement = select(OwnQuestion).where(OwnQuestion.approved_at.is_(None), OwnQuestion.ended_at.is_(None))
    return list(session.scalars(statement.order_by(OwnQuestion.id)))


def propose(session: Session, by: By, unit: Unit, kind: str, words: dict[str, str]) -> OwnQuestion:
    """Write a question down for HR to look at. Raises Refused for a fourth one, and for one that may not be asked."""
    audit.serialise(session)
    alive = [row for row in of_unit(session, unit.id) if row.ended_at is None]
    if len(alive) >= rules.MOST:
        raise Refused(f"Paling banyak {rules.MOST} pertanyaan sendiri. Akhiri satu dahulu.")
    try:
        given = rules.check(words, [officer.name for officer in officers.of_unit(session, unit.id)])
    except UnfitQuestion as unfit:
        raise Refused(str(unfit)) from unfit
    if any((row.kind, row.words) == (kind, given) for row in alive):
        raise Refused("Pertanyaan ini sudah ada di daftar.")
    row = OwnQuestion(unit_id=unit.id, kind=kind, words=given, proposed_by_id=by.user_id, proposed_at=by.now)
    session.add(row)
    session.flush()
    by.note(session, "own_question.proposed", f"own_question:{row.id}", unit=unit.id)
    return row


def approve(session: Session, by: By, row: OwnQuestion) -> None:
    """Let the public be asked. Raises Refused for the person who wrote it, and for what no longer waits."""
    _refuse_settled(session, row)
    if row.proposed_by_id == by.user_id:
        raise Refused("Pertanyaan disetujui orang lain, bukan penulisnya.")
    row.approved_by_id, row.approved_at = by.user_id, by.now
    by.note(session, "own_question.approved", f"own_question:{row.id}", unit=row.unit_id)


def refuse(session: Session, by: By, row: OwnQuestion, reason: str) -> None:
    """Send a question back with the reason. Raises Refused for what no longer waits."""
    _refuse_settled(session, row)
    row.ended_at, row.refused_because = by.now, reason
    by.note(session, "own_question.refused", f"own_question:{row.id}", reason, unit=row.unit_id)


def end(session: Session, by: By, row: OwnQuestion) -> None:
    """Ask it no longer; its answers stay. Doing it again changes nothing."""
    session.refresh(row, with_for_update=True)
    if row.ended_at is None:
        row.ended_at = by.now
        by.note(session, "own_question.ended", f"own_question:{row.id}", unit=row.unit_id)


def asked(session: Session, unit_id: int, begun_at: datetime | None = None) -> Questionnaire | None:
    """What a unit asks of its own at present; None where that is nothing.

    Whoever began at `begun_at` may still answer what ended since: the page is in their hand.
    """
    goes_on: ColumnElement[bool] = OwnQuestion.ended_at.is_(None)
    if begun_at is not None:
        goes_on |= OwnQuestion.ended_at > begun_at
    statement = select(OwnQuestion).where(OwnQuestion.unit_id == unit_id, OwnQuestion.approved_at.is_not(None), goes_on)
    rows = session.scalars(statement.order_by(OwnQuestion.id)).all()
    return _questionnaire(rows) if rows else None


def of_codes(session: Session, codes: Collection[str]) -> Questionnaire:
    """The questions that were answered under some codes, whether still asked or not."""
    numbers = [int(code[1:]) for code in codes]
    statement = select(OwnQuestion).where(OwnQuestion.id.in_(numbers)).order_by(OwnQuestion.id)
    return _questionnaire(session.scalars(statement).all())


def _questionnaire(rows: Collection[OwnQuestion]) -> Questionnaire:
    return rules.asked([rules.question(row.id, position, row.kind, row.words) for position, row in enumerate(rows, 1)])


def _refuse_settled(session: Session, row: OwnQuestion) -> None:
    session.refresh(row, with_for_update=True)
    if row.approved_at is not None or row.ended_at is not None:
        raise Refused("Pertanyaan ini sudah diputuskan. Muat ulang halamannya.")
