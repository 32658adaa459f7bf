"""What a seal leaves: ratings without officer and time, receipts, redacted comments, marginal profile counts."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import UNORDERED, Base, Key, RandomId


class Seal(Base):
    """One unit's night: how many forms it took and the Merkle roots over its ratings and receipts.

    `part` is 1; a clock that was set back during the day makes a second part for the same day. `joined` says that its
    tallies have met the roster and stand in the release queue.
    """

    __tablename__ = "seals"
    __table_args__ = (UniqueConstraint("unit_id", "day", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    day: Mapped[date] = mapped_column(Date)
    part: Mapped[int] = mapped_column(default=1)
    forms: Mapped[int]
    rating_root: Mapped[bytes] = mapped_column(Key)
    receipt_root: Mapped[bytes] = mapped_column(Key)
    joined: Mapped[bool] = mapped_column(default=False)


class Rating(Base):
    """A sealed response. No officer, no moment, no device: day and shift of the service are all it knows."""

    __tablename__ = "ratings"
    __table_args__ = (Index(None, "unit_id", "service_day"), Index(None, "seal_id"), UNORDERED)

    id: Mapped[bytes] = mapped_column(RandomId, primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seals.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    service_day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int]
    wait_band: Mapped[int]
    channel: Mapped[str] = mapped_column(String(12))
    validity: Mapped[str] = mapped_column(String(8))
    late: Mapped[bool]
    opening: Mapped[int | None]
    answers: Mapped[dict[str, int]] = mapped_column(JSON)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))


class Receipt(Base):
    """A receipt that was sealed. It answers "terhitung" or "terlambat" and opens no rating.

    `month` of its seal, so that it ends: no night, and no unit, or a small unit's receipts would be its ratings.
    """

    __tablename__ = "receipts"
    __table_args__ = (Index(None, "month"), UNORDERED)

    leaf: Mapped[bytes] = mapped_column(Key, primary_key=True)
    late: Mapped[bool]
    month: Mapped[str] = mapped_column(String(7), server_default="")


class Comment(Base):
    """A redacted comment, cut from its rating: unit and month are all that is kept beside the words."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "unit_id", "month"), UNORDERED)

    id: Mapped[bytes] = mapped_column(RandomId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[str] = mapped_column(String(7))
    text: Mapped[str] = mapped_column(Text)


class ProfileCount(Base):
    """Respondent profile as marginal counts of a unit and month; never crossed, never beside a rating."""

    __tablename__ = "profile_counts"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]


def receipt_state(session: Session, leaf: bytes) -> bool | None:
    """None for an unknown receipt, else whether its response came too late for its period."""
    return session.scalar(select(Receipt.late).where(Receipt.leaf == leaf))


def sealed_in(session: Session, seal_ids: list[int], first: date, last: date) -> list[Rating]:
    """Ratings of some seals whose service fell between two days, in key order."""
    return list(
        session.scalars(
            select(Rating)
            .where(Rating.seal_id.in_(seal_ids), Rating.service_day.between(first, last))
            .order_by(Rating.id)
        )
    )


def leaf_fields(rating: dict[str, Any]) -> dict[str, Any]:
    """The fields of a rating that its Merkle leaf binds, as canonical plain values."""
    return {
        "answers": rating["answers"],
        "channel": rating["channel"],
        "counter": rating["counter_id"],
        "late": rating["late"],
        "opening": rating["opening"],
        "questionnaire": rating["questionnaire_id"],
        "service": rating["service_id"],
        "service_day": rating["service_day"].isoformat(),
        "shift": rating["shift"],
        "unit": rating["unit_id"],
        "validity": rating["validity"],
        "wait_band": rating["wait_band"],
    }
