"""Prove that nothing which should stand has moved: the chain, the nights, the releases, and every locked period."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, inputs, locks, recounts, unit_slices
from models.audit import AuditEvent
from models.base import table_of
from models.results import LIVE, Result
from models.snapshots import Snapshot, SnapshotLine, SnapshotUnit
from surveys import engine

INPUTS = {
    "seals": "segel malam",
    "tallies": "rekap",
    "elements": "rekap unsur",
    "corrections": "koreksi rekap",
    "roster": "jadwal",
    "roster_corrections": "koreksi jadwal",
    "policy": "berkas kebijakan",
    "components": "komponen",
}


class Finding(NamedTuple):
    """The first fault of a kind, as a sentence."""

    kind: str
    words: str


def verify(session: Session) -> list[Finding]:
    """The first fault of each kind; empty when everything holds."""
    kinds: dict[str, Callable[[Session], Iterator[str]]] = {
        "audit": _chain,
        "segel": recounts.seals,
        "tanda terima": recounts.receipts,
        "rekap": recounts.tallies,
        "rilis": recounts.batches,
        "kunci": _snapshots,
        "bagian": unit_slices.faults,
    }
    found = ((kind, next(look(session), None)) for kind, look in kinds.items())
    return [Finding(kind, words) for kind, words in found if words is not None]


def faults(session: Session, snapshot: Snapshot) -> list[str]:
    """Why a revision cannot be redone from what the database holds today; empty when every byte is equal."""
    try:
        return compare(session, snapshot, *locks.recomputed(session, snapshot))
    except ValueError as error:  # a policy that is gone, a tally that became negative
        return [f"{_name(snapshot)}: tidak dapat dihitung ulang. {error}"]


def compare(session: Session, snapshot: Snapshot, result: Result, hashes: dict[str, str]) -> list[str]:
    """What differs between a revision and what its inputs give today."""
    name = _name(snapshot)
    changed = [INPUTS[key] for key in INPUTS if hashes[key] != snapshot.inputs.get(key)]
    if changed:
        return [f"{name}: masukannya berubah sejak dikunci: {', '.join(changed)}."]
    other = "" if snapshot.engine == engine.version() else f" Program penghitungnya pun lain ({snapshot.engine})."
    parts = (
        ("laporannya", _report(snapshot) == result.report and _is_whole(snapshot)),
        ("angka petugasnya", _lines(session, snapshot) == [_plain(line) for line in result.lines]),
        ("angka unitnya", _units(session, snapshot) == _without_live(result)),
    )
    found = [f"{name}: {part} tidak sama dengan hitung ulang.{other}" for part, same in parts if not same]
    if not _is_told(session, snapshot):
        found.append(f"{name}: sidiknya tidak ada dalam rantai audit.")
    return found


def _name(snapshot: Snapshot) -> str:
    return f"Periode {snapshot.period_code}, revisi {snapshot.revision}"


def _report(snapshot: Snapshot) -> bytes:
    """The bytes of the report, or nothing where they were damaged."""
    try:
        return zlib.decompress(snapshot.report)
    except zlib.error:
        return b""


def _chain(session: Session) -> Iterator[str]:
    broken = audit.first_broken(session)
    if broken is not None:
        yield f"Rantai audit putus pada peristiwa nomor {broken}."


def _snapshots(session: Session) -> Iterator[str]:
    for snapshot in session.scalars(select(Snapshot).order_by(Snapshot.id)):
        yield from faults(session, snapshot)
    for event in session.scalars(_told().order_by(AuditEvent.seq)):
        code, revision = event.object.removeprefix("period:"), event.detail["revision"]
        if session.scalar(select(Snapshot.id).filter_by(period_code=code, revision=revision)) is None:
            yield f"Periode {code}, revisi {revision}: ada dalam rantai audit, tetapi tidak tersimpan."


def _told() -> Any:
    return select(AuditEvent).where(AuditEvent.action.in_(("period.locked", "period.revised")))


def _is_whole(snapshot: Snapshot) -> bool:
    """Whether the hashes a snapshot carries are those of what it carries."""
    stored = hashlib.sha256(_report(snapshot)).digest()
    return snapshot.report_hash == stored and snapshot.inputs_hash == inputs.together(snapshot.inputs)


def _is_told(session: Session, snapshot: Snapshot) -> bool:
    """Whether the audit chain knows this revision by its hashes."""
    hashes = {"inputs_hash": snapshot.inputs_hash.hex(), "report_hash": snapshot.report_hash.hex()}
    events = session.scalars(_told().where(AuditEvent.object == f"period:{snapshot.period_code}"))
    wanted = {"revision": snapshot.revision, **hashes}
    return any(wanted.items() <= event.detail.items() for event in events)


def _lines(session: Session, snapshot: Snapshot) -> list[dict[str, Any]]:
    columns = [column for column in table_of(SnapshotLine).c if column.name != "snapshot_id"]
    rows = session.execute(
        select(*columns).where(SnapshotLine.snapshot_id == snapshot.id).order_by(SnapshotLine.officer_id)
    )
    return [dict(row) for row in rows.mappings()]


def _units(session: Session, snapshot: Snapshot) -> dict[int, Any]:
    rows = session.scalars(select(SnapshotUnit).where(SnapshotUnit.snapshot_id == snapshot.id))
    return {row.unit_id: {key: value for key, value in row.figure.items() if key not in LIVE} for row in rows}


def _without_live(result: Result) -> dict[int, Any]:
    """The units' figures, less what goes on changing after a lock."""
    plain = ((row["unit_id"], _plain(row["figure"])) for row in result.units)
    return {unit_id: {key: value for key, value in figure.items() if key not in LIVE} for unit_id, figure in plain}


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """A value as JSON gives it back."""
    found: dict[str, Any] = json.loads(json.dumps(value))
    return found
