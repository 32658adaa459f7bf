"""LOCK: freeze a period, and correct it afterwards only as a new revision beside the old one, by two persons.

The cut is the last completed seal before the lock: what is sealed later for a locked day is late, in every revision.
Seal and lock take turns, because both write the audit chain.
"""

import hashlib
import zlib
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    audit,
    component_records,
    flags,
    inbox,
    inputs,
    objections,
    periods,
    results,
    roster_requests,
    snapshots,
    units,
    waiting_imports,
)
from models.agency import the_agency
from models.audit import AuditEvent
from models.base import table_of
from models.changes import By, Refused
from models.inputs import Known
from models.periods import Period
from models.ratings import Seal
from models.results import Result
from models.snapshots import RevisionProposal, Snapshot, SnapshotLine, SnapshotUnit
from surveys import engine
from surveys import periods as rules
from surveys import policy as policies
from surveys.periods import State

LONGEST_REASON = 300
SCREENED = "quarter.screened"  # the event that `models.screenings` leaves
_SEAL = "Tunggu malam berikutnya, atau minta admin menjalankan flask seal."
_RELEASE = "Tunggu malam berikutnya, atau minta admin menjalankan flask release."
EARLIEST = 8  # days after the end: tickets are offered for seven, and the seventh must be sealed


class LockRefused(Refused):
    """A period that cannot be locked yet; `obstacles` says why, one sentence each."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(" ".join(found))
        self.obstacles = found


def obstacles(session: Session, period: Period, now: datetime) -> list[str]:
    """What still prevents the lock, as sentences that say what to do; empty when it may be locked now."""
    found = (
        _of_state(session, period, now),
        _of_other_lengths(session, period),
        _of_nights(session, now),
        _of_screening(session, period),
        _of_flags(session, period),
        _of_objections(session, period),
        _of_roster(session, period),
    )
    return [sentence for sentence in found if sentence]


def first_day(period: Period) -> date:
    """First day on which the period may be locked."""
    return period.ends_on + timedelta(days=max(EARLIEST, policies.load(period.policy).lock_after_days))


def lock(session: Session, by: By, period_code: str, *, now: datetime) -> Snapshot:
    """Compute a closed period and freeze it as its first revision. Raises LockRefused."""
    audit.serialise(session)
    period = periods.get(session, period_code)
    found = obstacles(session, period, now)
    if found:
        raise LockRefused(found)
    record = component_records.signed_record(session)

    snapshot, result = _computed(session, period, record.components if record else {}, now)

    snapshot.made_by_id, snapshot.reason = by.user_id, ""
    return _kept(session, by, period, snapshot, result, "period.locked")


def propose_revision(session: Session, by: By, period_code: str, reason: str) -> RevisionProposal:
    """Staff asks for a locked period to be computed anew with the decisions made since. Raises Refused."""
    audit.serialise(session)
    newest = snapshots.latest(session, period_code)
    if newest is None:
        raise Refused("Periode ini belum dikunci, jadi belum ada yang direvisi.")
    if by.role != "hr":
        raise Refused("Revisi diajukan oleh kepegawaian.")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refused(f"Tulis alasan revisi, paling banyak {LONGEST_REASON} karakter.")
    if snapshots.proposal(session, period_code) is not None:
        raise Refused("Sudah ada revisi yang menunggu persetujuan evaluator.")
    proposal = RevisionProposal(
        period_code=period_code,
        revision=newest.revision + 1,
        reason=reason.strip(),
        proposed_by_id=by.user_id,
        proposed_at=by.now,
    )
    session.add(proposal)
    session.flush()
    by.note(session, "revision.proposed", f"period:{period_code}", proposal.reason, revision=proposal.revision)
    return proposal


def approve_revision(session: Session, by: By, period_code: str) -> Snapshot:
    """An evaluator has the proposed revision computed, with rules and components of the first. Raises Refused."""
    audit.serialise(session)
    proposal, newest = snapshots.proposal(session, period_code), snapshots.latest(session, period_code)
    if proposal is None or newest is None:
        raise Refused("Tidak ada revisi yang menunggu persetujuan.")
    if by.role != "evaluator" or by.user_id in {None, proposal.proposed_by_id}:
        raise Refused("Revisi disetujui oleh evaluator, bukan oleh pengusulnya.")
    period = periods.get(session, period_code)

    snapshot, result = _computed(session, period, newest.components, by.now)

    snapshot.made_by_id, snapshot.approved_by_id = proposal.proposed_by_id, by.user_id
    snapshot.revision, snapshot.reason = proposal.revision, proposal.reason
    proposal.approved_by_id, proposal.approved_at = by.user_id, by.now
    return _kept(session, by, period, snapshot, result, "period.revised")


def recomputed(session: Session, snapshot: Snapshot) -> tuple[Result, dict[str, str]]:
    """What a snapshot's inputs give today, and their hashes: both equal to what it holds, or something was changed."""
    period, policy = rules.parse(snapshot.period_code), policies.load(snapshot.policy)
    last = Known(snapshot.tally_correction, snapshot.roster_correction)
    acuan = periods.get(session, snapshot.period_code).acuan
    result = results.of_period(session, period, policy, snapshot.components, acuan=acuan, last=last)
    return result, inputs.of_period(session, period, policy, snapshot.components, last)


def _of_state(session: Session, period: Period, now: datetime) -> str:
    if period.state == State.LOCKED.value:
        return "Periode ini sudah dikunci; koreksi dibuat sebagai revisi."
    if today(session, now) < first_day(period):
        first = rules.in_words(first_day(period))
        return f"Periode ini baru dapat dikunci mulai {first}, setelah jawaban terakhir disegel."
    if period.state != State.CLOSED.value:
        return f"Periode ini belum ditutup. {_SEAL}"
    return ""


def _of_other_lengths(session: Session, period: Period) -> str:
    """Days are locked once: a year beside its locked quarters would tell by subtraction what a few ratings were."""
    other = periods.locked_over(session, period)
    if other is None:
        return ""
    return (
        f"Sebagian harinya sudah dikunci dalam {other.label}. Kunci dengan panjang periode yang sama, supaya selisih "
        "dua hasil tidak membuka penilaian satu orang."
    )


def _of_nights(session: Session, now: datetime) -> str:
    for unit in units.all_units(session):
        days = [
            *inbox.unsealed_days(session, unit.id, unit.local(now).date()),
            *waiting_imports.unsealed_days(session, unit.id, unit.local(now).date()),
        ]
        if days:
            return f"Malam {rules.in_words(min(days))} di {unit.name} belum disegel. {_SEAL}"
    if session.scalar(select(Seal.id).where(Seal.joined.is_(False)).limit(1)) is not None:
        return f"Segel terakhir belum dirilis. {_RELEASE}"
    return ""


def _of_screening(session: Session, period: Period) -> str:
    """Flags of a quarter are raised once, from the day on which it may be locked."""
    screened = set(session.scalars(select(AuditEvent.object).where(AuditEvent.action == SCREENED)))
    for row in periods.all_periods(session):
        inside = row.kind == "quarter" and period.starts_on <= row.starts_on and row.ends_on <= period.ends_on
        if inside and f"period:{row.code}" not in screened:
            return f"{rules.parse(row.code).label} belum diperiksa mesin. {_SEAL}"
    return ""


def _of_flags(session: Session, period: Period) -> str:
    found = flags.unreviewed(session, period.starts_on, period.ends_on)
    return f"{len(found)} tanda belum diperiksa evaluator." if found else ""


def _of_objections(session: Session, period: Period) -> str:
    found = objections.undecided(session, period.code)
    return f"{len(found)} keberatan belum diputus evaluator." if found else ""


def _of_roster(session: Session, period: Period) -> str:
    n = roster_requests.waiting_between(session, period.starts_on, period.ends_on)
    return f"{n} koreksi jadwal belum diputus. Setujui atau tolak di “Koreksi jadwal”." if n else ""


def today(session: Session, now: datetime) -> date:
    """The agency's earliest local date: a day is over when it is over in every unit's zone."""
    zones = {unit.tzinfo for unit in units.all_units(session)} or {the_agency(session).tzinfo}
    return min(now.astimezone(zone).date() for zone in zones)


def _computed(session: Session, period: Period, components: dict[str, Any], now: datetime) -> tuple[Snapshot, Result]:
    """A first revision, not stored yet, and what goes with it."""
    span, policy, last = rules.parse(period.code), policies.load(period.policy), inputs.known(session)
    result = results.of_period(session, span, policy, components, acuan=period.acuan, last=last)
    hashes = inputs.of_period(session, span, policy, components, last)
    snapshot = Snapshot(
        period_code=period.code,
        revision=1,
        policy=policy.name,
        engine=engine.version(),
        components=components,
        inputs=hashes,
        inputs_hash=inputs.together(hashes),
        exclusions=result.exclusions,
        report=zlib.compress(result.report),
        report_hash=hashlib.sha256(result.report).digest(),
        tally_correction=last.tally_correction,
        roster_correction=last.roster_correction,
        contest_until=today(session, now) + timedelta(days=policy.objection_days),
        locked_at=now,
    )
    return snapshot, result


def _kept(session: Session, by: By, period: Period, snapshot: Snapshot, result: Result, action: str) -> Snapshot:
    """Store a revision whole, and tell of it in the audit chain."""
    session.add(snapshot)
    session.flush()
    for table, rows in ((SnapshotLine, result.lines), (SnapshotUnit, result.units)):
        if rows:
            session.execute(table_of(table).insert(), [{"snapshot_id": snapshot.id, **row} for row in rows])
    period.state, period.revision = State.LOCKED.value, snapshot.revision
    session.flush()
    by.note(
        session,
        action,
        f"period:{period.code}",
        snapshot.reason,
        revision=snapshot.revision,
        inputs_hash=snapshot.inputs_hash.hex(),
        report_hash=snapshot.report_hash.hex(),
        engine=snapshot.engine,
    )
    return snapshot
