"""Everything the survey report of a unit is written from, read in one go: published figures and nothing behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from models import (
    agency,
    figures,
    follow_ups,
    former_names,
    publications,
    questionnaires,
    report_texts,
    supplement_figures,
    units,
)
from models.figures import Figure
from models.follow_ups import Plan
from models.publications import Publication
from models.supplement_figures import SupplementFigure
from models.units import Unit
from surveys import publication
from surveys.follow_ups import Priorities, priorities
from surveys.ikm import ElementFigure, Index
from surveys.periods import Period
from surveys.questionnaire import Questionnaire
from surveys.quota import Quota

PERIODS_SHOWN: Final = 8
STATIONERY: Final = ("kop", "tempat", "jabatan", "nama", "nip")  # blocks that one report takes over from the last


@dataclass(frozen=True)
class Facts:
    """One unit in one period.

    Attributes:
        agency, name: of the agency, and of the unit on the last day of the period.
        is_final: whether the period is locked, so that nothing of it changes any more.
        quota: None where nobody logged services, or where they would tell of fewer than ten people beside the forms.
        profile: respondents by field and code, as far as they may be told.
        trend: published indices of periods of this length, oldest first, this one the last.
        plan, last: the follow-up plan of this period, and the one before it.
        written: blocks in the unit's own words; versions: how often each was edited.
        kept: stationery of earlier reports.
    """

    agency: str
    is_sample: bool
    unit: Unit
    name: str
    period: Period
    today: date
    told: Publication
    is_final: bool
    questionnaire: Questionnaire
    services: tuple[str, ...]
    quota: Quota | None
    profile: Mapping[str, Mapping[str, int]]
    trend: tuple[tuple[Period, Index], ...]
    plan: Plan
    last: Plan | None
    supplements: tuple[SupplementFigure, ...]
    written: Mapping[str, str]
    versions: Mapping[str, int]
    kept: Mapping[str, str]

    @property
    def index(self) -> Index | None:
        """The published index; None while too few have answered."""
        return self.told.index

    @property
    def figure(self) -> Figure:
        """The released figure."""
        return self.told.figure

    @property
    def answered(self) -> tuple[ElementFigure, ...]:
        """Elements with an average, in the order of the form."""
        return tuple(one for one in (self.index.elements if self.index else ()) if one.nrr is not None)

    @property
    def priorities(self) -> Priorities:
        """The three lowest elements."""
        return priorities(self.answered)

    @property
    def change(self) -> publication.Change | None:
        """How this period compares with the one before; None without both."""
        if len(self.trend) < 2 or self.trend[-1][0] != self.period or self.trend[-2][0] != self.period.previous():
            return None
        return publication.change(self.trend[-2][1], self.trend[-1][1])

    def element(self, code: str | None) -> str:
        """An element with its code; "" for none."""
        names = {element.code: element.name() for element in self.questionnaire.elements}
        return " ".join(filter(None, (code, names.get(code or ""))))


def of_unit(session: Session, unit: Unit, period: Period, today: date) -> Facts:
    """The facts of a report."""
    told = publications.of_unit(session, unit, period)
    code = told.figure.questionnaires[-1] if told.figure.questionnaires else None
    edited = report_texts.of_period(session, unit.id, period)
    house = agency.the_agency(session)
    return Facts(
        agency=house.name,
        is_sample=house.is_sample,
        unit=unit,
        name=told.name,
        period=period,
        today=today,
        told=told,
        is_final=publications.is_final(session, period),
        questionnaire=questionnaires.load(session, code or questionnaires.in_use(session, min(today, period.end)).code),
        services=_services(session, unit, period),
        quota=figures.quota_of(told.figure, period, today),
        profile=publications.profile(session, unit, period),
        trend=_trend(session, unit, period),
        plan=follow_ups.plan_of(session, unit.id, period),
        last=follow_ups.previous_plan(session, unit.id, period),
        supplements=tuple(supplement_figures.of_unit(session, unit.id, period)),
        written={block: row.text for block, row in edited.items() if row.text},
        versions={block: row.version for block, row in edited.items()},
        kept=report_texts.newest_before(session, unit.id, period, STATIONERY),
    )


def _services(session: Session, unit: Unit, period: Period) -> tuple[str, ...]:
    """Services offered in the period, by the names of its last day."""
    offered = [
        service
        for service in units.services_of(session, unit.id)
        if service.closed_on is None or service.closed_on > period.start
    ]
    return tuple(sorted(former_names.on(session, offered, period.end).values()))


def _trend(session: Session, unit: Unit, period: Period) -> tuple[tuple[Period, Index], ...]:
    shown = [period]
    while len(shown) < PERIODS_SHOWN:
        shown.append(shown[-1].previous())
    told = ((step, publications.of_unit(session, unit, step).index) for step in reversed(shown))
    return tuple((step, index) for step, index in told if index is not None and index.exact is not None)
