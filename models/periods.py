"""Periods: month, quarter (triwulan), half-year (semester) and year."""

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Date, Index, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment, insert_missing
from models.changes import By
from surveys import periods as rules
from surveys import policy as policies


class Period(Base):
    """A window that figures are shown for. The moves between its states are a table in `surveys.periods`.

    What is fixed before it opens, and then refused by triggers: the rest of the columns from `policy` on.

    Attributes:
        policy: name of the published rule that officers are scored by.
        questionnaire: code of the questionnaire; None leaves it at what is in use on each day.
        acuan_hundredths: the agency's reference in hundredths of a point; None takes it from the calculation.
        acuan_reason, acuan_by, acuan_on: why, the account that set it, and when.
        consultation_from, consultation_until: first and last day on which officers may comment.
        opened_at: when a person opened it; None for one that opened by itself with its first sealed rating.
    """

    __tablename__ = "periods"
    __table_args__ = (Index(None, "starts_on", "ends_on"),)

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    revision: Mapped[int] = mapped_column(default=0)
    policy: Mapped[str] = mapped_column(String(40), default=lambda: policies.load().name)
    questionnaire: Mapped[str | None] = mapped_column(String(40))
    acuan_hundredths: Mapped[int | None]
    acuan_reason: Mapped[str] = mapped_column(String(300), default="")
    acuan_by: Mapped[str] = mapped_column(String(60), default="")
    acuan_on: Mapped[date | None] = mapped_column(Date)
    consultation_from: Mapped[date | None] = mapped_column(Date)
    consultation_until: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def label(self) -> str:
        """As people say it: Triwulan IV 2026."""
        return rules.parse(self.code).label

    @property
    def acuan(self) -> Fraction | None:
        """The reference in points; None takes it from the calculation."""
        return None if self.acuan_hundredths is None else Fraction(self.acuan_hundredths, 100)


def get(session: Session, code: str) -> Period:
    """The period with this code."""
    return session.scalars(select(Period).where(Period.code == code)).one()


def find(session: Session, code: str) -> Period | None:
    """The period with this code; None while nobody has prepared it and no rating has been sealed in it."""
    return session.get(Period, code)


def ensure(session: Session, day: date) -> None:
    """Have the four periods that contain `day`, open. A draft of them opens as it stands."""
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
    due = update(Period).where(Period.code.in_(known), Period.state == rules.State.DRAFT.value)
    session.execute(due.values(state=rules.State.OPEN.value))


def close_ended(session: Session, by: By, yesterday: date) -> list[Period]:
    """Close the open periods whose last day is `yesterday` or earlier. Doing it again closes nothing else."""
    ended = session.scalars(
        select(Period)
        .where(Period.state == rules.State.OPEN.value, Period.ends_on <= yesterday)
        .order_by(Period.ends_on, Period.code)
        .with_for_update()
    ).all()
    for period in ended:
        period.state = rules.State.CLOSED.value
        by.note(session, "period.closed", f"period:{period.code}")
    session.flush()
    return list(ended)


def all_periods(session: Session) -> list[Period]:
    """Every period, newest first, longer ones before shorter ones."""
    return list(session.scalars(select(Period).order_by(Period.ends_on.desc(), Period.starts_on, Period.code)))


def running_over(session: Session, day: date) -> Period | None:
    """A period that runs on before `day` and through it, whose figures a change of that day would divide.

    Half-years and years open by themselves as windows; they count only where a person opened them or one was locked.
    """
    locked = select(Period.kind).where(Period.state == rules.State.LOCKED.value)
    short = [kind.name.lower() for kind in (rules.Kind.MONTH, rules.Kind.QUARTER)]
    return session.scalars(
        select(Period)
        .where(Period.state == rules.State.OPEN.value, Period.starts_on < day, Period.ends_on >= day)
        .where(or_(Period.kind.in_(short), Period.opened_at.is_not(None), Period.kind.in_(locked)))
        .order_by(Period.starts_on, Period.code)
        .limit(1)
    ).one_or_none()


def locked_over(session: Session, period: Period) -> Period | None:
    """A locked period that shares days with another one; None if the other's days are all free."""
    return session.scalars(
        select(Period)
        .where(
            Period.state == rules.State.LOCKED.value,
            Period.code != period.code,
            Period.starts_on <= period.ends_on,
            Period.ends_on >= period.starts_on,
        )
        .order_by(Period.starts_on, Period.code)
        .limit(1)
    ).one_or_none()


def locked_months(session: Session) -> set[str]:
    """Codes of the months that lie in a locked period."""
    codes = session.scalars(select(Period.code).where(Period.state == rules.State.LOCKED.value))
    return {month.code for code in codes for month in rules.parse(code).months}


def locked_within(session: Session, period: rules.Period) -> list[rules.Period]:
    """Locked periods that lie in `period`, by first day, without those that lie in another one of them."""
    codes = session.scalars(
        select(Period.code)
        .where(Period.state == rules.State.LOCKED.value)
        .where(Period.starts_on >= period.start, Period.ends_on <= period.end)
        .order_by(Period.starts_on, Period.ends_on.desc())
    )
    found: list[rules.Period] = []
    for inner in map(rules.parse, codes):
        if not found or inner.start > found[-1].end:
            found.append(inner)
    return found


def locked_days(session: Session) -> list[tuple[date, date]]:
    """Spans of the locked periods."""
    rows = session.execute(
        select(Period.starts_on, Period.ends_on).where(Period.state == rules.State.LOCKED.value).order_by(Period.code)
    )
    return [(starts_on, ends_on) for starts_on, ends_on in rows]
