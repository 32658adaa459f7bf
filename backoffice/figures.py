"""Released figures of units: the agency's list, and one unit with everything needed to redo its index by hand."""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from backoffice import (
    exports,
    figure_charts,
    figure_lists,
    figure_pages,
    figure_tables,
    funnels,
    period_choice,
    saved_views,
)
from backoffice.door import own_unit, staff
from backoffice.exports import View
from backoffice.figure_lists import AgencyPage
from backoffice.figure_pages import UnitPage
from backoffice.spreadsheets import Value
from extensions import db
from models import old_figures, snapshots
from models.figures import Figure
from surveys import control, disclosure
from surveys.ikm import half_up
from surveys.periods import Period, parse
from surveys.recompute import Report

FIRST_RELEASE: Final = disclosure.BATCH_MINIMUM + disclosure.WITHHELD
SIDE_BY_SIDE: Final = ("saluran", "layanan", "loket")
FUNNEL: Final = "corong"

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
FUNNEL_COLUMNS: Final = {
    "Unit": _l("nama unit layanan"),
    "N": _l("responden"),
    "Nilai": _l("IKM, atau konversi unsur yang dipilih"),
    "Batas bawah": _l("batas 95 % untuk N unit ini"),
    "Batas atas": _l("batas 95 % untuk N unit ini"),
    "Letak": _l("di dalam atau di luar batas 95 % dan 99,8 %"),
}


@staff.get("/hasil")
def figure_list() -> AnyResponse | str:
    """All units in a period, by name; a person of one unit goes straight to it."""
    unit_id = own_unit()
    if unit_id is not None:
        code = request.args.get(period_choice.PARAMETER)
        return redirect(url_for("backoffice.figure_page", unit_id=unit_id, periode=code))
    page = figure_lists.of_agency(db())
    return render_template(
        "backoffice/figure_list.html",
        page=page,
        periods=period_choice.choices(db(), page.period),
        fewest=funnels.FEWEST,
        views=saved_views.links(db(), None),
        new_view=saved_views.new_address(None),
    )


@staff.get("/unit/<int:unit_id>/hasil")
def figure_page(unit_id: int) -> str:
    """One unit in a period."""
    page = figure_pages.of_unit(db(), unit_id)
    return render_template(
        "backoffice/figure_page.html",
        page=page,
        periods=period_choice.choices(db(), page.period),
        first_release=FIRST_RELEASE,
        distribution_from=disclosure.DISTRIBUTION_MINIMUM,
        fewest_months=control.FEWEST,
        control=figure_tables.controlled(page),
        bars=figure_charts.elements(page),
        trend=figure_charts.trend(page),
        trend_finding=figure_charts.trend_finding(page),
        compared=[found for name in SIDE_BY_SIDE if (found := figure_charts.compared(page, name))],
        hours=figure_charts.hours(page),
        twin=partial(figure_tables.of_page, page),
        service_mode=_service_mode(page),
        before=[] if page.filters.is_slice else old_figures.of_unit(db(), unit_id),
        views=saved_views.links(db(), unit_id),
        new_view=saved_views.new_address(unit_id),
    )


@staff.post("/hasil/unduh.<any(csv, xlsx):ending>")
def figure_list_export(ending: str) -> AnyResponse:
    """The list, or the funnel of the same units, as a file."""
    return exports.send(_list_view, ending)


@staff.post("/unit/<int:unit_id>/hasil/unduh.<any(csv, xlsx):ending>")
def figure_page_export(unit_id: int, ending: str) -> AnyResponse:
    """One table of a unit as a file, its index beside it; 404 for a table that the page does not have."""
    return exports.send(partial(_page_view, unit_id), ending)


def _list_view(session: Session) -> View:
    page = figure_lists.of_agency(session)
    columns, rows = LIST_COLUMNS, [(page.names[unit.id], *_row(figure)) for _depth, unit, figure in page.rows]
    name = f"ikm-{page.period.code}"
    if request.args.get("tabel") == FUNNEL:
        columns, rows, name = FUNNEL_COLUMNS, _funnel_rows(page), f"{name}-{FUNNEL}"
    limits = {_("Periode"): page.period.label, **page.filters.words}
    n = sum(figure.respondents for _depth, _unit, figure in page.rows)
    return View(name, exports.words(columns), rows, limits, n, notes=_list_notes(page))


def _page_view(unit_id: int, session: Session) -> View:
    page = figure_pages.of_unit(session, unit_id)
    name = request.args.get("tabel", figure_tables.ELEMENTS)
    if name not in figure_tables.names(page):
        abort(404)
    twin = figure_tables.of_page(page, name)
    return View(
        "-".join(["ikm", page.unit.code, page.period.code, *([] if name == figure_tables.ELEMENTS else [name])]),
        twin.columns,
        twin.rows,
        {_("Periode"): page.period.label, _("Unit"): page.name, **page.filters.words},
        page.index.respondents if page.index else 0,
        notes=_notes(page),
    )


def _service_mode(page: UnitPage) -> list[tuple[Period, Report]]:
    """The unit's figures of service mode in locked periods of this length, oldest first, up to the one shown."""
    if page.filters.active or page.filters.problems:
        return []
    found = []
    for code, snapshot_id in snapshots.in_force(db()).items():
        period = parse(code)
        figure = snapshots.figure_of(db(), snapshot_id, page.unit.id).get("service_mode")
        if figure and period.kind is page.period.kind and period.end <= page.period.end:
            found.append((period, figure))
    return sorted(found, key=lambda pair: pair[0].start)[-figure_pages.MONTHS_SHOWN :]


def _list_notes(page: AgencyPage) -> dict[str, Value]:
    """Why a file limited to a service or a channel has empty rows, or none at all."""
    if page.is_undivided:
        return {
            _("Tanpa angka"): _("per layanan dan saluran tampil setelah periodenya dikunci dan dirilis sampai habis")
        }
    if page.filters.is_slice and page.closed:
        return {_("Unit tertutup"): _("kosong: tidak ada penilaian, atau terlalu sedikit untuk ditampilkan")}
    return {}


def _funnel_rows(page: AgencyPage) -> list[tuple[Value, ...]]:
    lines = page.funnel.lines if page.funnel else ()
    return [
        (
            page.names[line.unit.id],
            line.n,
            line.value,
            exports.decimal(line.low),
            exports.decimal(line.high),
            line.where,
        )
        for line in lines
    ]


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


def _notes(page: UnitPage) -> dict[str, Value]:
    """The index and how sure it is, for the sheet beside the data."""
    index, figure = page.index, page.whole
    if index is None:
        return {_("IKM"): _("tidak ada angka untuk saringan ini") if page.filters.active else _("belum ada rilis")}
    low, high = exports.interval(index)
    told: dict[str, Value] = {
        _("Nilai"): index.value,
        _("Mutu"): index.grade.name if index.grade else index.note,
        _("Batas bawah rentang 95 %"): low,
        _("Batas atas rentang 95 %"): high,
        _("Nilai tepat (pecahan)"): str(index.exact) if index.exact is not None else None,
        _("Kuesioner"): ", ".join(figure.questionnaires),
        _("Data per"): figure.released_on,
    }
    return told if page.filters.is_slice else {**told, **_whole_notes(figure)}


def _whole_notes(figure: Figure) -> dict[str, Value]:
    """What is known of all ratings of a unit and of no slice."""
    return {
        _("IKM terverifikasi"): figure.verified.value if figure.verified else None,
        _("Layanan tercatat"): figure.services.logged if figure.response_rate is not None else None,
        _("Tingkat tanggapan"): _rate(figure.response_rate),
        _("Tingkat tanggapan dengan tiket"): _rate(figure.ticket_rate),
        _("Dengan bobot 0,11 (pencocokan saja)"): figure.index.reconciliation.get("w_0_11") if figure.index else None,
    }


def _rate(share: Fraction | None) -> Decimal | None:
    return None if share is None else half_up(share, 2)
