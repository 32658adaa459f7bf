"""DECIDE: an independent evaluator decides on an objection, and a second person agrees before anything changes.

Evaluators see how many verified ratings a set holds, never a score, and sets are taken out whole. What is taken out
stands beside the tallies as negative counts; what was wrong on the roster, as a correction of it.
"""

from typing import Any

from sqlalchemy.orm import Session

from models import audit, objection_filing, objections, snapshots, users, verified_sets
from models.changes import By, Refused
from models.corrections import RosterCorrection
from models.objections import Objection, ObjectionSlot
from models.users import ROLES, User
from surveys import objections as rules
from surveys.objections import SECOND_ROLE, Decision, Event, ObjectionError, Remedy, Slot, State


def consider(session: Session, by: By, objection: Objection, decision: Decision) -> None:
    """The evaluator's decision: final without a remedy, else it waits for the second person. Raises Refused."""
    _take(session, objection)
    _refuse_dependent(session, by, "evaluator")
    _check(session, objection, decision)
    objection.outcome, objection.remedy = decision.outcome.value, decision.remedy.value
    objection.considered_by_id = by.user_id
    for row in objections.named(session, objection):
        row.upheld = row.slot in decision.slots
    if SECOND_ROLE[decision.remedy] is None:
        _close(session, by, objection, decision.reasons)
        return
    objection.state = rules.move(State(objection.state), State.CONSIDERED).value
    objections.record(session, by, objection, Event.CONSIDERED, decision.reasons, **_told(session, objection))


def agree(session: Session, by: By, objection: Objection, reasons: str) -> None:
    """The second person agrees, and the remedy takes effect in the next revision. Raises Refused."""
    remedy = _second(session, by, objection)
    if remedy is Remedy.ROSTER:
        _correct_roster(session, objection)
    else:
        for row in _upheld(session, objection):
            verified_sets.take_out(session, row.slot, f"objection:{objection.id}")
    _close(session, by, objection, reasons)


def give_back(session: Session, by: By, objection: Objection, reasons: str) -> None:
    """The second person does not agree; an evaluator decides anew. Raises Refused."""
    _second(session, by, objection)
    told = _told(session, objection)
    objection.state = rules.move(State(objection.state), State.FILED).value
    objection.outcome = objection.remedy = objection.considered_by_id = None
    for row in objections.named(session, objection):
        row.upheld = False
    objections.record(session, by, objection, Event.RETURNED, reasons, **told)


def may_agree(objection: Objection, role: str, user_id: int | None) -> bool:
    """Whether this person is the one whom a considered objection waits for."""
    waits = objection.state == State.CONSIDERED.value
    wanted = SECOND_ROLE[Remedy(objection.remedy or Remedy.NONE)]
    return waits and role == wanted and user_id != objection.considered_by_id


def awaiting(session: Session, user: User) -> list[Objection]:
    """Objections whose next step is this person's, the nearest deadline first."""
    if user.role == "unit_head":
        return objections.uncommented(session, user.unit_id or 0)
    return [
        row
        for row in objections.waiting(session)
        if (user.role == "evaluator" and row.state == State.FILED.value) or may_agree(row, user.role, user.id)
    ]


def _take(session: Session, objection: Objection) -> None:
    """One decision at a time, on what the objection is now."""
    audit.serialise(session)
    session.refresh(objection)


def _refuse_dependent(session: Session, by: By, role: str) -> None:
    """Whoever decides has the role, and neither a unit nor duties of their own."""
    user = users.get(session, by.user_id or 0)
    if by.role != role or user.unit_id is not None or user.officer_id is not None:
        raise Refused(f"Langkah ini hanya untuk {ROLES[role]} yang bukan dari unit mana pun.")


def _second(session: Session, by: By, objection: Objection) -> Remedy:
    """The remedy this person may agree to. Raises Refused for anybody else."""
    _take(session, objection)
    if not may_agree(objection, by.role, by.user_id):
        raise Refused("Keberatan ini tidak menunggu persetujuan Anda. Muat ulang halaman untuk melihat keadaannya.")
    _refuse_dependent(session, by, by.role)
    return Remedy(objection.remedy or Remedy.NONE)


def _close(session: Session, by: By, objection: Objection, reasons: str) -> None:
    newest = snapshots.latest(session, objection.period_code)
    objection.state = rules.move(State(objection.state), State.DECIDED).value
    objection.decided_by_id, objection.decided_at = by.user_id, by.now
    objection.revision = newest.revision if newest else None
    objections.record(session, by, objection, Event.DECIDED, reasons, **_told(session, objection))


def _upheld(session: Session, objection: Objection) -> list[ObjectionSlot]:
    return [row for row in objections.named(session, objection) if row.upheld]


def _told(session: Session, objection: Objection) -> dict[str, Any]:
    """What the audit chain says of a decision: codes of slots, `+` for one added to the roster."""
    codes = [
        f"{'' if row.listed else '+'}{row.counter_id}:{row.day.isoformat()}:{row.shift}"
        for row in _upheld(session, objection)
    ]
    return {"outcome": objection.outcome, "remedy": objection.remedy, "slots": codes}


def _check(session: Session, objection: Objection, decision: Decision) -> None:
    """Raise Refused when the decision does not fit the objection, or came after another one."""
    if not {row.slot for row in objections.named(session, objection)} >= decision.slots:
        raise Refused("Hanya hari dan sif yang disebut dalam keberatan yang dapat diperbaiki.")
    if objection.state != State.FILED.value:
        raise Refused("Keberatan ini sudah sampai tahap lain. Muat ulang halaman untuk melihat keadaannya.")
    try:
        rules.check_decision(decision)
        if decision.remedy is Remedy.ROSTER:
            rules.corrected(_duties(session, objection), decision.slots)
    except ObjectionError as error:
        raise Refused(str(error)) from error


def _duties(session: Session, objection: Objection) -> set[Slot]:
    return objection_filing.duties(session, objection.officer_id, objection.period_code)


def _correct_roster(session: Session, objection: Objection) -> None:
    rows = _upheld(session, objection)
    try:
        rules.corrected(_duties(session, objection), [row.slot for row in rows])
    except ObjectionError as error:
        raise Refused(str(error)) from error
    session.add_all(
        RosterCorrection(
            objection_id=objection.id,
            officer_id=objection.officer_id,
            counter_id=row.counter_id,
            day=row.day,
            shift=row.shift,
            added=not row.listed,
        )
        for row in rows
    )
    session.flush()
