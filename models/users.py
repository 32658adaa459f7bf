"""Staff accounts and their revocable sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import UNORDERED, Base, Key, Moment


class User(Base):
    """One person, one role. An account acts only after another person has approved it."""

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

    @property
    def is_active(self) -> bool:
        """Approved and not disabled."""
        return self.approved_at is not None and self.disabled_at is None


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
