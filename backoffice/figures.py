"""Released figures of units: the agency's list, and one unit with everything needed to redo its index by hand."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import dropwhile
from typing import Final

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import charts
import clock
import filters
from backoffice import exports, funnels, period_choice
from backoffice.door import own_unit, staff
from backoffice.exports import View
from backoffice.spreadsheets import Value
from charts import Reading
from extensions import db, house
from models import counters, figures, questionnaires, snapshots, units
from models.figures import Figure, UnitFigure
from models.units import Unit
from surveys import crosswalk, disclosure
from surveys.ikm import ElementFigure, half_up
from surveys.periods import Kind, Period, parse
from surveys.questionnaire import Questionnaire, load
from surveys.recompute import Report

MONTHS_SHOWN: Final = 12
LOWEST_SHOWN: Final = 3
NARROWEST: Final = 0.05  # shares below it, or above the rest, are not told apart
FIRST_RELEASE: Final = disclosure.BATCH_MINIMUM + disclosure.WITHHELD

LIST_COLUMNS: Final = {
    "Unit": _l("nama unit layanan"),
    "N": _l("penilaian yang dirilis dengan sedikitnya satu unsur terisi"),
    "IKM": _l("Indeks Kepuasan Masyarakat, bobot tepat 1/9, dibulatkan satu kali"),
    "Mutu": _l("A sampai D menurut PermenPANRB 14/2017"),
    "Batas bawah": _l("rentang kepercayaan 95 %"),
    "Batas atas": _l("rentang kepercayaan 95 %"),
    "IKM terverifikasi": _l("hanya formulir dengan tiket kunjungan; kosong bila akan memisahkan kurang dari 10"),
    "Layanan tercatat": _l("layanan dalam periode ini; kosong bila bersama N akan memisahkan kurang dari 10 orang"),
    "Tingkat tanggapan": _l(
        "penilaian yang dirilis dibagi layanan tercatat, 0 sampai 1; kosong bila tidak boleh tampil"
    ),
    "Data per": _l("hari rilis terbaru"),
}
UNIT_COLUMNS: Final = {
    "Kode": _l("kode unsur"),
    "Unsur": _l("nama unsur"),
    "n": _l("jawaban yang diberikan untuk unsur ini"),
    "Jumlah nilai": _l("jumlah jawaban 1 sampai 4"),
    "NRR": _l("nilai rata-rata, dua desimal, hanya untuk tampilan"),
    "NRR tertimbang": _l("NRR dikali 1/9, tiga desimal, hanya untuk tampilan"),
    "Konversi": _l("NRR tepat dikali 25"),
    "Mutu": _l("mutu konversi"),
}


@dataclass(frozen=True)
class UnitPage:
    """What the page of a unit shows, read in one go."""

    unit: Unit
    period: Period
    figure: UnitFigure
    questionnaire: Questionnaire
    trend: list[tuple[Period, Figure]]
    has_counter: bool

    @property
    def name_of(self) -> dict[str, str]:
        """Names of the elements by code."""
        return {element.code: element.name() for element in self.questionnaire.elements}

    @property
    def lowest(self) -> list[ElementFigure]:
        """The three lowest elements by exact NRR; ties in the order of the elements."""
        elements = self.figure.index.elements if self.figure.index else ()
        answered = [element for element in elements if element.nrr is not None]
        return sorted(answered, key=lambda element: element.nrr or Fraction(0))[:LOWEST_SHOWN]

    @property
    def taps(self) -> list[tuple[str, int, str | None]]:
        """Label, count and share of the first tap; the share is None where it could point at somebody."""
        labels = self.questionnaire.opening.labels()
        counts = zip(labels, self.figure.opening, strict=True)
        return [(label, count, disclosure.capped_share(count, self.figure.taps)) for label, count in counts]

    def place(self, element: ElementFigure) -> float:
        """Where an element lies on the axis from 1 to 4."""
        return charts.place(float(element.nrr or 1))

    def blurred(self, count: int) -> float:
        """Length of a bar; as blurred at its ends as the share beside it."""
        return min(max(count / self.figure.taps, NARROWEST), 1 - NARROWEST)

    @property
    def certainty(self) -> str:
        """How sure the grade is; never quite sure."""
        index = self.figure.index
        if index is None or index.grade is None or index.certainty is None:
            return filters.NOTHING
        return filters.chance(index.certainty[index.grade])

    @property
    def changed_in(self) -> list[Period]:
        """Months whose questionnaire is not that of the month shown before."""
        steps = crosswalk.breaks([figure.questionnaires for _month, figure in self.trend])
        return [month for (month, _figure), begins in zip(self.trend, steps, strict=True) if begins]

    @property
    def chart(self) -> charts.Line | None:
        """The trend as coordinates."""
        return charts.line([_reading(month, figure, begins=month in self.changed_in) for month, figure in self.trend])


@staff.get("/hasil")
def figure_list() -> AnyResponse | str:
    """All units in a period, by name; a person of one unit goes straight to it."""
    unit_id = own_unit()
    if unit_id is not None:
        code = request.args.get(period_choice.PARAMETER)
        return redirect(url_for("backoffice.figure_page", unit_id=unit_id, periode=code))
    period = period_choice.chosen(db(), Kind.QUARTER)
    rows, whole = _by_name(db(), period), figures.agency_figure(db(), period)
    return render_template(
        "backoffice/figure_list.html",
        period=period,
        periods=period_choice.choices(db(), period),
        rows=rows,
        whole=whole,
        funnel=funnels.of_units(rows, whole),
        fewest=funnels.FEWEST,
    )


@staff.get("/unit/<int:unit_id>/hasil")
def figure_page(unit_id: int) -> str:
    """One unit in a period."""
    page = _page(db(), unit_id)
    return render_template(
        "backoffice/figure_page.html",
        page=page,
        figure=page.figure,
        periods=period_choice.choices(db(), page.period),
        first_release=FIRST_RELEASE,
        distribution_from=disclosure.DISTRIBUTION_MINIMUM,
        service_mode=_service_mode(page),
    )


@staff.post("/hasil/unduh.<any(csv, xlsx):ending>")
def figure_list_export(ending: str) -> Response:
    """The list as a file."""
    with house().database.reading() as reading:
        period = period_choice.chosen(reading, Kind.QUARTER)
        shown = _by_name(reading, period)
    rows = [(unit.name, *_row(figure)) for unit, figure in shown]
    n = sum(figure.respondents for _unit, figure in shown)
    view = View(f"ikm-{period.code}", exports.words(LIST_COLUMNS), rows, {_("Periode"): period.label}, n)
    return exports.send(view, ending)


@staff.post("/unit/<int:unit_id>/hasil/unduh.<any(csv, xlsx):ending>")
def figure_page_export(unit_id: int, ending: str) -> Response:
    """The elements of a unit as a file, its index beside them."""
    with house().database.reading() as reading:
        page = _page(reading, unit_id)
    index = page.figure.index
    view = View(
        f"ikm-{page.unit.code}-{page.period.code}",
        exports.words(UNIT_COLUMNS),
        [_element_row(page, element) for element in index.elements] if index else [],
        {_("Periode"): page.period.label, _("Unit"): page.unit.name},
        page.figure.respondents,
        notes=_notes(page),
    )
    return exports.send(view, ending)


def _service_mode(page: UnitPage) -> list[tuple[Period, Report]]:
    """The unit's figures of service mode in locked periods of this length, oldest first, up to the one shown."""
    found = []
    for code, snapshot_id in snapshots.in_force(db()).items():
        period = parse(code)
        figure = snapshots.figure_of(db(), snapshot_id, page.unit.id).get("service_mode")
        if figure and period.kind is page.period.kind and period.end <= page.period.end:
            found.append((period, figure))
    return sorted(found, key=lambda pair: pair[0].start)[-MONTHS_SHOWN:]


def _page(session: Session, unit_id: int) -> UnitPage:
    unit = units.get(session, unit_id, own_unit())
    period = period_choice.chosen(session, Kind.QUARTER)
    figure = figures.unit_figure(session, unit.id, period)
    today = unit.local(clock.now()).date()
    code = figure.questionnaires[-1] if figure.questionnaires else questionnaires.in_use(session, today).code
    trend = figures.trend(session, unit.id, min(period.end, today), MONTHS_SHOWN)
    begun = list(dropwhile(lambda month: month[1].index is None, trend))
    return UnitPage(unit, period, figure, load(code), begun, bool(counters.open_of_unit(session, unit.id, today)))


def _by_name(session: Session, period: Period) -> list[tuple[Unit, Figure]]:
    """Open units and those with a figure, by name."""
    found = figures.unit_figures(session, period)
    shown = [unit for unit in units.all_units(session, own_unit()) if unit.id in found or unit.closed_on is None]
    return [(unit, found.get(unit.id, Figure())) for unit in shown]


def _row(figure: Figure) -> tuple[Value, ...]:
    """A unit in the file of the list; empty cells where there is no number."""
    index, verified = figure.index, figure.verified
    low, high = exports.interval(index)
    return (
        figure.respondents or None,
        index.value if index else None,
        index.grade.name if index and index.grade else None,
        low,
        high,
        verified.value if verified else None,
        figure.services.logged if figure.response_rate is not None else None,
        _rate(figure.response_rate),
        figure.released_on,
    )


def _element_row(page: UnitPage, element: ElementFigure) -> tuple[Value, ...]:
    return (
        element.code,
        page.name_of[element.code],
        element.n,
        element.total,
        element.nrr_rounded,
        element.weighted_rounded,
        element.conversion,
        element.grade.name if element.grade else None,
    )


def _notes(page: UnitPage) -> dict[str, Value]:
    """The index and how sure it is, for the sheet beside the data."""
    figure = page.figure
    if figure.index is None:
        return {_("IKM"): _("belum ada angka yang dirilis")}
    low, high = exports.interval(figure.index)
    return {
        _("IKM"): figure.index.value,
        _("Mutu"): figure.index.grade.name if figure.index.grade else figure.index.note,
        _("Batas bawah rentang 95 %"): low,
        _("Batas atas rentang 95 %"): high,
        _("IKM tepat (pecahan)"): str(figure.index.exact) if figure.index.exact is not None else None,
        _("IKM terverifikasi"): figure.verified.value if figure.verified else None,
        _("Layanan tercatat"): figure.services.logged if figure.response_rate is not None else None,
        _("Tingkat tanggapan"): _rate(figure.response_rate),
        _("Tingkat tanggapan dengan tiket"): _rate(figure.ticket_rate),
        _("Dengan bobot 0,11 (pencocokan saja)"): figure.index.reconciliation.get("w_0_11"),
        _("Kuesioner"): ", ".join(figure.questionnaires),
        _("Data per"): figure.released_on,
    }


def _rate(share: Fraction | None) -> Decimal | None:
    return None if share is None else half_up(share, 2)


def _reading(month: Period, figure: Figure, *, begins: bool) -> Reading:
    label = f"{filters.month_name(month.start.month)[:3]} {month.year % 100:02}"
    if figure.index is None or figure.index.exact is None:
        return Reading(label, None, begins=begins)
    return Reading(label, float(figure.index.exact), figure.index.interval(), begins)
