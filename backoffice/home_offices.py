"""Cards of the roles that look after the whole agency: periods, the evaluators' desk, nights, keys and the chain."""

from datetime import date, datetime, timedelta
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice.home_facts import Card, Fact
from backoffice.periods import STATES
from extensions import house
from models import audit, comments, counters, flags, handovers, key_epochs, objections, periods, progress
from models.agency import the_agency
from models.key_epochs import Codes
from models.periods import Period
from models.users import User
from surveys.periods import Kind, State
from surveys.screening import UNDECIDED

PERIODS_SHOWN: Final = 4
LENGTHS: Final = {kind.name.lower() for kind in (Kind.QUARTER, Kind.HALF_YEAR)}


def periods_card(session: Session, _user: User, _today: date) -> Card:
    """Where the newest quarters and half-years stand, and what was handed over of them."""
    shown = [row for row in periods.all_periods(session) if row.kind in LENGTHS][:PERIODS_SHOWN]
    facts = [
        Fact(row.label, _standing(session, row), url_for("backoffice.period_page", code=row.code)) for row in shown
    ]
    return Card(_("Periode"), facts, "" if facts else _("Periode pertama dibuat pada segel malam pertama."))


def _standing(session: Session, row: Period) -> str:
    words = str(STATES[row.state]).lower()
    if row.state != State.LOCKED.value:
        return str(_("%(state)s, sampai %(day)s", state=words, day=filters.day(row.ends_on)))
    made = handovers.of_period(session, row.code)
    if not made:
        return str(_("%(state)s; serah terima belum disiapkan", state=words))
    if made[0].approved_at is None:
        return str(_("%(state)s; serah terima menunggu orang kedua", state=words))
    return str(_("%(state)s; serah terima disetujui", state=words))


def desk_card(session: Session, _user: User, today: date) -> Card:
    """What lies on the evaluators' desk, whoever of them it waits for."""
    undecided = len(flags.all_flags(session, states=UNDECIDED))
    open_objections = objections.waiting(session)
    filed = _("tidak ada")
    if open_objections:
        left = (open_objections[0].decide_by - today).days
        filed = _(
            "%(n)d, batas terdekat %(day)s (%(left)s)",
            n=len(open_objections),
            day=filters.day(open_objections[0].decide_by),
            left=_("%(n)d hari lagi", n=left) if left >= 0 else _("sudah lewat"),
        )
    special = len(comments.to_look_into(session))
    return Card(
        _("Meja evaluator"),
        [
            Fact(_("Tanda yang belum diputus"), _n(undecided), url_for("backoffice.flag_list")),
            Fact(_("Keberatan yang belum diputus"), filed, url_for("backoffice.objection_list")),
            Fact(_("Komentar khusus"), _n(special), url_for("backoffice.comment_evaluator")),
        ],
    )


def nights_card(session: Session, user: User, today: date) -> Card:
    """Whether the nights ran."""
    late = progress.unsealed_counts(session, today - timedelta(days=1))
    sealed = progress.last_sealed_day(session)
    facts = [
        Fact(_("Hari terakhir yang disegel"), filters.day(sealed) if sealed else _("belum ada")),
        Fact(_("Unit dengan hari yang tertinggal"), _n(len(late))),
    ]
    if user.role == "admin":
        there = {row.id for row in counters.open_anywhere(session, today)}
        shown = len(there & counters.with_display(session))
        facts.append(Fact(_("Layar Loket"), _("%(n)d dari %(all)d loket", n=shown, all=len(there))))
        facts.append(Fact(_("Cadangan terakhir di folder data"), _last_backup(session)))
    return Card(_("Malam dan cadangan") if user.role == "admin" else _("Segel malam"), facts)


def _last_backup(session: Session) -> str:
    folder = house().config.data / "backup"
    files = [file for file in folder.glob("*") if file.suffix in {".db", ".dump"}]
    if not files:
        return str(_("belum ada; jalankan flask backup setiap hari"))
    zone = the_agency(session).tzinfo
    newest = max(file.stat().st_mtime for file in files)
    return filters.day(datetime.fromtimestamp(newest, zone).date())


def keys_card(session: Session, _user: User, today: date) -> Card:
    """How long the keys have been in use."""
    names: dict[Codes, str] = {"ticket": _("Kunci tiket"), "sign": _("Kunci stiker")}
    agency, address = the_agency(session), url_for("backoffice.ticket_keys")
    facts = []
    for codes, name in names.items():
        now = key_epochs.standing(agency, codes)
        usual = key_epochs.USUAL[codes].days
        told = _("dipakai sejak %(day)s, biasanya %(n)d hari", day=filters.day(now.since), n=usual)
        facts.append(Fact(name, told + (_(": waktunya diganti") if now.is_due(today) else ""), address))
    return Card(_("Kunci"), facts)


def chain_card(session: Session, _user: User, _today: date) -> Card:
    """The end of the audit chain."""
    last = audit.last(session)
    if last is None:
        return Card(_("Rantai audit"), [], _("Belum ada peristiwa."))
    facts = [
        Fact(_("Peristiwa"), _n(last.seq)),
        Fact(_("Yang terakhir"), filters.moment(last.at, the_agency(session).zone)),
    ]
    return Card(_("Rantai audit"), facts, _("Keutuhannya diperiksa dengan perintah flask verify di server."))


def _n(n: int) -> str:
    return filters.number(n) if n else str(_("tidak ada"))
