"""FILE: an officer contests inputs of a locked period, from slots of their own; the unit head comments once."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, objections, roster, snapshots, units
from models.changes import By, Refused, store
from models.counters import Counter
from models.objections import Objection, ObjectionSlot
from models.officers import Officer
from models.snapshots import Snapshot
from surveys import objections as rules
from surveys import periods
from surveys.objections import Event, Filing, ObjectionError, Slot, State


def duties(session: Session, officer_id: int, period_code: str) -> set[Slot]:
    """Where an officer stood in a period, as decisions have corrected it."""
    period = periods.parse(period_code)
    return {
        Slot(day, shift, counter) for counter, day, shift in roster.stood(session, officer_id, period.start, period.end)
    }


def contestable(session: Session, today: date) -> list[Snapshot]:
    """The newest revision of every locked period that may still be contested, newest first."""
    open_ones = session.scalars(
        select(Snapshot).where(Snapshot.contest_until >= today).order_by(Snapshot.locked_at.desc(), Snapshot.id.desc())
    )
    newest: dict[str, Snapshot] = {}
    for snapshot in open_ones:
        newest.setdefault(snapshot.period_code, snapshot)
    return list(newest.values())


def file(
    session: Session, by: By, officer: Officer, period_code: str, filing: Filing, *, today: date, days: int
) -> Objection:
    """File an officer's objection to the newest revision of a period; `days` are left for its decision.

    Raises:
        Refused: the window is over, a slot is not the officer's, or this item was contested before.
    """
    audit.serialise(session)
    snapshot = snapshots.latest(session, period_code)
    if snapshot is None:
        raise Refused("Periode ini belum dikunci. Keberatan dapat diajukan sesudah nilainya dikunci.")
    try:
        rules.check_window(today, snapshot.contest_until)
        rules.check_filing(filing, duties(session, officer.id, period_code))
    except ObjectionError as error:
        raise Refused(str(error)) from error
    _check_places(session, period_code, filing)
    line = snapshots.line(session, snapshot.id, officer.id)
    objection = Objection(
        period_code=period_code,
        snapshot_id=snapshot.id,
        officer_id=officer.id,
        unit_id=line.unit_id if line else officer.unit_id,
        item=filing.item.value,
        statement=filing.statement,
        attachment=filing.attachment,
        filed_on=today,
        decide_by=rules.decide_by(today, days),
        state=State.FILED.value,
    )
    store(
        session,
        objection,
        "Anda sudah mengajukan keberatan tentang hal ini untuk periode ini. Satu hal hanya satu kali; "
        "buka “Keberatan saya” untuk melihatnya.",
    )
    session.add_all(_slot(objection, slot) for slot in sorted(filing.slots))
    objections.record(session, by, objection, Event.FILED)
    return objection


def _slot(objection: Objection, slot: Slot) -> ObjectionSlot:
    return ObjectionSlot(
        objection_id=objection.id, counter_id=slot.counter, day=slot.day, shift=slot.shift, listed=slot.listed
    )


def comment(session: Session, by: By, objection: Objection, text: str) -> None:
    """The unit head's one comment. Raises Refused for a second one, or after the decision."""
    audit.serialise(session)
    session.refresh(objection)
    if objection.state == State.DECIDED.value:
        raise Refused("Keberatan ini sudah diputuskan, jadi tidak dapat ditanggapi lagi.")
    if objections.has_comment(session, objection):
        raise Refused("Keberatan ini sudah Anda tanggapi. Tanggapan hanya satu kali.")
    objections.record(session, by, objection, Event.COMMENTED, text)


def _check_places(session: Session, period_code: str, filing: Filing) -> None:
    """Every slot lies in the period, at a counter there is, in a shift its unit has."""
    period = periods.parse(period_code)
    for slot in filing.slots:
        unit = session.scalar(select(Counter.unit_id).where(Counter.id == slot.counter))
        shifts = {shift.number for shift in units.shifts_of(session, unit or 0)}
        if not period.start <= slot.day <= period.end or slot.shift not in shifts:
            raise Refused("Ada hari di luar periode ini, atau loket dan sif yang tidak ada. Periksa, lalu pilih lagi.")
