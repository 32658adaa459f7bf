"""What a role looks after, in a few facts below its tasks. Who gets which card is the table at the end."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice import components, home_offices
from backoffice.home_facts import Card, Fact
from models import components as runs
from models import counters, officers, paper, roster, units
from models.components import ComponentRun, OfficerLine
from models.users import User
from surveys.appraisal import State
from surveys.paper import State as PaperState

Maker = Callable[[Session, User, date], Card]


def of(session: Session, user: User, today: date) -> list[Card]:
    """The cards of a person on `today`."""
    return [make(session, user, today) for make in CARDS.get(user.role, ())]


def _own_day(session: Session, user: User, today: date) -> Card:
    """Where the officer stands today."""
    duties = roster.stood(session, user.officer_id or 0, today, today)
    places = {row.id: row for row in counters.all_counters(session)} if duties else {}
    facts = []
    for counter_id, _day, number in duties:
        place = places[counter_id]
        shift = next((row for row in units.shifts_of(session, place.unit_id) if row.number == number), None)
        hours = f" {shift.starts:%H.%M}–{shift.ends:%H.%M}" if shift else ""
        facts.append(Fact(shift.name if shift else str(number), _("Loket %(label)s,", label=place.label) + hours))
    note = "" if facts else _("Hari ini Anda tidak dijadwalkan.")
    return Card(_("Tugas Anda hari ini"), facts, note)


def _own_result(session: Session, user: User, _today: date) -> Card:
    """The essentials of the officer's own page."""
    run = components.run_of(session)
    line = runs.line(run, officers.get(session, user.officer_id or 0))
    facts = [Fact(_("Keadaan"), str(components.STATES[line.state]), url_for("backoffice.my_component"))]
    facts += _score(line) if line.state.scored else _missing(run, line)
    heading = _("Nilai Anda, %(period)s", period=run.period.label)
    return Card(heading, facts, _("Bahan pertimbangan, bukan keputusan. Belum ada angka bukan nilai rendah."))


def _score(line: OfficerLine) -> Iterator[Fact]:
    places = 0 if line.is_rounded else 1
    low, high = filters.number(line.lo, places), filters.number(line.hi, places)
    yield Fact(_("Nilai pelayanan"), filters.number(line.score, places))
    yield Fact(_("Rentang kepercayaan 95\u00a0%"), f"{low} – {high}")
    if line.n is not None:
        yield Fact(_("Penilaian terverifikasi"), filters.number(line.n))


def _missing(run: ComponentRun, line: OfficerLine) -> Iterator[Fact]:
    """How many more ratings are needed, where that may be told."""
    if line.state is State.BELUM_ADA_ANGKA:
        text = _("keadaan berubah mulai %(n)d penilaian terverifikasi", n=run.policy.n_show)
        yield Fact(_("Berapa lagi"), text)
    elif line.state is State.BELUM_CUKUP_DATA and line.n is not None:
        more = runs.missing(run, line.officer)
        told = _("belum dapat diperkirakan") if more is None else _("kira-kira %(n)d lagi", n=more)
        yield Fact(_("Penilaian terverifikasi"), filters.number(line.n))
        yield Fact(_("Berapa lagi"), told)


def _counters_today(session: Session, user: User, today: date) -> Card:
    """Who stands where today, shift by shift."""
    unit_id = user.unit_id or 0
    duties = roster.on_duty(session, unit_id, today, today)
    names = {number: row.name for number, row in officers.named(session, set().union(*duties.values())).items()}
    if not duties:
        return Card(_("Loket hari ini"), [], _("Hari ini tidak ada yang dijadwalkan."))
    there = counters.open_of_unit(session, unit_id, today)
    address = url_for("backoffice.roster_week")
    facts = []
    for shift in units.shifts_of(session, unit_id):
        filled = [(row, duties.get((row.id, today, shift.number), set())) for row in there]
        told = [
            _("Loket %(label)s: %(names)s", label=row.label, names=", ".join(sorted(names[who] for who in people)))
            for row, people in filled
            if people
        ]
        empty = len(filled) - len(told)
        told += [_("%(n)d loket tanpa petugas", n=empty)] if empty else []
        facts.append(Fact(shift.name, "; ".join(told), address))
    return Card(_("Loket hari ini"), facts)


def _equipment(session: Session, user: User, today: date) -> Card:
    """Displays and paper of the operator's unit."""
    unit_id = user.unit_id or 0
    there = {row.id for row in counters.open_of_unit(session, unit_id, today)}
    shown = len(there & counters.with_display(session))
    batches = [row.state for row in paper.of_unit(session, unit_id, today)]
    typing, checking = batches.count(PaperState.TYPING.value), batches.count(PaperState.CHECKING.value)
    running = [_("%(n)d sedang diketik", n=typing)] if typing else []
    running += [_("%(n)d menunggu diperiksa", n=checking)] if checking else []
    return Card(
        _("Alat di loket"),
        [
            Fact(
                _("Layar Loket"),
                _("%(n)d dari %(all)d loket", n=shown, all=len(there)),
                url_for("backoffice.unit_page", unit_id=unit_id),
            ),
            Fact(
                _("Formulir kertas"),
                ", ".join(running) or _("tidak ada yang berjalan"),
                url_for("backoffice.paper_list"),
            ),
        ],
    )


CARDS: Final[Mapping[str, tuple[Maker, ...]]] = {
    "officer": (_own_day, _own_result),
    "operator": (_counters_today, _equipment),
    "hr": (home_offices.periods_card,),
    "evaluator": (home_offices.desk_card,),
    "admin": (home_offices.nights_card, home_offices.keys_card),
    "auditor": (home_offices.chain_card, home_offices.nights_card, home_offices.periods_card),
}
