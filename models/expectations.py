"""What is expected in a period: expectations with indicators, what officers say to them, and who has read them.

People type all of it; nothing here is ever computed. Once the period opens, the expectations never change.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment, insert_once
from models.changes import By, Refused, changed
from models.periods import Period
from models.users import User
from surveys.periods import State

FROZEN = "Periode ini sudah dibuka, jadi harapannya tidak dapat diubah lagi. Tulis untuk periode berikutnya."


class Expectation(Base):
    """One expectation (ekspektasi pimpinan) with its indicator and target, for a unit or, without one, the agency.

    `position` limits it to officers of a position; an empty one means all. `author_id` is who wrote it last.
    """

    __tablename__ = "expectations"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    position: Mapped[str] = mapped_column(String(200), default="")
    expectation: Mapped[str] = mapped_column(String(500))
    indicator: Mapped[str] = mapped_column(String(300))
    target: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Remark(Base):
    """What an officer says to an expectation before the period opens, and the answer. Neither is ever rewritten."""

    __tablename__ = "expectation_remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    expectation_id: Mapped[int] = mapped_column(ForeignKey("expectations.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(String(1000))
    made_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(1000))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class Reading(Base):
    """An officer has read what is expected in a period and how it is scored."""

    __tablename__ = "expectation_readings"

    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Moment)


def visible(session: Session, period_code: str, within: int | None = None) -> list[Expectation]:
    """Expectations of a period, the agency's first; `within` a unit: its own and the agency's."""
    statement = select(Expectation).where(Expectation.period_code == period_code, _seen(within))
    return list(
        session.scalars(statement.order_by(Expectation.unit_id.is_not(None), Expectation.unit_id, Expectation.id))
    )


def get(session: Session, expectation_id: int, within: int | None = None) -> Expectation:
    """An expectation to read; one of another unit is not there."""
    return session.scalars(select(Expectation).where(Expectation.id == expectation_id, _seen(within))).one()


def own(session: Session, expectation_id: int, within: int | None = None) -> Expectation:
    """An expectation to write: for a person of a unit, neither another unit's nor the agency's is there."""
    return session.scalars(select(Expectation).where(Expectation.id == expectation_id, _written(within))).one()


def add(session: Session, by: By, period: Period, **fields: Any) -> Expectation:
    """A new expectation. `fields`: unit_id, position, expectation, indicator, target."""
    _refuse_opened(period)
    row = Expectation(period_code=period.code, author_id=by.user_id, changed_at=by.now, **fields)
    session.add(row)
    session.flush()
    by.note(session, "expectation.added", f"expectation:{row.id}", period=period.code, unit=row.unit_id)
    return row


def change(session: Session, by: By, row: Expectation, **fields: Any) -> None:
    """Reword an expectation while its period is a draft."""
    _refuse_opened(_period(session, row))
    names = changed(row, fields)
    row.author_id, row.changed_at = by.user_id, by.now
    by.note(session, "expectation.changed", f"expectation:{row.id}", period=row.period_code, fields=names)


def remove(session: Session, by: By, row: Expectation) -> None:
    """Take an expectation back; one that officers have spoken to stays, with what they said."""
    _refuse_opened(_period(session, row))
    if remarks(session, [row.id]):
        raise Refused("Harapan ini sudah ditanggapi petugas. Ubah isinya dan jawab tanggapannya; jangan dihapus.")
    session.delete(row)
    by.note(session, "expectation.removed", f"expectation:{row.id}", period=row.period_code, unit=row.unit_id)


def is_consulting(period: Period, today: date) -> bool:
    """Whether officers may comment on `today`."""
    first, last = period.consultation_from, period.consultation_until
    return period.state == State.DRAFT.value and first is not None and last is not None and first <= today <= last


def comment(session: Session, by: By, row: Expectation, text: str, today: date) -> Remark:
    """An officer speaks to an expectation, within the consultation window."""
    if not is_consulting(_period(session, row), today):
        raise Refused("Masa tanggapan untuk periode ini tidak sedang dibuka. Sampaikan langsung kepada kepala unit.")
    remark = Remark(expectation_id=row.id, author_id=by.user_id, text=text, made_at=by.now)
    session.add(remark)
    session.flush()
    by.note(session, "expectation.commented", f"remark:{remark.id}", period=row.period_code)
    return remark


def remark_to_answer(session: Session, remark_id: int, within: int | None = None) -> tuple[Remark, Expectation]:
    """A remark with its expectation, for whoever may write that expectation."""
    joined = select(Remark, Expectation).join(Expectation, Remark.expectation_id == Expectation.id)
    found = session.execute(joined.where(Remark.id == remark_id, _written(within))).one()
    return found[0], found[1]


def answer(session: Session, by: By, remark: Remark, text: str) -> None:
    """Answer a remark, once."""
    if remark.answer is not None:
        raise Refused("Tanggapan ini sudah dijawab. Jawaban disimpan bersama periodenya dan tidak diganti.")
    remark.answer, remark.answered_by_id, remark.answered_at = text, by.user_id, by.now
    by.note(session, "expectation.answered", f"remark:{remark.id}")


def remarks(session: Session, expectation_ids: Collection[int]) -> list[Remark]:
    """What was said to some expectations, in the order it was said."""
    statement = select(Remark).where(Remark.expectation_id.in_(expectation_ids)).order_by(Remark.id)
    return list(session.scalars(statement))


def unanswered(session: Session, within: int | None = None, period_code: str | None = None) -> dict[str, int]:
    """Remarks without an answer by period code, of the expectations that somebody `within` a unit may answer."""
    statement = (
        select(Expectation.period_code, func.count())
        .join(Remark, Remark.expectation_id == Expectation.id)
        .where(Remark.answer.is_(None), _written(within))
        .group_by(Expectation.period_code)
        .order_by(Expectation.period_code)
    )
    if period_code is not None:
        statement = statement.where(Expectation.period_code == period_code)
    return dict(session.execute(statement).all())


def shown_to_officers(session: Session, today: date) -> list[Period]:
    """Opened periods, and drafts from the first day on which officers are asked; newest first."""
    draft, asked = Period.state == State.DRAFT.value, Period.consultation_from <= today
    statement = select(Period).where(or_(~draft, asked))
    return list(session.scalars(statement.order_by(Period.ends_on.desc(), Period.starts_on, Period.code)))


def audience(session: Session, within: int | None = None) -> int:
    """How many accounts of officers may read, of the unit `within` or of all."""
    statement = select(func.count()).where(
        User.role == "officer", User.approved_at.is_not(None), User.disabled_at.is_(None)
    )
    return session.scalars(statement if within is None else statement.where(User.unit_id == within)).one()


def read(session: Session, by: By, period: Period) -> None:
    """The person has read what is expected; a second time changes nothing."""
    if period.state == State.DRAFT.value:
        raise Refused("Periode ini belum dibuka, jadi isinya masih dapat berubah.")
    if insert_once(session, Reading, period_code=period.code, user_id=by.user_id, read_at=by.now):
        by.note(session, "expectation.read", f"period:{period.code}")


def has_read(session: Session, period_code: str, user_id: int) -> bool:
    """Whether the person has read what is expected in a period."""
    return session.get(Reading, (period_code, user_id)) is not None


def is_to_read(session: Session, period: Period, user_id: int, today: date) -> bool:
    """Whether an officer has still to read a period that somebody prepared and that runs today."""
    prepared = period.questionnaire is not None and period.state == State.OPEN.value
    runs = period.starts_on <= today <= period.ends_on
    return prepared and runs and not has_read(session, period.code, user_id)


def readers(session: Session, within: int | None = None) -> dict[str, int]:
    """How many have read what is expected, by period code, of the unit `within` or of all."""
    statement = select(Reading.period_code, func.count()).join(User, User.id == Reading.user_id)
    statement = statement.group_by(Reading.period_code).order_by(Reading.period_code)
    if within is not None:
        statement = statement.where(User.unit_id == within)
    return dict(session.execute(statement).all())


def _seen(within: int | None) -> ColumnElement[bool]:
    return or_(Expectation.unit_id.is_(None), _written(within))


def _written(within: int | None) -> ColumnElement[bool]:
    return Expectation.id.is_not(None) if within is None else Expectation.unit_id == within


def _period(session: Session, row: Expectation) -> Period:
    return session.get_one(Period, row.period_code)


def _refuse_opened(period: Period) -> None:
    if period.state != State.DRAFT.value:
        raise Refused(FROZEN)
