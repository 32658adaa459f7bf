"""What ends by itself: reports whose reporter is silent, and texts that nobody needs any more. All idempotent."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import cases
from models.base import removed
from models.case_originals import CaseContact, CaseOriginal, OriginalRequest
from models.cases import Case, CaseStep, Sight
from models.changes import By
from models.units import Unit
from surveys import cases as rules
from surveys.cases import Clock, Event, State
from surveys.working_days import Calendar

EMPTIED = ("case_originals", "case_contacts", "case_steps", "cases")  # where texts and codes lay until they were wiped


def close_silent(session: Session, by: By, calendar: Calendar) -> int:
    """Close answered reports after ten working days without a word; none whose calendar is not filled in."""
    zones = {unit.id: unit for unit in session.scalars(select(Unit).order_by(Unit.id))}
    closed = 0
    for case in cases.running(session, Sight()):
        today = zones[case.unit_id].local(by.now).date()
        term = rules.due(case.times, calendar)
        if term is None or term.clock is not Clock.CONFIRMATION or term.day is None or today <= term.day:
            continue
        cases.move(case, State.CLOSED)
        case.closed_on, case.awaits_reply = today, False
        cases.record(session, case, Event.LAPSED, today, by=by)
        closed += 1
    return closed


def forget(session: Session, by: By, today: date) -> dict[str, int]:
    """Destroy what is older than its time and note how much it was; nothing to destroy leaves no trace.

    Originals and contacts go 90 days after a report is closed, its texts and tracking code after 12 months.
    """
    counts = {
        **_forget_originals(session, _closed(session, Case.closed_on < today - rules.ORIGINALS_KEPT)),
        **_forget_codes(session, _closed(session, Case.closed_on < today - rules.TEXTS_KEPT)),
    }
    if any(counts.values()):
        by.note(session, "case.retention", "cases", "", **counts)
    return counts


def _closed(session: Session, when: ColumnElement[bool]) -> list[int]:
    return list(session.scalars(select(Case.id).where(when).order_by(Case.id)))


def _forget_originals(session: Session, case_ids: Collection[int]) -> dict[str, int]:
    of_cases = select(CaseStep.id).where(CaseStep.case_id.in_(case_ids))
    return {
        "originals": removed(session, CaseOriginal, CaseOriginal.step_id.in_(of_cases)),
        "contacts": removed(session, CaseContact, CaseContact.case_id.in_(case_ids)),
        "requests": removed(session, OriginalRequest, OriginalRequest.case_id.in_(case_ids)),
    }


def _forget_codes(session: Session, case_ids: Collection[int]) -> dict[str, int]:
    coded = select(Case).where(Case.id.in_(case_ids), Case.lookup.is_not(None)).order_by(Case.id)
    found = list(session.scalars(coded))
    for case in found:
        case.lookup = case.secret_hash = case.form_key = None
    return {"codes": len(found), "texts": cases.wipe_texts(session, case_ids)}
