"""Objections (keberatan): an officer contests inputs of a locked period, and independent persons decide.

Every step is a row that stays. Nothing here reads an answer or a score.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment
from models.snapshots import Snapshot
from surveys.objections import Remedy, State

OPEN = (State.FILED.value, State.CONSIDERED.value)


class Objection(Base):
    """One officer's objection to one item of a locked period.

    Attributes:
        snapshot_id: the revision it contests; unit_id: the officer's unit in it, whose head may comment.
        statement, attachment: the officer's own words.
        outcome, remedy: of the evaluator; null before one has considered it.
        considered_by_id, decided_by_id: the evaluator, and whoever made the decision final.
        revision: the revision in force when it was decided; the next one carries what a remedy changed.
    """

    __tablename__ = "objections"
    __table_args__ = (
        UniqueConstraint("period_code", "officer_id", "item"),
        Index(None, "officer_id"),
        CheckConstraint(
            "remedy IS NULL OR remedy = 'none' OR decided_by_id IS NULL OR decided_by_id <> considered_by_id",
            name="two_persons",
        ),
        CheckConstraint("(state = 'decided') = (decided_at IS NOT NULL)", name="dated_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    item: Mapped[str] = mapped_column(String(16))
    statement: Mapped[str] = mapped_column(Text)
    attachment: Mapped[str] = mapped_column(Text, default="")
    filed_on: Mapped[date] = mapped_column(Date)
    decide_by: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(16))
    remedy: Mapped[str | None] = mapped_column(String(8))
    considered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int | None]


class ObjectionSlot(Base):
    """A counter, day and shift that the officer named. `upheld`: the remedy is for it."""

    __tablename__ = "objection_slots"

    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"), primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    shift: Mapped[int] = mapped_column(primary_key=True)
    listed: Mapped[bool]
    upheld: Mapped[bool] = mapped_column(default=False)


class ObjectionStep(Base):
    """What happened to an objection: who (by role), when, and the words said."""

    __tablename__ = "objection_steps"
    __table_args__ = (Index(None, "objection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"))
    event: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text, default="")


def undecided(session: Session, period_code: str) -> list[Objection]:
    """Objections of a period without a final decision, the nearest deadline first."""
    return list(
        session.scalars(
            select(Objection)
            .where(Objection.period_code == period_code, Objection.state.in_(OPEN))
            .order_by(Objection.decide_by, Objection.id)
        )
    )


def under_review(session: Session, period_code: str) -> set[int]:
    """Officers whose line of a period is contested and not decided yet."""
    return {objection.officer_id for objection in undecided(session, period_code)}


def awaiting_revision(session: Session, period_code: str) -> list[Objection]:
    """Decided objections whose remedy no revision of the period carries yet, oldest first."""
    newest = select(func.max(Snapshot.revision)).where(Snapshot.period_code == period_code).scalar_subquery()
    return list(
        session.scalars(
            select(Objection)
            .where(
                Objection.period_code == period_code,
                Objection.state == State.DECIDED.value,
                Objection.remedy != Remedy.NONE.value,
                Objection.revision == newest,
            )
            .order_by(Objection.id)
        )
    )
