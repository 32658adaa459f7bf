"""Paper forms of the sample town: a batch that has been typed, checked and counted, and one that awaits its check."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.demo.accounts import FIRST_UNIT
from cli.demo.answers import answer
from cli.demo.town import Built
from models import paper, paper_checks, paper_closing, paper_typing, questionnaires
from models.changes import By
from models.paper import FIRST, SECOND, PaperBatch
from models.users import User
from surveys import crockford
from surveys.paper import names
from surveys.questionnaire import Questionnaire

SLIP = 0.02


def bring(session: Session, built: list[Built], today: date, now: datetime, chance: Random) -> None:
    """Two batches of the first unit, typed by its operator."""
    place = next(place for place in built if place.place.code == FIRST_UNIT)
    operator, head = (_person(session, role, now, chance) for role in ("operator", "unit_head"))
    form = questionnaires.load(session, questionnaires.in_use(session, today).code)
    counted = _typed(session, operator, place, today - timedelta(days=2), chance, n=24)
    _check(session, head, counted, form, chance)
    paper_closing.close(session, operator, place.unit, counted, names(form), chance.randbytes(32))
    _typed(session, operator, place, today - timedelta(days=1), chance, n=12)


def _typed(session: Session, by: By, place: Built, day: date, chance: Random, *, n: int) -> PaperBatch:
    batch = PaperBatch(
        code=crockford.encode(chance.randbytes(5)),
        questionnaire_id=questionnaires.in_use(session, day).id,
        service_id=place.counters[0].service_id,
        first_day=day,
        last_day=day,
        sheets=2 * n,
    )
    paper.add(session, by, place.unit, batch)
    while len(paper.forms(session, batch)) < n:
        said = answer(chance, place.place, 0.0, 0)
        if said.answers:
            number = len(paper.forms(session, batch)) + 1
            said_on = {"day": day, "shift": chance.choice((1, 2)), "comment": said.comment}
            values = {**said_on, "answers": said.answers, "profile": said.profile}
            paper_typing.put(session, by, batch, {**values, "entry": FIRST, "number": number}, anew=True)
    paper_typing.finish(session, by, batch, chance)
    return batch


def _check(session: Session, by: By, batch: PaperBatch, form: Questionnaire, chance: Random) -> None:
    """Type the sample again: now and then the two read a digit differently, and the paper says the second is right."""
    for first in [row for row in paper.forms(session, batch) if row.number in batch.sample]:
        answers = {
            code: 5 - value if chance.random() < SLIP else value  # 4 for 1, 3 for 2
            for code, value in first.answers.items()
        }
        values = {"day": first.day, "shift": first.shift, "answers": answers, "profile": first.profile, "comment": ""}
        paper_typing.put(session, by, batch, {**values, "entry": SECOND, "number": first.number}, anew=True)
    found = paper_checks.checked(session, batch, names(form)).differences
    paper_checks.settle(session, by, batch, {row.number: dict.fromkeys(row.fields, SECOND) for row in found})


def _person(session: Session, role: str, now: datetime, chance: Random) -> By:
    user = session.scalars(select(User).where(User.role == role)).one()
    return By(user.id, user.username, user.role, now, chance.randbytes(16))
