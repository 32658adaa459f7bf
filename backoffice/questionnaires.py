"""Questionnaires for staff: every version with its days, as citizens see it, and what a new file would change."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from backoffice import forms, phone
from backoffice.door import staff
from extensions import db
from models import questionnaires
from surveys import questionnaire as files
from surveys import questionnaire_changes as changes
from surveys.languages import LANGUAGES
from surveys.questionnaire import Questionnaire, QuestionnaireError
from surveys.typed_toml import FALLBACK

LANGUAGE = "lihat"


@dataclass(frozen=True)
class Version:
    """One version: the day from which the public answers it, None for one that nobody asks, and whether it is ours."""

    questionnaire: Questionnaire
    starts_on: date | None
    is_built_in: bool


@dataclass(frozen=True)
class Look:
    """What a file would change. `before` is the newest version of its family, None for a new family."""

    after: Questionnaire
    before: Questionnaire | None
    problems: list[str]

    @property
    def changes(self) -> list[str]:
        """What is asked otherwise."""
        return changes.changes(self.before, self.after) if self.before else []

    @property
    def consequences(self) -> list[str]:
        """What happens to the figures."""
        return changes.consequences(self.before, self.after)


@staff.get("/kuesioner")
def questionnaire_list() -> str:
    """Every version, by family."""
    return _list_page()


@staff.get("/kuesioner/<code>")
def questionnaire_page(code: str) -> str:
    """One version as citizens see it, in one language after the other."""
    found = next((version for version in _versions(db()) if version.questionnaire.code == code), None) or abort(404)
    chosen = request.args.get(LANGUAGE, FALLBACK)
    if chosen not in LANGUAGES:
        abort(404)
    return render_template(
        "backoffice/questionnaire_page.html",
        version=found,
        chosen=chosen,
        languages=LANGUAGES.values(),
        drawn=phone.drawn(found.questionnaire, chosen),
    )


@staff.post("/kuesioner/periksa")
def questionnaire_check() -> Response:
    """What a file would change. Nothing is written."""
    sent = request.files.get("berkas")
    data = sent.read() if sent else b""
    try:
        look = _look(db(), data, (sent.filename if sent else "") or "")
    except QuestionnaireError as error:
        return make_response(_list_page(str(error)), forms.UNPROCESSABLE)
    page = render_template("backoffice/questionnaire_check.html", look=look, drawn=phone.drawn(look.after, FALLBACK))
    return make_response(page, forms.UNPROCESSABLE if look.problems else 200)


@staff.get("/kuesioner/ponsel.css")
def questionnaire_style() -> Response:
    """How a phone shows a page, for the frame on these pages."""
    return Response(phone.style(), mimetype="text/css")


def _list_page(problem: str = "") -> str:
    versions = groupby(_versions(db()), key=lambda version: version.questionnaire.family)
    return render_template(
        "backoffice/questionnaire_list.html", families=[list(own) for _family, own in versions], problem=problem
    )


def _versions(session: Session) -> list[Version]:
    """Every version, the newest of each family last."""
    days = {use.code: use.starts_on for use in questionnaires.all_uses(session)}
    found = questionnaires.published(session)
    order = list(dict.fromkeys(one.family for one in found))
    built_in = questionnaires.built_in()
    return [
        Version(one, days.get(one.code), one.code in built_in)
        for one in sorted(found, key=lambda one: order.index(one.family))
    ]


def _look(session: Session, data: bytes, name: str) -> Look:
    if not data:
        raise QuestionnaireError(name or _("berkas"), "isi", _("pilih berkas kuesioner (.toml) yang berisi"))
    found = files.read(data, name)
    before = questionnaires.newest(session, found.family)
    return Look(found, before, changes.problems(found, questionnaires.published(session)))
