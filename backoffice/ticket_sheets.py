"""Sheets of visit tickets for counters without a display: printed beforehand, handed out one by one after the service.

A sheet shows neither which of its tickets were used nor how many: whoever hands them out must not learn who has rated.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
import filters
import qr
from backoffice import forms, posters
from backoffice.door import by, own_unit, person, staff
from extensions import db, house
from models import counters, tickets, units
from models.agency import the_agency
from models.counters import Counter
from models.tickets import TicketLot
from models.units import Unit
from qr import Code
from surveys import crockford
from surveys.ticket_lots import DAYS_AHEAD, MOST_ON_A_SHEET
from surveys.tickets import OFFERED_DAYS

ON_A_PAGE: Final = 10
USUAL: Final = 20


class SheetForm(forms.Form):
    """Where, when and how many."""

    counter_id = forms.choice(_l("Loket"))
    day = forms.words(_l("Hari layanan"), {})
    shift = forms.choice(_l("Sif"))
    n = forms.whole(
        _l("Banyaknya tiket"), range(1, MOST_ON_A_SHEET + 1), _l("Isi perkiraan banyaknya layanan pada sif itu.")
    )


class VoidForm(forms.Form):
    """Why a sheet is worthless from now on."""

    reason = forms.text(_l("Alasan"), _l("Tulis alasannya, misalnya: lembar hilang."), most=300)


@dataclass(frozen=True)
class Printed:
    """One ticket on paper."""

    position: int
    code: str
    qr: Code


@staff.get("/lembar-tiket")
def sheet_list() -> str:
    """The sheets of the unit whose tickets may still be used, newest first."""
    unit = units.get(db(), own_unit() or 0)
    today = unit.local(clock.now()).date()
    return render_template(
        "backoffice/ticket_sheets.html",
        unit=unit,
        today=today,
        sheets=tickets.sheets(db(), unit.id, today - timedelta(days=OFFERED_DAYS)),
        counters={row.id: row for row in counters.of_unit(db(), unit.id)},
        shifts={row.number: row for row in units.shifts_of(db(), unit.id)},
        epochs=the_agency(db()).ticket_epochs,
        offered_days=OFFERED_DAYS,
    )


@staff.route("/lembar-tiket/baru", methods=["GET", "POST"])
def sheet_new() -> Response:
    """Mint a sheet and go to print it."""
    unit = units.get(db(), own_unit() or 0)
    form, made = SheetForm(n=USUAL), []
    _offer(form, unit)
    if form.accepts(lambda values: made.append(_mint(unit, **values))):
        db().commit()
        return redirect(url_for("backoffice.sheet_print", lot_id=made[0].id), 303)
    lead = _(
        "Untuk loket tanpa Layar Loket. Setiap warga mendapat satu tiket setelah dilayani dan menilai di tempat atau "
        "di rumah. Tiket hanya berlaku untuk loket, hari, dan sif ini."
    )
    hints = {"n": _("Paling banyak %(n)d; yang tidak terpakai dibatalkan dengan nomor lembarnya.", n=MOST_ON_A_SHEET)}
    back = url_for("backoffice.sheet_list")
    return forms.page(form, _("Lembar tiket baru"), back=back, lead=lead, save=_("Buat lembar"), hints=hints)


@staff.get("/lembar-tiket/<int:lot_id>")
def sheet_print(lot_id: int) -> str | Response:
    """The tickets on A4, for the browser to print."""
    row = tickets.sheet(db(), lot_id, own_unit())
    if row.is_void:
        flash(_("Lembar %(n)d sudah dibatalkan, jadi tidak dapat dicetak.", n=row.id))
        return redirect(url_for("backoffice.sheet_list"), 303)
    counter, unit = _place(row)
    return render_template(
        "backoffice/ticket_sheet.html",
        row=row,
        counter=counter,
        unit=unit,
        service=units.service(db(), counter.service_id) if counter.service_id else None,
        shift=next((shift for shift in units.shifts_of(db(), unit.id) if shift.number == row.shift), None),
        printed=_printed(row),
        on_a_page=ON_A_PAGE,
        host=house().config.host,
    )


@staff.route("/lembar-tiket/<int:lot_id>/batal", methods=["GET", "POST"])
def sheet_void(lot_id: int) -> Response:
    """Make a sheet worthless, say because it is lost."""
    row, form = tickets.sheet(db(), lot_id, own_unit()), VoidForm()
    back = url_for("backoffice.sheet_list")
    if form.accepts(lambda values: tickets.void_sheet(db(), by(), house().keys, row, values["reason"])):
        db().commit()
        flash(_("Lembar %(n)d dibatalkan. Tiketnya tidak dikenal lagi.", n=lot_id))
        return redirect(back, 303)
    lead = _(
        "Tiket yang belum dipakai langsung tidak dikenal lagi, juga yang sudah dibawa pulang. Penilaian yang sudah "
        "dikirim dengan lembar ini tetap dihitung. Pembatalan tidak dapat ditarik."
    )
    return forms.page(
        form, _("Batalkan lembar %(n)d", n=row.id), back=back, lead=lead, save=_("Batalkan lembar"), final=True
    )


def _mint(unit: Unit, counter_id: int, day: str, shift: int, n: int) -> TicketLot:
    counter = counters.get(db(), counter_id, unit.id)
    return tickets.add_sheet(
        db(), by(person()), unit, counter, the_agency(db()), day=date.fromisoformat(day), shift=shift, n=n
    )


def _offer(form: SheetForm, unit: Unit) -> None:
    today = unit.local(clock.now()).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    labels = {row.id: _("Loket %(label)s", label=row.label) for row in counters.open_of_unit(db(), unit.id, today)}
    form.counter_id.choices = forms.pick(labels)
    form.day.choices = forms.pick({day.isoformat(): filters.day(day, weekday=True) for day in days})
    form.shift.choices = forms.pick(
        {row.number: f"{row.name} {row.starts:%H.%M}–{row.ends:%H.%M}" for row in units.shifts_of(db(), unit.id)}
    )


def _place(row: TicketLot) -> tuple[Counter, Unit]:
    counter = counters.get(db(), row.counter_id)
    return counter, units.get(db(), counter.unit_id)


def _printed(row: TicketLot) -> list[Printed]:
    return [
        Printed(at, crockford.grouped(code), qr.draw(posters.address("T", code)))
        for at, code in tickets.codes(house().keys, row)
    ]
