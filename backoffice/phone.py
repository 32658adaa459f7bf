"""The citizen's page on a staff page: the same templates, and the same stylesheet kept within a frame."""

import re
from collections import defaultdict
from functools import cache
from typing import Final

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from headers import public_style
from surveys.questionnaire import Questionnaire

FRAME: Final = ".phone"
_RULE: Final = re.compile(r"\s*([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
# What the staff's stylesheet says of elements ends at the frame; shapes keep theirs.
_BARE: Final = f"{FRAME} :not(:where(svg,svg *)){{all:revert}}"
_WHOLE_PAGE: Final = {":root", "body"}


def drawn(questionnaire: Questionnaire, language: str) -> Markup:
    """The screens of a questionnaire in a language, filled in by nobody; nothing on them can be sent."""
    with force_locale(language):
        empty: defaultdict[str, str] = defaultdict(str)
        page = render_template("backoffice/phone.html", questionnaire=questionnaire, values=empty, problems={})
    return Markup(page)  # noqa: S704 - our own template, escaped by it


@cache
def style() -> str:
    """The citizens' stylesheet as it holds within the frame of a narrow phone."""
    return "\n".join([_BARE, *_framed(public_style())])


def _framed(css: str) -> list[str]:
    """Rules with every selector inside the frame; what holds for wide screens and for paper is left out."""
    found = []
    for names, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if names.startswith("@"):
            if "min-width" not in names and "print" not in names:
                found.append(f"{names}{{{''.join(_framed(body))}}}")
        elif names.strip() != "html":
            found.append(f"{','.join(map(_inside, names.split(',')))}{{{body}}}")
    return found


def _inside(selector: str) -> str:
    return FRAME if selector.strip() in _WHOLE_PAGE else f"{FRAME} {selector.strip()}"
