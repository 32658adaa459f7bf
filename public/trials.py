"""Trial scans: a counter's page as citizens see it, whose answer is no rating. It never comes near the inbox."""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

import clock
from extensions import db, glance, house
from models import signs
from origin import refuse_foreign
from public import intake, refusals, screens
from public.places import Place
from public.survey import place_of
from surveys import trials as rules
from surveys.trials import TrialOver

trials: Final = Blueprint("trials", __name__, url_prefix="/uji")
refusals.install(trials)


@trials.get("/<code>/<token>")
def first(code: str, token: str) -> Response:
    """The first screen, marked as a trial, with faces that lead nowhere but here."""
    place = _place(code, token)
    questionnaire = intake.questionnaire_at(glance(), place, clock.now())
    return make_response(render_template("public/trial.html", place=place, questionnaire=questionnaire, token=token))


@trials.post("/<code>/<token>")
def tapped(code: str, token: str) -> Response:
    """A face was tapped: the day of the trial is remembered, the answer is not even read."""
    refuse_foreign()
    place = _place(code, token)
    signs.try_out(db(), place.counter.id, place.unit.local(clock.now()).date(), ok=True)
    db().commit()
    return make_response(redirect(url_for("trials.done", code=place.code, token=token), 303))


@trials.get("/<code>/<token>/selesai")
def done(code: str, token: str) -> Response:
    """The trial worked."""
    return make_response(render_template("public/trial_done.html", place=_place(code, token)))


@trials.errorhandler(TrialOver)
def over(_error: TrialOver) -> Response:
    """410: the address was good for a quarter of an hour."""
    return screens.notice(
        410, _("Halaman uji ini sudah tidak berlaku"), _("Buka lagi uji pindai di halaman loket, lalu pindai kodenya.")
    )


def _place(code: str, token: str) -> Place:
    """The place that is tried. Raises TrialOver, or UnknownCode."""
    rules.check(house().keys.form, code, token, clock.now())
    return place_of(code)
