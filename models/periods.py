"""Periods: month, quarter (triwulan), half-year (semester) and year."""

from datetime import date

from sqlalchemy import Date, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert_missing
from surveys import periods as rules


class Period(Base):
    """A window that figures are shown for. The moves between its states are a table in `surveys.periods`."""

    __tablename__ = "periods"
    __table_args__ = (Index(None, "starts_on", "ends_on"),)

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    revision: Mapped[int] = mapped_column(default=0)


def ensure(session: Session, day: date) -> None:
    """Have the four periods that contain `day`."""
    wanted = [rules.containing(day, kind) for kind in rules.Kind]
    known = set(session.scalars(select(Period.code).where(Period.code.in_([period.code for period in wanted]))))
    rows = [
        {
            "code": period.code,
            "kind": period.kind.name.lower(),
            "starts_on": period.start,
            "ends_on": period.end,
            "state": rules.State.OPEN.value,
            "revision": 0,
        }
        for period in wanted
        if period.code not in known
    ]
    insert_missing(session, Period, rows)


def all_periods(session: Session) -> list[Period]:
    """Every period, newest first, longer ones before shorter ones."""
    return list(session.scalars(select(Period).order_by(Period.ends_on.desc(), Period.starts_on, Period.code)))


def locked_days(session: Session) -> list[tuple[date, date]]:
    """Spans of the locked periods."""
    rows = session.execute(
        select(Period.starts_on, Period.ends_on).where(Period.state == rules.State.LOCKED.value).order_by(Period.code)
    )
    return [(starts_on, ends_on) for starts_on, ends_on in rows]
