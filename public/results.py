"""Released results of the units, for everyone."""

from typing import Final

from flask import Blueprint, abort, render_template, request

import clock
from extensions import db
from models import figures, releases, units
from surveys.disclosure import PUBLIC_MINIMUM
from surveys.periods import Kind, Period, UnknownPeriod, containing, parse
from surveys.questionnaire import load

results: Final = Blueprint("results", __name__)


@results.get("/hasil")
def unit_list() -> str:
    """The units, by name."""
    return render_template("public/results.html", units=units.all_units(db()))


@results.get("/hasil/<code>")
def unit(code: str) -> str:
    """One unit's index in a period (this year unless asked otherwise), or why there is none yet."""
    found = units.by_code(db(), code)
    this_year = containing(found.local(clock.now()).date(), Kind.YEAR)
    offered = _periods(releases.months_of(db(), found.id), this_year)
    period = _asked(this_year)
    figure = figures.unit_figure(db(), found.id, period)
    shown = figure.index if figure.respondents >= PUBLIC_MINIMUM else None
    return render_template(
        "public/result.html",
        unit=found,
        period=period,
        periods=offered,
        figure=figure,
        index=shown,
        elements=_named_elements(figure) if shown else [],
        minimum=PUBLIC_MINIMUM,
    )


def _asked(this_year: Period) -> Period:
    """The period in the address; one that does not exist is an address that does not exist."""
    try:
        return parse(request.args.get("periode") or this_year.code)
    except UnknownPeriod:
        abort(404)


def _periods(months: list[str], this_year: Period) -> list[Period]:
    """The periods worth asking for: this year, and every year, half-year and quarter with a released month."""
    found = {this_year} | {
        containing(parse(month).start, kind) for month in months for kind in (Kind.YEAR, Kind.HALF_YEAR, Kind.QUARTER)
    }
    return sorted(found, key=lambda period: (-period.year, -period.kind.value, -period.index))


def _named_elements(figure: figures.Figure) -> list[tuple[str, object]]:
    """Name and figure of each element, in report order."""
    names = {element.code: element.name() for code in figure.questionnaires for element in load(code).elements}
    return [(names[element.code], element) for element in figure.index.elements] if figure.index else []
