"""Answers that came on paper or in a file join the inbox, where the nightly seal takes them like any other.

Without a counter and a ticket they count for the unit's index and for no officer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.base import table_of
from models.inbox import Arrival
from models.units import Unit


@dataclass(frozen=True)
class Brought:
    """One form. `key` and `receipt_leaf` are 32 bytes each, and the same whenever the same form comes again."""

    key: bytes
    receipt_leaf: bytes
    service_day: date
    answers: dict[str, int]
    profile: dict[str, str]
    service_id: int | None = None
    shift: int = 0
    comment: str = ""
    supplements: dict[str, dict[str, int]] = field(default_factory=dict)


def put(
    session: Session, now: datetime, unit: Unit, forms: Iterable[Brought], *, questionnaire_id: int, channel: str
) -> None:
    """Into the inbox. `now` is when somebody brought them; nobody knows the moment of their citizens."""
    local = unit.local(now)
    shared: dict[str, Any] = {
        "unit_id": unit.id,
        "counter_id": None,
        "questionnaire_id": questionnaire_id,
        "channel": channel,
        "has_ticket": False,
        "received_at": now,
        "local_day": local.date(),
        "local_time": local.time().replace(tzinfo=None),
        "latest_issue": now,
        "details_seconds": None,
        "opening": None,
    }
    arrivals = [{**shared, **vars(form)} for form in forms]
    if arrivals:
        session.execute(table_of(Arrival).insert(), arrivals)
