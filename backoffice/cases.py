"""Reports of citizens for those who handle them: the inbox by term, one report with all its steps, and counts."""

from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from flask_babel import lazy_gettext as _l

from backoffice import case_words, period_choice
from backoffice.case_words import CaseView, sight
from backoffice.door import may, own_unit, person, staff
from extensions import db
from models import case_handling, case_originals, case_templates, cases, units, users
from models.case_originals import OriginalRequest
from models.case_templates import CaseTemplate
from models.cases import Case, CaseStep
from models.units import Unit
from models.users import User
from surveys import cases as rules
from surveys import working_days
from surveys.cases import Statistics
from surveys.periods import Kind as PeriodKind
from surveys.working_days import Year

RUNNING, LATE, WITHOUT, OVER = "berjalan", "lewat", "tanpa", "selesai"
VIEWS: Final = {
    RUNNING: _l("berjalan"),
    LATE: _l("lewat batas"),
    WITHOUT: _l("penanggung jawabnya sudah pindah"),
    OVER: _l("sudah selesai"),
}


@dataclass(frozen=True)
class Opened:
    """A report on its page."""

    view: CaseView
    steps: list[CaseStep]
    names: dict[int, str]
    has_contact: bool
    wish: OriginalRequest | None
    pending: OriginalRequest | None
    templates: list[CaseTemplate]

    @property
    def case(self) -> Case:
        """The report itself."""
        return self.view.case

    @property
    def may_return(self) -> bool:
        """Whether the evaluators may hand it to a unit."""
        return case_handling.may_return(self.case)


@staff.get("/laporan")
def case_list() -> str:
    """Reports by the term that ends next; of the own unit, of the evaluators' desk, or all."""
    wanted, unit_id = request.args.get("keadaan", ""), request.args.get("unit", type=int)
    wanted = wanted if wanted in VIEWS else RUNNING
    found = (cases.over if wanted == OVER else cases.running)(db(), sight())
    found = case_handling.without_handler(db(), found) if wanted == WITHOUT else found
    rows = _views([case for case in found if unit_id is None or case.unit_id == unit_id])
    return render_template(
        "backoffice/case_list.html",
        rows=rows
        if wanted == OVER
        else sorted((row for row in rows if _is_wanted(row, wanted)), key=lambda row: row.order),
        views=VIEWS,
        wanted=wanted,
        units=units.all_units(db()) if own_unit() is None else [],
        unit_id=unit_id,
        words=case_words,
        most=cases.LISTED,
        unchecked=_unchecked(),
    )


@staff.get("/laporan/<int:case_id>")
def case_page(case_id: int) -> str:
    """One report with every step."""
    case = cases.get(db(), case_id, sight())
    steps = cases.steps(db(), case)
    opened = Opened(
        _views([case])[0],
        steps,
        _names({step.user_id for step in steps}),
        case_originals.has_contact(db(), case),
        case_originals.own(db(), case, person().id),
        case_originals.pending(db(), case, person().id),
        case_templates.of_unit(db(), own_unit()) if may("case_write") else [],
    )
    return render_template("backoffice/case_page.html", opened=opened, case=case, words=case_words)


@staff.get("/laporan/statistik")
def case_statistics() -> str:
    """What became of the reports of a period, by unit. A unit's own counts hold what its desk holds, and no more."""
    period = period_choice.chosen(db(), PeriodKind.YEAR)
    lives = cases.lives(db(), sight(), period.start, period.end)
    calendar, now = working_days.load(), period_choice.today(db())
    shown = [unit for unit in units.all_units(db(), own_unit()) if unit.id in lives]
    rows: list[tuple[Unit, Statistics]] = [
        (unit, rules.statistics(lives[unit.id], calendar, case_words.today(unit))) for unit in shown
    ]
    total = rules.statistics([life for found in lives.values() for life in found], calendar, now)
    return render_template(
        "backoffice/case_statistics.html",
        rows=rows,
        total=total,
        period=period,
        periods=period_choice.choices(db(), period),
        unchecked=_unchecked(),
    )


def _is_wanted(row: CaseView, wanted: str) -> bool:
    return wanted != LATE or row.is_late


def _views(found: list[Case]) -> list[CaseView]:
    by_id = {unit.id: unit for unit in units.all_units(db())}
    names = _names({case.assignee_id for case in found})
    return [case_words.view(case, by_id[case.unit_id], names.get(case.assignee_id or 0, "")) for case in found]


def _names(user_ids: set[int | None]) -> dict[int, str]:
    found: dict[int, User] = users.by_ids(db(), [user_id for user_id in user_ids if user_id is not None])
    return {user_id: user.name for user_id, user in found.items()}


def _unchecked() -> list[Year]:
    """The list of holidays of the running year, if nobody has compared it with its decree."""
    return working_days.unverified(working_days.load(), [period_choice.today(db())])
