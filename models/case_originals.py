"""What a reporter wrote before redaction, and how to reach them: encrypted, and never read by one person alone.

AES-256-GCM (NIST SP 800-38D) under a key that lies outside the database; the place of a text is bound to it, so that no
two can be swapped. An original is read by an evaluator who gives a reason and whom another evaluator has let.
"""

from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import CheckConstraint, Date, ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import cases
from models.base import Base
from models.cases import Case, CaseStep
from models.changes import By, Refused, store
from surveys.cases import Event
from surveys.keys import KeyRing

IV_BYTES = 12


class CaseOriginal(Base):
    """A reporter's own words before redaction."""

    __tablename__ = "case_originals"

    step_id: Mapped[int] = mapped_column(ForeignKey("case_steps.id"), primary_key=True)
    iv: Mapped[bytes] = mapped_column(LargeBinary(IV_BYTES))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseContact(Base):
    """How a reporter who wants it can be reached."""

    __tablename__ = "case_contacts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    iv: Mapped[bytes] = mapped_column(LargeBinary(IV_BYTES))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class OriginalRequest(Base):
    """An evaluator's wish to read the originals of a report, and the other one's consent."""

    __tablename__ = "case_original_requests"
    __table_args__ = (
        UniqueConstraint("case_id", "asked_by_id"),
        CheckConstraint("granted_by_id IS NULL OR granted_by_id <> asked_by_id", name="two_persons"),
        CheckConstraint("(granted_by_id IS NULL) = (granted_on IS NULL)", name="dated_grant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted_on: Mapped[date | None] = mapped_column(Date)


def keep(session: Session, keys: KeyRing, step: CaseStep, text: str, iv: bytes) -> None:
    """Keep what the reporter wrote; `iv` is 12 random bytes."""
    sealed = AESGCM(keys.case_text).encrypt(iv, text.encode(), _place("step", step.id))
    session.add(CaseOriginal(step_id=step.id, iv=iv, sealed=sealed))
    session.flush()


def keep_contact(session: Session, keys: KeyRing, case: Case, contact: str, iv: bytes) -> None:
    """Keep how the reporter wants to be reached; `iv` is 12 random bytes."""
    sealed = AESGCM(keys.case_text).encrypt(iv, contact.encode(), _place("contact", case.id))
    session.add(CaseContact(case_id=case.id, iv=iv, sealed=sealed))
    session.flush()


def has_contact(session: Session, case: Case) -> bool:
    """Whether the reporter left a way to be reached."""
    return session.get(CaseContact, case.id) is not None


def contact(session: Session, by: By, keys: KeyRing, case: Case) -> str:
    """How the reporter can be reached; whoever looks is noted. Raises Refused when there is nothing any more."""
    row = session.get(CaseContact, case.id)
    if row is None:
        raise Refused("Pelapor tidak meninggalkan kontak, atau sudah menghapusnya. Balas lewat pesan di halaman ini.")
    by.note(session, "case.contact_read", f"case:{case.id}")
    return AESGCM(keys.case_text).decrypt(row.iv, row.sealed, _place("contact", case.id)).decode()


def pending(session: Session, case: Case, user_id: int) -> OriginalRequest | None:
    """The wish of another evaluator that waits for the consent of this person."""
    return next((request for request in waiting(session, user_id) if request.case_id == case.id), None)


def own(session: Session, case: Case, user_id: int) -> OriginalRequest | None:
    """What this person asked for on a report; once is enough."""
    statement = select(OriginalRequest).where(
        OriginalRequest.case_id == case.id, OriginalRequest.asked_by_id == user_id
    )
    return session.scalars(statement).one_or_none()


def waiting(session: Session, user_id: int) -> list[OriginalRequest]:
    """Wishes of others that wait for the consent of this person, oldest first."""
    statement = select(OriginalRequest).where(
        OriginalRequest.granted_by_id.is_(None), OriginalRequest.asked_by_id != user_id
    )
    return list(session.scalars(statement.order_by(OriginalRequest.id)))


def ask(session: Session, by: By, case: Case, reason: str, today: date) -> None:
    """Ask to read the originals. Raises Refused a second time, or when there is nothing to read."""
    cases.hold(session, case)
    if not _rows(session, case):
        raise Refused("Teks asli laporan ini sudah dihapus, jadi tidak dapat dibaca lagi.")
    request = OriginalRequest(case_id=case.id, asked_by_id=by.user_id, asked_on=today, reason=reason)
    store(session, request, "Permintaan Anda sudah tercatat. Satu permintaan cukup untuk satu laporan.")
    cases.record(session, case, Event.ORIGINAL_ASKED, today, by=by, text=reason)


def grant(session: Session, by: By, case: Case, today: date) -> None:
    """Let another evaluator read. Raises Refused when no other one waits for it."""
    cases.hold(session, case)
    request = pending(session, case, by.user_id or 0)
    if request is None:
        raise Refused("Tidak ada permintaan yang menunggu Anda. Permintaan sendiri disetujui evaluator lain.")
    request.granted_by_id, request.granted_on = by.user_id, today
    cases.record(session, case, Event.ORIGINAL_GRANTED, today, by=by)


def read(session: Session, by: By, keys: KeyRing, case: Case) -> list[tuple[CaseStep, str]]:
    """What the reporter wrote, oldest first; each reading is noted. Raises Refused without the other's consent."""
    request = own(session, case, by.user_id or 0)
    if request is None or request.granted_by_id is None:
        raise Refused("Teks asli hanya dibuka bagi evaluator yang memintanya, sesudah evaluator lain setuju.")
    by.note(session, "case.original_read", f"case:{case.id}")
    cipher = AESGCM(keys.case_text)
    return [
        (step, cipher.decrypt(row.iv, row.sealed, _place("step", step.id)).decode())
        for step, row in _rows(session, case)
    ]


def erase(session: Session, case: Case) -> None:
    """Destroy originals and contact of a report."""
    for _, row in _rows(session, case):
        session.delete(row)
    erase_contact(session, case)


def erase_contact(session: Session, case: Case) -> bool:
    """Destroy the contact of a report; returns whether there was one."""
    row = session.get(CaseContact, case.id)
    if row is not None:
        session.delete(row)
    session.flush()
    return row is not None


def _rows(session: Session, case: Case) -> list[tuple[CaseStep, CaseOriginal]]:
    statement = (
        select(CaseStep, CaseOriginal)
        .join(CaseOriginal, CaseOriginal.step_id == CaseStep.id)
        .where(CaseStep.case_id == case.id)
        .order_by(CaseStep.id)
    )
    return [(step, row) for step, row in session.execute(statement)]


def _place(kind: str, number: int) -> bytes:
    return f"{kind}:{number}".encode()
