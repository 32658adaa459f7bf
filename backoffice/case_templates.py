"""Templates of answers: a unit's own, and those of the evaluators."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import forms
from backoffice.door import by, own_unit, staff
from backoffice.objection_words import paragraphs
from extensions import db
from models import case_templates
from surveys.cases import TEXT_MOST


class TemplateForm(forms.Form):
    """A template."""

    title = forms.text(_l("Judul"), _l("Isi judulnya."), most=80)
    text = paragraphs(_l("Isi"), _l("Tulis isinya."), most=TEXT_MOST, rows=8)


@staff.get("/laporan/templat")
def case_template_list() -> str:
    """The templates of the own desk."""
    return render_template("backoffice/case_templates.html", rows=case_templates.of_unit(db(), own_unit()))


@staff.route("/laporan/templat/baru", methods=["GET", "POST"])
def case_template_new() -> Response:
    """A new template."""
    form = TemplateForm()
    if form.accepts(lambda values: case_templates.add(db(), by(), own_unit(), **values)):
        return _done(_("Templat tersimpan."))
    return _page(form, _("Templat baru"))


@staff.route("/laporan/templat/<int:template_id>", methods=["GET", "POST"])
def case_template_edit(template_id: int) -> Response:
    """Change a template."""
    template = case_templates.get(db(), template_id, own_unit())
    form = TemplateForm(obj=template)

    def change(values: dict[str, Any]) -> None:
        case_templates.change(db(), by(), template, **values)

    if form.accepts(change):
        return _done(_("Templat tersimpan."))
    return _page(form, _("Ubah templat"))


@staff.post("/laporan/templat/<int:template_id>/hapus")
def case_template_remove(template_id: int) -> Response:
    """Remove a template."""
    case_templates.remove(db(), by(), case_templates.get(db(), template_id, own_unit()))
    return _done(_("Templat dihapus. Jawaban yang sudah dikirim tetap."))


def _done(message: str) -> Response:
    db().commit()
    flash(message)
    return redirect(url_for("backoffice.case_template_list"), 303)


def _page(form: forms.Form, title: str) -> Response:
    lead = _("Teks awal untuk balasan. Sebelum dikirim, sesuaikan dengan laporannya.")
    return forms.page(form, title, back=url_for("backoffice.case_template_list"), lead=lead)
