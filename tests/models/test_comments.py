"""Comments leave once a week, five or more of a unit together, in no order; some of them past their unit."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import comments, units
from models.audit import AuditEvent
from models.changes import By
from models.comments import Desk, Sight
from models.ratings import Comment
from tests import factories
from tests.factories import NOW, TODAY, Town

NIGHT = By(None, "flask release", "system", NOW, bytes(16))
MONDAY = comments.monday(TODAY)
WEEK = timedelta(days=7)
_ids = count(1)


@pytest.fixture
def town(session: Session) -> Town:
    """The town of the factories, on both kinds of database."""
    return factories.town(session)


def sealed(session: Session, town: Town, *texts: str) -> None:
    """Comments as a seal leaves them."""
    session.add_all(
        Comment(id=next(_ids).to_bytes(16), unit_id=town.unit, month="2026-11", text=text) for text in texts
    )
    session.flush()


def released(session: Session, town: Town, weeks: int = 0) -> int:
    """Let the unit's comments have their turn, some weeks on."""
    return comments.release_week(session, NIGHT, units.get(session, town.unit), NOW + weeks * WEEK)


def texts(session: Session, desk: Desk = Desk.UNIT) -> list[str]:
    return [row.text for row in comments.between(session, Sight(desk), MONDAY, MONDAY + 9 * WEEK)]


def test_five_comments_leave_together_and_four_wait_for_the_next_week(session: Session, town: Town) -> None:
    sealed(session, town, "satu", "dua", "tiga", "empat")
    assert released(session, town) == 0
    assert texts(session) == []
    sealed(session, town, "lima")
    assert released(session, town, weeks=1) == 5
    found = comments.between(session, Sight(Desk.UNIT), MONDAY, MONDAY + WEEK)
    assert {row.week for row in found} == {MONDAY + WEEK}
    assert sorted(row.text for row in found) == ["dua", "empat", "lima", "satu", "tiga"]


def test_what_is_sealed_later_in_the_week_waits_for_the_next_one(session: Session, town: Town) -> None:
    sealed(session, town, *"abcde")
    assert released(session, town) == 5
    sealed(session, town, *"fghij")
    assert released(session, town) == 0
    assert texts(session) == list("abcde")
    assert released(session, town, weeks=1) == 5
    assert texts(session) == [*"fghij", *"abcde"]


def test_words_of_bribery_threat_and_danger_pass_the_unit_by_and_help_no_batch(session: Session, town: Town) -> None:
    sealed(session, town, *"abcd", "Diminta uang pelicin", "Saya diancam petugas", "Kabel korsleting, bahaya")
    assert released(session, town) == 3
    assert texts(session) == []
    assert len(texts(session, Desk.EVALUATOR)) == 3
    one, *others = comments.to_look_into(session)
    comments.mark(session, NIGHT, one, TODAY)
    assert comments.to_look_into(session) == others


def test_a_comment_is_read_at_its_desk_and_in_its_unit_only(session: Session, town: Town) -> None:
    sealed(session, town, *"abcde", "Ada calo di parkiran")
    released(session, town)
    (past,) = comments.between(session, Sight(Desk.EVALUATOR), MONDAY, MONDAY)
    for sight in (Sight(Desk.UNIT), Sight(Desk.EVALUATOR, town.unit + 1)):
        assert not comments.by_ids(session, [past.id], sight)
        with pytest.raises(NoResultFound):
            comments.get(session, past.id, sight)
    assert comments.get(session, past.id, Sight(Desk.EVALUATOR)).text == "Ada calo di parkiran"


def test_a_mark_is_set_once_and_taken_back(session: Session, town: Town) -> None:
    sealed(session, town, *"abcd", "e")
    released(session, town)
    sight = Sight(Desk.UNIT, town.unit)
    one = comments.between(session, sight, MONDAY, MONDAY)[0]
    comments.mark(session, NIGHT, one, TODAY)
    comments.mark(session, NIGHT, one, TODAY)
    assert comments.get(session, one.id, sight).is_marked
    comments.unmark(session, NIGHT, one)
    comments.unmark(session, NIGHT, one)
    assert not comments.get(session, one.id, sight).is_marked
    actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))
    assert actions == ["comments.released", "comment.marked", "comment.unmarked"]


def test_no_column_of_a_released_comment_is_finer_than_its_week(session: Session, town: Town) -> None:
    assert set(comments.ReleasedComment.__table__.c.keys()) == {"comment_id", "unit_id", "week", "desk"}
    assert set(comments.CommentWeek.__table__.c.keys()) == {"unit_id", "week"}
    sealed(session, town, *"abcde")
    released(session, town)
    assert {row.week.weekday() for row in comments.between(session, Sight(Desk.UNIT), MONDAY, MONDAY)} == {0}


def test_words_are_counted_in_the_newest_comments(session: Session, town: Town) -> None:
    sealed(session, town, *"abcde")
    released(session, town)
    sealed(session, town, *"fghij")
    released(session, town, weeks=1)
    assert comments.newest_texts(session, 6) == [*"fghij", "a"]
