"""Reports of citizens (pengaduan): what is kept of them, and every step they took.

A report belongs to a unit and to no rating: no column leads from one to the other. It knows days, never hours, so that
nobody can lay it beside the ratings of the same minute. Texts here are redacted; see `models.case_originals`.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import Base, Key
from models.changes import By, Refused
from surveys import cases as rules
from surveys.cases import CaseError, Desk, Event, Kind, Life, State, Times

REPORTER, SYSTEM = "reporter", "system"
LISTED = 100  # reports that are over, in a list


class Case(Base):
    """One report. The table is not named after its class: CASE is a word of SQL.

    Attributes:
        lookup, secret_hash: of the tracking code; null once nobody can ask any more.
        form_key: digest of the form's nonce, so that sending it again adds nothing.
        tags: codes of the words that took it past its unit.
        answered_on: the first answer; quiet_from: since when the reporter, answered, has said nothing.
        awaits_reply: the reporter has written since the desk last did.
        erased_on: the reporter had every text destroyed.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 4", name="score"),
        CheckConstraint("(closed_on IS NOT NULL) = (state IN ('closed', 'rejected'))", name="closing"),
        Index(None, "unit_id", "received_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lookup: Mapped[str | None] = mapped_column(String(4), unique=True)
    secret_hash: Mapped[str | None] = mapped_column(String(200))
    form_key: Mapped[bytes | None] = mapped_column(Key, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(12))
    tags: Mapped[list[str]] = mapped_column(JSON)
    desk: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), default=State.SENT.value, index=True)
    received_on: Mapped[date] = mapped_column(Date)
    verified_on: Mapped[date | None] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    reopened_on: Mapped[date | None] = mapped_column(Date)
    quiet_from: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    awaits_reply: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int | None]
    erased_on: Mapped[date | None] = mapped_column(Date)

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything any more."""
        return State(self.state) in rules.OVER

    @property
    def times(self) -> Times:
        """What its clocks start from."""
        return Times(
            Kind(self.kind), State(self.state), self.received_on, self.verified_on, self.reopened_on, self.quiet_from
        )

    @property
    def life(self) -> Life:
        """What statistics need to know of it."""
        return Life(Kind(self.kind), State(self.state), self.received_on, self.answered_on, self.score)


class CaseStep(Base):
    """What happened to a report: who (by role), on which day, and the words said. Rows are only added.

    Attributes:
        user_id: of staff; null for the reporter and for the clock.
        form_key: of a reporter's form, so that sending it again adds nothing.
    """

    __tablename__ = "case_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event: Mapped[str] = mapped_column(String(16))
    day: Mapped[date] = mapped_column(Date)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[bytes | None] = mapped_column(Key, unique=True)

    @property
    def is_internal(self) -> bool:
        """Whether the reporter is not told of it."""
        return Event(self.event) in rules.INTERNAL


@dataclass(frozen=True)
class Sight:
    """Which reports a person finds: of one desk, of one unit, or all of them."""

    desk: Desk | None = None
    unit_id: int | None = None

    def narrow(self, statement: Select[Any]) -> Select[Any]:
        """The statement for those reports only."""
        if self.desk is not None:
            statement = statement.where(Case.desk == self.desk.value)
        return statement if self.unit_id is None else statement.where(Case.unit_id == self.unit_id)


def get(session: Session, case_id: int, sight: Sight) -> Case:
    """The report with this id; for who does not see it, it is not there."""
    found: Case = session.scalars(sight.narrow(select(Case).where(Case.id == case_id))).one()
    return found


def by_lookup(session: Session, lookup: str) -> Case | None:
    """The report with this look-up; None is an everyday answer here."""
    return session.scalar(select(Case).where(Case.lookup == lookup))


def by_form(session: Session, form_key: bytes) -> Case | None:
    """The report that was written on a form; None before it was sent."""
    return session.scalar(select(Case).where(Case.form_key == form_key))


def running(session: Session, sight: Sight) -> list[Case]:
    """Reports that are not over, the oldest first."""
    over = [state.value for state in rules.OVER]
    statement = select(Case).where(Case.state.not_in(over)).order_by(Case.received_on, Case.id)
    return list(session.scalars(sight.narrow(statement)))


def over(session: Session, sight: Sight) -> list[Case]:
    """The last reports that are over, newest first."""
    states = [state.value for state in rules.OVER]
    statement = select(Case).where(Case.state.in_(states)).order_by(Case.closed_on.desc(), Case.id.desc())
    return list(session.scalars(sight.narrow(statement).limit(LISTED)))


def lives(session: Session, sight: Sight, first: date, last: date) -> dict[int, list[Life]]:
    """By unit, what statistics need to know of the reports received from `first` to `last`."""
    statement = select(Case).where(Case.received_on.between(first, last)).order_by(Case.id)
    found: dict[int, list[Life]] = defaultdict(list)
    for case in session.scalars(sight.narrow(statement)):
        found[case.unit_id].append(case.life)
    return found


def steps(session: Session, case: Case) -> list[CaseStep]:
    """What has happened to a report, oldest first."""
    return list(session.scalars(select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.id)))


def said_by_reporter(session: Session, case: Case) -> list[CaseStep]:
    """The steps that carry the reporter's own words, oldest first."""
    return [step for step in steps(session, case) if Event(step.event) in rules.REPORTERS]


def is_sent(session: Session, form_key: bytes) -> bool:
    """Whether a form of a reporter has arrived before."""
    return session.scalar(select(CaseStep.id).where(CaseStep.form_key == form_key)) is not None


def hold(session: Session, case: Case) -> None:
    """Take the report for a change: nobody else changes it meanwhile, and it is as they left it."""
    audit.serialise(session)
    session.refresh(case, with_for_update=True)


def move(case: Case, to: State) -> None:
    """Bring a report to another state. Raises Refused for a move that is not in the table."""
    try:
        case.state = rules.move(State(case.state), to).value
    except CaseError as error:
        raise Refused(str(error)) from None


def record(
    session: Session,
    case: Case,
    event: Event,
    today: date,
    *,
    by: By | None = None,
    text: str = "",
    form_key: bytes | None = None,
) -> CaseStep:
    """Add a step, of the reporter unless `by` is given.

    The audit chain hears of staff only, and without words: it tells the minute, which is nobody's business of a
    reporter.
    """
    step = CaseStep(
        case_id=case.id,
        event=event.value,
        day=today,
        user_id=by.user_id if by else None,
        role=by.role if by else REPORTER,
        text=text,
        form_key=form_key,
    )
    session.add(step)
    session.flush()
    if by:
        by.note(session, f"case.{event.value}", f"case:{case.id}", state=case.state, desk=case.desk)
    return step


def wipe_texts(session: Session, case_ids: Collection[int]) -> int:
    """Empty every text of some reports; returns how many there were."""
    chosen = select(CaseStep).where(CaseStep.case_id.in_(case_ids), CaseStep.text != "").order_by(CaseStep.id)
    found = list(session.scalars(chosen))
    for step in found:
        step.text = ""
    session.flush()
    return len(found)
