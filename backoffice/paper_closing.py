"""What happens to a batch as a whole: its typing ends, differences are decided, and it counts or is given up."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import filters
from backoffice import forms
from backoffice.door import by, own_unit, person, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.paper import form_of
from extensions import db, house
from models import paper, paper_checks, paper_closing, paper_typing, periods, units
from models.changes import Refused
from models.paper import PaperBatch
from models.paper_checks import Checked
from surveys import crockford
from surveys.paper import DAY, SHIFT, State, Typed, error_rate, names


class VoidForm(forms.Form):
    """Why a batch is given up."""

    reason = forms.text(_l("Alasan"), _l("Tulis alasannya, misalnya: tercetak ganda."), most=300)


@staff.post("/kertas/<int:batch_id>/selesai")
def paper_finish(batch_id: int) -> Response:
    """End the first typing; the forms to check are drawn."""
    done = _("Ketikan selesai. Sekarang giliran orang kedua: mintalah rekan yang tidak mengetik kumpulan ini.")
    return _step(batch_id, lambda batch: paper_typing.finish(db(), by(), batch, secrets.SystemRandom()), done)


@staff.post("/kertas/<int:batch_id>/buka")
def paper_reopen(batch_id: int) -> Response:
    """Go back to the first typing."""
    done = _("Ketikan dibuka lagi. Pemeriksaannya nanti dimulai dari awal.")
    return _step(batch_id, lambda batch: paper_typing.reopen(db(), by(), batch), done)


@staff.route("/kertas/<int:batch_id>/beda", methods=["GET", "POST"])
def paper_differences(batch_id: int) -> Response:
    """Where the two typings differ, side by side, and which of them holds."""
    batch, problem = paper.get(db(), batch_id, own_unit()), ""
    if batch.state != State.CHECKING.value:
        return redirect(url_for("backoffice.paper_batch", batch_id=batch_id), 303)
    checked = paper_checks.checked(db(), batch, names(form_of(batch)))
    if request.method == "POST":
        chosen = _chosen(checked)
        if chosen:
            paper_checks.settle(db(), by(), batch, chosen)
            db().commit()
            flash(_("Pilihan tersimpan."))
            return redirect(url_for("backoffice.paper_batch", batch_id=batch_id), 303)
        problem = _("Pilih dahulu ketikan yang benar.")
    page = render_template(
        "backoffice/paper_differences.html",
        batch=batch,
        code=crockford.grouped(batch.code),
        checked=checked,
        rows=_rows(batch, checked),
        rate=error_rate(checked.differing, checked.compared),
        is_typist=person().id in batch.typists,
        problem=problem,
    )
    return make_response(page, UNPROCESSABLE if problem else 200)


@staff.route("/kertas/<int:batch_id>/tutup", methods=["GET", "POST"])
def paper_close(batch_id: int) -> Response:
    """Let a batch count. It cannot be taken back."""
    batch, form = paper.get(db(), batch_id, own_unit()), forms.Form()
    unit, fields = units.get(db(), batch.unit_id), names(form_of(batch))
    back = url_for("backoffice.paper_batch", batch_id=batch_id)
    if form.accepts(lambda _values: paper_closing.close(db(), by(), unit, batch, fields, house().keys.idem)):
        forms_counted = batch.forms
        db().commit()
        flash(_("%(n)d formulir masuk hitungan. Hasilnya terbit bersama penilaian lain.", n=forms_counted))
        return redirect(back, 303)
    days = [row.day for row in paper.forms(db(), batch) if not row.left_out]
    return forms.page(
        form,
        _("Tutup kumpulan %(code)s", code=crockford.grouped(batch.code)),
        back=back,
        lead=_closing_words(days, _late(days)),
        save=_("Tutup dan hitung"),
    )


@staff.route("/kertas/<int:batch_id>/batal", methods=["GET", "POST"])
def paper_void(batch_id: int) -> Response:
    """Give a batch up."""
    batch, form = paper.get(db(), batch_id, own_unit()), VoidForm()
    unit = units.get(db(), batch.unit_id)
    back = url_for("backoffice.paper_batch", batch_id=batch_id)
    if form.accepts(lambda values: paper_closing.void(db(), by(), unit, batch, values["reason"])):
        db().commit()
        flash(_("Kumpulan dibatalkan. Tidak ada formulirnya yang dihitung."))
        return redirect(url_for("backoffice.paper_list"), 303)
    lead = _("Semua yang sudah diketik dari kumpulan ini dihapus dan tidak dihitung. Pembatalan tidak dapat ditarik.")
    title = _("Batalkan kumpulan %(code)s", code=crockford.grouped(batch.code))
    return forms.page(form, title, back=back, lead=lead, save=_("Batalkan kumpulan"), final=True)


def _step(batch_id: int, change: Callable[[PaperBatch], None], done: str) -> Response:
    batch = paper.get(db(), batch_id, own_unit())
    try:
        change(batch)
        db().commit()
    except Refused as refused:
        db().rollback()
        done = str(refused)
    flash(done)
    return redirect(url_for("backoffice.paper_batch", batch_id=batch_id), 303)


def _chosen(checked: Checked) -> dict[int, dict[str, int]]:
    """What was decided, by number and field; only what really differs."""
    found: dict[int, dict[str, int]] = {}
    for difference in checked.differences:
        for field in difference.fields:
            choice = request.form.get(f"{difference.number}.{field}")
            if choice in {"1", "2"}:
                found.setdefault(difference.number, {})[field] = int(choice)
    return found


@dataclass(frozen=True)
class Row:
    """A field that two typings of a form fill in differently; `chosen`: 1, 2, or 0 while nobody has decided."""

    number: int
    field: str
    label: str
    values: tuple[str, str]
    chosen: int


def _rows(batch: PaperBatch, checked: Checked) -> list[Row]:
    words = _Words(batch)
    return [
        Row(
            difference.number,
            field,
            words.label(field),
            (words.value(field, difference.first), words.value(field, difference.second)),
            difference.chosen.get(field, 0),
        )
        for difference in checked.differences
        for field in difference.fields
    ]


class _Words:
    """Fields of a form and their values as people read them."""

    def __init__(self, batch: PaperBatch) -> None:
        form = form_of(batch)
        elements = {element.code: element.name() for element in form.elements}
        questions = {q.code: f"{at}. {elements[q.element]}" for at, q in enumerate(form.questions, 1)}
        self._labels = {DAY: _("Tanggal"), SHIFT: _("Jam"), **questions, **{f.code: f.text() for f in form.profile}}
        self._options = {f.code: {option.code: option.text() for option in f.options} for f in form.profile}
        self._options[SHIFT] = {str(row.number): row.name for row in units.shifts_of(db(), batch.unit_id)}

    def label(self, field: str) -> str:
        """What a field is called."""
        return str(self._labels[field])

    def value(self, field: str, typed: Typed) -> str:
        """What was typed in it."""
        text = filters.day(typed.day) if field == DAY else typed.fields.get(field, "")
        return self._options.get(field, {}).get(text, text if text != "0" else "") or _("kosong")


def _late(days: list[date]) -> int:
    locked = periods.locked_days(db())
    return sum(any(first <= day <= last for first, last in locked) for day in days)


def _closing_words(days: list[date], late: int) -> str:
    words: str = _(
        "%(n)d formulir masuk hitungan IKM unit dengan saluran kertas, tidak pernah untuk petugas. Sesudahnya ketikan "
        "di sini dihapus dan tidak ada yang dapat diubah lagi. Simpan kertasnya menurut jadwal arsip.",
        n=len(days),
    )
    if late:
        words += " " + _(
            "%(n)d di antaranya dari periode yang sudah dikunci: dicatat sebagai terlambat, tidak dihitung.", n=late
        )
    return words
