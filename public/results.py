"""Released results for everyone: the units by name, one unit with all that its index is made of, and its notice."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, abort, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import charts
import clock
import filters
from charts import Reading
from extensions import db, house
from models import former_names, moves, publications, questionnaires, releases, supplement_figures, units
from models.agency import the_agency
from models.publications import Publication
from models.supplement_figures import SupplementFigure
from models.units import Unit
from public.language import period_label
from surveys import crosswalk, publication
from surveys.disclosure import CELL_MINIMUM, PUBLIC_MINIMUM
from surveys.ikm import ElementFigure, Index
from surveys.periods import Kind, Period, UnknownPeriod, containing, parse
from surveys.publication import Certainty, Change
from surveys.questionnaire import Questionnaire
from surveys.questionnaire_parts import Element
from surveys.typed_toml import FALLBACK

PERIOD: Final = "periode"
FIRST_YEAR: Final = 2000
NOTICE_FIELDS: Final = frozenset({"sex", "education"})

results: Final = Blueprint("results", __name__)


@dataclass(frozen=True)
class UnitPage:
    """What the page of a unit shows, read in one go.

    Attributes:
        is_final: whether every month of its period is locked.
        improved: how many things the unit says it changed in the period.
        supplements: SPKP, SPAK and the unit's own questions, which are no part of the index.
        successor: the unit that it was merged into by now.
    """

    told: Publication
    trend: list[Publication]
    periods: list[Period]
    is_final: bool
    improved: int
    supplements: list[SupplementFigure]
    successor: Unit | None

    @property
    def elements(self) -> list[tuple[Element, ElementFigure]]:
        """The elements with an average, from the lowest to the highest, then those of too few answers."""
        index = self.told.index
        if index is None:
            return []
        described = {element.code: element for element in self.questionnaires[-1].elements}
        ordered = sorted(index.elements, key=lambda element: (element.nrr is None, element.nrr or 0))
        return [(described[element.code], element) for element in ordered]

    @property
    def questionnaires(self) -> list[Questionnaire]:
        """The versions that were answered in the period."""
        return [questionnaires.load(db(), code) for code in self.told.figure.questionnaires]

    @property
    def changed_in(self) -> list[Period]:
        """Months whose questionnaire is not that of the month shown before."""
        steps = crosswalk.breaks([month.figure.questionnaires for month in self.trend])
        return [month.period for month, begins in zip(self.trend, steps, strict=True) if begins]

    @property
    def chart(self) -> charts.Line | None:
        """The trend as coordinates."""
        return charts.line([_reading(month, begins=month.period in self.changed_in) for month in self.trend])

    def place(self, element: ElementFigure) -> float:
        """Where an element lies on the axis from 1 to 4."""
        return charts.place(float(element.nrr or 1))


@results.get("/hasil")
def unit_list() -> str:
    """The units by name, and all of them together."""
    this_year = containing(clock.now().astimezone(the_agency(db()).tzinfo).date(), Kind.YEAR)
    period = asked(this_year)
    told = publications.of_units(db(), period)
    return render_template(
        "public/results.html",
        period=period,
        periods=_periods(publications.months(db()), this_year, period),
        told=told,
        whole=publications.of_agency(period, told),
        minimum=PUBLIC_MINIMUM,
    )


@results.get("/hasil/<code>")
def unit(code: str) -> str:
    """One unit's index in a period (this year unless asked otherwise), or why there is none yet."""
    page = _page(db(), units.by_code(db(), code))
    return render_template(
        "public/result.html",
        page=page,
        told=page.told,
        certainty=certainty_words(page.told.index),
        trend_title=_trend_title(page.trend),
        minimum=PUBLIC_MINIMUM,
        cell_minimum=CELL_MINIMUM,
        site=house().config.base_url,
    )


@results.get("/hasil/<code>/pengumuman")
def notice(code: str) -> str:
    """The official publication of a unit's index on one A4 sheet, always in Indonesian."""
    found = units.by_code(db(), code)
    period = asked(this_year(found))
    told = publications.of_unit(db(), found, period)
    counts = publications.profile(db(), found, period)
    versions = [questionnaires.load(db(), code) for code in told.figure.questionnaires]
    fields = versions[-1].profile if versions else ()
    with force_locale(FALLBACK):
        return render_template(
            "public/result_notice.html",
            told=told,
            services=_services(db(), found, period),
            questionnaires=versions,
            profile=[(field, counts[field.code]) for field in fields if field.code in set(counts) & NOTICE_FIELDS],
            is_final=publications.is_final(db(), period),
            minimum=PUBLIC_MINIMUM,
        )


def _services(session: Session, found: Unit, period: Period) -> list[str]:
    """Names of the services that the unit offered in a period, as they were called at its end."""
    offered = units.services_of(session, found.id)
    names = former_names.on(session, offered, period.end)
    return [names[row.id] for row in offered if row.closed_on is None or row.closed_on > period.start]


def this_year(found: Unit) -> Period:
    """The running year on the unit's clock."""
    return containing(found.local(clock.now()).date(), Kind.YEAR)


def asked(otherwise: Period) -> Period:
    """The period in the address; one that does not exist is an address that does not exist."""
    try:
        period = parse(request.args.get(PERIOD) or otherwise.code)
    except UnknownPeriod:
        abort(404)
    if period.year < FIRST_YEAR:  # the year before the first of the calendar does not exist
        abort(404)
    return period


def certainty_words(index: Index | None) -> str:
    """How sure the grade is, in everyday words; nothing where nobody can tell."""
    sure = publication.certainty(index) if index else None
    if index is None or index.grade is None or sure is None:
        return ""
    other = publication.rival(index)
    words = {
        Certainty.SURE: _("Mutu %(grade)s hampir pasti.", grade=index.grade.name),
        Certainty.LIKELY: _("Mutu %(grade)s sangat mungkin.", grade=index.grade.name),
        Certainty.OPEN: _("Nilainya dekat batas: mutunya bisa juga %(grade)s.", grade=other and other.name),
    }
    return str(words[sure])


def _page(session: Session, found: Unit) -> UnitPage:
    year, today = this_year(found), found.local(clock.now()).date()
    period = asked(year)
    return UnitPage(
        told=publications.of_unit(session, found, period),
        trend=publications.trend(session, found, _last_day(found, period)),
        periods=_periods(releases.months_of(session, found.id), year, period),
        is_final=publications.is_final(session, period),
        improved=publications.improved(session, found, period),
        supplements=supplement_figures.published(session, found.id, period),
        successor=moves.successor_of(session, found) if found.closed_on and found.closed_on <= today else None,
    )


def _last_day(found: Unit, period: Period) -> date:
    return min(period.end, found.local(clock.now()).date())


def _periods(months: list[str], year: Period, chosen: Period) -> list[Period]:
    """The periods worth asking for: this year, and every year, half-year and quarter with a released month."""
    found = {year, chosen} | {
        containing(parse(month).start, kind) for month in months for kind in (Kind.YEAR, Kind.HALF_YEAR, Kind.QUARTER)
    }
    return sorted(found, key=lambda period: (-period.year, -period.kind.value, -period.index))


def _trend_title(trend: list[Publication]) -> str:
    """What the trend says, as its title."""
    known = [(month.period, index) for month in trend if (index := month.index) and index.exact is not None]
    if not known:
        return ""
    (first, before), (last, after) = known[0], known[-1]
    ends = {
        "first": period_label(first),
        "last": period_label(last),
        "before": filters.number(before.value, 2),
        "after": filters.number(after.value, 2),
    }
    words = {
        Change.UP: _("Naik dari %(before)s (%(first)s) menjadi %(after)s (%(last)s)", **ends),
        Change.DOWN: _("Turun dari %(before)s (%(first)s) menjadi %(after)s (%(last)s)", **ends),
        Change.UNCLEAR: _("Belum ada perubahan yang jelas sejak %(first)s", **ends),
    }
    return str(words[publication.change(before, after)]) if len(known) > 1 else f"{ends['last']}: {ends['after']}"


def _reading(month: Publication, *, begins: bool) -> Reading:
    label = f"{filters.month_name(month.period.start.month)[:3]} {month.period.year % 100:02}"
    index = month.index
    if index is None or index.exact is None:
        return Reading(label, None, begins=begins)
    return Reading(label, float(index.exact), index.interval(), begins)
