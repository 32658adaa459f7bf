"""The screens of the survey that more than one view shows."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, url_for

import clock
from extensions import house
from public import forms
from public.forms import Post
from public.places import Place
from surveys import nonces
from surveys.questionnaire import Questionnaire

ACTIONS = {"nilai": "survey.rate", "lanjut": "survey.complete", "tambahan": "supplements.send"}


def fresh_nonce(purpose: str, code: str) -> str:
    """The nonce of a form that is being opened."""
    return nonces.issue(house().keys.form, purpose, code, clock.now(), secrets.token_bytes(nonces.RANDOM_BYTES))


def first(place: Place, questionnaire: Questionnaire, **about: str | bool) -> Response:
    """Unit, service, counter, one question and four faces.

    `about` may hold `nonce` (kept after a mistake), `first` (the nonce of the response to change), `moved` (the sign
    was replaced by the one shown), `former` (its code) and `problem`.
    """
    nonce = about.pop("nonce", "") or fresh_nonce("nilai", place.code)
    until = place.usable_until(clock.now())
    page = render_template(
        "public/first.html", place=place, questionnaire=questionnaire, nonce=nonce, until=until, **about
    )
    return make_response(page, 422 if about.get("problem") else 200)


def second(
    place: Place, questionnaire: Questionnaire, post: Post, *, problems: Mapping[str, str] | None = None
) -> Response:
    """The nine elements, a comment and the profile; what `post` holds stays filled in."""
    page = render_template(
        "public/second.html",
        place=place,
        questionnaire=questionnaire,
        values=post,
        nonce=post[forms.NONCE] or fresh_nonce("lanjut", place.code),
        first=post[forms.FIRST],
        problems=problems or {},
    )
    return make_response(page, 422 if problems else 200)


def supplement(
    place: Place, questionnaire: Questionnaire, post: Post, *, problems: Mapping[str, str] | None = None
) -> Response:
    """A questionnaire that follows; what `post` holds stays filled in."""
    page = render_template(
        "public/supplement.html",
        place=place,
        questionnaire=questionnaire,
        values=post,
        nonce=post[forms.NONCE] or fresh_nonce("tambahan", place.code),
        first=post[forms.FIRST],
        problems=problems or {},
    )
    return make_response(page, 422 if problems else 200)


def resend(status: int, title: str, advice: str, purpose: str, fields: Mapping[str, str], **words: Any) -> Response:
    """A page that keeps the answers and sends them with one press.

    `words` may hold `button` (else "Kirim") and `links`, pairs of label and address to go instead.
    """
    page = render_template(
        "public/resend.html",
        title=title,
        advice=advice,
        action=url_for(ACTIONS[purpose]),
        fields={name: value for name, value in fields.items() if value},
        **words,
    )
    return make_response(page, status)


def notice(status: int, title: str, advice: str, **words: Any) -> Response:
    """A page that explains and offers `links`, or a field to type a code when `ask_code` is true."""
    return make_response(render_template("public/notice.html", title=title, advice=advice, **words), status)
