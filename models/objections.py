"""Objections (keberatan): an officer contests inputs of a locked period, and independent persons decide.

Every step is a row that stays. Nothing here reads an answer or a score.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import snapshots
from models.base import Base, Moment
from models.changes import By
from models.snapshots import Snapshot, SnapshotLine
from surveys import objections as rules
from surveys.objections import Event, Remedy, Slot, State

OPEN = (State.FILED.value, State.CONSIDERED.value)
LISTED = 100  # decided objections in a list


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

    @property
    def slot(self) -> Slot:
        """The same as the rules see it."""
        return Slot(self.day, self.shift, self.counter_id, self.listed)


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


@dataclass(frozen=True)
class Change:
    """An officer's line before an objection and in the revision that carries its remedy; a line may be missing."""

    before: SnapshotLine | None
    after: SnapshotLine | None

    @property
    def shows_counts(self) -> bool:
        """Whether the numbers of ratings may stand beside each other."""
        before, after = ((line.n, line.shared) if line else (0, 0) for line in (self.before, self.after))
        return all(rules.shows_counts(a, b) for a, b in zip(before, after, strict=True))


def get(session: Session, objection_id: int, *, within: int | None = None, officer_id: int | None = None) -> Objection:
    """The objection; for who sees one unit, or only their own, any other one is not there."""
    statement = select(Objection).where(Objection.id == objection_id)
    if within is not None:
        statement = statement.where(Objection.unit_id == within)
    if officer_id is not None:
        statement = statement.where(Objection.officer_id == officer_id)
    return session.scalars(statement).one()


def contested(session: Session, objection: Objection) -> Snapshot:
    """The revision an objection is against."""
    return session.scalars(select(Snapshot).where(Snapshot.id == objection.snapshot_id)).one()


def undecided(session: Session, period_code: str) -> list[Objection]:
    """Objections of a period without a final decision, the nearest deadline first."""
    return [objection for objection in waiting(session) if objection.period_code == period_code]


def waiting(session: Session, within: int | None = None) -> list[Objection]:
    """Objections (of the unit `within`) without a final decision, the nearest deadline first."""
    statement = select(Objection).where(Objection.state.in_(OPEN)).order_by(Objection.decide_by, Objection.id)
    return list(session.scalars(statement if within is None else statement.where(Objection.unit_id == within)))


def decided(session: Session, within: int | None = None) -> list[Objection]:
    """The last decided objections (of the unit `within`), newest first."""
    statement = (
        select(Objection)
        .where(Objection.state == State.DECIDED.value)
        .order_by(Objection.decided_at.desc(), Objection.id.desc())
        .limit(LISTED)
    )
    return list(session.scalars(statement if within is None else statement.where(Objection.unit_id == within)))


def of_officer(session: Session, officer_id: int) -> list[Objection]:
    """An officer's own objections, newest first."""
    return list(
        session.scalars(select(Objection).where(Objection.officer_id == officer_id).order_by(Objection.id.desc()))
    )


def under_review(session: Session, period_code: str) -> set[int]:
    """Officers whose line of a period is contested: not decided yet, or corrected and not computed anew."""
    rows = undecided(session, period_code) + awaiting_revision(session, period_code)
    return {objection.officer_id for objection in rows}


def awaiting_revision(session: Session, period_code: str | None = None) -> list[Objection]:
    """Decided objections whose remedy no revision of their period carries yet, oldest first."""
    newest = select(func.max(Snapshot.revision)).where(Snapshot.period_code == Objection.period_code).scalar_subquery()
    statement = (
        select(Objection)
        .where(Objection.state == State.DECIDED.value, Objection.remedy != Remedy.NONE.value)
        .where(Objection.revision == newest)
        .order_by(Objection.id)
    )
    return list(
        session.scalars(statement if period_code is None else statement.where(Objection.period_code == period_code))
    )


def uncommented(session: Session, unit_id: int) -> list[Objection]:
    """Open objections of a unit on which its head has said nothing yet, the nearest deadline first."""
    return [row for row in waiting(session, unit_id) if not has_comment(session, row)]


def has_comment(session: Session, objection: Objection) -> bool:
    """Whether the unit head has commented; that is done once."""
    return any(step.event == Event.COMMENTED.value for step in steps(session, objection))


def steps(session: Session, objection: Objection) -> list[ObjectionStep]:
    """What has happened to an objection, oldest first."""
    return list(
        session.scalars(
            select(ObjectionStep).where(ObjectionStep.objection_id == objection.id).order_by(ObjectionStep.id)
        )
    )


def named(session: Session, objection: Objection) -> list[ObjectionSlot]:
    """The slots an objection names, by day."""
    return list(
        session.scalars(
            select(ObjectionSlot)
            .where(ObjectionSlot.objection_id == objection.id)
            .order_by(ObjectionSlot.day, ObjectionSlot.shift, ObjectionSlot.counter_id)
        )
    )


def revised_in(session: Session, objection: Objection) -> Snapshot | None:
    """The revision that carries what the decision changed; None without a remedy, or while there is none."""
    if objection.revision is None or objection.remedy == Remedy.NONE.value:
        return None
    return session.scalar(
        select(Snapshot).where(
            Snapshot.period_code == objection.period_code, Snapshot.revision == objection.revision + 1
        )
    )


def change(session: Session, objection: Objection) -> Change | None:
    """The officer's line before and after; None while no revision carries the decision."""
    revision = revised_in(session, objection)
    if revision is None:
        return None
    numbers = {snapshot.revision: snapshot.id for snapshot in snapshots.of_period(session, objection.period_code)}
    before, after = (
        snapshots.line(session, numbers[number], objection.officer_id)
        for number in (revision.revision - 1, revision.revision)
    )
    return Change(before, after)


def record(session: Session, by: By, objection: Objection, event: Event, text: str = "", **detail: Any) -> None:
    """Add a step to the objection's life and to the audit chain, which gets no personal words."""
    step = ObjectionStep(
        objection_id=objection.id, event=event.value, user_id=by.user_id, role=by.role, at=by.now, text=text
    )
    session.add(step)
    session.flush()
    by.note(
        session,
        f"objection.{event.value}",
        f"objection:{objection.id}",
        period=objection.period_code,
        item=objection.item,
        **detail,
    )
