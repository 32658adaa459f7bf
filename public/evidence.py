"""Is this evidence sheet genuine? Whoever holds the paper compares the digits; the page names nobody."""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import NoResultFound

from extensions import db, house
from models import evidence
from models.evidence import EvidenceSheet
from surveys import crockford, evidence_code

papers: Final = Blueprint("evidence", __name__)


@papers.get("/b")
@papers.get("/B")
def ask() -> Response:
    """A field for the code; however it is typed, the address it leads to is the canonical one."""
    typed = request.args.get("kode", "")
    if typed:
        return make_response(redirect(url_for("evidence.confirm", code=crockford.normalise(typed)[:40] or "-"), 303))
    return _page(None, "")


@papers.get("/B/<code>")
def confirm(code: str) -> Response:
    """What we know of the sheet with this code: agency, period, whether it is in force, and its fingerprint."""
    try:
        found = evidence_code.parse(house().keys.evidence, code)
        return _page(evidence.sheet(db(), found.handover, found.officer), code)
    except (evidence_code.UnknownSheet, NoResultFound):
        return _page(None, code)


def _page(sheet: EvidenceSheet | None, typed: str) -> Response:
    answer = make_response(
        render_template("public/evidence.html", sheet=sheet, typed=typed), 404 if typed and not sheet else 200
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
