"""The follow-up plan (RTL) of a unit: the lowest elements of a period, what is done about them, and the last plan."""

from dataclasses import dataclass
from typing import Final

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from backoffice import exports, period_choice
from backoffice.door import own_unit, staff
from backoffice.exports import View
from backoffice.spreadsheets import Value
from extensions import db
from models import figures, follow_ups, questionnaires, units
from models.figures import UnitFigure
from models.follow_ups import FollowUp, Plan
from models.units import Unit
from surveys import follow_ups as rules
from surveys.follow_ups import Priorities, State
from surveys.ikm import ElementFigure
from surveys.periods import Kind, Period, containing, parse

STATES: Final = {
    State.PLANNED.value: _l("direncanakan"),
    State.RUNNING.value: _l("berjalan"),
    State.DONE.value: _l("sudah"),
    State.UNFINISHED.value: _l("belum selesai"),
}
METHOD: Final = _l("Tindak lanjut dicatat oleh unit; angka penutup = Sudah dibagi semua kegiatan, tanpa desimal")
COLUMNS: Final = {
    "No": _l("urutan dalam rencana"),
    "Prioritas unsur": _l("unsur yang hendak dinaikkan; kosong untuk kegiatan di luar unsur"),
    "Tema komentar": _l("tema komentar warga yang dijawab"),
    "Program/kegiatan": _l("apa yang dilakukan"),
    "Waktu": _l("bulan, triwulan, atau semester penyelesaian"),
    "Penanggung jawab": _l("jabatan atau orang di unit"),
    "Realisasi (%)": _l("0 sampai 100 menurut unit"),
    "Sudah/Belum": _l("apakah kegiatan telah ditindaklanjuti"),
    "Deskripsi tindak lanjut": _l("apa yang sudah dilakukan"),
    "Dokumentasi kegiatan": _l("bukti berupa teks atau tautan"),
    "Tantangan/hambatan": _l("yang menghalangi"),
    "Strategi penyelesaian": _l("untuk yang belum selesai"),
    "Target waktu": _l("waktu baru untuk yang belum selesai"),
    "Penanggung jawab penyelesaian": _l("untuk yang belum selesai"),
    "Stakeholder terkait": _l("pihak yang harus ikut"),
}


@dataclass(frozen=True)
class PlanPage:
    """What the page of a plan shows, read in one go."""

    unit: Unit
    period: Period
    figure: UnitFigure
    names: dict[str, str]
    plan: Plan
    last: Plan | None

    @property
    def priorities(self) -> Priorities:
        """The lowest elements of the released figure."""
        return rules.priorities(self.figure.index.elements if self.figure.index else ())

    def planned(self, element: ElementFigure) -> int:
        """How many steps are about an element."""
        return sum(step.element == element.code for step in self.plan.steps)

    def about(self, step: FollowUp) -> str:
        """The element of a step with its name."""
        return " ".join(filter(None, (step.element, self.names.get(step.element or ""))))


@staff.get("/rtl")
def follow_up_plan() -> str:
    """The plan of a unit for a period."""
    offered = units.all_units(db(), own_unit())
    if not offered:
        abort(404)
    page = _page(db(), _chosen(offered))
    return render_template(
        "backoffice/follow_up_plan.html",
        page=page,
        states=STATES,
        periods=period_choice.choices(db(), page.period),
        units=offered if own_unit() is None else [],
        kept={"periode": page.period.code} | ({"unit": page.unit.id} if own_unit() is None else {}),
    )


@staff.post("/rtl/unduh.<any(csv, xlsx):ending>")
def follow_up_export(ending: str) -> AnyResponse:
    """The plan as a file."""
    return exports.send(_view, ending)


def _view(session: Session) -> View:
    page = _page(session, _chosen(units.all_units(session, own_unit()) or abort(404)))
    return View(
        f"rtl-{page.unit.code}-{page.period.code}",
        exports.words(COLUMNS),
        [_row(page, number, step) for number, step in enumerate(page.plan.steps, 1)],
        {_("Periode"): page.period.label, _("Unit"): page.unit.name},
        page.figure.respondents,
        policy=str(METHOD),
        notes={_("Sudah ditindaklanjuti, persen"): page.plan.closing},
    )


def chosen_period(session: Session) -> Period:
    """The period in the address, else the quarter that ended last: a plan follows a survey that is over."""
    if request.args.get(period_choice.PARAMETER) is None:
        return containing(period_choice.today(session), Kind.QUARTER).previous()
    return period_choice.chosen(session, Kind.QUARTER)


def element_names(session: Session, figure: UnitFigure) -> dict[str, str]:
    """Names of the elements by code, of the questionnaire that was answered last."""
    in_use = questionnaires.in_use(session, period_choice.today(session)).code
    code = figure.questionnaires[-1] if figure.questionnaires else in_use
    return {element.code: element.name() for element in questionnaires.load(session, code).elements}


def _chosen(offered: list[Unit]) -> Unit:
    wanted = request.args.get("unit", type=int)
    return next((unit for unit in offered if unit.id == wanted), offered[0])


def _page(session: Session, unit: Unit) -> PlanPage:
    period = chosen_period(session)
    figure = figures.unit_figure(session, unit.id, period)
    return PlanPage(
        unit,
        period,
        figure,
        element_names(session, figure),
        follow_ups.plan_of(session, unit.id, period),
        follow_ups.previous_plan(session, unit.id, period),
    )


def _row(page: PlanPage, number: int, step: FollowUp) -> tuple[Value, ...]:
    return (
        number,
        page.about(step) or None,
        step.theme or None,
        step.programme,
        parse(step.due).label,
        step.responsible,
        step.realised,
        _("Sudah") if step.is_done else _("Belum"),
        step.outcome or None,
        step.evidence or None,
        step.obstacles or None,
        step.strategy or None,
        parse(step.new_due).label if step.new_due else None,
        step.new_responsible or None,
        step.stakeholders or None,
    )
