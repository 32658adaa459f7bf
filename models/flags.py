"""Flags (tanda): streams of ratings that look unusual, and what evaluators decided about them.

A flag knows a place, a count and a probability: no device, no time, no answer. What follows from it, and the moves
between its states, are a table in `surveys.screening`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, roster, users
from models.base import Base, Moment
from models.changes import By, Refused, store
from models.roster import Slot
from surveys import screening
from surveys.roster import UNKNOWN_SHIFT
from surveys.screening import Decision, Detector, Finding, State, Stream

TEAM = 0  # instead of an officer: what was given to several, or to nobody on the roster
_UNDECIDED = sorted(state.value for state in screening.UNDECIDED)


class Flag(Base):
    """One finding of one detector.

    Attributes:
        counter_id, shift: where the ratings of a seal's finding belong; None and 0 for one of a whole quarter or week.
        officer_id: whom a finding of a quarter or week is about; None for one of a seal, whose officer the roster
            names, and for ratings that belong to the team of the unit.
        day, last_day: the service day, or the span that was looked at.
        exponent: the probability by chance was at most ten to this power; None for a fixed rule.
        parameters: the policy that the detector ran with.
    """

    __tablename__ = "flags"
    __table_args__ = (
        Index(None, "unit_id", "day"),
        Index(None, "state"),
        CheckConstraint("day <= last_day", name="order"),
        CheckConstraint("count > 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int] = mapped_column(default=0)
    detector: Mapped[str] = mapped_column(String(16))
    stream: Mapped[str] = mapped_column(String(16))
    count: Mapped[int]
    exponent: Mapped[int | None]
    parameters: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), default=State.OPEN.value)

    @property
    def sets_aside(self) -> bool:
        """Whether the stream weighs nothing in service mode now."""
        return self.state != State.LIFTED and screening.sets_aside(Detector(self.detector), Stream(self.stream))


class FlagDecision(Base):
    """One evaluator's word on a flag. The constraint makes two confirmations come from two persons."""

    __tablename__ = "flag_decisions"
    __table_args__ = (UniqueConstraint("flag_id", "decision", "decided_by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id"))
    decision: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(300))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)


def get(session: Session, flag_id: int, within: int | None = None) -> Flag:
    """The flag with this id; for a person who sees only the unit `within`, others' flags are not there."""
    statement = select(Flag).where(Flag.id == flag_id)
    return session.scalars(statement if within is None else statement.where(Flag.unit_id == within)).one()


def all_flags(session: Session, unit_id: int | None = None, states: Iterable[State] = State) -> list[Flag]:
    """Flags in some states (of one unit, if given), newest span first."""
    statement = select(Flag).where(Flag.state.in_([state.value for state in states]))
    if unit_id is not None:
        statement = statement.where(Flag.unit_id == unit_id)
    return list(session.scalars(statement.order_by(Flag.last_day.desc(), Flag.id)))


def unreviewed(session: Session, first: date, last: date) -> list[Flag]:
    """Flags on ratings between two days that nobody, or only one evaluator, has decided about; oldest first."""
    return list(
        session.scalars(
            select(Flag)
            .where(Flag.state.in_(_UNDECIDED), Flag.day <= last, Flag.last_day >= first)
            .order_by(Flag.day, Flag.id)
        )
    )


def awaiting(session: Session, user_id: int) -> int:
    """How many flags wait for this evaluator: undecided ones that he or she has said nothing about."""
    own = select(FlagDecision.flag_id).where(FlagDecision.decided_by_id == user_id)
    statement = select(func.count()).where(Flag.state.in_(_UNDECIDED), Flag.id.not_in(own))
    return session.scalars(statement).one()


def counted(session: Session, unit_id: int | None) -> list[tuple[Detector, int, int]]:
    """Each detector that found something in a unit: flags that are undecided, and all of them."""
    rows = Counter((flag.detector, flag.state in _UNDECIDED) for flag in all_flags(session, unit_id))
    found = [(detector, rows[detector, True], rows[detector, False]) for detector in Detector]
    return [(detector, undecided, undecided + decided) for detector, undecided, decided in found if undecided + decided]


def decisions_of(session: Session, flag_id: int) -> list[FlagDecision]:
    """What was decided about a flag, in order."""
    return list(session.scalars(select(FlagDecision).where(FlagDecision.flag_id == flag_id).order_by(FlagDecision.id)))


def quarantined(session: Session, first: date, last: date) -> set[tuple[int, int]]:
    """Streams without ticket that weigh nothing between two days: (unit, officer), officer 0 being the unit's team."""
    found = session.scalars(select(Flag).where(Flag.day <= last, Flag.last_day >= first).order_by(Flag.id))
    return {subject(session, flag) for flag in found if flag.sets_aside}


def of_officer(session: Session, officer_id: int, first: date, last: date) -> list[Flag]:
    """Flags between two days that are about one officer, oldest first."""
    found = session.scalars(select(Flag).where(Flag.day <= last, Flag.last_day >= first).order_by(Flag.day, Flag.id))
    return [flag for flag in found if subject(session, flag)[1] == officer_id]


def subject(session: Session, flag: Flag) -> tuple[int, int]:
    """Unit and officer that a flag is about by the roster as it is now; officer 0 is the unit's team."""
    if flag.counter_id is None:
        return flag.unit_id, flag.officer_id or TEAM
    duties = roster.on_duty(session, flag.unit_id, flag.day, flag.day)
    return flag.unit_id, alone(duties, flag.counter_id, flag.day, flag.shift) or TEAM


def alone(duties: Mapping[Slot, Collection[int]], counter: int | None, day: date, shift: int) -> int | None:
    """The only officer on duty in a place; None for several, for nobody, and where counter or shift is unknown."""
    people = duties.get((counter, day, shift), ()) if counter is not None and shift != UNKNOWN_SHIFT else ()
    return next(iter(people)) if len(people) == 1 else None


def add(session: Session, unit_id: int, finding: Finding, parameters: str, **where: Any) -> None:
    """Raise a flag; `where`: its place or span, as columns of `Flag`."""
    session.add(
        Flag(
            unit_id=unit_id,
            detector=finding.detector.value,
            stream=finding.stream.value,
            count=finding.count,
            exponent=finding.exponent,
            parameters=parameters,
            **where,
        )
    )


def decide(session: Session, by: By, flag: Flag, decision: Decision, reason: str) -> None:
    """Record an evaluator's decision; the flag moves as `screening.MOVES` says.

    Raises:
        Refused: no evaluator, somebody of the flag's unit, the same person twice, or nothing left to decide.
    """
    audit.serialise(session)
    person = users.get(session, by.user_id or 0)
    if by.role != "evaluator" or person.unit_id == flag.unit_id:
        raise Refused("Tanda hanya diputuskan oleh Evaluator, dan bukan oleh orang dari unit yang dinilai.")
    session.refresh(flag, with_for_update=True)
    before = State(flag.state)
    after = screening.MOVES.get((before, decision))
    if after is None:
        raise Refused("Tanda ini sudah diputuskan. Muat ulang halaman untuk membaca keputusannya.")
    row = FlagDecision(
        flag_id=flag.id, decision=decision.value, reason=reason, decided_by_id=person.id, decided_at=by.now
    )
    store(session, row, "Anda sudah memutuskan tetap. Keputusan kedua harus dari evaluator lain.")
    flag.state = after.value
    by.note(session, "flag.decided", f"flag:{flag.id}", reason, decision=decision.value, state=after.value)
