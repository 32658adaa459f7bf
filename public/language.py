"""The language of a page. It is kept in the address (`?bahasa=su`) and goes along with every link: no cookie needed."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, has_request_context, request
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from filters import month_name
from public.context import agency_or_none
from surveys.languages import LANGUAGES, choose, known
from surveys.periods import Kind, Period
from surveys.typed_toml import FALLBACK, PerLanguage

FIELD: Final = "bahasa"
STAFF_PATHS: Final = ("/staf", "/layar", "/api", "/panduan")  # Indonesian, whatever the browser prefers
# One worker serves every language, and the address of a script names its own.
FIXED: Final = frozenset({"static", "offline.worker", "offline.script"})
ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Choice:
    """Another language, and the address of the same page in it."""

    tag: str
    name: str
    address: str


class Here:
    """The language of this page, as templates know it."""

    @property
    def tag(self) -> str:
        """Tag of the language."""
        return str(get_locale())

    @property
    def asked(self) -> str:
        """The language that the address asks for, if it is offered; else ""."""
        if not has_request_context() or request.path.startswith(STAFF_PATHS):
            return ""
        tag = known(request.args.get(FIELD, ""))
        return tag if tag in _offered() else ""

    @property
    def query(self) -> str:
        """What a plain address of ours needs at its end to keep the language."""
        return f"?{FIELD}={self.asked}" if self.asked else ""

    @property
    def name(self) -> str:
        """The name of the language in itself."""
        return _name(self.tag)

    @property
    def others(self) -> list[Choice]:
        """The other languages on offer; none on a page of the staff."""
        if request.path.startswith(STAFF_PATHS):
            return []
        said = [(name, value) for name, value in request.args.items(multi=True) if name != FIELD]
        others = [tag for tag in _offered() if tag != self.tag]
        return [Choice(tag, _name(tag), "?" + urlencode([*said, (FIELD, tag)])) for tag in others]


here: Final = Here()


def wording(text: PerLanguage[str]) -> Markup:
    """A text of a questionnaire in the language of the page; marked as Indonesian where it has no other."""
    return _marked(text(here.tag), text.tag(here.tag))


def wordings(texts: PerLanguage[tuple[str, ...]]) -> list[Markup]:
    """A list of texts likewise, say the labels of a question."""
    return [_marked(text, texts.tag(here.tag)) for text in texts(here.tag)]


def period_label(period: Period) -> str:
    """A period as people say it."""
    if period.kind is Kind.MONTH:
        return f"{month_name(period.index)} {period.year}"
    number = ROMAN[(period.index - 1) % len(ROMAN)]
    names: dict[Kind, str] = {
        Kind.QUARTER: _("Triwulan %(n)s %(year)s", n=number, year=period.year),
        Kind.HALF_YEAR: _("Semester %(n)s %(year)s", n=number, year=period.year),
        Kind.YEAR: _("Tahun %(year)s", year=period.year),
    }
    return names[period.kind]


def select() -> str:
    """The language of this request: asked for in the address, else preferred by the browser, else Indonesian."""
    if not has_request_context() or request.path.startswith(STAFF_PATHS):
        return FALLBACK
    return choose([request.args.get(FIELD, ""), *request.accept_languages.values()], _offered())


def install(app: Flask) -> None:
    """Choose the language of every page, and keep it in the addresses of the citizen's ones."""
    app.extensions["babel"].locale_selector = select
    app.url_defaults(_carry)
    app.after_request(_vary)
    app.jinja_env.globals["language"] = here
    app.jinja_env.filters.update(wording=wording, wordings=wordings, period_label=period_label)


def _offered() -> tuple[str, ...]:
    """Tags of the languages that the agency offers; all of them on a page that says the database is away."""
    agency = agency_or_none()
    return agency.languages if agency else tuple(LANGUAGES)


def _name(tag: str) -> str:
    language = LANGUAGES[tag]
    return f"{language.name} (draf)" if language.is_draft else language.name


def _marked(text: str, tag: str) -> Markup:
    if tag == here.tag:
        return Markup("{}").format(text)
    return Markup('<span lang="{}">{}</span>').format(tag, text)


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if here.asked and endpoint not in FIXED:
        values.setdefault(FIELD, here.asked)


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html" and not request.path.startswith(STAFF_PATHS):
        response.vary.add("Accept-Language")
    return response
