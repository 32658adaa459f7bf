"""Count again what nights and releases wrote: ratings against seals and tallies, batches against tallies.

Every function gives one sentence per fault, in Indonesian for the auditor who reads it, and nothing when all is well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from models import duty_cells, questionnaires
from models.audit import AuditEvent
from models.base import table_of
from models.ratings import Rating, Receipt, Seal, leaf_fields
from models.releases import UNIT, Increment, ReleaseBatch
from models.tallies import H_BINS, VALUES, ElementTally, Tally
from surveys import disclosure, ledger, tally, validity
from surveys.questionnaire import Questionnaire, load

ROWS_AT_ONCE = 10_000
_PLACE = ("unit_id", "counter_id", "service_id", "shift", "wait_band", "channel", "validity", "late")
_COUNTS = ("n_forms", "n_respondents", *(f"opening_{value}" for value in range(1, 5)), *(f"h{bin_}" for bin_ in H_BINS))

Sums = dict[tuple[Any, ...], Counter[str]]


class _Night(NamedTuple):
    """A seal with the ratings that stand under it."""

    seal: Seal
    ratings: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"Segel unit {self.seal.unit_id}, {self.seal.day:%d-%m-%Y}"


def seals(session: Session) -> Iterator[str]:
    """Ratings against the number and the Merkle root of their night, and nights against the audit chain."""
    told = _told(session)
    for night in _nights(session):
        seal = night.seal
        if len(night.ratings) != seal.forms:
            yield f"{night.name}: {seal.forms} penilaian disegel, {len(night.ratings)} ada."
        leaves = (ledger.rating_leaf(row["id"], row["salt"], leaf_fields(row)) for row in night.ratings)
        if ledger.sorted_root(leaves) != seal.rating_root:
            yield f"{night.name}: penilaiannya bukan lagi yang disegel."
        kept = seal.forms, seal.rating_root.hex(), seal.receipt_root.hex()
        if kept not in told[seal.unit_id, seal.day.isoformat()]:
            yield f"{night.name}: tidak sesuai dengan rantai audit."
    events, stored = sum(map(len, told.values())), session.scalar(select(func.count()).select_from(Seal))
    if events != stored:
        yield f"Rantai audit menyebut {events} segel, {stored} ada."


def receipts(session: Session) -> Iterator[str]:
    """As many receipts as ratings, and as many late ones; no way leads from one to the other."""
    for late in (False, True):
        given = session.scalar(select(func.count()).select_from(Receipt).where(Receipt.late.is_(late)))
        sealed = session.scalar(select(func.count()).select_from(Rating).where(Rating.late.is_(late)))
        if given != sealed:
            yield f"{sealed} penilaian {'terlambat' if late else 'terhitung'}, tetapi {given} tanda terimanya."


def tallies(session: Session) -> Iterator[str]:
    """The tallies of every night, recounted from its ratings."""
    forms = {row.id: load(row.code) for row in questionnaires.all_uses(session)}
    for night in _nights(session):
        if _recounted(night, forms) != _stored(session, night.seal.id):
            yield f"{night.name}: rekapnya tidak sama dengan penilaiannya."


def batches(session: Session) -> Iterator[str]:
    """What was released and what waits, against the tallies it came from; and no batch below the number that hides."""
    for batch in session.scalars(select(ReleaseBatch).order_by(ReleaseBatch.id)):
        if batch.n < disclosure.BATCH_MINIMUM or batch.n != _size(batch):
            yield f"Rilis {batch.id} (unit {batch.unit_id}, {batch.month}) tidak memuat {batch.n} penilaian yang sah."
    left, sealed = _left(session), _sealed(session)
    for key in sorted(left.keys() | sealed.keys()):
        if left.get(key) != sealed.get(key):
            yield f"Unit {key[0]}, {key[1]}: yang dirilis dan yang menunggu tidak sama dengan rekap."


def _told(session: Session) -> dict[tuple[int, str], list[tuple[int, str, str]]]:
    """What the audit chain says of every night, by unit and day."""
    told = defaultdict(list)
    events = select(AuditEvent.object, AuditEvent.detail).where(AuditEvent.action == "rating.sealed")
    for name, detail in session.execute(events.order_by(AuditEvent.seq)):
        _, unit_id, day = name.split(":")
        told[int(unit_id), day].append((detail["forms"], detail["rating_root"], detail["receipt_root"]))
    return told


def _nights(session: Session) -> Iterator[_Night]:
    """Every night in the order of its seal; its ratings are read as plain rows, because there may be millions."""
    found = {seal.id: seal for seal in session.scalars(select(Seal).order_by(Seal.id))}
    statement = select(*table_of(Rating).c).order_by(Rating.seal_id)
    empty = set(found)
    # Whoever reads only the first fault leaves in the middle; the database's cursor must not stay open behind it.
    with session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
        for seal_id, own in groupby(rows.mappings(), key=lambda row: row["seal_id"]):
            empty.discard(seal_id)
            yield _Night(found[seal_id], [dict(row) for row in own])
    for seal_id in sorted(empty):
        yield _Night(found[seal_id], [])


def _recounted(night: _Night, forms: dict[int, Questionnaire]) -> Sums:
    cells: dict[tuple[Any, ...], list[tally.Form]] = defaultdict(list)
    for row in night.ratings:
        key = *(row[name] for name in _PLACE), row["service_day"], row["questionnaire_id"]
        cells[key].append(tally.Form(row["opening"], row["answers"]))
    sums: Sums = defaultdict(Counter)
    for (*place, form), answered in cells.items():
        counted = tally.count(forms[form], answered)
        values = counted.n_forms, counted.respondents, *counted.opening, *counted.h
        key = *place, forms[form].family
        sums[key].update(dict(zip(_COUNTS, values, strict=True)))
        for element, given in counted.counts.items():
            sums[key].update({f"{element}={value}": n for value, n in enumerate(given, 1)})
    return {key: +counts for key, counts in sums.items()}


def _stored(session: Session, seal_id: int) -> Sums:
    keys: dict[int, tuple[Any, ...]] = {}
    sums: Sums = defaultdict(Counter)
    for row in session.scalars(select(Tally).where(Tally.seal_id == seal_id)):
        keys[row.id] = key = *(getattr(row, name) for name in _PLACE), row.day, row.family
        sums[key].update({name: getattr(row, name) for name in _COUNTS})
    own = select(ElementTally).join(Tally, Tally.id == ElementTally.tally_id).where(Tally.seal_id == seal_id)
    for given in session.scalars(own):
        counts = {f"{given.element}={value}": getattr(given, f"v{value}") for value in VALUES}
        sums[keys[given.tally_id]].update(counts)
    return {key: +counts for key, counts in sums.items()}


def _size(batch: ReleaseBatch) -> int:
    """How many ratings the payload of a batch holds."""
    if batch.stream == UNIT:
        return sum(part["valid"]["tally"]["n_forms"] for part in batch.payload.values() if "valid" in part)
    return sum(sum(cell[-1]) for _, cell in duty_cells.each(batch.payload))


def _left(session: Session) -> Sums:
    """Forms of the units' streams, and histograms of the officers' and teams', by unit and month."""
    sums: Sums = defaultdict(Counter)
    for batch in session.scalars(select(ReleaseBatch).order_by(ReleaseBatch.id)):
        parts = {} if batch.stream == UNIT else batch.payload
        _add(sums[batch.unit_id, batch.month], batch.stream, batch.n, parts)
    for row in session.scalars(select(Increment).order_by(Increment.id)):
        _add(sums[row.unit_id, row.month], row.stream, row.n, row.sums)
    return {key: +counts for key, counts in sums.items() if +counts}


def _add(counts: Counter[str], stream: str, n: int, parts: dict[str, Any]) -> None:
    if stream == UNIT:
        counts["forms"] += n
    for _, cell in duty_cells.each(parts):
        counts.update({f"h{bin_}": n for bin_, n in zip(H_BINS, cell[-1], strict=True)})


def _sealed(session: Session) -> Sums:
    """The same from the tallies of nights that were joined with the roster."""
    sums: Sums = defaultdict(Counter)
    statement = select(Tally).join(Seal, Seal.id == Tally.seal_id).where(Seal.joined, Tally.late == false())
    for row in session.scalars(statement.order_by(Tally.id).execution_options(yield_per=ROWS_AT_ONCE)):
        counts = sums[row.unit_id, row.day.isoformat()[:7]]
        if validity.enters_ikm(row.validity, late=False):
            counts["forms"] += row.n_forms
        if row.validity in validity.VERIFIED:
            counts.update({f"h{bin_}": n for bin_, n in zip(H_BINS, row.h, strict=True)})
    return {key: +counts for key, counts in sums.items() if +counts}
