"""Who changes something, when, and the audit event that tells of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import audit
from models.base import Base


class Refused(Exception):
    """A change that the rules do not allow; the message says why and what to do, in words for the person who tried."""


@dataclass(frozen=True)
class By:
    """The person (or command) behind a change. `salt` is 16 random bytes for the audit event.

    `user_id` is None for a command. Every verb that changes something takes one of these and notes one event.
    """

    user_id: int | None
    actor: str
    role: str
    now: datetime
    salt: bytes

    def note(self, session: Session, action: str, object: str, reason: str = "", **detail: Any) -> None:  # noqa: A002 - as in the audit log
        """Append the event to the audit chain, in the transaction of the change."""
        audit.write(
            session,
            now=self.now,
            actor=self.actor,
            role=self.role,
            action=action,
            object=object,
            salt=self.salt,
            reason=reason,
            detail=detail,
        )


def store(session: Session, row: Base, taken: str) -> None:
    """Write a new or changed row. A unique value that somebody else has raises Refused with the sentence `taken`."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Refused(taken) from error


def changed(row: Base, values: dict[str, Any]) -> list[str]:
    """Set the columns of a row and name those whose value is another one now."""
    names = [name for name, value in values.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, values[name])
    return sorted(names)
