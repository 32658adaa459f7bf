"""A citizen's form as it arrives: refused as a whole when no form of ours could have sent it."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Request, abort
from flask_babel import gettext as _

from origin import refuse_foreign
from public import sentences
from surveys import redaction
from surveys.questionnaire import AnswersError, Questionnaire, scale_value
from surveys.validity import Channel

FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 60

CODE, NONCE, FIRST = "kode", "formulir", "ganti"
OPENING, DISPUTED, FORMER = "nilai", "sengketa", "lewat"
COMMENT, HELPED, OFFLINE = "komentar", "pendamping", "luring"
WHICH = "kuesioner"
TAP = frozenset({CODE, NONCE, FIRST, OPENING, DISPUTED, FORMER})
DETAILS = frozenset({CODE, NONCE, FIRST, COMMENT, HELPED, OFFLINE})
SUPPLEMENT = frozenset({CODE, NONCE, FIRST, WHICH})
PROFILE = "profil_"
TICKED = "1"


class Problems(Exception):
    """Values that cannot be stored, by the name of their field, each with a sentence for the citizen."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        self.by_field = dict(by_field)
        super().__init__("; ".join(self.by_field))


@dataclass(frozen=True)
class Post:
    """The fields of a form, each with exactly one value."""

    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def digest(self, key: bytes) -> bytes:
        """32 bytes that are the same for the same answers; the nonce is what they are compared under."""
        said = sorted((name, value) for name, value in self.fields.items() if name != NONCE)
        return hmac.digest(key, b"body\0" + json.dumps(said).encode(), "sha256")

    def refuse_other_than(self, known: frozenset[str]) -> None:
        """Answer 400 when there is a field that the form does not have."""
        if not self.fields.keys() <= known:
            abort(400)


def read(request: Request) -> Post:
    """The form of a request: of our own pages, of the right type, without doubles and NUL. Anything else is a 4xx."""
    refuse_foreign()
    if request.mimetype != FORM_TYPE:
        abort(415)
    fields = {name: values for name, values in request.form.lists() if values}
    if len(fields) > MOST_FIELDS:
        abort(413)
    if any(len(values) > 1 or "\0" in name + values[0] for name, values in fields.items()):
        abort(400)
    return Post({name: values[0] for name, values in fields.items()})


def tap(post: Post) -> dict[str, Any]:
    """The column that the one tap sets. Raises Problems."""
    try:
        value = scale_value(post[OPENING])
    except ValueError:
        value = None
    if value is None or post[DISPUTED] not in {"", TICKED}:
        raise Problems({OPENING: _("Pilih salah satu dari empat jawaban.")})
    return {"opening": value}


def details(post: Post, questionnaire: Questionnaire, opened_at: datetime, now: datetime) -> dict[str, Any]:
    """The columns that the second screen sets; what was left empty sets none. Raises Problems.

    Speed is a matter of the elements: a form without any has no duration. Nor has one filled in on the phone's own copy
    of the page, whose nonce is asked for when it is sent.
    """
    problems: dict[str, str] = {}
    columns: dict[str, Any] = {}
    if answers := _answers(post, questionnaire, problems):
        columns["answers"] = answers
        if not post[OFFLINE]:
            columns["details_seconds"] = max(0.0, (now - opened_at).total_seconds())
    if comment := _comment(post, questionnaire, problems):
        columns["comment"] = comment
    if profile := _profile(post, questionnaire, problems):
        columns["profile"] = profile
    if post[HELPED] not in {"", TICKED}:
        problems[HELPED] = _("Pilihan ini tidak dikenal.")
    if post[HELPED]:
        columns["channel"] = Channel.ASSISTED.value
    if problems:
        raise Problems(problems)
    return columns


def supplement(post: Post, questionnaire: Questionnaire) -> dict[str, int]:
    """The answers to a questionnaire that follows, perhaps none. Raises Problems."""
    problems: dict[str, str] = {}
    answers = _answers(post, questionnaire, problems)
    if problems:
        raise Problems(problems)
    return answers


def supplement_fields(questionnaire: Questionnaire) -> frozenset[str]:
    """Names of all fields of a questionnaire that follows."""
    return SUPPLEMENT | {question.code for question in questionnaire.questions}


def details_fields(questionnaire: Questionnaire) -> frozenset[str]:
    """Names of all fields of the second screen."""
    questions = {question.code for question in questionnaire.questions}
    return DETAILS | questions | {PROFILE + field.code for field in questionnaire.profile}


def _answers(post: Post, questionnaire: Questionnaire, problems: dict[str, str]) -> dict[str, int]:
    try:
        return questionnaire.clean({question.code: post[question.code] for question in questionnaire.questions})
    except AnswersError as error:
        problems |= dict.fromkeys(error.problems, _("Pilih salah satu jawaban yang tersedia."))
        return {}


def _comment(post: Post, questionnaire: Questionnaire, problems: dict[str, str]) -> str:
    limit = questionnaire.comment.limit if questionnaire.comment else 0
    try:
        return redaction.clean(post[COMMENT], limit)
    except redaction.TextTooLong as error:
        problems[COMMENT] = sentences.of(error)
        return ""


def _profile(post: Post, questionnaire: Questionnaire, problems: dict[str, str]) -> dict[str, str]:
    given = {}
    for field in questionnaire.profile:
        code = post[PROFILE + field.code]
        if code in {option.code for option in field.options}:
            given[field.code] = code
        elif code:
            problems[PROFILE + field.code] = _("Pilih salah satu jawaban yang tersedia.")
    return given
