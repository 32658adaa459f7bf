"""HR's own list of a period: the quantitative result of each person, brought in by NIP from a file of any headings.

Only people the product knows are kept. A list can be taken back until a hand-over has used it; the newest one counts.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, String, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.appraisals import Handover
from models.base import Base, Moment, table_of
from models.changes import By, Refused
from models.officers import Officer
from surveys.hr_list import Person
from surveys.hr_matching import Known

UNUSED_KEPT: Final = timedelta(days=365)


class ColumnMapping(Base):
    """Which headings of HR's files mean which field, under a name, for the next file."""

    __tablename__ = "column_mappings"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class HrList(Base):
    """One confirmed file. `rows`: people taken from it; `unmatched`: people in it whom the product does not know."""

    __tablename__ = "hr_lists"
    __table_args__ = (Index(None, "period_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"))
    checksum: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    rows: Mapped[int]
    unmatched: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)


class HrEntry(Base):
    """One person's quantitative result.

    `result`: number (text of a decimal) and text, both perhaps null; indicators: a list of name, target and
    realisation, as they were written; note.
    """

    __tablename__ = "hr_entries"
    __table_args__ = (Index(None, "officer_id"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("hr_lists.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)


def mappings(session: Session) -> list[ColumnMapping]:
    """Saved mappings, by name."""
    return list(session.scalars(select(ColumnMapping).order_by(ColumnMapping.name)))


def keep_mapping(session: Session, by: By, name: str, columns: Mapping[str, str]) -> None:
    """Save a choice of columns under a name, in place of an earlier one of that name."""
    session.merge(ColumnMapping(name=name, columns=dict(columns), saved_at=by.now))
    by.note(session, "column_mapping.saved", f"mapping:{name}", fields=sorted(columns))


def of_period(session: Session, period_code: str) -> list[HrList]:
    """The lists of a period, newest first."""
    return list(session.scalars(select(HrList).where(HrList.period_code == period_code).order_by(HrList.id.desc())))


def newest(session: Session, period_code: str) -> HrList | None:
    """The list that counts; None while there is none."""
    return next(iter(of_period(session, period_code)), None)


def get(session: Session, list_id: int) -> HrList:
    """The list with this id."""
    return session.scalars(select(HrList).where(HrList.id == list_id)).one()


def known(session: Session, since: date) -> list[Known]:
    """Civil servants who served on `since` or later, by NIP."""
    rows = session.execute(
        select(Officer.id, Officer.nip, Officer.name)
        .where(Officer.nip.is_not(None), Officer.status != "non_asn")
        .where(or_(Officer.left_on.is_(None), Officer.left_on > since))
        .order_by(Officer.nip)
    )
    return [Known(officer_id, nip or "", name) for officer_id, nip, name in rows]


def put(session: Session, by: By, listed: HrList, people: Sequence[tuple[Person, Known]], *, suggested: int) -> None:
    """Store a confirmed list. `suggested`: how many of its people somebody matched by hand."""
    listed.made_by_id, listed.made_at, listed.rows = by.user_id, by.now, len(people)
    session.add(listed)
    session.flush()
    rows = [
        {"list_id": listed.id, "officer_id": officer.officer_id, "result": person.result} for person, officer in people
    ]
    session.execute(table_of(HrEntry).insert(), rows)
    by.note(
        session,
        "hr_list.imported",
        f"period:{listed.period_code}",
        file=listed.checksum[:16],
        list=listed.id,
        people=listed.rows,
        by_hand=suggested,
        unmatched=listed.unmatched,
    )


def undo(session: Session, by: By, listed: HrList) -> None:
    """Take a list back; the one before it counts again. Raises Refused once a hand-over has used it."""
    list_id, period_code = listed.id, listed.period_code
    try:
        with session.begin_nested():
            session.execute(delete(HrEntry).where(HrEntry.list_id == list_id))
            session.execute(delete(HrList).where(HrList.id == list_id))
    except IntegrityError as error:
        raise Refused(
            "Daftar ini sudah dipakai serah terima, jadi tidak dapat dibatalkan. Tarik dahulu serah terima yang belum "
            "disetujui, atau unggah daftar yang baru."
        ) from error
    by.note(session, "hr_list.undone", f"period:{period_code}", list=list_id)


def forget(session: Session, by: By) -> int:
    """Destroy the lists of more than a year ago that no hand-over has used; the others belong to their hand-over.

    Returns:
        how many lists went.
    """
    is_used = exists().where(Handover.list_id == HrList.id)
    old = list(session.scalars(select(HrList.id).where(HrList.made_at < by.now - UNUSED_KEPT, ~is_used)))
    if old:
        session.execute(delete(HrEntry).where(HrEntry.list_id.in_(old)))
        session.execute(delete(HrList).where(HrList.id.in_(old)))
        by.note(session, "hr_list.retention", "hr_lists", lists=len(old))
    return len(old)
