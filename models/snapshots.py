"""LOCK: what a period's tallies, roster and decisions gave on the day it was locked. A row here never changes.

A correction is another snapshot of the same period with the next revision number; all of them stay visible.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    column,
    exists,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Moment
from surveys.periods import parse
from surveys.recompute import Report


class Snapshot(Base):
    """One revision of a locked period.

    Attributes:
        policy, engine: the published policy and the program version that computed it.
        components: the frozen variance components it was scored with.
        inputs: name of each input (seals, tallies, corrections, roster, …) to the SHA-256 of its canonical bytes, hex.
        inputs_hash: SHA-256 over `inputs`.
        exclusions: ratings that were not computed, by reason; `late` is one of them.
        report: the bytes of the report that `flask recompute` prints, zlib-compressed; report_hash: their SHA-256.
        tally_correction, roster_correction: ids of the last decisions it knows of; later ones are for a later revision.
        contest_until: last day on which an officer may object to it.
        approved_by_id, reason: the second person and the reason of a reopening; the first revision has neither.
    """

    __tablename__ = "snapshots"
    __table_args__ = (
        UniqueConstraint("period_code", "revision"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_persons"),
        CheckConstraint("revision = 1 OR approved_by_id IS NOT NULL", name="reopened_by_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"))
    revision: Mapped[int]
    policy: Mapped[str] = mapped_column(String(40))
    engine: Mapped[str] = mapped_column(String(40))
    components: Mapped[dict[str, Any]] = mapped_column(JSON)
    inputs: Mapped[dict[str, str]] = mapped_column(JSON)
    inputs_hash: Mapped[bytes] = mapped_column(Key)
    exclusions: Mapped[dict[str, int]] = mapped_column(JSON)
    report: Mapped[bytes] = mapped_column(LargeBinary)
    report_hash: Mapped[bytes] = mapped_column(Key)
    tally_correction: Mapped[int]
    roster_correction: Mapped[int]
    contest_until: Mapped[date] = mapped_column(Date)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    locked_at: Mapped[datetime] = mapped_column(Moment)


class RevisionProposal(Base):
    """A request to compute a locked period anew as `revision`; a second person approves it.

    Attributes:
        approved_by_id, approved_at: null while it waits.
    """

    __tablename__ = "revision_proposals"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint("revision > 1", name="after_the_first"),
    )

    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)


class SnapshotLine(Base):
    """One officer in one snapshot, as the state allows; null is never 0.

    Attributes:
        unit_id: the officer's unit when the period was locked.
        n, shared: verified ratings given to this officer alone, and together with others.
        u6, u7: [sum, number] of the answers to the two elements about a person in those n ratings.
        reliability, score, lo, hi, band: null unless the state is a scored one.
        entry: the officer's part of the report (all rows and kernels), to redo the calculation by hand.
    """

    __tablename__ = "snapshot_lines"
    __table_args__ = (Index(None, "officer_id"), Index(None, "snapshot_id", "unit_id"))

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    state: Mapped[str] = mapped_column(String(20))
    n: Mapped[int]
    shared: Mapped[int]
    u6: Mapped[list[int]] = mapped_column(JSON)
    u7: Mapped[list[int]] = mapped_column(JSON)
    reliability: Mapped[float | None]
    score: Mapped[float | None]
    lo: Mapped[float | None]
    hi: Mapped[float | None]
    band: Mapped[str | None] = mapped_column(String(10))
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)


class SnapshotUnit(Base):
    """One unit in one snapshot: its exact index and its team number, as plain values of the report."""

    __tablename__ = "snapshot_units"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    figure: Mapped[Report] = mapped_column(JSON)


def of_period(session: Session, period_code: str) -> list[Snapshot]:
    """Every revision of a period, newest first."""
    return list(
        session.scalars(select(Snapshot).where(Snapshot.period_code == period_code).order_by(Snapshot.revision.desc()))
    )


def latest(session: Session, period_code: str) -> Snapshot | None:
    """The revision in force; None while the period is not locked."""
    return next(iter(of_period(session, period_code)), None)


def in_force(session: Session) -> dict[str, int]:
    """Number of the newest revision of every locked period, by the period's code."""
    rows = session.execute(select(Snapshot.period_code, Snapshot.id).order_by(Snapshot.period_code, Snapshot.revision))
    return dict(rows.all())


def proposal(session: Session, period_code: str) -> RevisionProposal | None:
    """The revision of a period that waits for its second person."""
    return session.scalars(
        select(RevisionProposal).where(
            RevisionProposal.period_code == period_code, RevisionProposal.approved_at.is_(None)
        )
    ).one_or_none()


def proposals(session: Session) -> list[RevisionProposal]:
    """Every revision that waits for its second person, oldest first."""
    return list(
        session.scalars(
            select(RevisionProposal)
            .where(RevisionProposal.approved_at.is_(None))
            .order_by(RevisionProposal.proposed_at, RevisionProposal.period_code)
        )
    )


# Objections know their snapshot; their table is only named here, so that the two do not import each other.
_OBJECTIONS = table("objections", column("period_code"), column("state"), column("remedy"), column("revision"))


def is_final(session: Session, snapshot: Snapshot, today: date) -> bool:
    """Whether a revision may leave for an appraisal.

    Its window for objections is over, nothing about the period is undecided, no decision waits to be computed, and no
    newer revision stands or is proposed.
    """
    newest = latest(session, snapshot.period_code)
    if today <= snapshot.contest_until or newest is None or newest.id != snapshot.id:
        return False
    if proposal(session, snapshot.period_code) is not None:
        return False
    known = _OBJECTIONS.c
    uncomputed = and_(known.remedy != "none", known.revision == snapshot.revision)
    unsettled = exists().where(known.period_code == snapshot.period_code, or_(known.state != "decided", uncomputed))
    return not session.scalar(select(unsettled))


def line(session: Session, snapshot_id: int, officer_id: int) -> SnapshotLine | None:
    """An officer's line; None for somebody who had no rating in the period."""
    return session.get(SnapshotLine, (snapshot_id, officer_id))


def figure_of(session: Session, snapshot_id: int, unit_id: int) -> Report:
    """A unit's part of a snapshot; empty for one without a form."""
    found = session.get(SnapshotUnit, (snapshot_id, unit_id))
    return found.figure if found else {}


def history(session: Session, officer_id: int) -> list[tuple[Snapshot, SnapshotLine]]:
    """An officer's lines in every snapshot, newest period first, and within a period the newest revision."""
    rows = session.execute(
        select(Snapshot, SnapshotLine)
        .join(SnapshotLine, SnapshotLine.snapshot_id == Snapshot.id)
        .where(SnapshotLine.officer_id == officer_id)
        .order_by(Snapshot.revision.desc(), Snapshot.id)
    )
    found = [(snapshot, line) for snapshot, line in rows]
    return sorted(found, key=lambda pair: parse(pair[0].period_code).end, reverse=True)
