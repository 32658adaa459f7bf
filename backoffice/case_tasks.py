"""What reports ask of a person today, the most urgent first."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from backoffice import case_words, permissions
from backoffice.case_words import CaseView
from backoffice.cases import LATE, WITHOUT
from backoffice.task_kinds import Kind, Task
from models import case_handling, case_originals, cases, units
from models.users import User
from surveys.cases import WORKED_ON, State


def of(session: Session, user: User, _today: date) -> Iterator[Task]:
    """Terms that have passed; then reports to verify, to put in charge, to reply to; and wishes to read originals."""
    if not permissions.may(user.role, "case_list"):
        return
    by_id = {unit.id: unit for unit in units.all_units(session)}
    running = [
        case_words.view(case, by_id[case.unit_id], "") for case in cases.running(session, case_words.sight(user))
    ]
    late = sum(row.is_late for row in running)
    if late:
        text = ngettext("%(num)d laporan lewat batas waktu.", "%(num)d laporan lewat batas waktu.", late)
        yield Task(Kind.CASE, text, url_for("backoffice.case_list", keadaan=LATE))
    yield from _handover(session, user, running)
    address = url_for("backoffice.case_list")
    yield from (Task(Kind.CASE, text, address) for text in _waiting(user, running))
    if permissions.may(user.role, "case_original_grant"):
        for request in case_originals.waiting(session, user.id):
            text = _("Permintaan membaca teks asli laporan %(n)d menunggu Anda.", n=request.case_id)
            yield Task(Kind.CASE, text, url_for("backoffice.case_page", case_id=request.case_id))


def _handover(session: Session, user: User, running: list[CaseView]) -> Iterator[Task]:
    """Reports of somebody who has moved on."""
    if permissions.may(user.role, "case_assign"):
        n = len(case_handling.without_handler(session, [row.case for row in running]))
        if n:
            text = ngettext(
                "%(num)d laporan dipegang orang yang tidak bertugas lagi di sini. Tunjuk penggantinya.",
                "%(num)d laporan dipegang orang yang tidak bertugas lagi di sini. Tunjuk penggantinya.",
                n,
            )
            yield Task(Kind.CASE, text, url_for("backoffice.case_list", keadaan=WITHOUT))


def _waiting(user: User, running: list[CaseView]) -> Iterator[str]:
    """What the desk has not begun."""
    if permissions.may(user.role, "case_verify"):
        n = sum(row.case.state == State.SENT.value for row in running)
        if n:
            yield ngettext("%(num)d laporan perlu diverifikasi.", "%(num)d laporan perlu diverifikasi.", n)
        n = sum(row.case.awaits_reply for row in running)
        if n:
            yield ngettext("%(num)d pelapor menunggu balasan.", "%(num)d pelapor menunggu balasan.", n)
    if permissions.may(user.role, "case_assign"):
        begun = {State.VERIFIED, *WORKED_ON}
        n = sum(row.case.assignee_id is None and State(row.case.state) in begun for row in running)
        if n:
            yield ngettext(
                "%(num)d laporan belum ada penanggung jawabnya.", "%(num)d laporan belum ada penanggung jawabnya.", n
            )
