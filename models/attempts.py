"""Failed look-ups of tracking codes, counted per network and minute, so that guessing does not pay.

A network is known only under a key of the day that is destroyed at night; its row goes when its minute is over.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import UNORDERED, Base, Key, Moment, insert_once

WINDOW = timedelta(minutes=1)
FREE, PAUSE = 10, timedelta(seconds=2)  # after ten failures in a minute, one look-up in two seconds
MOST = 100  # after these, none until the minute is over


class Attempts(Base):
    """Failures of one network in one minute."""

    __tablename__ = "attempts"
    __table_args__ = (UNORDERED,)

    key: Mapped[bytes] = mapped_column(Key, primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
    last: Mapped[datetime] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)


def seconds_to_wait(session: Session, key: bytes, now: datetime) -> int:
    """Seconds until a network may look up another code; 0 when it may now.

    It is told to wait rather than made to: a sleeping answer would keep a thread from everybody else.
    """
    row = session.get(Attempts, key)
    if row is None or now >= row.since + WINDOW or row.failures < FREE:
        return 0
    until = row.since + WINDOW if row.failures >= MOST else row.last + PAUSE
    return max(0, ceil((until - now).total_seconds()))


def count(session: Session, key: bytes, now: datetime) -> None:
    """Count a failure, and forget the minutes that are over."""
    forget(session, now)
    insert_once(session, Attempts, key=key, since=now, last=now, failures=0)
    session.execute(update(Attempts).where(Attempts.key == key).values(failures=Attempts.failures + 1, last=now))


def forget(session: Session, now: datetime) -> None:
    """Drop the minutes that are over."""
    session.execute(delete(Attempts).where(Attempts.since <= now - WINDOW))
