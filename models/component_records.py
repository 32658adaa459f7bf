"""Variance components that two persons have signed: a period is scored with the newest of them, unchanged.

Estimated over the last four quarters, frozen, and signed by staff and by an evaluator, so that nobody's score moves
because somebody else's ratings changed what a rating is worth.
"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, components, inputs
from models.base import Base, Key, Moment
from models.changes import By, Refused
from surveys import engine, recompute, report
from surveys.periods import Kind, Period, containing
from surveys.policy import Policy

QUARTERS = 4
SIGNERS = ("hr", "evaluator")


class ComponentRecord(Base):
    """One estimate and its two signatures.

    Attributes:
        first, last: the days whose sealed ratings gave it.
        components: what the kernel estimated, to be given back to it unchanged.
        rows_hash: SHA-256 of the sealed rows it was estimated from.
    """

    __tablename__ = "component_records"
    __table_args__ = (
        CheckConstraint("hr_id IS NULL OR evaluator_id IS NULL OR hr_id <> evaluator_id", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    policy: Mapped[str] = mapped_column(String(40))
    engine: Mapped[str] = mapped_column(String(40))
    components: Mapped[dict[str, Any]] = mapped_column(JSON)
    rows_hash: Mapped[bytes] = mapped_column(Key)
    estimated_at: Mapped[datetime] = mapped_column(Moment)
    hr_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hr_at: Mapped[datetime | None] = mapped_column(Moment)
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    evaluator_at: Mapped[datetime | None] = mapped_column(Moment)

    def signed_by(self, role: str) -> datetime | None:
        """When somebody of this role (`hr` or `evaluator`) signed; None before."""
        return self.hr_at if role == "hr" else self.evaluator_at

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.hr_at is not None and self.evaluator_at is not None


def all_records(session: Session) -> list[ComponentRecord]:
    """Every record, newest first."""
    return list(session.scalars(select(ComponentRecord).order_by(ComponentRecord.id.desc())))


def get(session: Session, record_id: int) -> ComponentRecord:
    """The record with this id."""
    return session.scalars(select(ComponentRecord).where(ComponentRecord.id == record_id)).one()


def signed_record(session: Session) -> ComponentRecord | None:
    """The newest record that both have signed: what periods are scored with."""
    return next((record for record in all_records(session) if record.is_signed), None)


def awaiting(session: Session, role: str) -> list[ComponentRecord]:
    """Records that a person of this role has still to sign: of the newest alone, older ones are history."""
    newest = all_records(session)[:1]
    return [record for record in newest if role in SIGNERS and record.signed_by(role) is None]


def window(day: date) -> tuple[Period, ...]:
    """The four quarters up to the one that contains `day`, oldest first."""
    found = [containing(day, Kind.QUARTER)]
    while len(found) < QUARTERS:
        found.insert(0, found[0].previous())
    return tuple(found)


def estimate(session: Session, by: By, until: date, policy: Policy) -> ComponentRecord:
    """Estimate from the four quarters up to the one of `until`. Raises Refused where no officer has a rating."""
    audit.serialise(session)
    quarters = window(until)
    rows = [row for quarter in quarters for row in components.sealed_rows(session, quarter)]

    found = json.loads(report.dumps(recompute.recompute(rows, policy)["components"]))
    if found is None:
        raise Refused(
            "Belum ada penilaian terverifikasi dalam empat triwulan ini, jadi komponennya belum dapat ditaksir."
        )

    record = ComponentRecord(
        first=quarters[0].start,
        last=quarters[-1].end,
        policy=policy.name,
        engine=engine.version(),
        components=found,
        rows_hash=bytes.fromhex(inputs.digest(sorted(row.items()) for row in rows)),
        estimated_at=by.now,
    )
    session.add(record)
    session.flush()
    by.note(session, "components.estimated", f"components:{record.id}", rows_hash=record.rows_hash.hex())
    return record


def sign(session: Session, by: By, record: ComponentRecord) -> None:
    """Staff and an evaluator sign, each once; with the second signature the record is in force. Raises Refused."""
    if by.role not in SIGNERS:
        raise Refused("Komponen ditandatangani oleh kepegawaian dan evaluator.")
    if record.signed_by(by.role) is not None:
        raise Refused("Komponen ini sudah ditandatangani untuk peran Anda.")
    if by.user_id is None or by.user_id in (record.hr_id, record.evaluator_id):
        raise Refused("Tanda tangan kedua harus dari orang lain.")
    setattr(record, f"{by.role}_id", by.user_id)
    setattr(record, f"{by.role}_at", by.now)
    session.flush()
    by.note(session, "components.signed", f"components:{record.id}", rows_hash=record.rows_hash.hex())
