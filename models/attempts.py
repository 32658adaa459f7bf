"""What a network did, counted: failed look-ups of tracking codes per minute, and new reports per hour.

A network is known only under a key of the day that is destroyed at night; its row goes when its time is over. Of a
report no more is known than the hour: its row is written as if it had come in the last minute of it.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import UNORDERED, Base, Key, Moment, insert_once

WINDOW = timedelta(minutes=1)
FREE, PAUSE = 10, timedelta(seconds=2)  # after ten failures in a minute, one look-up in two seconds
MOST = 100  # after these, none until the minute is over
MOST_REPORTS = 20  # after these, none until the hour is over


class Attempts(Base):
    """Failures of one network in one minute, or its reports in one hour: then `since` is the last minute of it."""

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
    _add(session, key, now, now)


def seconds_to_report(session: Session, key: bytes, now: datetime) -> int:
    """Seconds until a network may send another report; 0 when it may now."""
    row = session.get(Attempts, key)
    if row is None or now >= row.since + WINDOW or row.failures < MOST_REPORTS:
        return 0
    return ceil((row.since + WINDOW - now).total_seconds())


def count_report(session: Session, key: bytes, now: datetime) -> None:
    """Count a report that was stored, and forget the hours that are over."""
    forget(session, now)
    last_minute = now.replace(minute=59, second=0, microsecond=0)
    _add(session, key, last_minute, last_minute)


def forget(session: Session, now: datetime) -> None:
    """Drop the minutes and hours that are over."""
    session.execute(delete(Attempts).where(Attempts.since <= now - WINDOW))


def _add(session: Session, key: bytes, since: datetime, last: datetime) -> None:
    insert_once(session, Attempts, key=key, since=since, last=last, failures=0)
    session.execute(update(Attempts).where(Attempts.key == key).values(failures=Attempts.failures + 1, last=last))
