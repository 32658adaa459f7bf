"""What an account has tried by itself, read from the audit chain: the exercises of the demonstration agency."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.audit import AuditEvent
from models.changes import By

ANSWERED = "training.answered"


def tried(session: Session, username: str) -> set[str]:
    """Actions of an account since it first logged in, and the objects of its right answers.

    What the sample tells of the account's past happened before anybody logged in, and does not count.
    """
    own = AuditEvent.actor == username
    first = select(func.min(AuditEvent.seq)).where(own, AuditEvent.action == "login").scalar_subquery()
    events = session.execute(
        select(AuditEvent.action, AuditEvent.object).where(own, AuditEvent.seq >= first).distinct()
    )
    return {object if action == ANSWERED else action for action, object in events}  # noqa: A001 - the field's name


def answer(session: Session, by: By, exercise: str) -> None:
    """Note a right answer, once."""
    if object_of(exercise) not in tried(session, by.actor):
        by.note(session, ANSWERED, object_of(exercise))


def object_of(exercise: str) -> str:
    """How the audit chain names an exercise."""
    return f"exercise:{exercise}"
