"""Counters that move to another unit, and units that merge into another one."""

import secrets
from typing import Final

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

import clock
from backoffice import forms
from backoffice.door import by, staff
from extensions import db
from models import counters, moves, units
from models.units import Unit

MOVING: Final = _l(
    "Di unit baru loket ini mendapat kode dan dua kata pengenal sendiri, dan sudah ada sejak sekarang supaya "
    "stikernya dapat dicetak. Penilaian sebelum tanggal itu tetap milik unit lama. Stiker lama menjelaskan bahwa "
    "loket pindah dan tetap menerima penilaian, untuk loket yang baru. Layar Loket yang terpasang dicabut saat ini "
    "juga."
)
MERGING: Final = _l(
    "dengan kode baru; kode lamanya mengantar warga ke loket yang baru. Unit ini ditutup, hasil yang ada tetap atas "
    "namanya dan dapat dibaca. Unit di bawahnya berada di bawah unit tujuan. Petugas dan akun tidak ikut pindah: "
    "kepegawaian dan admin memindahkannya. Penggabungan tidak dapat dibatalkan."
)


class MoveForm(forms.Form):
    """Where to and from which day on."""

    into_id = forms.choice(_l("Pindah ke unit"))
    label = forms.text(_l("Nomor atau nama loket di sana"), _l("Isi nomor loket, misalnya 3."), most=40)
    day = forms.day(_l("Mulai tanggal"), _l("Isi tanggalnya."))


class MergeForm(forms.Form):
    """Into which unit and from which day on."""

    into_id = forms.choice(_l("Digabungkan ke unit"))
    day = forms.day(_l("Mulai tanggal"), _l("Isi tanggalnya."))


@staff.route("/loket/<int:counter_id>/pindah", methods=["GET", "POST"])
def counter_move(counter_id: int) -> Response:
    """Move a counter to another unit, where it gets a sign of its own."""
    counter = counters.get(db(), counter_id)
    unit = units.get(db(), counter.unit_id)
    form = MoveForm(label=counter.label, day=unit.local(clock.now()).date())
    _offer_units(form, unit)

    if form.accepts(
        lambda values: moves.move_counter(
            db(),
            by(),
            counter,
            units.get(db(), values["into_id"]),
            values["day"],
            label=values["label"],
            chance=secrets.SystemRandom(),
        )
    ):
        db().commit()
        flash(_("Loket pindah. Cetak stiker barunya; stiker lama mengantar ke sini mulai tanggal pindah."))
        return redirect(url_for("backoffice.counter_page", counter_id=counter.successor_id), 303)
    title = _("Pindahkan Loket %(label)s", label=counter.label)
    back = url_for("backoffice.counter_page", counter_id=counter.id)
    return forms.page(form, title, back=back, lead=str(MOVING), save=_("Pindahkan loket"))


@staff.route("/unit/<int:unit_id>/gabung", methods=["GET", "POST"])
def unit_merge(unit_id: int) -> Response:
    """Merge a unit into another one: its counters move, its figures stay."""
    unit = units.get(db(), unit_id)
    today = unit.local(clock.now()).date()
    form = MergeForm(day=today)
    _offer_units(form, unit)

    if form.accepts(
        lambda values: moves.merge(
            db(), by(), unit, units.get(db(), values["into_id"]), values["day"], chance=secrets.SystemRandom()
        )
    ):
        db().commit()
        flash(_("Unit digabungkan. Cetak stiker loket yang pindah; stiker lama mengantar ke sini."))
        return redirect(url_for("backoffice.unit_page", unit_id=unit.successor_id), 303)
    n = len(counters.open_of_unit(db(), unit.id, today))
    lead = f"{ngettext('%(num)d loket pindah', '%(num)d loket pindah', n)} {MERGING}"
    title, back = _("Gabungkan %(unit)s", unit=unit.name), url_for("backoffice.unit_page", unit_id=unit.id)
    return forms.page(form, title, back=back, lead=lead, save=_("Gabungkan unit"), final=True)


def _offer_units(form: MoveForm | MergeForm, unit: Unit) -> None:
    others = {row.id: row.name for row in units.open_units(db(), clock.now().date()) if row.id != unit.id}
    form.into_id.choices = forms.pick(others)
