"""Training on the demonstration agency: a few things to try for each role, and what of it is done."""

from collections.abc import Mapping
from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from backoffice.agency_exercises import FOR_ADMIN, FOR_AUDITOR, FOR_EVALUATOR, FOR_HR
from backoffice.door import by, person, staff
from backoffice.exercise_kinds import Exercise
from backoffice.unit_exercises import FOR_OFFICER, FOR_OPERATOR, FOR_UNIT_HEAD
from extensions import db
from models import training
from models.agency import the_agency

EXERCISES: Final[Mapping[str, tuple[Exercise, ...]]] = {
    "officer": FOR_OFFICER,
    "unit_head": FOR_UNIT_HEAD,
    "operator": FOR_OPERATOR,
    "hr": FOR_HR,
    "evaluator": FOR_EVALUATOR,
    "admin": FOR_ADMIN,
    "auditor": FOR_AUDITOR,
}


@staff.get("/latihan")
def training_list() -> str:
    """The exercises of one's role; in a real agency only how to start the demonstration."""
    if not the_agency(db()).is_sample:
        return render_template("backoffice/training_none.html")
    tried = training.tried(db(), person().username)
    exercises = EXERCISES[person().role]
    done = {exercise.key for exercise in exercises if exercise.is_done(tried)}
    return render_template(
        "backoffice/training.html",
        exercises=exercises,
        done=done,
        addresses={exercise.key: _address(exercise) for exercise in exercises},
    )


@staff.post("/latihan/<key>")
def training_answer(key: str) -> Response:
    """Answer the question of an exercise."""
    exercise = next((one for one in EXERCISES[person().role] if one.key == key), None)
    if exercise is None or exercise.question is None or not the_agency(db()).is_sample:
        abort(404)
    if request.form.get("choice") == str(exercise.question.right):
        training.answer(db(), by(), key)
        db().commit()
        flash(_("Benar. %(why)s", why=exercise.question.why))
    else:
        flash(_("Belum tepat. Baca sekali lagi, lalu coba lagi."))
    return redirect(url_for("backoffice.training_list", _anchor=key), 303)


def _address(exercise: Exercise) -> str:
    """Where an exercise is done."""
    endpoint = f"backoffice.{exercise.endpoint}"
    return url_for(endpoint, unit_id=person().unit_id) if exercise.of_unit else url_for(endpoint)
