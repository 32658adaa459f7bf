"""HAND-OVER: freeze the rows of a period in short turns, let a second person out them, and never change them again.

Rows are written some thousands at a time, so that citizens' answers never wait for the writer. What the second person
approves is what was written: its hash is worked out again before, and the database refuses any change after.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, cast, delete, func, select, tuple_
from sqlalchemy.orm import Session

from models import audit, merge, snapshots
from models.appraisals import Appraisal, Handover, HandoverRow
from models.base import table_of
from models.changes import By, Refused
from models.merge import Merge, Person
from models.periods import Period
from models.snapshots import Snapshot
from surveys import evidence
from surveys.periods import in_words

TURN = 2000  # rows written before others have theirs: about a fifth of a second
COLUMNS = tuple(column for column in table_of(HandoverRow).columns if column.name != "handover_id")
NOTHING = "{}"
_NEWEST_FIRST = (Period.ends_on.desc(), Period.starts_on, Period.code)
OUTDATED = "Pilihan pejabat penilai dibuat sebelum revisi terakhir; pastikan masih berlaku."


@dataclass(frozen=True)
class Summary:
    """What a hand-over holds, in numbers that tell nobody's figures. states: people by state."""

    states: dict[str, int]
    chosen: int
    quantitative: int


def of_period(session: Session, period_code: str) -> list[Handover]:
    """Every hand-over of a period, newest first."""
    statement = select(Handover).where(Handover.period_code == period_code)
    return list(session.scalars(statement.order_by(Handover.revision.desc())))


def in_force(session: Session) -> list[Snapshot]:
    """The newest revision of every locked period, newest period first."""
    newest = select(Snapshot.period_code, func.max(Snapshot.revision)).group_by(Snapshot.period_code)
    found = select(Snapshot).where(tuple_(Snapshot.period_code, Snapshot.revision).in_(newest))
    return list(session.scalars(found.join(Period, Period.code == Snapshot.period_code).order_by(*_NEWEST_FIRST)))


def get(session: Session, handover_id: int) -> Handover:
    """The hand-over with this id."""
    return session.scalars(select(Handover).where(Handover.id == handover_id)).one()


def waiting(session: Session) -> list[Handover]:
    """Prepared hand-overs that wait for their second person, oldest first."""
    statement = select(Handover).where(Handover.hash.is_not(None), Handover.approved_at.is_(None))
    return list(session.scalars(statement.order_by(Handover.made_at, Handover.id)))


def obstacles(session: Session, period_code: str, today: date) -> list[str]:
    """What still prevents a hand-over of a period, as sentences; empty when it may be prepared and approved."""
    snapshot = snapshots.latest(session, period_code)
    if snapshot is None:
        return ["Periode ini belum dikunci."]
    if not snapshots.is_final(session, snapshot, today):
        until = in_words(snapshot.contest_until)
        return [f"Hasil belum final: masa keberatan sampai {until}, dan semua keberatan serta revisi harus diputus."]
    return []


def begin(session: Session, by: By, period_code: str, today: date) -> Handover:
    """A new revision of a period's hand-over without rows yet. Raises Refused."""
    audit.serialise(session)
    found, before = obstacles(session, period_code, today), of_period(session, period_code)
    if found:
        raise Refused(" ".join(found))
    if before and before[0].approved_at is None:
        raise Refused("Masih ada serah terima yang belum disetujui. Setujui atau tarik dahulu yang itu.")
    snapshot = snapshots.latest(session, period_code)
    assert snapshot is not None  # noqa: S101 - one of the obstacles; tells the type checker
    sides = merge.current(session, snapshot)
    handover = Handover(
        period_code=period_code,
        revision=before[0].revision + 1 if before else 1,
        snapshot_id=snapshot.id,
        list_id=sides.list_id,
        formula_id=sides.formula.id if sides.formula else None,
        method_note=sides.method_note,
        made_by_id=by.user_id,
        made_at=by.now,
    )
    session.add(handover)
    session.flush()
    by.note(session, "handover.begun", _name(handover), revision=handover.revision, snapshot=snapshot.revision)
    return handover


def write_some(session: Session, handover: Handover, sides: Merge) -> bool:
    """Write the next rows; whether there were any. Going on after an interruption writes none twice."""
    if handover.hash is not None:
        return False
    people = merge.civil_servants(session, sides, handover.last_nip, TURN)
    if people:
        session.execute(table_of(HandoverRow).insert(), [_row(handover, sides, person) for person in people])
        handover.rows += len(people)
        handover.last_nip = people[-1].nip or ""
        session.flush()
    return bool(people)


def digest(session: Session, handover_id: int) -> bytes:
    """SHA-256 over one line of canonical JSON per row (sorted keys, UTF-8, no spaces, LF) in the order of the NIP."""
    found = hashlib.sha256()
    for row in _rows(session, handover_id):
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        found.update(line.encode() + b"\n")
    return found.digest()


def finish(session: Session, by: By, handover: Handover, sides: Merge, found: bytes) -> None:
    """The rows are all there; from now on it waits for its second person.

    Raises:
        Refused: there is nobody, or somebody came, left or got another NIP between the turns.
    """
    if not handover.rows:
        raise Refused("Tidak ada pegawai ASN pada periode ini, jadi tidak ada yang diserahkan.")
    if handover.rows != merge.count_civil_servants(session, sides):
        raise Refused("Daftar petugas berubah selama disiapkan. Tarik serah terima ini, lalu siapkan lagi.")
    handover.hash = found
    by.note(session, "handover.prepared", _name(handover), rows=handover.rows, hash=found.hex())


def approve(session: Session, by: By, handover: Handover, found: bytes, today: date) -> None:
    """The second person lets it out. `found`: the digest of the rows as they are now. Raises Refused."""
    audit.serialise(session)
    if handover.hash is None or handover.approved_at is not None:
        raise Refused("Serah terima ini belum siap, atau sudah disetujui.")
    if by.role not in {"hr", "evaluator"} or by.user_id in {None, handover.made_by_id}:
        raise Refused("Yang menyetujui adalah orang kedua (kepegawaian lain atau evaluator), bukan pembuatnya.")
    newest = snapshots.latest(session, handover.period_code)
    problems = obstacles(session, handover.period_code, today)
    if newest is None or newest.id != handover.snapshot_id or problems:
        raise Refused("Hasil periode ini direvisi sejak disiapkan. Tarik serah terima ini, lalu siapkan yang baru.")
    if found != handover.hash:
        raise Refused("Isi serah terima tidak sama lagi dengan sidiknya. Tarik, siapkan lagi, dan beri tahu auditor.")
    handover.approved_by_id, handover.approved_at = by.user_id, by.now
    by.note(session, "handover.approved", _name(handover), rows=handover.rows, hash=found.hex())


def withdraw(session: Session, by: By, handover: Handover) -> None:
    """Take back what nobody has approved. Raises Refused for an approved one."""
    if handover.approved_at is not None:
        raise Refused("Yang sudah disetujui tidak dapat ditarik. Siapkan serah terima baru sebagai revisi berikutnya.")
    session.execute(delete(HandoverRow).where(HandoverRow.handover_id == handover.id))
    session.delete(handover)
    by.note(session, "handover.withdrawn", _name(handover), revision=handover.revision, rows=handover.rows)


def summary(session: Session, handover_id: int) -> Summary:
    """Counts of a hand-over's rows."""
    states = HandoverRow.qualitative["state"].as_string()
    of_handover = HandoverRow.handover_id == handover_id
    rows = session.execute(select(states, func.count()).where(of_handover).group_by(states).order_by(states))
    chosen = select(func.count()).where(
        of_handover, HandoverRow.hasil_kerja.is_not(None), HandoverRow.perilaku_kerja.is_not(None)
    )
    in_list = select(func.count()).where(of_handover, cast(HandoverRow.quantitative, Text) != NOTHING)
    return Summary(
        states=dict(rows.all()),
        chosen=session.scalars(chosen).one(),
        quantitative=session.scalars(in_list).one(),
    )


def changed_since(session: Session, handover: Handover) -> int:
    """Choices of assessors that are younger than a hand-over, and so are not in it."""
    statement = select(func.count()).where(
        Appraisal.period_code == handover.period_code, Appraisal.decided_at > handover.made_at
    )
    return session.scalars(statement).one()


def _row(handover: Handover, sides: Merge, person: Person) -> dict[str, Any]:
    return {
        "handover_id": handover.id,
        "nip": person.nip,
        "officer_id": person.officer_id,
        "name": person.name,
        "unit_id": person.unit_id,
        "unit": person.unit,
        "position": person.position,
        "status": person.status,
        "quantitative": person.result or {},
        "qualitative": person.figures,
        "feedback": evidence.feedback(person.figures, sides.period),
        "hasil_kerja": person.hasil_kerja,
        "perilaku_kerja": person.perilaku_kerja,
        "siasn": person.siasn,
        "local_value": person.local_value,
        "notes": [*person.notes, OUTDATED] if person.is_outdated else person.notes,
    }


def _rows(session: Session, handover_id: int) -> Iterator[dict[str, Any]]:
    """Every row as plain values, by NIP, some at a time."""
    statement = select(*COLUMNS).where(HandoverRow.handover_id == handover_id).order_by(HandoverRow.nip)
    for row in session.execute(statement.execution_options(yield_per=TURN)).mappings():
        yield dict(row)


def _name(handover: Handover) -> str:
    return f"handover:{handover.id}"
