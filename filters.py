"""Values → words on a page: numbers with a decimal comma, days, names of things. None is an en dash, never 0."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Flask, url_for
from flask_babel import get_locale
from markupsafe import Markup, escape

from models.agency import ZONES
from surveys import nip as nip_rules
from surveys.ikm import half_up

NOTHING = "–"
SURE = 0.99
STATIC = Path(__file__).resolve().parent / "static"


def _locale() -> Locale:
    """The language of the page; Indonesian in a command."""
    return get_locale() or Locale("id")


def number(value: float | int | Fraction | Decimal | None, digits: int = 0) -> str:
    """A number as Indonesians write it, `1.234,50`, or on an English page `1,234.50`; rounded half up."""
    if value is None:
        return NOTHING
    exact = Fraction(value)
    text = f"{abs(half_up(exact if exact >= 0 else -exact, digits)):,.{digits}f}"
    if _locale().language != "en":
        text = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return ("\N{MINUS SIGN}" if exact < 0 and text.strip("0,.") else "") + text


def score(value: float | Fraction | None) -> str:
    """A score with one decimal; a missing one is an en dash."""
    return number(value, 1)


def day(value: date | None, *, weekday: bool = False) -> str:
    """`3 November 2026`, with the weekday in front if wanted."""
    if value is None:
        return NOTHING
    text = f"{value.day} {month_name(value.month)} {value.year}"
    return f"{_locale().days['format']['wide'][value.weekday()]}, {text}" if weekday else text


def month_name(month: int) -> str:
    """The name of a month, from 1 to 12."""
    name: str = _locale().months["format"]["wide"][month]
    return name


def moment(value: datetime | None, zone: str = "Asia/Jakarta") -> str:
    """`3 November 2026, 14.05 WIB`."""
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(zone))
    time = f"{local:%H:%M}" if _locale().language == "en" else f"{local:%H.%M}"
    return f"{day(local.date())}, {time} {ZONES.get(zone, zone)}"


def nip(value: str | None) -> Markup:
    """A NIP in groups for the eye that is copied without spaces."""
    if not value:
        return Markup(NOTHING)  # noqa: S704 - a constant
    groups = [Markup("<span>{}</span>").format(group) for group in nip_rules.grouped(value).split()]
    return Markup('<span class="nip">{}</span>').format(Markup("").join(groups))


def percent(value: float | None, digits: int = 0) -> str:
    """A share of 1 as per cent, never parted at the end of a line."""
    return NOTHING if value is None else f"{number(100 * value, digits)}\N{NO-BREAK SPACE}%"


def chance(probability: float) -> str:
    """An estimated probability as per cent; nothing estimated is quite sure."""
    if probability > SURE:
        return f">\N{NO-BREAK SPACE}{percent(SURE)}"
    if probability < 1 - SURE:
        return f"<\N{NO-BREAK SPACE}{percent(1 - SURE)}"
    return percent(probability)


def paragraphs(value: str) -> Markup:
    """Text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in value.splitlines())


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """Address of a static file; the digest in it lets browsers keep the file for a year."""
    return url_for("static", filename=name, v=_digest(name))


def install(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters.update(
        number=number,
        score=score,
        day=day,
        moment=moment,
        nip=nip,
        percent=percent,
        chance=chance,
        paragraphs=paragraphs,
    )
    app.jinja_env.globals["static_url"] = static_url
