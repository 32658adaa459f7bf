"""SPKP, SPAK and their like: pages that may follow the form, each sent in one piece and stored with its response."""

from typing import Final

from flask import Blueprint, Response, abort, g

from extensions import db, glance, house
from public import forms, intake, refusals, screens
from public.forms import Post
from public.intake import SUPPLEMENT, Sent
from public.language import here
from public.survey import begun, read_form, see_other, sender_here
from surveys.questionnaire import Questionnaire

supplements: Final = Blueprint("supplements", __name__)
refusals.install(supplements)


@supplements.get("/tambahan/<code>/<first>/<family>")
def page(code: str, first: str, family: str) -> Response:
    """The questions of one family, for a response that is stored and not sealed yet."""
    place, nonce = begun(code, first)
    asked = {found.family: found for found in intake.supplements_at(glance(), place, nonce.issued_at)}
    return screens.supplement(place, asked.get(family) or abort(404), Post({forms.FIRST: first}))


@supplements.post("/tambahan")
def send() -> Response:
    """Store the answers with their response, under the version that was asked. None at all is an answer too."""
    sent, g.questionnaire = _read()
    columns = {
        "language": here.tag,
        "supplements": {g.questionnaire.code: forms.supplement(sent.post, g.questionnaire)},
    }
    outcome = intake.store(db(), house().keys, sent, columns, sender_here())
    db().commit()
    return see_other("survey.thanks", sent, outcome)


@supplements.post("/tambahan/bahasa")
def reworded() -> Response:
    """The same page in another language, with all that was filled in. Nothing is stored."""
    sent, questionnaire = _read()
    return screens.supplement(sent.place, questionnaire, sent.post)


def _read() -> tuple[Sent, Questionnaire]:
    """The form and its questionnaire; one that the unit does not ask has no form of ours."""
    sent = read_form(SUPPLEMENT)
    found = {asked.code: asked for asked in intake.supplements_at(glance(), sent.place, sent.first.issued_at)}
    questionnaire = found.get(sent.post[forms.WHICH]) or abort(400)
    sent.post.refuse_other_than(forms.supplement_fields(questionnaire))
    return sent, questionnaire
