"""A released result as an image for other sites: a frame around a page stays forbidden, this does not need one."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

import clock
import filters
from extensions import db
from models import publications, units
from models.agency import the_agency
from public.language import here
from public.open_data import KEPT_FOR
from public.results import asked, this_year
from surveys.disclosure import PUBLIC_MINIMUM
from surveys.ikm import Index
from surveys.periods import Kind, Period, containing
from surveys.typed_toml import FALLBACK

THEME: Final = "tema"
LETTERS: Final = 34  # of a name on one line of the drawing
LINES: Final = 2

embed: Final = Blueprint("embed", __name__)


@dataclass(frozen=True)
class Theme:
    """Colours of the drawing."""

    ink: str
    quiet: str
    primary: str
    paper: str
    line: str


THEMES: Final = {
    "terang": Theme("#1f1f1f", "#525252", "#0a489f", "#ffffff", "#737373"),
    "gelap": Theme("#f2f2f2", "#c4c4c4", "#9cc4ff", "#121417", "#8c8c8c"),
}


@embed.get("/hasil/<code>.svg")
def unit(code: str) -> Response:
    """One unit in a period."""
    found = units.by_code(db(), code)
    period = asked(this_year(found))
    told = publications.of_unit(db(), found, period)
    return _image(told.name, period, told.index, told.figure.respondents)


@embed.get("/hasil.svg")
def agency() -> Response:
    """All units together."""
    found = the_agency(db())
    period = asked(containing(clock.now().astimezone(found.tzinfo).date(), Kind.YEAR))
    whole = publications.of_agency(period, publications.of_units(db(), period))
    return _image(found.name, period, whole.index, whole.index.respondents if whole.index else 0)


def _image(name: str, period: Period, index: Index | None, respondents: int) -> Response:
    """The drawing. Other sites may show it, in the language of their choice; an unknown theme is the light one."""
    with force_locale(here.asked or FALLBACK):
        drawing = render_template(
            "public/result.svg",
            name=name,
            lines=wrap(name, LETTERS, max_lines=LINES, placeholder=" …", break_long_words=True),
            period=period,
            index=index,
            finding=_finding(index, respondents),
            count=_("%(n)s penilaian", n=filters.number(respondents)),
            theme=THEMES.get(request.args.get(THEME, ""), THEMES["terang"]),
        )
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = KEPT_FOR
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _finding(index: Index | None, respondents: int) -> str:
    """What the drawing says, in one sentence."""
    if index is None:
        found = _("Belum cukup data: %(n)s dari %(minimum)s penilaian.", n=respondents, minimum=PUBLIC_MINIMUM)
    elif index.grade is None:
        found = _("Indeks belum dapat dihitung.")
    else:
        found = _(
            "Indeks Kepuasan Masyarakat %(value)s, mutu %(grade)s (%(words)s), dari %(n)s penilaian.",
            value=filters.number(index.value, 2),
            grade=index.grade.name,
            words=index.grade.value,
            n=filters.number(index.respondents),
        )
    return str(found)
