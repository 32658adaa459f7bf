"""What periods wait for: the lock and its signatures, answers to officers, and officers themselves."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import component_records, expectations, locks, periods, snapshots
from models.users import User
from surveys.periods import State, parse


def of(session: Session, user: User, today: date) -> Iterator[Task]:
    """What periods wait for: the lock and its signatures, answers to officers, and officers themselves."""
    if permissions.may(user.role, "period_lock"):
        yield from _locks(session, today)
    if permissions.may(user.role, "revision_approve"):
        for proposal in snapshots.proposals(session):
            text = _("Revisi %(period)s menunggu persetujuan Anda.", period=parse(proposal.period_code).label)
            yield Task(Kind.REVISION, text, url_for("backoffice.period_page", code=proposal.period_code))
    if component_records.awaiting(session, user.role):
        yield Task(Kind.SIGNATURE, _("Komponen ragam menunggu tanda tangan Anda."), url_for("backoffice.record_list"))
    if permissions.may(user.role, "remark_answer"):
        for code, n in expectations.unanswered(session, permissions.own_unit(user)).items():
            text = _("%(period)s: %(n)d tanggapan petugas belum dijawab.", period=parse(code).label, n=n)
            yield Task(Kind.REMARK, text, url_for("backoffice.period_page", code=code, _anchor="harapan"))
    if permissions.may(user.role, "my_terms"):
        yield from _terms(session, user, today)


def _locks(session: Session, today: date) -> Iterator[Task]:
    for period in periods.all_periods(session):
        is_due = period.state in {State.OPEN.value, State.CLOSED.value} and today >= locks.first_day(period)
        if is_due and periods.locked_over(session, period) is None:
            text = _("%(period)s sudah waktunya dikunci.", period=period.label)
            yield Task(Kind.LOCK, text, url_for("backoffice.period_page", code=period.code))


def _terms(session: Session, user: User, today: date) -> Iterator[Task]:
    """Drafts that the officer may comment, and prepared periods that run and were not read."""
    for period in expectations.shown_to_officers(session, today):
        address = url_for("backoffice.my_terms", periode=period.code)
        if expectations.is_consulting(period, today):
            until = filters.day(period.consultation_until)
            yield Task(
                Kind.CONSULTATION,
                _("Rancangan %(period)s dapat Anda tanggapi sampai %(until)s.", period=period.label, until=until),
                address,
            )
        elif expectations.is_to_read(session, period, user.id, today):
            text = _("Baca apa yang diharapkan dan cara dihitung untuk %(period)s.", period=period.label)
            yield Task(Kind.READING, text, address)
