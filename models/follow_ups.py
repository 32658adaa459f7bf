"""The follow-up plan (rencana tindak lanjut, RTL) of a unit: what it does because of what a period's survey said.

A plan is the steps that a unit wrote for a period. Progress is dated and only added to. A step that has begun stays on
the plan, done or not, so that the closing figure cannot be mended by taking steps away.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, improvements
from models.base import Base, RandomId, insert_once, table_of
from models.changes import By, Refused, changed
from models.comments import Read
from models.improvements import Improvement
from surveys import follow_ups as rules
from surveys.follow_ups import WHOLE, State
from surveys.periods import Period, parse

PROGRAMME_MOST, PERSON_MOST, THEME_MOST, WORDS_MOST = 300, 160, 80, 600


class FollowUp(Base):
    """One step (kegiatan) of a plan.

    Attributes:
        period_code: of the survey that it follows.
        element: code of the element it is to raise; None for a step beside the elements.
        theme: what comments said, by the name of the theme on the day the step was written; "" for none.
        due: code of the month, quarter or half-year by whose end it is to be done; new_due: the same once it was not.
        responsible, new_responsible: a job title, or a person of the unit.
        realised: per cent; outcome: what was done; evidence: text or link; obstacles: what stood in the way.
        strategy, stakeholders: how a step that was not done in time will be, and who has to help.
        improvement_id: the note that tells the public.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        Index(None, "unit_id", "period_code"),
        CheckConstraint("realised BETWEEN 0 AND 100", name="realised"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_on_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    period_code: Mapped[str] = mapped_column(String(10))
    element: Mapped[str | None] = mapped_column(String(20))
    theme: Mapped[str] = mapped_column(String(THEME_MOST), default="")
    programme: Mapped[str] = mapped_column(String(PROGRAMME_MOST))
    due: Mapped[str] = mapped_column(String(10))
    responsible: Mapped[str] = mapped_column(String(PERSON_MOST))
    state: Mapped[str] = mapped_column(String(10), default=State.PLANNED.value)
    realised: Mapped[int] = mapped_column(default=0)
    evidence: Mapped[str] = mapped_column(String(WORDS_MOST), default="")
    obstacles: Mapped[str] = mapped_column(String(WORDS_MOST), default="")
    outcome: Mapped[str] = mapped_column(String(WORDS_MOST), default="")
    done_on: Mapped[date | None] = mapped_column(Date)
    strategy: Mapped[str] = mapped_column(String(WORDS_MOST), default="")
    new_due: Mapped[str | None] = mapped_column(String(10))
    new_responsible: Mapped[str] = mapped_column(String(PERSON_MOST), default="")
    stakeholders: Mapped[str] = mapped_column(String(PROGRAMME_MOST), default="")
    improvement_id: Mapped[int | None] = mapped_column(ForeignKey("improvements.id"))

    @property
    def is_done(self) -> bool:
        """Sudah, or Belum."""
        return self.state == State.DONE.value

    @property
    def time(self) -> Period:
        """By the end of when it is to be done."""
        return parse(self.new_due or self.due)


class FollowUpNote(Base):
    """What happened to a step on a day, and how far it was then. Rows are only added."""

    __tablename__ = "follow_up_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id"), index=True)
    day: Mapped[date] = mapped_column(Date)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(10))
    realised: Mapped[int]
    text: Mapped[str] = mapped_column(String(WORDS_MOST))


class FollowUpComment(Base):
    """A comment that a step answers."""

    __tablename__ = "follow_up_comments"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id"), primary_key=True)
    comment_id: Mapped[bytes] = mapped_column(RandomId, ForeignKey("released_comments.comment_id"), primary_key=True)


@dataclass(frozen=True)
class Plan:
    """The steps of a unit for a period, in the order they were written."""

    unit_id: int
    period: Period
    steps: tuple[FollowUp, ...]

    @property
    def closing(self) -> int | None:
        """Steps done of all, in whole per cent; None for a plan without a step."""
        return closing_figure(self.steps)

    @property
    def done(self) -> tuple[FollowUp, ...]:
        """Steps that were done."""
        return tuple(step for step in self.steps if step.is_done)

    @property
    def unfinished(self) -> tuple[FollowUp, ...]:
        """Steps that were not."""
        return tuple(step for step in self.steps if not step.is_done)


def plan_of(session: Session, unit_id: int, period: Period) -> Plan:
    """The plan of a unit for a period, perhaps without a step yet."""
    statement = select(FollowUp).where(FollowUp.unit_id == unit_id, FollowUp.period_code == period.code)
    return Plan(unit_id, period, tuple(session.scalars(statement.order_by(FollowUp.id))))


def previous_plan(session: Session, unit_id: int, period: Period) -> Plan | None:
    """The newest plan for a period of the same length before this one; None where there is none."""
    codes = session.scalars(select(FollowUp.period_code).where(FollowUp.unit_id == unit_id).distinct())
    before = [past for past in map(parse, codes) if past.kind is period.kind and past.end < period.start]
    return plan_of(session, unit_id, max(before, key=lambda past: past.end)) if before else None


def closing_figure(steps: tuple[FollowUp, ...] | list[FollowUp]) -> int | None:
    """Steps done of all, in whole per cent; None without a step."""
    return rules.closing(sum(step.is_done for step in steps), len(steps))


def get(session: Session, step_id: int, within: int | None = None) -> FollowUp:
    """The step; for who sees one unit, another's is not there."""
    statement = select(FollowUp).where(FollowUp.id == step_id)
    return session.scalars(statement if within is None else statement.where(FollowUp.unit_id == within)).one()


def undone(session: Session, unit_id: int) -> list[FollowUp]:
    """Every step of a unit that is not done, in the order they were written."""
    statement = select(FollowUp).where(FollowUp.unit_id == unit_id, FollowUp.state != State.DONE.value)
    return list(session.scalars(statement.order_by(FollowUp.id)))


def notes(session: Session, step: FollowUp) -> list[FollowUpNote]:
    """What has happened to a step, newest first."""
    statement = select(FollowUpNote).where(FollowUpNote.follow_up_id == step.id)
    return list(session.scalars(statement.order_by(FollowUpNote.id.desc())))


def add(session: Session, by: By, unit_id: int, period: Period, **fields: Any) -> FollowUp:
    """A new step. `fields`: element, theme, programme, due, responsible.

    A plan needs no step twice: one that says the same and has not begun is the one that is meant.
    """
    audit.serialise(session)
    wanted = {**fields, "state": State.PLANNED.value}
    for step in plan_of(session, unit_id, period).steps:
        if all(getattr(step, name) == value for name, value in wanted.items()):
            return step
    step = FollowUp(unit_id=unit_id, period_code=period.code, **fields)
    session.add(step)
    session.flush()
    by.note(session, "follow_up.added", f"follow_up:{step.id}", unit=unit_id, period=period.code)
    return step


def change(session: Session, by: By, step: FollowUp, **fields: Any) -> None:
    """Change what was planned. Raises Refused for a step that is done."""
    _hold(session, step)
    if step.is_done:
        raise Refused("Kegiatan ini sudah selesai. Buka lagi bila ada yang harus diubah.")
    names = changed(step, fields)
    by.note(session, "follow_up.changed", f"follow_up:{step.id}", fields=names)


def remove(session: Session, by: By, step: FollowUp) -> None:
    """Take back a step that has not begun. Raises Refused afterwards."""
    _hold(session, step)
    if step.state != State.PLANNED.value or notes(session, step):
        raise Refused("Kegiatan yang sudah berjalan tetap tercatat. Isi sebagai belum selesai bila tidak diteruskan.")
    session.execute(delete(FollowUpComment).where(FollowUpComment.follow_up_id == step.id))
    session.delete(step)
    by.note(session, "follow_up.removed", f"follow_up:{step.id}", unit=step.unit_id, period=step.period_code)


def progress(session: Session, by: By, step: FollowUp, today: date, *, text: str, **fields: Any) -> None:
    """Note how far a step is. `fields`: realised, evidence, obstacles. Raises Refused for one that is done."""
    _hold(session, step)
    if step.is_done:
        raise Refused("Kegiatan ini sudah selesai. Buka lagi bila ada kemajuan yang harus dicatat.")
    changed(step, fields)
    if step.state == State.PLANNED.value:
        _move(step, State.RUNNING)
    _note(session, by, step, today, text)


def finish(session: Session, by: By, step: FollowUp, today: date, *, outcome: str, evidence: str) -> None:
    """The step was done. Raises Refused a second time."""
    _hold(session, step)
    _move(step, State.DONE)
    step.outcome, step.evidence, step.realised, step.done_on = outcome, evidence, WHOLE, today
    _note(session, by, step, today, outcome)


def reopen(session: Session, by: By, step: FollowUp, today: date) -> None:
    """The step was not done after all. Raises Refused unless it is called done."""
    _hold(session, step)
    _move(step, State.RUNNING)
    step.done_on = None
    _note(session, by, step, today, "")


def postpone(session: Session, by: By, step: FollowUp, today: date, **fields: Any) -> None:
    """The step was not done in time. `fields`: strategy, new_due, new_responsible, stakeholders.

    May be done again, with a better strategy. Raises Refused for a step that is done.
    """
    _hold(session, step)
    if step.state != State.UNFINISHED.value:
        _move(step, State.UNFINISHED)
    changed(step, fields)
    _note(session, by, step, today, step.strategy)


def link(session: Session, by: By, step: FollowUp, comment: Read) -> None:
    """Note that a step answers a comment of its unit. Doing it again changes nothing."""
    if comment.unit_id != step.unit_id:
        raise Refused("Komentar ini bukan tentang unit dari kegiatan itu.")
    if insert_once(session, FollowUpComment, follow_up_id=step.id, comment_id=comment.id):
        by.note(session, "follow_up.linked", f"follow_up:{step.id}", comment=comment.id.hex())


def unlink(session: Session, by: By, step: FollowUp, comment: Read) -> None:
    """Take a comment off a step."""
    row = session.get(FollowUpComment, (step.id, comment.id))
    if row is not None:
        session.delete(row)
        by.note(session, "follow_up.unlinked", f"follow_up:{step.id}", comment=comment.id.hex())


def comments_of(session: Session, step: FollowUp) -> list[bytes]:
    """Ids of the comments that a step answers."""
    statement = select(FollowUpComment.comment_id).where(FollowUpComment.follow_up_id == step.id)
    return list(session.scalars(statement.order_by(FollowUpComment.comment_id)))


def answered(session: Session, unit_id: int) -> dict[bytes, list[FollowUp]]:
    """The steps that answer a unit's comments, by comment."""
    statement = (
        select(FollowUpComment.comment_id, FollowUp)
        .join(FollowUp, FollowUp.id == FollowUpComment.follow_up_id)
        .where(FollowUp.unit_id == unit_id)
        .order_by(FollowUp.id)
    )
    found: dict[bytes, list[FollowUp]] = {}
    for comment_id, step in session.execute(statement):
        found.setdefault(comment_id, []).append(step)
    return found


def note_of(session: Session, step: FollowUp) -> Improvement | None:
    """What the public reads about a step; None before anything was published, and once it was withdrawn."""
    note = None if step.improvement_id is None else improvements.get(session, step.improvement_id)
    return None if note is None or note.withdrawn_on is not None else note


def publish(session: Session, by: By, step: FollowUp, **fields: Any) -> Improvement:
    """Tell the public what a step changed. `fields`: theme, done, done_on, today. Raises Refused while one is out."""
    _hold(session, step)
    if note_of(session, step) is not None:
        raise Refused("Perbaikan dari kegiatan ini sudah terbit.")
    note = improvements.publish(session, by, step.unit_id, **fields)
    step.improvement_id = note.id
    return note


def _hold(session: Session, step: FollowUp) -> None:
    session.refresh(step, with_for_update=True)


def _move(step: FollowUp, new: State) -> None:
    try:
        step.state = rules.move(State(step.state), new).value
    except rules.StepError as error:
        raise Refused(str(error)) from None


def _note(session: Session, by: By, step: FollowUp, today: date, text: str) -> None:
    row = {"follow_up_id": step.id, "day": today, "user_id": by.user_id, "text": text}
    session.flush()
    session.execute(table_of(FollowUpNote).insert(), [{**row, "state": step.state, "realised": step.realised}])
    by.note(session, f"follow_up.{step.state}", f"follow_up:{step.id}", realised=step.realised)
