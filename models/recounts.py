"""Count again what nights and releases wrote: ratings against seals and tallies, batches against tallies.

Every function gives one sentence per fault, in Indonesian for the auditor who reads it, and nothing when all is well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from models import duty_cells, questionnaires, retention, supplements
from models.audit import AuditEvent
from models.base import table_of
from models.month_sums import UnitMonth
from models.ratings import Rating, Receipt, Seal, leaf_fields
from models.releases import PERSONAL, UNIT, Increment, ReleaseBatch
from models.tallies import H_BINS, VALUES, ElementTally, Tally
from surveys import disclosure, ledger, tally, validity
from surveys.month_sums import Sums as MonthSums
from surveys.periods import in_words
from surveys.questionnaire import Questionnaire

ROWS_AT_ONCE = 10_000
_PLACE = ("unit_id", "counter_id", "service_id", "shift", "wait_band", "channel", "validity", "late")
_COUNTS = ("n_forms", "n_respondents", *(f"opening_{value}" for value in range(1, 5)), *(f"h{bin_}" for bin_ in H_BINS))

_MONTHS = select(UnitMonth.unit_id, UnitMonth.month, UnitMonth.sums).order_by(UnitMonth.unit_id, UnitMonth.month)

Sums = dict[tuple[Any, ...], tuple[int, ...]]


class _Night(NamedTuple):
    """A seal with the ratings that stand under it."""

    seal: Seal
    ratings: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"Segel unit {self.seal.unit_id}, {in_words(self.seal.day)}"


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
        kept = seal.forms, seal.rating_root.hex(), seal.receipt_root.hex(), supplements.digest_of_seal(session, seal.id)
        if kept not in told[seal.unit_id, seal.day.isoformat()]:
            yield f"{night.name}: tidak sesuai dengan rantai audit."
    events, stored = sum(map(len, told.values())), session.scalar(select(func.count()).select_from(Seal))
    if events != stored:
        yield f"Rantai audit menyebut {events} segel, {stored} ada."


def receipts(session: Session) -> Iterator[str]:
    """As many receipts as ratings, and as many late ones; no way leads from one to the other.

    Those whose time was over count as the audit chain has them.
    """
    ended: Counter[str] = Counter()
    for detail in session.scalars(select(AuditEvent.detail).where(AuditEvent.action == retention.RECEIPTS)):
        ended.update({word: detail[word] for word in ("late", "counted")})
    for late in (False, True):
        kept = session.scalars(select(func.count()).select_from(Receipt).where(Receipt.late.is_(late))).one()
        given = kept + ended["late" if late else "counted"]
        sealed = session.scalar(select(func.count()).select_from(Rating).where(Rating.late.is_(late)))
        if given != sealed:
            yield f"{sealed} penilaian {'terlambat' if late else 'terhitung'}, tetapi {given} tanda terimanya."


def tallies(session: Session) -> Iterator[str]:
    """The tallies of every night, recounted from its ratings."""
    forms = {row.id: questionnaires.load(session, row.code) for row in questionnaires.all_uses(session)}
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
    yield from _months(session)


def _months(session: Session) -> Iterator[str]:
    """The sums that pages read, against the batches they grew with."""
    stored = {(unit, month): sums for unit, month, sums in session.execute(_MONTHS)}
    released = session.scalars(
        select(ReleaseBatch)
        .where(ReleaseBatch.stream == UNIT)
        .order_by(ReleaseBatch.unit_id, ReleaseBatch.month, ReleaseBatch.number)
    )
    for key, batches_of in groupby(released, key=lambda batch: (batch.unit_id, batch.month)):
        sums = MonthSums()
        for batch in batches_of:
            sums = sums.grown(batch.payload)
        if stored.pop(key, None) != sums.to_json():
            yield f"Unit {key[0]}, {key[1]}: jumlah bulan ini tidak sama dengan rilisnya."
    yield from (f"Unit {unit}, {month}: ada jumlah bulan tanpa rilis." for unit, month in stored)


def _told(session: Session) -> dict[tuple[int, str], list[tuple[int, str, str, str]]]:
    """What the audit chain says of every night, by unit and day."""
    told = defaultdict(list)
    events = select(AuditEvent.object, AuditEvent.detail).where(AuditEvent.action == "rating.sealed")
    for name, detail in session.execute(events.order_by(AuditEvent.seq)):
        _, unit_id, day = name.split(":")
        roots = detail["rating_root"], detail["receipt_root"], detail.get(supplements.DIGEST, "")
        told[int(unit_id), day].append((detail["forms"], *roots))
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
    sums: Sums = {}
    for (*place, form), answered in cells.items():
        counted = tally.count(forms[form], answered)
        key = *place, forms[form].family
        _put(sums, key, (counted.n_forms, counted.respondents, *counted.opening, *counted.h))
        for element, given in counted.counts.items():
            _put(sums, (*key, element), (*given, 0, 0))
    return {key: counts for key, counts in sums.items() if any(counts)}


def _stored(session: Session, seal_id: int) -> Sums:
    """Read as plain rows: a year has millions of them."""
    tally_, element = table_of(Tally).c, table_of(ElementTally).c
    place = [tally_[name] for name in (*_PLACE, "day", "family")]
    keys: dict[int, tuple[Any, ...]] = {}
    sums: Sums = {}
    for row in session.execute(
        select(tally_.id, *place, *(tally_[name] for name in _COUNTS)).where(tally_.seal_id == seal_id)
    ):
        keys[row[0]] = key = tuple(row[1 : 1 + len(place)])
        _put(sums, key, tuple(row[1 + len(place) :]))
    own = select(tally_.id).where(tally_.seal_id == seal_id)
    values = [element[f"v{value}"] for value in VALUES]
    for tally_id, code, *given in session.execute(
        select(element.tally_id, element.element, *values).where(element.tally_id.in_(own))
    ):
        _put(sums, (*keys[tally_id], code), tuple(given))
    return {key: counts for key, counts in sums.items() if any(counts)}


def _put(sums: Sums, key: tuple[Any, ...], counts: tuple[int, ...]) -> None:
    known = sums.get(key)
    sums[key] = counts if known is None else tuple(map(add, known, counts))


def _size(batch: ReleaseBatch) -> int:
    """How many ratings the payload of a batch holds."""
    if batch.stream == UNIT:
        return sum(part["valid"]["tally"]["n_forms"] for part in batch.payload.values() if "valid" in part)
    if batch.stream not in PERSONAL:
        return supplements.size(batch.payload)
    return sum(sum(cell[-1]) for _, cell in duty_cells.each(batch.payload))


def _left(session: Session) -> Sums:
    """Forms of the units' streams, histograms of the officers' and teams', and supplements, by unit and month."""
    sums: Sums = {}
    for batch in session.scalars(select(ReleaseBatch).order_by(ReleaseBatch.id)):
        _add(sums, batch, {} if batch.stream == UNIT else batch.payload)
    for row in session.scalars(select(Increment).order_by(Increment.id)):
        _add(sums, row, row.sums)
    return {key: counts for key, counts in sums.items() if any(counts)}


def _add(sums: Sums, row: ReleaseBatch | Increment, parts: dict[str, Any]) -> None:
    key = row.unit_id, row.month
    if row.stream == UNIT:
        _put(sums, key, (row.n, *[0] * len(H_BINS)))
        return
    if row.stream not in PERSONAL:
        _put(sums, (*key, row.stream), (row.n, supplements.size(parts)))
        return
    for _, cell in duty_cells.each(parts):
        _put(sums, key, (0, *cell[-1]))


def _sealed(session: Session) -> Sums:
    """The same from the tallies of nights that were joined with the roster."""
    own = table_of(Tally).c
    sums: Sums = {}
    rows = session.execute(
        select(
            own.unit_id, own.day, own.validity, func.sum(own.n_forms), *(func.sum(own[f"h{bin_}"]) for bin_ in H_BINS)
        )
        .join(table_of(Seal), table_of(Seal).c.id == own.seal_id)
        .where(table_of(Seal).c.joined, own.late == false())
        .group_by(own.unit_id, own.day, own.validity)
    )
    for unit_id, day, code, forms, *hist in rows:
        verified = code in validity.VERIFIED
        counts = (forms if validity.enters_ikm(code, late=False) else 0, *(n if verified else 0 for n in hist))
        _put(sums, (unit_id, day.isoformat()[:7]), tuple(map(int, counts)))
    for key, n in supplements.sealed_forms(session).items():
        _put(sums, key, (n, n))
    return {key: counts for key, counts in sums.items() if any(counts)}
