"""Typing the forms of a batch, one digit per question; and some of them again without seeing the first typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import clock
import filters
from backoffice.door import by, chosen_id, own_unit, person, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.paper import form_of
from extensions import db
from models import paper, paper_typing, units
from models.changes import Refused
from models.paper import FIRST, SECOND, PaperBatch, PaperForm
from models.paper_typing import NumberTaken
from models.units import Shift, Unit
from surveys import crockford, redaction
from surveys.paper import DAY, SHIFT, State, number_of, read_answers, read_profile
from surveys.questionnaire import Questionnaire

LAST_SHOWN = 10
COMMENT = "comment"


@dataclass(frozen=True)
class Box:
    """A field for one digit. `options`: what each digit means, from 1 on; none for the questions."""

    name: str
    label: str
    most: int
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What somebody has before them while typing: the batch, its form, and which typing it is."""

    batch: PaperBatch
    unit: Unit
    form: Questionnaire
    shifts: list[Shift]
    entry: int

    @property
    def questions(self) -> list[Box]:
        """A box per question, numbered as on the paper."""
        elements = {element.code: element.name() for element in self.form.elements}
        return [
            Box(question.code, f"{number}. {elements[question.element]}", self.form.scale[-1])
            for number, question in enumerate(self.form.questions, 1)
        ]

    @property
    def profile(self) -> list[Box]:
        """A box per question about the respondent, and one for the time of day."""
        hours = tuple(f"{shift.starts:%H.%M}–{shift.ends:%H.%M}" for shift in self.shifts)
        boxes = [Box(SHIFT, _("Jam"), len(hours), hours)] if hours else []
        for field in self.form.profile:
            options = tuple(option.text() for option in field.options)
            boxes.append(Box(field.code, field.text(), len(options), options))
        return boxes


@staff.route("/kertas/<int:batch_id>/ketik", methods=["GET", "POST"])
def paper_type(batch_id: int) -> Response:
    """Type the next form, or one that was typed already (`nomor`)."""
    desk = _desk(batch_id, FIRST)
    if desk.batch.state != State.TYPING.value:
        return redirect(url_for("backoffice.paper_batch", batch_id=batch_id), 303)
    if request.method == "POST":
        return _take(desk)
    return _page(desk, *_opened(desk, _next_number(desk)))


@staff.route("/kertas/<int:batch_id>/periksa", methods=["GET", "POST"])
def paper_check(batch_id: int) -> Response:
    """Type a form of the sample again, blind; after the last one the differences come."""
    desk = _desk(batch_id, SECOND)
    if desk.batch.state != State.CHECKING.value or person().id in desk.batch.typists:
        return redirect(url_for("backoffice.paper_batch", batch_id=batch_id), 303)
    if request.method == "POST":
        return _take(desk)
    typed = {form.number for form in paper.forms(db(), desk.batch, SECOND)}
    number = next((number for number in desk.batch.sample if number not in typed), None)
    if number is None and not request.args.get("nomor"):
        return redirect(url_for("backoffice.paper_differences", batch_id=batch_id), 303)
    return _page(desk, *_opened(desk, number or 0))


@staff.post("/kertas/<int:batch_id>/formulir/<int:number>")
def paper_leave_out(batch_id: int, number: int) -> Response:
    """Delete a typed form, or take it back."""
    batch = paper.get(db(), batch_id, own_unit())
    left_out = request.form.get("hapus") == "1"
    try:
        paper_typing.leave_out(db(), batch, number, left_out=left_out)
        db().commit()
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        words = _("Formulir %(n)d dihapus. Di daftar bawah ia dapat dikembalikan.", n=number)
        flash(words if left_out else _("Formulir %(n)d dikembalikan.", n=number))
    return redirect(url_for("backoffice.paper_type", batch_id=batch_id), 303)


def _desk(batch_id: int, entry: int) -> Desk:
    batch = paper.get(db(), batch_id, own_unit())
    unit = units.get(db(), batch.unit_id)
    return Desk(batch, unit, form_of(batch), units.shifts_of(db(), unit.id), entry)


def _next_number(desk: Desk) -> int:
    return max((form.number for form in paper.forms(db(), desk.batch)), default=0) + 1


def _opened(desk: Desk, number: int) -> tuple[int, dict[str, str], bool]:
    """Which form the page is for, what stands in its fields, and whether it is new."""
    wanted = chosen_id("nomor")
    if wanted is None:
        return number, _carried_over(desk), True
    form = paper.find(db(), desk.batch, desk.entry, wanted) or abort(404)
    return wanted, _as_typed(desk, form), False


def _carried_over(desk: Desk) -> dict[str, str]:
    """A new form begins empty but for its day, which is mostly that of the one before."""
    forms = paper.forms(db(), desk.batch, desk.entry)
    today = desk.unit.local(clock.now()).date()
    return {DAY: (forms[-1].day if forms else min(today, desk.batch.last_day)).isoformat()}


def _as_typed(desk: Desk, form: PaperForm) -> dict[str, str]:
    numbers = [shift.number for shift in desk.shifts]
    typed = {code: str(value) for code, value in form.answers.items()}
    typed |= {field.code: number_of(field, form.profile.get(field.code)) for field in desk.form.profile}
    shift = str(numbers.index(form.shift) + 1) if form.shift in numbers else ""
    return {**typed, DAY: form.day.isoformat(), SHIFT: shift, COMMENT: form.comment}


def _take(desk: Desk) -> Response:
    """Store what was typed, or show it again with what is wrong."""
    typed = {name: text.strip() for name, text in request.form.items()}
    number, anew = request.form.get("number", 0, type=int), "ubah" not in request.form
    values, problems = _values(desk, typed)
    if problems:
        return _page(desk, number, typed, anew, problems)
    try:
        paper_typing.put(db(), by(), desk.batch, {**values, "entry": desk.entry, "number": number}, anew=anew)
        db().commit()
    except Refused as refused:
        db().rollback()
        desk = _desk(desk.batch.id, desk.entry)
        number = _next_number(desk) if isinstance(refused, NumberTaken) and desk.entry == FIRST else number
        return _page(desk, number, typed, anew, {"": str(refused)})
    flash(_("Formulir %(n)d tersimpan.", n=number))
    return redirect(request.path, 303)


def _values(desk: Desk, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a form, and what is wrong by field."""
    answers, problems = read_answers(desk.form, typed)
    profile, wrong = read_profile(desk.form.profile, typed)
    values: dict[str, Any] = {"answers": answers, "profile": profile, "comment": "", SHIFT: 0}
    problems |= wrong
    for name, read in ((DAY, _day), (SHIFT, _shift), (COMMENT, _comment)):
        try:
            values[name] = read(desk, typed.get(name, ""))
        except ValueError as error:
            problems[name] = str(error)
    if not answers and not problems:
        problems[""] = _("Belum ada satu pun jawaban. Formulir yang kosong tidak perlu diketik.")
    return values, problems


def _day(desk: Desk, text: str) -> date:
    batch = desk.batch
    try:
        day = batch.first_day if batch.is_one_day else date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("isi tanggal yang tertulis di formulir")) from None
    if not batch.first_day <= day <= batch.last_day:
        span = {"first": filters.day(batch.first_day), "last": filters.day(batch.last_day)}
        raise ValueError(_("kumpulan ini untuk %(first)s sampai %(last)s", **span))
    if day > desk.unit.local(clock.now()).date():
        raise ValueError(_("hari itu belum tiba"))
    return day


def _shift(desk: Desk, text: str) -> int:
    """The number of the unit's shift behind the digit that is printed beside its hours."""
    offered = {str(position): shift.number for position, shift in enumerate(desk.shifts, 1)}
    if text in {"", "0"}:
        return 0
    if text not in offered:
        raise ValueError(_("isi 1 sampai %(most)d, atau kosongkan", most=len(offered)))
    return offered[text]


def _comment(desk: Desk, text: str) -> str:
    """Only the first typing takes the comment: two people never spell a sentence alike."""
    if desk.entry == SECOND or desk.form.comment is None:
        return ""
    return redaction.clean(text, desk.form.comment.limit)


def _page(
    desk: Desk, number: int, typed: Mapping[str, str], anew: bool, problems: Mapping[str, str] | None = None
) -> Response:
    forms = paper.forms(db(), desk.batch, desk.entry)
    labels = {box.name: box.label for box in desk.questions + desk.profile}
    page = render_template(
        "backoffice/paper_entry.html",
        desk=desk,
        batch=desk.batch,
        code=crockford.grouped(desk.batch.code),
        number=number,
        typed=typed,
        anew=anew,
        problems=problems or {},
        rows=[(form, _as_typed(desk, form)) for form in reversed(forms[-LAST_SHOWN:])],
        done=sum(not form.left_out for form in forms),
        today=min(desk.unit.local(clock.now()).date(), desk.batch.last_day),
        names={DAY: _("Tanggal"), COMMENT: _("Saran"), **labels},
    )
    return make_response(page, UNPROCESSABLE if problems else 200)
