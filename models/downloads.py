"""Files made for one person: how far each is, for a day; the files themselves lie beside the database."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment
from models.changes import By

KEPT: Final = timedelta(days=1)
SILENT: Final = timedelta(minutes=2)  # without a sign of life its maker is gone, with the server that was stopped
HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 30


class State(StrEnum):
    """How far a file is."""

    WAITING = "waiting"  # for its turn, or for the first row
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"
    STOPPED = "stopped"  # the server stopped meanwhile


class TooMany(Exception):
    """More files within an hour than a person needs; `seconds` until there may be another."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class Download(Base):
    """A file that somebody asked for.

    `name` and `total`, in rows or sheets, are known once it is begun; `token` is its name on the disk. `taken_at` is
    set when it was handed over at once, and nothing is left on the disk.
    """

    __tablename__ = "downloads"
    __table_args__ = (Index(None, "user_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(160), default="")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    size: Mapped[int | None] = mapped_column(BigInteger)
    has_failed: Mapped[bool] = mapped_column(default=False)

    def state(self, now: datetime) -> State:
        """How far it is."""
        if self.finished_at is not None:
            return State.READY
        if self.has_failed:
            return State.FAILED
        if now - self.seen_at >= SILENT:
            return State.STOPPED
        return State.WORKING if self.name else State.WAITING

    @property
    def kept_until(self) -> datetime:
        """When it is destroyed."""
        return self.asked_at + KEPT


def ask(session: Session, by: By) -> Download:
    """A new file for somebody.

    Raises:
        TooMany: `MOST_AN_HOUR` were asked for within the hour.
    """
    recent = session.scalars(
        select(Download.asked_at)
        .where(Download.user_id == by.user_id, Download.asked_at > by.now - HOUR)
        .order_by(Download.asked_at.desc())
        .limit(MOST_AN_HOUR)
    ).all()
    if len(recent) == MOST_AN_HOUR:
        raise TooMany(ceil((recent[-1] + HOUR - by.now).total_seconds()))
    row = Download(user_id=by.user_id, token=secrets.token_hex(16), asked_at=by.now, seen_at=by.now)
    session.add(row)
    session.flush()
    return row


def find(session: Session, download_id: int, user_id: int) -> Download:
    """A person's own file that is being made or kept."""
    return session.scalars(
        select(Download).where(Download.id == download_id, Download.user_id == user_id, Download.taken_at.is_(None))
    ).one()


def of_token(session: Session, token: str) -> Download | None:
    """The file of this name on the disk; None once it was deleted."""
    return session.scalar(select(Download).where(Download.token == token))


def of_user(session: Session, user_id: int, now: datetime) -> Sequence[Download]:
    """A person's files that are being made or kept, newest first."""
    return session.scalars(
        select(Download)
        .where(Download.user_id == user_id, Download.taken_at.is_(None), Download.asked_at > now - KEPT)
        .order_by(Download.id.desc())
    ).all()


def remove(session: Session, row: Download) -> None:
    """Let go of a file before its day is over."""
    session.delete(row)


def forget(session: Session, now: datetime) -> None:
    """Drop what is older than a day."""
    session.execute(delete(Download).where(Download.asked_at <= now - KEPT))
