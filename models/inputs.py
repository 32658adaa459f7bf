"""What a locked period was computed from, as one SHA-256 per kind of input.

Every hash is over the canonical JSON of the input's rows in a fixed order, so that whoever holds the rows can redo it
and a difference names the kind that changed.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.base import table_of
from models.corrections import RosterCorrection, TallyCorrection
from models.counters import Counter
from models.ratings import Seal
from models.roster import Duty
from models.tallies import VALUES, ElementTally, Tally
from surveys import ledger, report
from surveys import policy as policies
from surveys.periods import Period
from surveys.policy import Policy

ROWS_AT_ONCE = 10_000

_Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Known:
    """Ids of the last decisions a computation knows of: what comes later is for a later revision."""

    tally_correction: int
    roster_correction: int


def known(session: Session) -> Known:
    """Every decision made so far."""
    return Known(
        session.scalar(select(func.max(TallyCorrection.id))) or 0,
        session.scalar(select(func.max(RosterCorrection.id))) or 0,
    )


def of_period(
    session: Session, period: Period, policy: Policy, components: dict[str, Any], last: Known
) -> dict[str, str]:
    """Name of each input to its SHA-256, hex."""
    elements = session.execute(_elements(period)).all()
    return {
        "seals": _of(session, _seals(period)),
        "tallies": _of(session, _tallies(period)),
        "elements": digest(sorted(map(tuple, elements))),
        "corrections": _of(session, _corrections(period, last)),
        "roster": _of(session, _roster(period)),
        "roster_corrections": _of(session, _roster_corrections(period, last)),
        "policy": hashlib.sha256((policies.FOLDER / f"{policy.name}.toml").read_bytes()).hexdigest(),
        "components": hashlib.sha256(report.dumps(components).encode()).hexdigest(),
    }


def together(inputs: dict[str, str]) -> bytes:
    """One SHA-256 over all of them."""
    return hashlib.sha256(ledger.canonical_json(inputs)).digest()


def digest(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256, hex, of the canonical JSON of a list of rows; bytes are written in hex, days in ISO form."""
    found = hashlib.sha256(b"[")
    for number, row in enumerate(rows):
        line = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=_plain)
        found.update((("," if number else "") + line).encode())
    found.update(b"]")
    return found.hexdigest()


def _plain(value: Any) -> str:
    return str(value.hex() if isinstance(value, bytes) else value.isoformat())


def _of(session: Session, statement: _Rows) -> str:
    return digest(session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)))


def _seals(period: Period) -> _Rows:
    """Nights that brought a rating of the period in time, with their Merkle roots."""
    nights = select(Tally.seal_id).where(Tally.day.between(period.start, period.end), Tally.late.is_(False))
    return (
        select(Seal.unit_id, Seal.day, Seal.part, Seal.forms, Seal.rating_root)
        .where(Seal.id.in_(nights))
        .order_by(Seal.id)
    )


def _tallies(period: Period) -> _Rows:
    return (
        select(*table_of(Tally).c)
        .where(Tally.day.between(period.start, period.end), Tally.late.is_(False))
        .order_by(Tally.id)
    )


def _elements(period: Period) -> _Rows:
    """Answers by unit, validity code and element: the numbers behind an index."""
    key = Tally.unit_id, Tally.family, Tally.validity, ElementTally.element
    counts = [func.sum(getattr(ElementTally, f"v{value}")) for value in VALUES]
    return (
        select(*key, *counts)
        .join(ElementTally, ElementTally.tally_id == Tally.id)
        .where(Tally.day.between(period.start, period.end), Tally.late.is_(False))
        .group_by(*key)
    )


def _corrections(period: Period, last: Known) -> _Rows:
    return (
        select(*table_of(TallyCorrection).c)
        .where(TallyCorrection.day.between(period.start, period.end), TallyCorrection.id <= last.tally_correction)
        .order_by(TallyCorrection.id)
    )


def _roster(period: Period) -> _Rows:
    return (
        select(Counter.unit_id, Duty.counter_id, Duty.day, Duty.shift, Duty.officer_id)
        .join(Counter, Counter.id == Duty.counter_id)
        .where(Duty.day.between(period.start, period.end))
        .order_by(Duty.counter_id, Duty.day, Duty.shift, Duty.officer_id)
    )


def _roster_corrections(period: Period, last: Known) -> _Rows:
    """Named one by one: periods that were locked before requests existed keep their hashes."""
    own = RosterCorrection
    return (
        select(own.id, own.objection_id, own.officer_id, own.counter_id, own.day, own.shift, own.added)
        .where(RosterCorrection.day.between(period.start, period.end), RosterCorrection.id <= last.roster_correction)
        .order_by(RosterCorrection.id)
    )
