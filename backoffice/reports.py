"""Survey reports: a page per unit and period that is read, edited block by block, printed, and taken as a document."""

from typing import Final

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, TextAreaField

from backoffice import exports, forms, period_choice, recap, report_chapters, report_docx, report_facts, report_words
from backoffice.door import by, own_unit, staff
from backoffice.report_facts import Facts
from extensions import db, house
from models import publications, report_texts, units
from models.report_texts import TEXT_MOST, EditedMeanwhile
from surveys import redaction
from surveys.periods import Kind

PAPER: Final = "kertas"
RESTORE: Final = "kembalikan"


class BlockForm(forms.Form):
    """One block of a report. `seen` is the version that the editor began with."""

    text = TextAreaField(
        _l("Isi"), filters=[lambda typed: redaction.clean(typed or "", TEXT_MOST)], render_kw={"rows": 14}
    )
    seen = HiddenField()


@staff.get("/laporan-skm")
def report_list() -> AnyResponse | str:
    """The reports of a period; a person of one unit goes straight to its own."""
    unit_id = own_unit()
    if unit_id is not None:
        code = request.args.get(period_choice.PARAMETER)
        return redirect(url_for("backoffice.report_page", unit_id=unit_id, periode=code))
    period = period_choice.chosen(db(), Kind.QUARTER)
    return render_template(
        "backoffice/report_list.html",
        period=period,
        periods=period_choice.choices(db(), period),
        told=publications.of_units(db(), period),
        is_final=publications.is_final(db(), period),
    )


@staff.get("/unit/<int:unit_id>/laporan-skm")
def report_page(unit_id: int) -> str:
    """The report as it is printed; who may edit it finds a way to do so beside each block."""
    facts = _facts(db(), unit_id)
    return render_template(
        "backoffice/report_page.html",
        facts=facts,
        period=facts.period,
        periods=period_choice.choices(db(), facts.period),
        report=report_chapters.report(facts),
        stationery=[(block, report_words.TITLES[block]) for block in report_facts.STATIONERY],
        shown=report_docx.shown,
        paper=_paper(request.args.get(PAPER)),
        papers=list(report_docx.SIZES),
    )


@staff.post("/unit/<int:unit_id>/laporan-skm/unduh.docx")
def report_document(unit_id: int) -> Response:
    """The report as a document. The audit event is committed before the first byte leaves."""
    with house().database.reading() as reading:
        facts = _facts(reading, unit_id)
    signature = by()
    data = report_docx.write(
        report_chapters.report(facts),
        size=_paper(request.form.get(PAPER)),
        made=signature.now.astimezone(facts.unit.tzinfo),
    )
    name = f"laporan-skm-{facts.unit.code}-{facts.period.code}"
    signature.note(db(), "export", name, format="docx", final=facts.is_final)
    db().commit()
    return exports.download(data, f"{name}.docx")


@staff.route("/unit/<int:unit_id>/laporan-skm/<block>", methods=["GET", "POST"])
def report_edit(unit_id: int, block: str) -> AnyResponse:
    """Put a block into the unit's own words, or take the composed ones back."""
    facts = _facts(db(), unit_id)
    if block not in report_words.TITLES:
        raise NotFound
    back = url_for("backoffice.report_page", unit_id=unit_id, periode=facts.period.code, _anchor=block)
    form = BlockForm(text=report_words.text(facts, block), seen=str(facts.versions.get(block, 0)))
    try:
        if form.accepts(lambda _values: _change(facts, block, form)):
            db().commit()
            flash(_("Tersimpan di laporan."))
            return redirect(back, 303)
    except EditedMeanwhile as theirs:
        db().rollback()
        form.refusal = _("Bagian ini baru saja diubah orang lain. Bandingkan dengan tulisan Anda, lalu simpan lagi.")
        form.seen.data = str(theirs.version)
        return _edit(facts, block, form, back, theirs=theirs.text or report_words.composed(facts, block))
    return _edit(facts, block, form, back)


@staff.post("/laporan-skm/rekap.xlsx")
def report_recap() -> Response:
    """All units of a period in the layout that regional governments exchange."""
    with house().database.reading() as reading:
        period = period_choice.chosen(reading, Kind.QUARTER)
        rows = recap.of_units(reading, period)
    signature = by()
    data = recap.write(rows, period, created=signature.now)
    signature.note(db(), "export", f"rekap-skm-{period.code}", format="xlsx", rows=len(rows))
    db().commit()
    return exports.download(data, f"rekap-skm-{period.code}.xlsx")


def _facts(session: Session, unit_id: int) -> Facts:
    unit = units.get(session, unit_id, own_unit())
    period = period_choice.chosen(session, Kind.QUARTER)
    return report_facts.of_unit(session, unit, period, period_choice.today(session))


def _change(facts: Facts, block: str, form: BlockForm) -> None:
    unit_id, period, seen = facts.unit.id, facts.period, _version(form.seen.data)
    if RESTORE in request.form:
        report_texts.restore(db(), by(), unit_id, period, block, seen=seen)
    else:
        report_texts.keep(db(), by(), unit_id, period, block, form.text.data, seen=seen)


def _edit(facts: Facts, block: str, form: BlockForm, back: str, theirs: str = "") -> Response:
    body = render_template(
        "backoffice/report_edit.html",
        facts=facts,
        title=report_words.TITLES[block],
        form=form,
        back=back,
        theirs=theirs,
        is_edited=block in facts.written,
    )
    return Response(body, status=forms.UNPROCESSABLE if form.is_submitted() else 200)


def _version(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _paper(name: str | None) -> str:
    """The size that was asked for, else A4."""
    return name if name in report_docx.SIZES else next(iter(report_docx.SIZES))
