"""The audit chain: each event binds the one before it, in the transaction of the change it tells of."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Moment
from surveys import ledger

AGENCY_LOCK = 7_301_965  # any number will do, as long as every chain of the database uses the same one


class AuditEvent(Base):
    """Who did what to which object and why. `detail` holds counts and codes, never personal content."""

    __tablename__ = "audit_events"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before_hash: Mapped[bytes | None] = mapped_column(Key)
    after_hash: Mapped[bytes | None] = mapped_column(Key)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    prev_hash: Mapped[bytes] = mapped_column(Key)
    hash: Mapped[bytes] = mapped_column(Key)


def _content(event: AuditEvent) -> dict[str, Any]:
    """What the hash of an event binds."""
    return {
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor,
        "role": event.role,
        "action": event.action,
        "object": event.object,
        "reason": event.reason,
        "detail": event.detail,
        "before_hash": event.before_hash.hex() if event.before_hash else None,
        "after_hash": event.after_hash.hex() if event.after_hash else None,
        "salt": event.salt.hex(),
    }


def serialise(session: Session) -> None:
    """Let one chain-writing transaction run at a time (SQLite has a single writer anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": AGENCY_LOCK})


def write(
    session: Session,
    *,
    now: datetime,
    actor: str,
    role: str,
    action: str,
    object: str,  # noqa: A002 - the field's name in every audit log
    salt: bytes,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append an event to the chain."""
    serialise(session)
    last = session.execute(
        select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    ).one_or_none()
    event = AuditEvent(
        seq=1 if last is None else last.seq + 1,
        at=now,
        actor=actor,
        role=role,
        action=action,
        object=object,
        reason=reason,
        detail=detail or {},
        salt=salt,
        prev_hash=ledger.GENESIS if last is None else last.hash,
    )
    event.hash = ledger.event_hash(event.prev_hash, _content(event))
    session.add(event)
    session.flush()
    return event


def last(session: Session) -> AuditEvent | None:
    """The newest event; None while nothing has happened."""
    return session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one_or_none()


def first_broken(session: Session) -> int | None:
    """Number of the first event whose link does not hold, or None when the chain is whole."""
    with session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).yield_per(1000) as events:
        return ledger.verify_chain(ledger.Link(_content(event), event.prev_hash, event.hash) for event in events)
