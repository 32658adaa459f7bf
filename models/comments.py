"""Comments of citizens as staff may read them: redacted, once a week, and never fewer than five of a unit together.

A comment belongs to its unit and to nothing else: no counter, shift, channel or officer. Once a week what has been
sealed since leaves as one batch, in the order of the random ids. Comments with words of bribery, threat or danger pass
the unit by and go to the evaluators, who work for no unit and therefore need no company of five.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import UNORDERED, Base, RandomId, insert_once, table_of
from models.changes import By
from models.ratings import Comment
from models.units import Unit
from surveys import cases, themes

MINIMUM = themes.MINIMUM
Rows = Select[Comment, date, date]


class Desk(StrEnum):
    """Who reads a comment."""

    UNIT = "unit"
    EVALUATOR = "evaluator"


class CommentWeek(Base):
    """A week, by its Monday, in which a unit's comments had their turn; nothing else leaves until the next one."""

    __tablename__ = "comment_weeks"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    week: Mapped[date] = mapped_column(Date, primary_key=True)


class ReleasedComment(Base):
    """A comment that may be read: since which week, and at which desk."""

    __tablename__ = "released_comments"
    __table_args__ = (Index(None, "unit_id", "week"), Index(None, "week"), UNORDERED)

    comment_id: Mapped[bytes] = mapped_column(RandomId, ForeignKey("comments.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    week: Mapped[date] = mapped_column(Date)
    desk: Mapped[str] = mapped_column(String(10))


class CommentMark(Base):
    """A comment that its reader marked: useful to the unit, or looked into by the evaluators."""

    __tablename__ = "comment_marks"
    __table_args__ = (UNORDERED,)

    comment_id: Mapped[bytes] = mapped_column(RandomId, ForeignKey("released_comments.comment_id"), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    marked_on: Mapped[date] = mapped_column(Date)


@dataclass(frozen=True)
class Read:
    """A comment as it is read."""

    id: bytes
    unit_id: int
    week: date
    text: str
    is_marked: bool


@dataclass(frozen=True)
class Sight:
    """Which comments a person finds: those at a desk, of one unit or of all."""

    desk: Desk
    unit_id: int | None = None

    def narrow(self, statement: Rows) -> Rows:
        """The statement for those comments only."""
        statement = statement.where(ReleasedComment.desk == self.desk.value)
        return statement if self.unit_id is None else statement.where(ReleasedComment.unit_id == self.unit_id)


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def release_week(session: Session, by: By, unit: Unit, now: datetime) -> int:
    """Let a unit's comments have their turn, once a week; how many left. Doing it again the same week adds nothing.

    A batch of fewer than five stays and waits for the next week.
    """
    audit.serialise(session)
    week = monday(unit.local(now).date())
    if not insert_once(session, CommentWeek, unit_id=unit.id, week=week):
        return 0
    waiting = _waiting(session, unit.id)
    past_unit = [comment for comment in waiting if cases.tags(comment.text)]
    for_unit = [comment for comment in waiting if not cases.tags(comment.text)]
    leaving = dict.fromkeys((comment.id for comment in past_unit), Desk.EVALUATOR)
    if len(for_unit) >= MINIMUM:
        leaving |= dict.fromkeys((comment.id for comment in for_unit), Desk.UNIT)
    if leaving:
        place = {"unit_id": unit.id, "week": week}
        rows = [{**place, "comment_id": key, "desk": desk.value} for key, desk in sorted(leaving.items())]
        session.execute(table_of(ReleasedComment).insert(), rows)
        by.note(session, "comments.released", f"unit:{unit.id}", week=week.isoformat(), comments=len(rows))
    return len(leaving)


def _waiting(session: Session, unit_id: int) -> list[Comment]:
    released = select(ReleasedComment.comment_id).where(ReleasedComment.unit_id == unit_id)
    return list(
        session.scalars(
            select(Comment).where(Comment.unit_id == unit_id, Comment.id.not_in(released)).order_by(Comment.id)
        )
    )


def get(session: Session, comment_id: bytes, sight: Sight) -> Read:
    """A comment that may be read; for who does not see it, it is not there."""
    statement = sight.narrow(_read().where(Comment.id == comment_id))
    return _as_read(*session.execute(statement).one())


def between(session: Session, sight: Sight, first: date, last: date) -> list[Read]:
    """Comments of the weeks that begin between two days, the newest week first; within a week in random order."""
    statement = sight.narrow(_read().where(ReleasedComment.week.between(first, last)))
    order = (ReleasedComment.week.desc(), ReleasedComment.unit_id, Comment.id)
    return [_as_read(*row) for row in session.execute(statement.order_by(*order))]


def newest_texts(session: Session, most: int) -> list[str]:
    """The texts of the newest released comments of all units, for counting words in them."""
    statement = select(Comment.text).join(ReleasedComment, ReleasedComment.comment_id == Comment.id)
    return list(session.scalars(statement.order_by(ReleasedComment.week.desc(), Comment.id).limit(most)))


def to_look_into(session: Session) -> list[Read]:
    """Comments at the evaluators' desk that nobody has marked yet, the oldest week first."""
    statement = Sight(Desk.EVALUATOR).narrow(_read().where(CommentMark.marked_on.is_(None)))
    return [_as_read(*row) for row in session.execute(statement.order_by(ReleasedComment.week, Comment.id))]


def mark(session: Session, by: By, comment: Read, today: date) -> None:
    """Mark a comment. Doing it again changes nothing."""
    if insert_once(session, CommentMark, comment_id=comment.id, user_id=by.user_id, marked_on=today):
        by.note(session, "comment.marked", f"comment:{comment.id.hex()}", unit=comment.unit_id)


def unmark(session: Session, by: By, comment: Read) -> None:
    """Take the mark back."""
    found = session.get(CommentMark, comment.id)
    if found is not None:
        session.delete(found)
        by.note(session, "comment.unmarked", f"comment:{comment.id.hex()}", unit=comment.unit_id)


def by_ids(session: Session, comment_ids: Sequence[bytes], sight: Sight) -> dict[bytes, Read]:
    """Some comments by their id, as far as they may be read."""
    statement = sight.narrow(_read().where(Comment.id.in_(comment_ids)))
    return {comment.id: _as_read(comment, week, marked) for comment, week, marked in session.execute(statement)}


def _read() -> Rows:
    return (
        select(Comment, ReleasedComment.week, CommentMark.marked_on)
        .join(ReleasedComment, ReleasedComment.comment_id == Comment.id)
        .outerjoin(CommentMark, CommentMark.comment_id == Comment.id)
    )


def _as_read(comment: Comment, week: date, marked_on: date | None) -> Read:
    return Read(comment.id, comment.unit_id, week, comment.text, marked_on is not None)
