"""Staff accounts: one person, one role, and two persons behind every right."""

import hmac
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, func, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import saved_views
from models.base import UNORDERED, Base, Key, Moment
from models.changes import By, Refused, changed, store

ROLES = {
    "officer": "Petugas",
    "unit_head": "Kepala unit",
    "operator": "Operator",
    "evaluator": "Evaluator",
    "hr": "Kepegawaian",
    "admin": "Admin",
    "auditor": "Auditor",
}
UNIT_ROLES = frozenset({"officer", "unit_head", "operator"})
APPROVERS = {role: "auditor" if role in {"hr", "admin"} else "hr" for role in ROLES}
ACTIVATION_LIFETIME = timedelta(hours=24)


class User(Base):
    """One person, one role. An account acts only after another person has approved it.

    Attributes:
        scheme, shortcuts: the person's habits (models/habits.py).
    """

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("approved_by_id IS NULL OR approved_by_id <> created_by_id", name="two_persons"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    activation_digest: Mapped[bytes | None] = mapped_column(Key)
    activation_until: Mapped[datetime | None] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None] = mapped_column(Moment)
    scheme: Mapped[str] = mapped_column(String(6), default="system", server_default="system")
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default=true())

    @property
    def is_active(self) -> bool:
        """Approved and not disabled."""
        return self.approved_at is not None and self.disabled_at is None

    @property
    def state(self) -> str:
        """What the account waits for, as a word of the page."""
        if self.disabled_at is not None:
            return "disabled"
        if self.approved_at is None:
            return "unapproved"
        return "active" if self.password_hash is not None else "unopened"


class UserSession(Base):
    """A log-in. The cookie holds the id, this table its digest."""

    __tablename__ = "user_sessions"
    __table_args__ = (UNORDERED,)

    digest: Mapped[bytes] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)


def by_username(session: Session, username: str) -> User | None:
    """The account with this log-in name; None is an everyday answer here."""
    return session.scalar(select(User).where(User.username == username))


def get(session: Session, user_id: int) -> User:
    """The account with this id."""
    return session.scalars(select(User).where(User.id == user_id)).one()


def all_users(session: Session) -> list[User]:
    """Every account, by log-in name."""
    return list(session.scalars(select(User).order_by(User.username)))


def by_ids(session: Session, user_ids: Collection[int]) -> dict[int, User]:
    """Some accounts by their id."""
    return {user.id: user for user in session.scalars(select(User).where(User.id.in_(user_ids)).order_by(User.id))}


def awaiting(session: Session, approver_role: str) -> int:
    """How many accounts wait for the approval of this role."""
    roles = [role for role, approver in APPROVERS.items() if approver == approver_role]
    statement = select(func.count()).where(User.role.in_(roles), User.approved_at.is_(None), User.disabled_at.is_(None))
    return session.scalars(statement).one()


def may_approve(by: By, user: User) -> bool:
    """Whether this person is the second pair of eyes for this account: of the right role, neither its maker nor it."""
    is_second = by.user_id not in {None, user.id, user.created_by_id}
    return user.approved_at is None and is_second and by.role == APPROVERS[user.role]


def add(session: Session, by: By, *, code_digest: bytes, **fields: Any) -> User:
    """A new account that waits for approval. `fields`: username, name, role, unit_id, officer_id."""
    _check(fields)
    user = User(**fields, created_by_id=by.user_id)
    _give_code(user, by, code_digest)
    store(session, user, _taken(session, fields))
    by.note(session, "user.created", f"user:{user.id}", role=user.role)
    return user


def change(session: Session, by: By, user: User, **fields: Any) -> None:
    """Change name, role, unit or officer. Any change but the name needs a new approval and ends the log-ins."""
    _refuse_self(by, user)
    _check({"role": user.role, "unit_id": user.unit_id, "officer_id": user.officer_id, **fields})
    before = user.role
    names = changed(user, fields)
    if set(names) - {"name"}:
        _withdraw(session, by, user)
    store(session, user, _taken(session, {"username": user.username, **fields}))
    by.note(session, "user.changed", f"user:{user.id}", fields=names, role_before=before, role=user.role)


def approve(session: Session, by: By, user: User) -> None:
    """The second person says yes."""
    if not may_approve(by, user):
        label = ROLES[APPROVERS[user.role]]
        raise Refused(f"Akun ini hanya dapat disetujui oleh {label} lain, bukan oleh pembuatnya atau dirinya sendiri.")
    user.approved_by_id, user.approved_at = by.user_id, by.now
    by.note(session, "user.approved", f"user:{user.id}", role=user.role)


def disable(session: Session, by: By, user: User) -> None:
    """End an account's rights and its log-ins at once."""
    _refuse_self(by, user)
    user.disabled_at = by.now
    end_sessions(session, user.id)
    saved_views.forget(session, user.id)
    by.note(session, "user.disabled", f"user:{user.id}")


def enable(session: Session, by: By, user: User) -> None:
    """Take a disabled account back; a second person approves it anew."""
    _refuse_self(by, user)
    user.disabled_at = None
    _withdraw(session, by, user)
    by.note(session, "user.enabled", f"user:{user.id}")


def reset(session: Session, by: By, user: User, code_digest: bytes) -> None:
    """Replace a forgotten password by a one-time code."""
    _refuse_self(by, user)
    user.password_hash = None
    _give_code(user, by, code_digest)
    end_sessions(session, user.id)
    by.note(session, "user.reset", f"user:{user.id}")


def may_activate(user: User | None, code_digest: bytes, now: datetime) -> bool:
    """Whether a one-time code opens this account now."""
    known = (user is not None and user.activation_digest) or b""
    alive = user is not None and user.activation_until is not None and now <= user.activation_until
    return hmac.compare_digest(known, code_digest) and alive


def set_password(session: Session, by: By, user: User, password_hash: str) -> None:
    """A password of the person's own, after which the one-time code and every log-in are over."""
    user.password_hash = password_hash
    user.activation_digest = user.activation_until = user.wait_until = None
    user.failures = 0
    end_sessions(session, user.id)
    by.note(session, "user.password", f"user:{user.id}")


def end_sessions(session: Session, user_id: int) -> None:
    """End every log-in of an account."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def _check(fields: dict[str, Any]) -> None:
    needs_unit, has_unit = fields["role"] in UNIT_ROLES, fields["unit_id"] is not None
    if needs_unit and not has_unit:
        raise Refused(f"Pilih unit untuk peran {ROLES[fields['role']]}.")
    if has_unit and not needs_unit:
        raise Refused(f"Peran {ROLES[fields['role']]} berlaku untuk seluruh instansi. Kosongkan unitnya.")
    if (fields["role"] == "officer") != (fields["officer_id"] is not None):
        raise Refused("Hanya akun berperan Petugas yang dihubungkan dengan nama petugas, dan akun itu harus terhubung.")


def _taken(session: Session, fields: dict[str, Any]) -> str:
    taken = select(User.id).where(User.username == fields.get("username"))
    if session.scalar(taken) is not None and fields.get("officer_id") is None:
        return "Nama pengguna ini sudah dipakai. Pilih nama lain."
    return "Nama pengguna ini sudah dipakai, atau petugas ini sudah punya akun."


def _refuse_self(by: By, user: User) -> None:
    if by.user_id == user.id:
        raise Refused("Akun sendiri hanya dapat diubah oleh admin lain.")


def _give_code(user: User, by: By, code_digest: bytes) -> None:
    user.activation_digest, user.activation_until = code_digest, by.now + ACTIVATION_LIFETIME


def _withdraw(session: Session, by: By, user: User) -> None:
    """Whoever changes a right becomes its first person, so that the second is somebody else."""
    user.approved_by_id = user.approved_at = None
    user.created_by_id = by.user_id
    end_sessions(session, user.id)
