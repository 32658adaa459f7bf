"""What the desk of a report does with it: verify or reject, hand on, answer. Every step has a person and a reason.

No staff closes a report: the reporter confirms, or ten working days of silence do.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from models import cases, officers, users
from models.cases import Case
from models.changes import By, Refused
from models.units import Unit
from models.users import User
from surveys import redaction
from surveys.cases import Desk, Event, Kind, State

HANDLERS = {Desk.UNIT: "operator", Desk.EVALUATOR: "evaluator"}  # which role works at a desk


class Writing(StrEnum):
    """What is written on a report."""

    MESSAGE = "message"
    ANSWER = "answer"
    NOTE = "note"


def verify(session: Session, by: By, case: Case, kind: Kind, reason: str, today: date) -> None:
    """Accept a new report and settle its class; one that becomes supervisory leaves the unit.

    Raises:
        Refused: it is not new, or its class changes without a reason.
    """
    cases.hold(session, case)
    if kind.value != case.kind and not reason:
        raise Refused("Tulis alasan mengubah jenis laporan. Pelapor membacanya.")
    if case.kind == Kind.SUPERVISORY.value and kind is not Kind.SUPERVISORY:
        raise Refused("Laporan berkadar pengawasan tetap berkadar pengawasan: pelapor memilihnya agar unit tidak tahu.")
    cases.move(case, State.VERIFIED)
    case.verified_on = today
    cases.record(session, case, Event.VERIFIED, today, by=by, text="" if kind.value != case.kind else reason)
    if kind.value != case.kind:
        case.kind = kind.value
        cases.record(session, case, Event.CLASSED, today, by=by, text=reason)
    if kind is Kind.SUPERVISORY:
        _sit_at(case, Desk.EVALUATOR)


def reject(session: Session, by: By, case: Case, reason: str, today: date) -> None:
    """Turn a new report away; the reporter reads why. Raises Refused when it is not new."""
    cases.hold(session, case)
    cases.move(case, State.REJECTED)
    case.closed_on, case.awaits_reply = today, False
    cases.record(session, case, Event.REJECTED, today, by=by, text=reason)


def escalate(session: Session, by: By, case: Case, reason: str, today: date) -> None:
    """Hand a report of the unit to the independent evaluators. Raises Refused when it is there, or over."""
    cases.hold(session, case)
    if case.is_over or case.desk == Desk.EVALUATOR.value:
        raise Refused("Laporan ini sudah selesai atau sudah ada pada evaluator.")
    _sit_at(case, Desk.EVALUATOR)
    cases.record(session, case, Event.ESCALATED, today, by=by, text=reason)


def may_return(case: Case) -> bool:
    """Whether evaluators may hand it to a unit: never what the reporter, or anyone since, called supervisory."""
    return case.desk == Desk.EVALUATOR.value and case.kind != Kind.SUPERVISORY.value and not case.is_over


def give_to_unit(session: Session, by: By, case: Case, unit: Unit, reason: str, today: date) -> None:
    """Hand a report from the evaluators to the unit that can solve it, whose people's names are covered first.

    Raises:
        Refused: it is supervisory, over, or not with the evaluators.
    """
    cases.hold(session, case)
    if not may_return(case):
        raise Refused("Laporan ini tidak dapat diserahkan kepada unit: berkadar pengawasan, atau sudah selesai.")
    case.unit_id = unit.id
    _sit_at(case, Desk.UNIT)
    names = [officer.name for officer in officers.of_unit(session, unit.id)]
    for step in cases.said_by_reporter(session, case):
        step.text = redaction.redact(step.text, names)
    cases.record(session, case, Event.RETURNED, today, by=by, text=reason)


def handlers(session: Session, case: Case) -> list[User]:
    """Who may be put in charge of a report, by name."""
    return sorted((user for user in users.all_users(session) if _may_handle(user, case)), key=lambda user: user.name)


def without_handler(session: Session, found: Iterable[Case]) -> list[Case]:
    """Those of some reports whose person in charge has moved, changed the role or lost the account."""
    given = [case for case in found if case.assignee_id is not None]
    known = users.by_ids(session, {case.assignee_id for case in given if case.assignee_id is not None})
    return [case for case in given if not _may_handle(known[case.assignee_id or 0], case)]


def _may_handle(user: User, case: Case) -> bool:
    desk = Desk(case.desk)
    return user.role == HANDLERS[desk] and user.is_active and (desk is Desk.EVALUATOR or user.unit_id == case.unit_id)


def assign(session: Session, by: By, case: Case, user: User, today: date) -> None:
    """Put somebody in charge. Raises Refused before the verification, afterwards, or for somebody of another desk."""
    cases.hold(session, case)
    if case.is_over or case.state == State.SENT.value:
        raise Refused("Penanggung jawab ditunjuk sesudah laporan diverifikasi dan sebelum selesai.")
    if user.id not in {handler.id for handler in handlers(session, case)}:
        raise Refused("Pilih orang dari daftar: hanya mereka yang dapat menjawab laporan ini.")
    case.assignee_id = user.id
    event = Event.ASSIGNED
    if case.state == State.VERIFIED.value:
        cases.move(case, State.FORWARDED)
        event = Event.FORWARDED
    cases.record(session, case, event, today, by=by)


def write(session: Session, by: By, case: Case, writing: Writing, text: str, today: date) -> None:
    """Write to the reporter, answer, or leave a note for colleagues.

    The first message to the reporter is the first follow-up.

    Raises:
        Refused: the reporter has erased it, or, for anything but a note, nobody is in charge yet or it is over.
    """
    cases.hold(session, case)
    if case.erased_on is not None:
        raise Refused("Pelapor menghapus laporan ini, jadi tidak ada lagi yang dapat ditulis.")
    if writing is Writing.NOTE:
        cases.record(session, case, Event.NOTE, today, by=by, text=text)
        return
    if case.is_over:
        raise Refused("Laporan ini sudah selesai. Yang masih dapat ditulis hanya catatan internal.")
    if case.assignee_id is None:
        raise Refused("Pelapor baru dapat dibalas sesudah laporan diverifikasi dan ada penanggung jawabnya.")
    if case.state != State.ANSWERED.value:
        _start(session, by, case, today)
    if writing is Writing.ANSWER and case.state != State.ANSWERED.value:
        cases.move(case, State.ANSWERED)
        case.answered_on = case.answered_on or today
        case.quiet_from = today
        cases.record(session, case, Event.ANSWERED, today, by=by, text=text)
    else:
        cases.record(session, case, Event.MESSAGE, today, by=by, text=text)
    case.awaits_reply = False


def _start(session: Session, by: By, case: Case, today: date) -> None:
    if case.state != State.IN_PROGRESS.value:
        cases.move(case, State.IN_PROGRESS)
        cases.record(session, case, Event.STARTED, today, by=by)


def _sit_at(case: Case, desk: Desk) -> None:
    case.desk, case.assignee_id = desk.value, None
