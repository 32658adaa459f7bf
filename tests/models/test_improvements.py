"""Notes of what changed because of the public: published at once, never changed, withdrawn with a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import improvements
from models.audit import AuditEvent
from models.changes import By, Refused
from models.improvements import Improvement
from tests import factories
from tests.factories import NOW, TODAY, Town

HEAD = By(None, "kepala", "unit_head", NOW, bytes(16))
WORDS = {"theme": "Antrean pagi terlalu lama.", "done": "Loket 2 buka pukul 07.30."}


@pytest.fixture
def town(session: Session) -> Town:
    """The town of the factories, on both kinds of database."""
    return factories.town(session)


def published(session: Session, town: Town, **fields: object) -> Improvement:
    values = {**WORDS, "done_on": TODAY, "today": TODAY, **fields}
    return improvements.publish(session, HEAD, town.unit, **values)  # type: ignore[arg-type]


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def test_the_latest_change_stands_first(session: Session, town: Town) -> None:
    late = published(session, town)
    early = published(session, town, done_on=TODAY - timedelta(days=9))
    assert improvements.of_unit(session, town.unit) == [late, early]
    assert actions(session) == ["improvement.published"] * 2


def test_a_promise_is_no_improvement(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="belum tiba"):
        published(session, town, done_on=TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    "words", ["Berkat Ayu Lestari kini cepat.", "Hubungi 081234567890.", "NIK 3174014107900001 sudah diurus."]
)
def test_no_note_and_no_reason_names_a_person(session: Session, town: Town, words: str) -> None:
    with pytest.raises(Refused, match="nama orang"):
        published(session, town, done=words)
    with pytest.raises(Refused, match="nama orang"):
        published(session, town, theme=words)
    with pytest.raises(Refused, match="nama orang"):
        improvements.withdraw(session, HEAD, published(session, town), reason=words, today=TODAY)


def test_a_withdrawn_note_stays_with_its_day_and_reason_and_is_withdrawn_once(session: Session, town: Town) -> None:
    note = published(session, town)
    improvements.withdraw(session, HEAD, note, reason="Loket itu tutup lagi.", today=TODAY)
    assert [(row.withdrawn_on, row.withdrawn_because) for row in improvements.of_unit(session, town.unit)] == [
        (TODAY, "Loket itu tutup lagi.")
    ]
    assert actions(session) == ["improvement.published", "improvement.withdrawn"]
    with pytest.raises(Refused, match="sudah ditarik"):
        improvements.withdraw(session, HEAD, note, reason="Lagi.", today=TODAY)


def test_the_note_of_another_unit_is_not_there(session: Session, town: Town) -> None:
    note = published(session, town)
    assert improvements.get(session, note.id, town.unit) is note
    with pytest.raises(NoResultFound):
        improvements.get(session, note.id, town.unit + 1)
