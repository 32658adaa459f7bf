"""Counters: one counter with its sign and displays, and changes to it."""

import secrets
from typing import Final

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
import qr
from backoffice import forms, posters
from backoffice.door import by, digest, own_unit, staff
from backoffice.units import CloseForm
from extensions import db
from models import counters, former_names, signs, structure, units
from models.agency import the_agency
from models.changes import Refused
from models.counters import DISPLAY, KIOSK, QUEUE, Counter
from surveys import crockford, sign_words
from surveys.periods import parse

PAIRING_BYTES: Final = 5  # eight letters: enough for one day and one use
MOST_TICKETS: Final = 9999
KINDS: Final = {
    DISPLAY: _l("Layar Loket (tablet menghadap warga)"),
    KIOSK: _l("Anjungan (tablet tempat warga menilai)"),
    QUEUE: _l("Mesin antrean (lewat API)"),
}


class CounterForm(forms.Form):
    """Label, from which day on it is a new one, service, and a cap of tickets of its own."""

    label = forms.text(_l("Nomor atau nama loket"), _l("Isi nomor loket, misalnya 3."), most=40)
    since = forms.day(_l("Nama baru berlaku mulai"))
    service_id = forms.choice(_l("Jenis layanan"))
    ticket_cap = forms.whole(_l("Batas tiket per sif"), range(1, MOST_TICKETS + 1))


class CounterCloseForm(CloseForm):
    """A counter that moved names the one its sign leads to."""

    successor_id = forms.choice(_l("Loket pengganti"))


class DeviceForm(forms.Form):
    """What it is and what people call it."""

    kind = forms.words(_l("Jenis perangkat"), KINDS)
    label = forms.text(_l("Nama perangkat"), _l("Isi nama perangkat, misalnya Tablet depan loket 3."), most=60)


@staff.get("/loket/<int:counter_id>")
def counter_page(counter_id: int) -> str:
    """One counter: its sign, its displays."""
    counter = counters.get(db(), counter_id, own_unit())
    code, unit = posters.sign_code(counter), units.get(db(), counter.unit_id)
    today = unit.local(clock.now()).date()
    return render_template(
        "backoffice/counter.html",
        counter=counter,
        unit=unit,
        today=today,
        service=units.service(db(), counter.service_id) if counter.service_id else None,
        successor=counters.get(db(), counter.successor_id) if counter.successor_id else None,
        qr=qr.draw(posters.address("L", code)),
        code=crockford.grouped(code),
        devices=counters.devices_of(db(), counter.id),
        kinds=KINDS,
        epochs=the_agency(db()).sign_epochs,
        now=clock.now(),
        former=former_names.of(db(), counter),
        day_before=former_names.day_before,
        check=signs.last_checks(db(), unit.id).get(counter.id),
        trial=signs.last_trials(db(), unit.id).get(counter.id),
        scanned_in=parse(month).label if (month := signs.still_scanned(db(), counter.id, today)) else "",
    )


@staff.route("/unit/<int:unit_id>/loket/baru", methods=["GET", "POST"])
def counter_new(unit_id: int) -> Response:
    """Add a counter; its two sign words are drawn by lot."""
    unit, form = units.get(db(), unit_id), CounterForm()
    del form.since
    _offer_services(form, unit.id)
    words = sign_words.pick(counters.sign_words(db()), secrets.SystemRandom())
    if form.accepts(lambda values: counters.add(db(), by(), unit.id, sign_words=words, **values)):
        db().commit()
        return redirect(url_for("backoffice.unit_page", unit_id=unit.id, _anchor="loket"), 303)
    back = url_for("backoffice.unit_page", unit_id=unit.id)
    return forms.page(form, _("Loket baru"), back=back, lead=unit.name, hints=_hints())


@staff.route("/loket/<int:counter_id>/ubah", methods=["GET", "POST"])
def counter_edit(counter_id: int) -> Response:
    """Change label or service."""
    counter = counters.get(db(), counter_id)
    form = CounterForm(obj=counter, since=units.get(db(), counter.unit_id).local(clock.now()).date())
    _offer_services(form, counter.unit_id)
    back = url_for("backoffice.counter_page", counter_id=counter.id)
    if form.accepts(lambda values: structure.change_counter(db(), by(), counter, **values)):
        db().commit()
        return redirect(back, 303)
    lead = _("Kode QR tetap sama. Bila nomornya berubah, cetak poster baru.")
    hints = {**_hints(), "since": forms.since_hint()}
    return forms.page(form, _("Ubah Loket %(label)s", label=counter.label), back=back, lead=lead, hints=hints)


@staff.route("/loket/<int:counter_id>/tutup", methods=["GET", "POST"])
def counter_close(counter_id: int) -> Response:
    """Retire a counter, or move it to another one."""
    counter = counters.get(db(), counter_id)
    form = CounterCloseForm(day=units.get(db(), counter.unit_id).local(clock.now()).date())
    _offer_successors(form, counter)
    back = url_for("backoffice.counter_page", counter_id=counter.id)
    if form.accepts(lambda values: counters.close(db(), by(), counter, values["day"], values["successor_id"])):
        db().commit()
        return redirect(back, 303)
    lead = _(
        "Mulai tanggal itu stiker dan posternya tidak menerima penilaian lagi: yang memindainya diantar ke loket "
        "pengganti yang Anda pilih, atau, tanpa pengganti, diberi tahu bahwa loket ini tutup dan mana loket lain yang "
        "buka. Penilaian yang sudah ada tetap dihitung. Layar Loket yang terpasang dicabut saat ini juga."
    )
    hints = {"day": _("Salah tutup? Selama belum lewat dari hari ini, loket dapat dibuka lagi di halamannya.")}
    title = _("Tutup Loket %(label)s", label=counter.label)
    return forms.page(form, title, back=back, lead=lead, save=_("Tutup loket"), hints=hints, final=True)


@staff.post("/loket/<int:counter_id>/buka")
def counter_reopen(counter_id: int) -> Response:
    """Take back a closing that has not passed a day yet."""
    counter = counters.get(db(), counter_id)
    unit = units.get(db(), counter.unit_id)
    back = redirect(url_for("backoffice.counter_page", counter_id=counter.id), 303)
    try:
        counters.reopen(db(), by(), counter, unit, unit.local(clock.now()).date())
    except Refused as refused:
        flash(str(refused))
        return back
    db().commit()
    flash(_("Loket buka lagi. Stikernya berlaku seperti semula; pasang lagi Layar Loketnya."))
    return back


@staff.route("/loket/<int:counter_id>/layar/baru", methods=["GET", "POST"])
def device_new(counter_id: int) -> Response | str:
    """Add a display, kiosk or queue machine. Its pairing code is shown on this one page and kept nowhere."""
    counter, form = counters.get(db(), counter_id), DeviceForm()
    code = crockford.encode(secrets.token_bytes(PAIRING_BYTES))
    back = url_for("backoffice.counter_page", counter_id=counter.id)
    if form.accepts(lambda values: counters.add_device(db(), by(), counter, code_digest=digest(code), **values)):
        db().commit()
        return render_template(
            "backoffice/pairing.html",
            counter=counter,
            code=crockford.grouped(code),
            back=back,
            kind=form.kind.data,
        )
    lead = _("Perangkat di loket ini. Setelah ini Anda mendapat kode untuk memasangnya.")
    return forms.page(form, _("Perangkat baru"), back=back, lead=lead, save=_("Buat kode pemasangan"))


@staff.post("/layar/<int:device_id>/cabut")
def device_revoke(device_id: int) -> Response:
    """End a display, kiosk or queue machine at once."""
    device = counters.device(db(), device_id)
    counters.revoke(db(), by(), device)
    db().commit()
    return redirect(url_for("backoffice.counter_page", counter_id=device.counter_id), 303)


@staff.post("/loket/<int:counter_id>/stiker-baru")
def counter_sign_renewed(counter_id: int) -> Response:
    """Note that the poster of today's key epoch hangs at the counter."""
    counter = counters.get(db(), counter_id, own_unit())
    counters.renew_sign(db(), by(), counter)
    db().commit()
    flash(_("Tercatat: stiker baru sudah terpasang."))
    return redirect(url_for("backoffice.counter_page", counter_id=counter.id), 303)


def _hints() -> dict[str, str]:
    default = the_agency(db()).ticket_cap
    return {
        "ticket_cap": _(
            "Berlaku selama banyaknya layanan belum dilaporkan mesin antrean atau register. Kosong berarti %(n)d.",
            n=default,
        )
    }


def _offer_services(form: CounterForm, unit_id: int) -> None:
    offered = {row.id: row.name for row in units.services_of(db(), unit_id) if row.closed_on is None}
    form.service_id.choices = forms.pick(offered, none=_("beberapa layanan"))


def _offer_successors(form: CounterCloseForm, counter: Counter) -> None:
    names = {unit.id: unit.name for unit in units.all_units(db())}
    others = {
        row.id: f"{names[row.unit_id]} – Loket {row.label}"
        for row in counters.open_anywhere(db(), clock.now().date())
        if row.id != counter.id
    }
    form.successor_id.choices = forms.pick(others, none=_("tidak ada (loket dihentikan)"))
