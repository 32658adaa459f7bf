"""Quantitative beside qualitative: one person per line, from a snapshot, HR's list and the assessor's own choices.

Lists go by unit and name, hand-overs by NIP; there is no order by score and no way to ask for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from models import former_names, hr_lists, local_formulas, units
from models.agency import the_agency
from models.appraisals import Appraisal, Handover
from models.hr_lists import HrEntry
from models.local_formulas import LocalFormula
from models.officers import Officer
from models.snapshots import Snapshot, SnapshotLine, SnapshotUnit
from models.units import Unit
from surveys import assessment, evidence, local_formula
from surveys.appraisal import Band, State
from surveys.periods import Period, parse
from surveys.recompute import Report

NON_ASN = "non_asn"
_at_unit = func.coalesce(SnapshotLine.unit_id, Officer.unit_id)
_handed_over = (Officer.nip.is_not(None), Officer.status != NON_ASN)
_in_state = func.coalesce(SnapshotLine.state, State.BELUM_ADA_ANGKA.value)


@dataclass(frozen=True)
class Merge:
    """What the lines of a period are made from. names, teams: name and team number by unit id."""

    snapshot: Snapshot
    period: Period
    locked_on: date
    list_id: int | None
    formula: LocalFormula | None
    names: dict[int, str]
    teams: dict[int, float | None]

    @property
    def method_note(self) -> str:
        """How the citizens' figures were made; the same for everybody."""
        return evidence.method_note(self.period, self.snapshot.revision, self.snapshot.policy, self.locked_on)


@dataclass(frozen=True)
class Person:
    """One officer of a period with both sides; what nobody has said is None.

    Attributes:
        unit_id: where the officer was when the period was locked.
        figures: the citizens' side as it leaves the house, see `surveys.evidence.qualitative`.
        score, band, p_low, p_high: for whoever appraises; never part of a hand-over.
        result: HR's side, see `models.hr_lists.HrEntry`.
        is_outdated: the choices were made on an earlier revision.
        local_value: the local formula's figure as text.
    """

    officer_id: int
    nip: str | None
    code: str | None
    name: str
    position: str
    status: str
    unit_id: int
    unit: str
    figures: dict[str, Any]
    score: float | None
    band: str | None
    p_low: float | None
    p_high: float | None
    result: dict[str, Any] | None
    hasil_kerja: str | None
    perilaku_kerja: str | None
    siasn: dict[str, str]
    is_outdated: bool
    local_value: str | None
    notes: list[str]

    @property
    def is_handed_over(self) -> bool:
        """Whether the person has an appraisal that anything could be handed over to."""
        return self.status != NON_ASN and self.nip is not None

    @property
    def probability(self) -> float | None:
        """How likely the true value lies in the band, beside the acuan; None without a band."""
        if self.band is None or self.p_low is None or self.p_high is None:
            return None
        return {Band.DI_BAWAH: self.p_low, Band.DI_ATAS: self.p_high}.get(Band(self.band), 1 - self.p_low - self.p_high)

    @property
    def state(self) -> State:
        """Why there are figures, or not."""
        return State(self.figures["state"])


def current(session: Session, snapshot: Snapshot) -> Merge:
    """The sides of a period as they are now: HR's newest list and the local formula in force."""
    newest = hr_lists.newest(session, snapshot.period_code)
    return _merge(session, snapshot, newest.id if newest else None, local_formulas.in_force(session))


def frozen(session: Session, handover: Handover) -> Merge:
    """The sides that a hand-over is made from, so that an interrupted preparation goes on with the same."""
    formula = session.get(LocalFormula, handover.formula_id) if handover.formula_id else None
    return _merge(session, session.get_one(Snapshot, handover.snapshot_id), handover.list_id, formula)


def count(session: Session, merge: Merge, *, unit_id: int | None = None, state: str | None = None) -> int:
    """How many people a list has."""
    found: int = session.scalars(_limited(_people(merge, func.count()), unit_id, state)).one()
    return found


def page(
    session: Session, merge: Merge, *, unit_id: int | None = None, state: str | None = None, offset: int, limit: int
) -> list[Person]:
    """Some people of a period by unit and name. They are put in order by narrow rows and then read whole."""
    narrow = _limited(_people(merge, Officer.id), unit_id, state).join(Unit, Unit.id == _at_unit)
    ids = session.scalars(
        narrow.order_by(Unit.name, _at_unit, Officer.name, Officer.id).offset(offset).limit(limit)
    ).all()
    found = {row.id: row for row in session.execute(_both_sides(merge).where(Officer.id.in_(ids)))}
    return [_person(merge, found[officer_id]) for officer_id in ids]


def person(session: Session, merge: Merge, officer_id: int, within: int | None = None) -> Person:
    """One officer of a period; for whoever sees only the unit `within`, others' officers are not there."""
    statement = _limited(_both_sides(merge), within, None).where(Officer.id == officer_id)
    return _person(merge, session.execute(statement).one())


def count_civil_servants(session: Session, merge: Merge) -> int:
    """How many people a hand-over has."""
    found: int = session.scalars(_people(merge, func.count()).where(*_handed_over)).one()
    return found


def civil_servants(session: Session, merge: Merge, after: str, limit: int) -> list[Person]:
    """Up to `limit` people of a hand-over by NIP, those behind the NIP `after`.

    The place of a person beside the acuan is not read: it never leaves, and its numbers would be most of the bytes.
    """
    several_units = cast(SnapshotLine.entry, Text).contains("@")
    statement = _both_sides(merge, case((several_units, SnapshotLine.entry)))
    statement = statement.where(Officer.nip > after, *_handed_over).order_by(Officer.nip).limit(limit)
    return [_person(merge, row) for row in session.execute(statement)]


def _merge(session: Session, snapshot: Snapshot, list_id: int | None, formula: LocalFormula | None) -> Merge:
    rows = session.execute(
        select(SnapshotUnit.unit_id, SnapshotUnit.figure).where(SnapshotUnit.snapshot_id == snapshot.id)
    )
    return Merge(
        snapshot=snapshot,
        period=parse(snapshot.period_code),
        locked_on=snapshot.locked_at.astimezone(the_agency(session).tzinfo).date(),
        list_id=list_id,
        formula=formula,
        names=former_names.on(session, units.all_units(session), parse(snapshot.period_code).end),
        teams={unit_id: (figure.get("team") or {}).get("Q_team") for unit_id, figure in rows},
    )


def _people(merge: Merge, *columns: Any) -> Select[Any]:
    """Officers who served in the period or were rated in it, with their lines of the snapshot."""
    own_line = and_(SnapshotLine.officer_id == Officer.id, SnapshotLine.snapshot_id == merge.snapshot.id)
    served = or_(Officer.left_on.is_(None), Officer.left_on > merge.period.start, SnapshotLine.n.is_not(None))
    return select(*columns).select_from(Officer).outerjoin(SnapshotLine, own_line).where(served)


def _limited(statement: Select[Any], unit_id: int | None, state: str | None) -> Select[Any]:
    if unit_id is not None:
        statement = statement.where(_at_unit == unit_id)
    return statement if state is None else statement.where(_in_state == state)


def _both_sides(merge: Merge, entry: ColumnElement[Any] | None = None) -> Select[Any]:
    """Both sides and the choices, one row per officer."""
    line = SnapshotLine
    columns = [
        *(Officer.id, Officer.nip, Officer.code, Officer.name, Officer.position, Officer.status, Officer.left_on),
        *(_at_unit.label("unit_id"), _in_state.label("state")),
        *(line.n, line.u6, line.u7, line.score, line.lo, line.hi, line.band),
        (line.entry if entry is None else entry).label("entry"),
        *(HrEntry.result, Appraisal.hasil_kerja, Appraisal.perilaku_kerja, Appraisal.siasn, Appraisal.snapshot_id),
    ]
    in_list = and_(HrEntry.officer_id == Officer.id, HrEntry.list_id == merge.list_id)
    chosen = and_(Appraisal.officer_id == Officer.id, Appraisal.period_code == merge.snapshot.period_code)
    return _people(merge, *columns).outerjoin(HrEntry, in_list).outerjoin(Appraisal, chosen)


def _person(merge: Merge, row: Row[Any]) -> Person:
    places = _places(merge, row.id, row.entry or {})
    kernel = (row.entry or {}).get(str(row.id), {}).get("kernel") or {}
    is_outdated = row.snapshot_id is not None and row.snapshot_id != merge.snapshot.id
    acting = assessment.is_acting(row.position)
    return Person(
        officer_id=row.id,
        nip=row.nip,
        code=row.code,
        name=row.name,
        position=row.position,
        status=row.status,
        unit_id=row.unit_id,
        unit=merge.names[row.unit_id],
        figures=_figures(row, places),
        score=row.score,
        band=row.band,
        p_low=kernel.get("P_low"),
        p_high=kernel.get("P_high"),
        result=row.result,
        hasil_kerja=row.hasil_kerja,
        perilaku_kerja=row.perilaku_kerja,
        siasn=row.siasn or {},
        is_outdated=is_outdated,
        local_value=_local_value(merge, row),
        notes=evidence.notes(position_is_acting=acting, units=places, left_on=row.left_on),
    )


def _figures(row: Row[Any], places: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return evidence.qualitative(
        State(row.state),
        row.n or 0,
        u6=row.u6 or (0, 0),
        u7=row.u7 or (0, 0),
        lo=row.lo,
        hi=row.hi,
        units=places,
    )


def _places(merge: Merge, officer_id: int, entry: Report) -> list[tuple[str, int]]:
    """Name and number of ratings of each unit, for somebody who was rated in several."""
    rows = [entry[key] for key in sorted(entry) if key.startswith(f"{officer_id}@")]
    return [(merge.names[int(row["unit"])], row["kernel"]["n"]) for row in rows]


def _local_value(merge: Merge, row: Row[Any]) -> str | None:
    if merge.formula is None or not merge.formula.weights:
        return None
    quantitative = (row.result or {}).get("number")
    parts: dict[str, Decimal | float | None] = {
        local_formula.QUANTITATIVE: None if quantitative is None else Decimal(quantitative),
        local_formula.COMPONENT: row.score,
        local_formula.TEAM: merge.teams.get(row.unit_id),
    }
    return local_formula.value(merge.formula.weights, parts)
