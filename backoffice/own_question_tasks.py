"""What units' own questions ask of HR: to look at those that wait."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.task_kinds import Kind, Task
from models import own_questions
from models.users import User


def of(session: Session, user: User, _today: date) -> Iterator[Task]:
    """One task for all questions that wait."""
    n = len(own_questions.waiting(session)) if permissions.may(user.role, "own_question_approve") else 0
    if n:
        text = ngettext(
            "%(num)d pertanyaan unit menunggu persetujuan Anda.",
            "%(num)d pertanyaan unit menunggu persetujuan Anda.",
            n,
        )
        yield Task(Kind.QUESTION, text, url_for("backoffice.own_question_list"))
