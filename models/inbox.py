"""RECORD: answers of the day, with the times and device links that the nightly seal destroys.

A row is keyed by a digest of the first form nonce of its response; every nonce ever used stands in `submissions`,
every ticket in `spent_tickets`. The two constraints, not a look beforehand, make a retry or a copy count once.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    Time,
    bindparam,
    delete,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import UNORDERED, Base, Key, Moment, insert_once, table_of

# A nonce lives 22 days and a ticket 21; both are remembered for a good while longer.
NONCES_KEPT = timedelta(days=30)
TICKETS_KEPT = timedelta(days=51)
EMPTIED = ("inbox", "day_keys")  # tables whose rows hold times or device links until a seal destroys them


class Arrival(Base):
    """One response, from its first tap until its night is sealed."""

    __tablename__ = "inbox"
    __table_args__ = (Index(None, "unit_id", "local_day"), UNORDERED)

    key: Mapped[bytes] = mapped_column(Key, primary_key=True)
    receipt_leaf: Mapped[bytes] = mapped_column(Key, index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    channel: Mapped[str] = mapped_column(String(12))
    has_ticket: Mapped[bool]
    service_day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int] = mapped_column(default=0)
    wait_band: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(Moment)
    local_day: Mapped[date] = mapped_column(Date)
    local_time: Mapped[time] = mapped_column(Time)
    latest_issue: Mapped[datetime] = mapped_column(Moment)
    details_seconds: Mapped[float | None]
    opening: Mapped[int | None]
    answers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    supplements: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON, default=dict)  # by questionnaire code
    comment: Mapped[str] = mapped_column(Text, default="")
    profile: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    language: Mapped[str] = mapped_column(String(8), default="id")
    device: Mapped[bytes | None] = mapped_column(Key)
    misdirected: Mapped[bool] = mapped_column(default=False)
    disputed: Mapped[bool] = mapped_column(default=False)


class Submission(Base):
    """A form nonce that has been used; the digest of its body goes at the seal."""

    __tablename__ = "submissions"
    __table_args__ = (UNORDERED,)

    key: Mapped[bytes] = mapped_column(Key, primary_key=True)
    body: Mapped[bytes | None] = mapped_column(Key)
    day: Mapped[date] = mapped_column(Date, index=True)


class SpentTicket(Base):
    """A visit ticket that has been used; no way leads from here to a rating."""

    __tablename__ = "spent_tickets"
    __table_args__ = (UNORDERED,)

    nullifier: Mapped[bytes] = mapped_column(Key, primary_key=True)
    service_day: Mapped[date] = mapped_column(Date, index=True)


class DayKey(Base):
    """The key of a day's device tags: random, and destroyed when the day has been sealed."""

    __tablename__ = "day_keys"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    key: Mapped[bytes] = mapped_column(Key)


class Outcome(Enum):
    """What became of a submission that was accepted."""

    STORED = "stored"
    COMPLETED = "completed"
    REPLAYED = "replayed"


class RefusedSubmission(Exception):
    """A submission that must not be stored; nothing of it remains once the transaction is rolled back."""


class AnswerChanged(RefusedSubmission):
    """The nonce was used with another body; the response can be changed through `first_key`."""


class TicketSpent(RefusedSubmission):
    """The ticket belongs to another response."""


class AlreadySealed(RefusedSubmission):
    """The response has been sealed and can no longer be changed."""


class FirstNotHere(RefusedSubmission):
    """A completion came before the tap it completes; it may be sent again a little later."""


@dataclass(frozen=True)
class Submitted:
    """One POST of a citizen's form.

    Attributes:
        key: digest of the nonce of this form (idempotency key), 32 bytes.
        body: digest of everything the form said, 32 bytes.
        issued_at: moment the nonce was made.
        first_key: digest of the first nonce when this POST completes or changes an earlier response.
        nullifier: digest of the visit ticket, if one was shown.
        fields: columns of `Arrival` this POST sets.
    """

    key: bytes
    body: bytes
    issued_at: datetime
    first_key: bytes | None
    nullifier: bytes | None
    fields: dict[str, Any]


def record(session: Session, submitted: Submitted, *, now: datetime, **place: Any) -> Outcome:
    """Store a POST exactly once.

    `place` holds the columns that only a new response sets: unit, counter, service day and so on.

    Raises:
        RefusedSubmission: one of its kinds; the caller rolls the transaction back.
    """
    if not insert_once(session, Submission, key=submitted.key, body=submitted.body, day=now.date()):
        return _replay(session, submitted)
    if submitted.first_key is not None:
        return _complete(session, submitted)
    if submitted.nullifier is not None and not insert_once(
        session, SpentTicket, nullifier=submitted.nullifier, service_day=place["service_day"]
    ):
        raise TicketSpent
    arrival = {
        **place,
        **submitted.fields,
        "key": submitted.key,
        "latest_issue": submitted.issued_at,
        "received_at": now,
    }
    session.connection().execute(table_of(Arrival).insert(), arrival)
    return Outcome.STORED


def _replay(session: Session, submitted: Submitted) -> Outcome:
    """The same form again. Whoever went back to it after changing the answer is asked, not ignored."""
    body = session.scalar(select(Submission.body).where(Submission.key == submitted.key))
    if body is not None and body != submitted.body:
        raise AnswerChanged
    if "opening" in submitted.fields:
        opening = session.scalar(select(Arrival.opening).where(Arrival.key == submitted.key))
        if opening not in {None, submitted.fields["opening"]}:
            raise AnswerChanged
    return Outcome.REPLAYED


def _complete(session: Session, submitted: Submitted) -> Outcome:
    """Set what this POST carries, question by question; what it leaves out stays. The form opened last wins.

    A form opened before the latest one still counts where that one said nothing: whoever went back to it was thanked.
    """
    arrival = session.scalar(select(Arrival).where(Arrival.key == submitted.first_key).with_for_update())
    if arrival is None:
        known = session.scalar(select(Submission.key).where(Submission.key == submitted.first_key))
        raise FirstNotHere if known is None else AlreadySealed
    is_latest = submitted.issued_at >= arrival.latest_issue
    for name, value in submitted.fields.items():
        kept = getattr(arrival, name)
        if isinstance(value, dict):
            setattr(arrival, name, {**kept, **value} if is_latest else {**value, **kept})
        elif is_latest or name == "channel" or not kept:  # help, once given, is never taken back
            setattr(arrival, name, value)
    if is_latest:
        arrival.latest_issue = submitted.issued_at
    return Outcome.COMPLETED


_DAY_KEYS = table_of(DayKey)
_DAY_KEY = select(_DAY_KEYS.c.key).where(_DAY_KEYS.c.day == bindparam("day"))


def day_key(session: Session, day: date, *, fresh: bytes) -> bytes:
    """The key of `day`; `fresh` becomes it when the day has none."""
    key: bytes | None = session.connection().scalar(_DAY_KEY, {"day": day})
    if key is None:
        insert_once(session, DayKey, day=day, key=fresh)
        key = session.connection().execute(_DAY_KEY, {"day": day}).scalar_one()
    return key


def is_known(session: Session, key: bytes) -> bool:
    """Whether the form with this digest of its nonce has been sent."""
    return session.scalar(select(Submission.key).where(Submission.key == key)) is not None


def is_waiting(session: Session, receipt_leaf: bytes) -> bool:
    """Whether a receipt belongs to a response that waits for its seal."""
    return session.scalar(select(Arrival.key).where(Arrival.receipt_leaf == receipt_leaf)) is not None


def answered_supplements(session: Session, receipt_leaf: bytes) -> set[str] | None:
    """Codes of the supplements that a response has answered or left empty; None once it is sealed."""
    found = session.scalar(select(Arrival.supplements).where(Arrival.receipt_leaf == receipt_leaf))
    return None if found is None else set(found)


def waiting(session: Session) -> int:
    """How many responses wait for their seal."""
    return session.scalars(select(func.count()).select_from(Arrival)).one()


def unsealed_days(session: Session, unit_id: int, before: date) -> list[date]:
    """Local days before `before` on which responses of a unit still wait, oldest first."""
    return list(
        session.scalars(
            select(Arrival.local_day)
            .where(Arrival.unit_id == unit_id, Arrival.local_day < before)
            .distinct()
            .order_by(Arrival.local_day)
        )
    )


def of_day(session: Session, unit_id: int, day: date) -> list[Arrival]:
    """Responses a unit received on its local `day`, locked against a second seal, in key order."""
    return list(
        session.scalars(
            select(Arrival)
            .where(Arrival.unit_id == unit_id, Arrival.local_day == day)
            .order_by(Arrival.key)
            .with_for_update()
        )
    )


def clear(session: Session, sealed: list[Arrival], day: date) -> None:
    """Destroy the responses of a unit's day that were sealed: these and no others, whatever came meanwhile.

    With the last unit's go the key of the day's device tags and the digests of what was said.
    """
    table = table_of(Arrival)
    session.connection().execute(
        delete(table).where(table.c.key == bindparam("sealed")), [{"sealed": arrival.key} for arrival in sealed]
    )
    if session.scalar(select(Arrival.key).where(Arrival.local_day <= day).limit(1)) is None:
        session.execute(delete(DayKey).where(DayKey.day <= day))
        # A local day touches two UTC days at most.
        _lay_anew(session, Submission, Submission.day.between(day - timedelta(days=1), day), body=None)
        if session.get_bind().dialect.name == "postgresql":
            _lay_anew(session, SpentTicket, SpentTicket.service_day > day - TICKETS_KEPT)


def _lay_anew(
    session: Session, model: type[Submission | SpentTicket], chosen: ColumnElement[bool], **erased: None
) -> None:
    """Put the chosen rows down again in the order of their keys: a heap would go on telling the order of arrival."""
    table = table_of(model)
    taken = session.connection().execute(delete(table).where(chosen).returning(*table.c)).mappings().all()
    key = next(iter(table.primary_key)).name
    rows = sorted(({**row, **erased} for row in taken), key=lambda row: bytes(row[key]))
    if rows:
        session.connection().execute(table.insert(), rows)


def forget_keys(session: Session, today: date) -> None:
    """Destroy the keys of days that are over and of which nothing waits: networks are known by them too.

    The seal does it where somebody has rated; on other days nobody else would.
    """
    waits = exists().where(Arrival.local_day <= DayKey.day)
    session.execute(delete(DayKey).where(DayKey.day < today, ~waits).execution_options(synchronize_session=False))


def forget(session: Session, today: date) -> None:
    """Drop nonces and spent tickets that are too old to come back."""
    session.execute(delete(Submission).where(Submission.day < today - NONCES_KEPT))
    session.execute(delete(SpentTicket).where(SpentTicket.service_day < today - TICKETS_KEPT))
