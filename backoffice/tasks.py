"""Today's tasks: what the data say is missing, for the role that can do something about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

import filters
from backoffice import case_tasks, permissions
from models import (
    component_records,
    counters,
    expectations,
    flags,
    handovers,
    inbox,
    key_epochs,
    local_formulas,
    locks,
    objection_decisions,
    objection_filing,
    objections,
    periods,
    roster,
    service_counts,
    snapshots,
    ticket_use,
    units,
    users,
)
from models.agency import the_agency
from models.roster import WEEK
from models.units import Unit
from models.users import APPROVERS, User
from surveys.periods import State, parse
from surveys.tickets import ACCEPTED_DAYS

REGISTER_WORKDAYS = 3  # how long the register may take to say how many services there were


class Kind(Enum):
    """Kinds of tasks, the most urgent first."""

    APPROVAL = auto()
    SEALING = auto()
    LEAK = auto()
    SIGN = auto()
    CASE = auto()
    FLAG = auto()
    OBJECTION = auto()
    CORRECTION = auto()
    CONTEST = auto()
    LOCK = auto()
    REVISION = auto()
    HANDOVER = auto()
    SIGNATURE = auto()
    REMARK = auto()
    CONSULTATION = auto()
    READING = auto()
    THIS_WEEK = auto()
    COUNTS = auto()
    SET_UP = auto()
    KEY = auto()
    NEXT_WEEK = auto()
    DISPLAY = auto()


@dataclass(frozen=True)
class Task:
    """One thing to do and where."""

    kind: Kind
    text: str
    address: str


@dataclass(frozen=True)
class Group:
    """Tasks of one kind, in the order of the units."""

    kind: Kind
    tasks: list[Task]

    @property
    def summary(self) -> str:
        """One line for all of them. Approvals are one task already."""
        n = len(self.tasks)
        lines: dict[Kind, str] = {
            Kind.SEALING: _("%(n)d unit punya hari yang belum disegel. Periksa apakah segel malam berjalan.", n=n),
            Kind.KEY: _("Kunci tiket dan stiker sudah waktunya diganti."),
            Kind.CASE: _("%(n)d hal tentang laporan warga menunggu.", n=n),
            Kind.OBJECTION: _("%(n)d keberatan menunggu Anda, yang paling mendesak lebih dulu.", n=n),
            Kind.CORRECTION: _("Keberatan atas %(n)d periode dikabulkan: ajukan revisinya.", n=n),
            Kind.CONTEST: _("Nilai %(n)d periode dapat Anda persoalkan.", n=n),
            Kind.LOCK: _("%(n)d periode sudah waktunya dikunci.", n=n),
            Kind.REVISION: _("%(n)d revisi menunggu persetujuan Anda.", n=n),
            Kind.HANDOVER: _("%(n)d hal tentang serah terima menunggu persetujuan.", n=n),
            Kind.REMARK: _("Tanggapan petugas untuk %(n)d periode menunggu jawaban.", n=n),
            Kind.CONSULTATION: _("Rancangan %(n)d periode dapat Anda tanggapi.", n=n),
            Kind.READING: _("%(n)d periode: baca apa yang diharapkan dan cara dihitung.", n=n),
            Kind.COUNTS: _("Jumlah layanan %(n)d hari belum diisi dari register.", n=n),
            Kind.THIS_WEEK: _("%(n)d unit belum penuh jadwalnya minggu ini.", n=n),
            Kind.SET_UP: _("%(n)d unit belum punya layanan, sif, atau loket.", n=n),
            Kind.NEXT_WEEK: _("%(n)d unit belum penuh jadwalnya minggu depan.", n=n),
            Kind.DISPLAY: _("%(n)d unit punya loket tanpa Layar Loket.", n=n),
        }
        return lines.get(self.kind, self.tasks[0].text)


def of(session: Session, user: User, today: date) -> list[Group]:
    """The person's tasks on `today` by kind, most urgent first."""
    own = permissions.own_unit(user)
    tasks = [*_approvals(session, user), *_sealing(session, user, today), *_flags(session, user)]
    tasks += _tickets(session, user, today)
    tasks += _periods(session, user, today)
    tasks += _objections(session, user, today)
    tasks += _handovers(session, user)
    tasks += [Task(Kind.CASE, text, address) for text, address in case_tasks.of(session, user)]
    for unit in units.open_units(session, today, own):
        if permissions.may(user.role, "unit_edit"):
            tasks += _set_up(session, unit, today)
        if permissions.may(user.role, "roster_save"):
            tasks += _roster(session, unit, today)
    groups = [Group(kind, [task for task in tasks if task.kind is kind]) for kind in Kind]
    return [group for group in groups if group.tasks]


def _approvals(session: Session, user: User) -> Iterator[Task]:
    n = users.awaiting(session, user.role) if user.role in APPROVERS.values() else 0
    if n:
        text = ngettext("%(num)d akun menunggu persetujuan Anda.", "%(num)d akun menunggu persetujuan Anda.", n)
        yield Task(Kind.APPROVAL, text, url_for("backoffice.user_list"))


def _sealing(session: Session, user: User, today: date) -> Iterator[Task]:
    """Nights that should have been sealed: two days back, because yesterday's answers may still be completed."""
    if user.role not in {"admin", "auditor"}:
        return
    for unit in units.all_units(session):
        days = inbox.unsealed_days(session, unit.id, today - timedelta(days=1))
        if days:
            text = _(
                "%(unit)s: %(n)d hari belum disegel. Periksa apakah segel malam berjalan.", unit=unit.name, n=len(days)
            )
            yield Task(Kind.SEALING, text, url_for("backoffice.unit_page", unit_id=unit.id))


def _flags(session: Session, user: User) -> Iterator[Task]:
    n = flags.awaiting(session, user.id) if permissions.may(user.role, "flag_decide") else 0
    if n:
        text = ngettext("%(num)d tanda belum diperiksa.", "%(num)d tanda belum diperiksa.", n)
        yield Task(Kind.FLAG, text, url_for("backoffice.flag_list"))


def _tickets(session: Session, user: User, today: date) -> Iterator[Task]:
    """Days of the operator's unit whose register is to be entered; for the admin, keys and signs."""
    if permissions.may(user.role, "service_count_save"):
        unit_id = permissions.own_unit(user) or permissions.NOWHERE
        for day in service_counts.unreported(session, unit_id, _workdays_before(today), today - timedelta(days=1)):
            text = _("%(day)s: jumlah layanan menurut register belum diisi.", day=filters.day(day, weekday=True))
            yield Task(Kind.COUNTS, text, url_for("backoffice.service_count_day", tanggal=day.isoformat()))
    if user.role == "admin":
        yield from _keys(session, today)


def _keys(session: Session, today: date) -> Iterator[Task]:
    """What is wrong with the keys of tickets and signs, or due."""
    address = url_for("backoffice.ticket_keys")
    if ticket_use.overdrawn(session, today - timedelta(days=ACCEPTED_DAYS), today):
        yield Task(Kind.LEAK, _("Tiket terpakai melebihi tiket terbit: kunci mungkin bocor."), address)
    n = len(counters.with_dead_sign(session, today))
    if n:
        yield Task(Kind.SIGN, _("%(n)d stiker loket memakai kunci yang sudah dicabut. Ganti hari ini.", n=n), address)
    agency = the_agency(session)
    if key_epochs.standing(agency, "ticket").is_due(today):
        yield Task(Kind.KEY, _("Kunci tiket dipakai lebih dari sebulan. Ganti kuncinya."), address)
    if key_epochs.standing(agency, "sign").is_due(today):
        yield Task(Kind.KEY, _("Kunci stiker dipakai lebih dari setengah tahun. Ganti kuncinya."), address)


def _workdays_before(today: date) -> date:
    """The third workday before a day."""
    days = (today - timedelta(days=back) for back in range(1, WEEK + 1))
    return [day for day in days if day.weekday() < roster.WORKDAYS][REGISTER_WORKDAYS - 1]


def _periods(session: Session, user: User, today: date) -> Iterator[Task]:
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


def _objections(session: Session, user: User, today: date) -> Iterator[Task]:
    """Steps in objections that are this person's, and for officers the days left to object."""
    for row in objection_decisions.awaiting(session, user):
        left, until = (row.decide_by - today).days, filters.day(row.decide_by)
        text = (
            _(
                "Keberatan %(n)d menunggu Anda; batas putusan %(until)s, %(left)d hari lagi.",
                n=row.id,
                until=until,
                left=left,
            )
            if left >= 0
            else _("Keberatan %(n)d menunggu Anda; batas putusan %(until)s sudah lewat.", n=row.id, until=until)
        )
        yield Task(Kind.OBJECTION, text, url_for("backoffice.objection_page", objection_id=row.id))
    if permissions.may(user.role, "objection_revise"):
        accepted = {row.period_code: row.id for row in objections.awaiting_revision(session)}
        for code, number in accepted.items():
            if snapshots.proposal(session, code) is None:
                text = _("%(period)s: keberatan dikabulkan, ajukan revisinya.", period=parse(code).label)
                yield Task(Kind.CORRECTION, text, url_for("backoffice.objection_page", objection_id=number))
    if user.officer_id is not None:
        for snapshot in objection_filing.contestable(session, today):
            if snapshots.line(session, snapshot.id, user.officer_id) is not None:
                period, until = parse(snapshot.period_code).label, filters.day(snapshot.contest_until)
                text = _("Nilai %(period)s sudah dikunci. Keberatan sampai %(until)s.", period=period, until=until)
                yield Task(Kind.CONTEST, text, url_for("backoffice.objection_mine"))


def _handovers(session: Session, user: User) -> Iterator[Task]:
    """What waits for a second person on the way to HR, whose own work never does."""
    if permissions.may(user.role, "handover_approve"):
        for row in handovers.waiting(session):
            if row.made_by_id != user.id:
                label = parse(row.period_code).label
                text = _("Serah terima %(period)s menunggu persetujuan orang kedua.", period=label)
                yield Task(Kind.HANDOVER, text, url_for("backoffice.handover_page", code=row.period_code))
    if permissions.may(user.role, "formula_approve") and local_formulas.waiting(session) is not None:
        yield Task(
            Kind.HANDOVER, _("Usulan rumus lokal menunggu persetujuan Anda."), url_for("backoffice.formula_page")
        )


def _set_up(session: Session, unit: Unit, today: date) -> Iterator[Task]:
    address = url_for("backoffice.unit_page", unit_id=unit.id)
    open_counters = counters.open_of_unit(session, unit.id, today)
    stands = {
        _("layanan"): any(row.closed_on is None for row in units.services_of(session, unit.id)),
        _("sif"): bool(units.shifts_of(session, unit.id)),
        _("loket"): bool(open_counters),
    }
    missing = ", ".join(thing for thing, there in stands.items() if not there)
    if missing:
        yield Task(Kind.SET_UP, _("%(unit)s belum punya: %(missing)s.", unit=unit.name, missing=missing), address)
    dark = {row.id for row in open_counters} - counters.with_display(session)
    if dark:
        text = _("%(unit)s: %(n)d loket belum punya Layar Loket.", unit=unit.name, n=len(dark))
        yield Task(Kind.DISPLAY, text, f"{address}#loket")


def _roster(session: Session, unit: Unit, today: date) -> Iterator[Task]:
    monday = today - timedelta(days=today.weekday())
    for kind, first, text in (
        (Kind.THIS_WEEK, monday, _("Jadwal minggu ini: %(n)d tempat masih kosong.")),
        (Kind.NEXT_WEEK, monday + timedelta(days=WEEK), _("Jadwal minggu depan: %(n)d tempat masih kosong.")),
    ):
        n = roster.gaps(session, unit, first, today)
        if n:
            address = url_for("backoffice.roster_week", unit=unit.id, tanggal=first.isoformat())
            yield Task(kind, text % {"n": n}, address)
