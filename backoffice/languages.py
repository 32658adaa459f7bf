"""The languages a citizen may choose."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from backoffice.door import by as signature
from backoffice.door import staff
from extensions import db
from models import languages
from models.agency import the_agency
from surveys.languages import LANGUAGES


@staff.get("/bahasa")
def language_list() -> str:
    """Every language there is, and whether it is offered."""
    return render_template(
        "backoffice/languages.html", languages=LANGUAGES.values(), offered=the_agency(db()).languages
    )


@staff.post("/bahasa")
def language_save() -> Response:
    """Offer the languages that are ticked."""
    languages.offer(db(), signature(), request.form.getlist("bahasa"))
    db().commit()
    flash(_("Tersimpan. Halaman warga sudah memakainya."))
    return redirect(url_for("backoffice.language_list"), 303)
