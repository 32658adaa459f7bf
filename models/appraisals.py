"""The hand-over to HR: what assessors chose, and the frozen rows of a period that two persons let out.

The product hands over evidence. Hasil kerja and perilaku kerja are chosen by a person, or stay empty.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Moment
from models.changes import By, Refused, changed

_RATING = "IN ('di_bawah', 'sesuai', 'di_atas')"


class Appraisal(Base):
    """What an assessor chose for one officer and period, having seen one snapshot.

    Attributes:
        hasil_kerja, perilaku_kerja: against the superior's expectations; null until a person chooses.
        siasn: e-Kinerja field name to the value a person typed; nothing here is computed.
        on_behalf: HR wrote it down for the assessor, whom `note` names.
    """

    __tablename__ = "appraisals"
    __table_args__ = (
        Index(None, "officer_id"),
        CheckConstraint(f"hasil_kerja {_RATING}", name="hasil_kerja"),
        CheckConstraint(f"perilaku_kerja {_RATING}", name="perilaku_kerja"),
    )

    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    hasil_kerja: Mapped[str | None] = mapped_column(String(10))
    perilaku_kerja: Mapped[str | None] = mapped_column(String(10))
    siasn: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300), default="")
    on_behalf: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)


class Handover(Base):
    """One revision of a period's hand-over. Prepared once `hash` is there, let out once approved, never changed after.

    Attributes:
        snapshot_id, list_id, formula_id: what the rows were made from; no list and no formula are possible.
        method_note: how the citizens' figures were made, in Indonesian; the same for every row.
        rows: how many rows are written; last_nip: the last of them, where an interrupted preparation goes on.
        hash: SHA-256 over the canonical lines of the rows in the order of their NIPs.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        UniqueConstraint("period_code", "revision"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_persons"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approval"),
        CheckConstraint("approved_at IS NULL OR hash IS NOT NULL", name="prepared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"))
    revision: Mapped[int]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    list_id: Mapped[int | None] = mapped_column(ForeignKey("hr_lists.id"))
    formula_id: Mapped[int | None] = mapped_column(ForeignKey("local_formulas.id"))
    rows: Mapped[int] = mapped_column(default=0)
    last_nip: Mapped[str] = mapped_column(String(18), default="")
    method_note: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes | None] = mapped_column(Key)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)


class HandoverRow(Base):
    """One civil servant in a hand-over; whatever does not exist is null or empty, never 0.

    Attributes:
        quantitative: number (text of a decimal), text, indicators (name, target, realisation) and note of HR's list;
            empty where the list does not have the person.
        qualitative: perspektif, indikator, state, n, u6, u7 (means as text with two places, half up), lo, hi (points,
            text with two places), units ([name, n] of each, for somebody rated at several). u6, u7, lo and hi are null
            unless the state is a scored one. No band, score or predikat.
        feedback: the sentence for "umpan balik berkelanjutan".
        local_value: text of the local formula's figure with two places; null without a formula or any of its parts.
        notes: sentences about the person, as transfer, acting post, leaving.
    """

    __tablename__ = "handover_rows"
    __table_args__ = (Index(None, "officer_id"), Index(None, "handover_id", "unit_id"))

    handover_id: Mapped[int] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    nip: Mapped[str] = mapped_column(String(18), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(8))
    quantitative: Mapped[dict[str, Any]] = mapped_column(JSON)
    qualitative: Mapped[dict[str, Any]] = mapped_column(JSON)
    feedback: Mapped[str] = mapped_column(Text)
    hasil_kerja: Mapped[str | None] = mapped_column(String(10))
    perilaku_kerja: Mapped[str | None] = mapped_column(String(10))
    siasn: Mapped[dict[str, str]] = mapped_column(JSON)
    local_value: Mapped[str | None] = mapped_column(String(12))
    notes: Mapped[list[str]] = mapped_column(JSON)


def approved(session: Session) -> list[Handover]:
    """Every approved hand-over, newest first."""
    statement = select(Handover).where(Handover.approved_at.is_not(None))
    return list(session.scalars(statement.order_by(Handover.approved_at.desc(), Handover.id.desc())))


def get_approved(session: Session, handover_id: int) -> Handover:
    """The approved hand-over with this id."""
    statement = select(Handover).where(Handover.id == handover_id, Handover.approved_at.is_not(None))
    return session.scalars(statement).one()


def rows_of(
    session: Session, handover_id: int, after: str | None = None, limit: int = 500, unit_id: int | None = None
) -> Sequence[HandoverRow]:
    """Up to `limit` rows of a hand-over in the order of the NIP, those behind the NIP `after`, of one unit if given."""
    statement = select(HandoverRow).where(HandoverRow.handover_id == handover_id, HandoverRow.nip > (after or ""))
    if unit_id is not None:
        statement = statement.where(HandoverRow.unit_id == unit_id)
    return session.scalars(statement.order_by(HandoverRow.nip).limit(limit)).all()


def row_of(session: Session, handover_id: int, officer_id: int) -> HandoverRow | None:
    """An officer's row; None for somebody who is not in the hand-over."""
    statement = select(HandoverRow).where(HandoverRow.handover_id == handover_id, HandoverRow.officer_id == officer_id)
    return session.scalars(statement).one_or_none()


def choose(session: Session, by: By, period_code: str, officer_id: int, snapshot_id: int, **values: Any) -> Appraisal:
    """Keep what a person chose for an officer. `values`: hasil_kerja, perilaku_kerja, siasn, note.

    The audit tells which fields changed and who wrote for whom, never the values: they are a personnel matter.

    Raises:
        Refused: only one of the two ratings was chosen, or HR wrote without naming the assessor.
    """
    if (values["hasil_kerja"] is None) != (values["perilaku_kerja"] is None):
        raise Refused("Pilih keduanya, hasil kerja dan perilaku kerja, atau kosongkan keduanya.")
    on_behalf = by.role == "hr"
    if on_behalf and not values["note"]:
        raise Refused("Tulis nama pejabat penilai yang memutuskan dan dasar Anda mencatatnya.")
    key = {"period_code": period_code, "officer_id": officer_id}
    appraisal = session.get(Appraisal, (period_code, officer_id)) or Appraisal(**key, siasn={}, note="")
    names = changed(appraisal, values)
    signature = {"snapshot_id": snapshot_id, "on_behalf": on_behalf, "by_id": by.user_id, "decided_at": by.now}
    changed(appraisal, signature)
    session.add(appraisal)
    session.flush()
    by.note(session, "appraisal.chosen", f"officer:{officer_id}", period=period_code, fields=names, on_behalf=on_behalf)
    return appraisal


def choice(session: Session, period_code: str, officer_id: int) -> Appraisal | None:
    """What was chosen for an officer; None before anybody did."""
    return session.get(Appraisal, (period_code, officer_id))
