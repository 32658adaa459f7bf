"""One step of a follow-up plan: written, moved on, finished or put off, and told to the public."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField

import clock
from backoffice import follow_ups as plans
from backoffice import forms, period_choice, permissions
from backoffice.comments import key, sight
from backoffice.door import by, may, own_unit, person, staff
from backoffice.improvements import ImprovementForm
from backoffice.objection_words import paragraphs
from extensions import db
from models import comments, figures, follow_ups, lexicons, units, users
from models.comments import Read
from models.follow_ups import PERSON_MOST, PROGRAMME_MOST, WORDS_MOST, FollowUp
from surveys import follow_ups as rules
from surveys import lexicon
from surveys.follow_ups import WHOLE
from surveys.periods import Period, parse

COMMENT: Final = "komentar"  # in the address: the comment that a new step answers


def _chosen(label: str) -> SelectField:
    return SelectField(label, invalid_choice_message=_l("Pilih salah satu dari daftar."))


class StepForm(forms.Form):
    """What is planned."""

    programme = forms.text(_l("Program/kegiatan"), _l("Tulis kegiatannya."), most=PROGRAMME_MOST)
    element = _chosen(_l("Prioritas unsur"))
    theme = _chosen(_l("Tema komentar"))
    due = _chosen(_l("Waktu"))
    responsible = forms.text(_l("Penanggung jawab"), _l("Isi jabatan atau nama orangnya."), most=PERSON_MOST)

    def values(self) -> dict[str, Any]:
        """What was filled in; a step beside the elements has none."""
        return {**super().values(), "element": self.element.data or None}


class ProgressForm(forms.Form):
    """How far a step is."""

    text = paragraphs(_l("Kemajuan"), _l("Tulis apa yang sudah terjadi."), most=WORDS_MOST, rows=3)
    realised = forms.whole(_l("Realisasi dalam persen"), range(WHOLE + 1), _l("Isi 0 sampai 100."))
    evidence = paragraphs(_l("Bukti atau tautan"), most=WORDS_MOST, rows=2)
    obstacles = paragraphs(_l("Tantangan/hambatan"), most=WORDS_MOST, rows=2)


class OutcomeForm(forms.Form):
    """What was done."""

    outcome = paragraphs(_l("Apa yang sudah dilakukan"), _l("Tulis apa yang sudah dilakukan."), most=WORDS_MOST, rows=4)
    evidence = paragraphs(_l("Bukti atau tautan"), most=WORDS_MOST, rows=2)


class LaterForm(forms.Form):
    """How a step that was not done in time will be."""

    strategy = paragraphs(_l("Strategi penyelesaian"), _l("Tulis strateginya."), most=WORDS_MOST, rows=3)
    new_due = _chosen(_l("Target waktu"))
    new_responsible = forms.text(_l("Penanggung jawab"), _l("Isi jabatan atau nama orangnya."), most=PERSON_MOST)
    stakeholders = forms.text(_l("Stakeholder terkait"), most=PROGRAMME_MOST)


@staff.route("/rtl/baru", methods=["GET", "POST"])
def follow_up_new() -> Response:
    """A new step, perhaps for an element or as the answer to a comment."""
    unit_id, period = own_unit() or permissions.NOWHERE, plans.chosen_period(db())
    comment = _comment()
    form = _with_choices(StepForm(element=request.args.get("unsur"), theme=_theme_of(comment)), unit_id, period)

    def add(values: dict[str, Any]) -> None:
        step = follow_ups.add(db(), by(), unit_id, period, **values)
        if comment is not None:
            follow_ups.link(db(), by(), step, comment)

    if form.accepts(add):
        return _done(_("Kegiatan masuk rencana."), _plan(period))
    lead = f"“{comment.text}”" if comment else ""
    return _step_page(form, _("Kegiatan baru, %(period)s", period=period.label), _plan(period), lead)


@staff.get("/rtl/<int:step_id>")
def follow_up_page(step_id: int) -> str:
    """A step with all that happened to it."""
    step = _found(step_id)
    notes = follow_ups.notes(db(), step)
    figure = figures.unit_figure(db(), step.unit_id, parse(step.period_code))
    linked = follow_ups.comments_of(db(), step)
    return render_template(
        "backoffice/follow_up_page.html",
        step=step,
        unit=units.get(db(), step.unit_id),
        period=parse(step.period_code),
        element=plans.element_names(db(), figure).get(step.element or "", ""),
        states=plans.STATES,
        notes=notes,
        names=_names({note.user_id for note in notes}),
        linked=len(linked),
        comments=list(comments.by_ids(db(), linked, sight()).values()) if may("comment_list") else [],
        published=follow_ups.note_of(db(), step),
        back=_plan(parse(step.period_code), step.unit_id),
    )


@staff.route("/rtl/<int:step_id>/ubah", methods=["GET", "POST"])
def follow_up_edit(step_id: int) -> Response:
    """Change what is planned."""
    step = _found(step_id)
    form = _with_choices(StepForm(obj=step), step.unit_id, parse(step.period_code), step)
    if form.accepts(lambda values: follow_ups.change(db(), by(), step, **values)):
        return _done(_("Tersimpan."), _address(step_id))
    return _step_page(form, _("Ubah kegiatan"), _address(step_id), step.programme)


@staff.post("/rtl/<int:step_id>/hapus")
def follow_up_remove(step_id: int) -> Response:
    """Take back a step that has not begun."""
    step = _found(step_id)
    plan = _plan(parse(step.period_code))
    return _now(lambda: follow_ups.remove(db(), by(), step), _("Kegiatan dihapus."), plan, _address(step_id))


@staff.route("/rtl/<int:step_id>/kemajuan", methods=["GET", "POST"])
def follow_up_progress(step_id: int) -> Response:
    """Note how far it is."""
    step = _found(step_id)
    form = ProgressForm(realised=step.realised, evidence=step.evidence, obstacles=step.obstacles)
    return _dated(form, step, follow_ups.progress, _("Catat kemajuan"))


@staff.route("/rtl/<int:step_id>/sudah", methods=["GET", "POST"])
def follow_up_finish(step_id: int) -> Response:
    """It was done."""
    step = _found(step_id)
    form = OutcomeForm(outcome=step.outcome, evidence=step.evidence)
    return _dated(form, step, follow_ups.finish, _("Kegiatan sudah dilakukan"))


@staff.route("/rtl/<int:step_id>/belum", methods=["GET", "POST"])
def follow_up_postpone(step_id: int) -> Response:
    """It was not done in time."""
    step = _found(step_id)
    form = LaterForm(obj=step)
    form.new_due.choices = _times(step.new_due)
    if not form.is_submitted() and not form.new_responsible.data:
        form.new_responsible.data = step.responsible
    return _dated(form, step, follow_ups.postpone, _("RTL belum selesai"))


@staff.post("/rtl/<int:step_id>/buka")
def follow_up_reopen(step_id: int) -> Response:
    """It was not done after all."""
    step, address = _found(step_id), _address(step_id)
    return _now(lambda: follow_ups.reopen(db(), by(), step, _today(step)), _("Kegiatan dibuka lagi."), address, address)


@staff.post("/rtl/<int:step_id>/lepas/<comment_id>")
def follow_up_unlink(step_id: int, comment_id: str) -> Response:
    """Take a comment off a step."""
    step = _found(step_id)
    follow_ups.unlink(db(), by(), step, comments.get(db(), key(comment_id), sight()))
    return _done(_("Komentar dilepas dari kegiatan."), _address(step_id))


@staff.route("/rtl/<int:step_id>/terbit", methods=["GET", "POST"])
def follow_up_publish(step_id: int) -> Response:
    """Tell the public what it changed."""
    step = _found(step_id)
    today = _today(step)
    form = ImprovementForm(theme=step.theme, done=step.outcome, done_on=step.done_on or today)
    if form.accepts(lambda values: follow_ups.publish(db(), by(), step, today=today, **values)):
        return _done(_("Catatan terbit. Semua orang dapat membacanya."), _address(step_id))
    lead = _(
        "Tulis hanya yang sudah berjalan. Catatan langsung terbit di halaman hasil unit dan tidak dapat diubah; yang "
        "keliru ditarik dengan alasan."
    )
    return forms.page(form, _("Anda bilang – kami perbaiki"), back=_address(step_id), lead=lead, save=_("Terbitkan"))


def _dated(form: forms.Form, step: FollowUp, verb: Callable[..., None], title: str) -> Response:
    """A change that is noted with its day."""
    address, lead = _address(step.id), step.programme
    if form.accepts(lambda values: verb(db(), by(), step, _today(step), **values)):
        return _done(_("Tersimpan."), address)
    return forms.page(form, title, back=address, lead=lead)


def _now(change: Callable[[], None], message: str, address: str, otherwise: str) -> Response:
    """A change without a form; what is refused says why on the page it came from."""
    form = forms.Form()
    if form.accepts(lambda _values: change()):
        return _done(message, address)
    flash(form.refusal)
    return redirect(otherwise, 303)


def _step_page(form: StepForm, title: str, back: str, lead: str) -> Response:
    hints = {
        "programme": _("Satu kegiatan yang dapat selesai, misalnya: Buka loket ketiga pukul 08.00–10.00."),
        "responsible": _("Jabatan atau nama orang di unit."),
    }
    return forms.page(form, title, back=back, lead=lead, hints=hints)


def _with_choices(form: StepForm, unit_id: int, period: Period, step: FollowUp | None = None) -> StepForm:
    names = plans.element_names(db(), figures.unit_figure(db(), unit_id, period))
    labels = {theme.label: theme.label for theme in lexicons.in_force(db())}
    if step is not None and step.theme:
        labels.setdefault(step.theme, step.theme)
    form.element.choices = forms.pick({code: f"{code} {name}" for code, name in names.items()}, none=_("di luar unsur"))
    form.theme.choices = forms.pick(labels, none=_("tidak ada"))
    form.due.choices = _times(step.due if step else None)
    return form


def _times(standing: str | None) -> list[Any]:
    """Times to choose from; what stands stays among them."""
    offered = rules.times(period_choice.today(db()))
    codes = {period.code: period.label for period in offered}
    if standing:
        codes = {standing: parse(standing).label} | codes
    return forms.pick(codes)


def _comment() -> Read | None:
    text = request.args.get(COMMENT)
    return comments.get(db(), key(text), sight()) if text else None


def _theme_of(comment: Read | None) -> str:
    hits = lexicon.hits(comment.text, lexicons.in_force(db())) if comment else ()
    return hits[0].theme.label if hits else ""


def _found(step_id: int) -> FollowUp:
    return follow_ups.get(db(), step_id, own_unit())


def _names(ids: set[int | None]) -> dict[int, str]:
    known = [user_id for user_id in ids if user_id is not None]
    return {user.id: user.name for user in users.by_ids(db(), known).values()}


def _today(step: FollowUp) -> date:
    return units.get(db(), step.unit_id).local(clock.now()).date()


def _address(step_id: int) -> str:
    return url_for("backoffice.follow_up_page", step_id=step_id)


def _plan(period: Period, unit_id: int | None = None) -> str:
    """The plan's page; who sees the agency gets back to the unit."""
    unit = unit_id if person().unit_id is None else None
    return url_for("backoffice.follow_up_plan", periode=period.code, unit=unit)


def _done(message: str, address: str) -> Response:
    db().commit()
    flash(message)
    return redirect(address, 303)
