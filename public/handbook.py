"""The handbook for staff, which everyone may read."""

from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template, send_from_directory

import handbook
from public.open_data import KEPT_FOR

PICTURES_KEPT_SECONDS: Final = 86_400

guide: Final = Blueprint("handbook", __name__, url_prefix="/panduan")


@guide.get("/")
def contents() -> Response:
    """All chapters."""
    chapters = [handbook.chapter(name) for name in handbook.CHAPTERS]
    return _kept(render_template("public/handbook.html", chapters=chapters))


@guide.get("/<name>")
def chapter(name: str) -> Response:
    """One chapter."""
    try:
        found = handbook.chapter(name)
    except handbook.NoSuchChapter:
        abort(404)
    before, after = handbook.neighbours(name)
    return _kept(render_template("public/handbook_chapter.html", chapter=found, before=before, after=after))


@guide.get("/pictures/<file>")
def picture(file: str) -> Response:
    """A picture of a chapter."""
    return send_from_directory(handbook.PICTURES, file, max_age=PICTURES_KEPT_SECONDS)


def _kept(page: str) -> Response:
    """A page that anyone may keep for a few minutes."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = KEPT_FOR
    return answer
