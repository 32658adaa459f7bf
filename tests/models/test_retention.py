"""Comments and receipts end after 24 months, forms that nobody closed after a year; counts of them are left."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import comments, follow_ups, inbox, logins, retention, verification
from models.audit import AuditEvent
from models.base import Base
from models.changes import By
from models.comments import CommentMark, Desk, ReleasedComment, Sight
from models.follow_ups import FollowUp, FollowUpComment
from models.inbox import DayKey
from models.paper import PaperBatch, PaperForm
from models.ratings import Comment, Receipt
from models.users import UserSession
from surveys.periods import parse
from tests import commented, factories, locked, released
from tests.factories import NOW, TODAY, Town
from tests.models.test_follow_ups import HEAD, STEP

NIGHT = By(None, "flask retention", "system", NOW, bytes(16))
KEPT, GONE = date(2028, 10, 31), date(2028, 11, 1)  # what November 2026 saw is kept, and no longer is


@pytest.fixture
def town(session: Session) -> Town:
    """The town of the factories, on both kinds of database."""
    return factories.town(session)


def rows(session: Session, *tables: type[Base]) -> list[int]:
    return [session.scalars(select(func.count()).select_from(table)).one() for table in tables]


def noted(session: Session, action: str) -> list[dict[str, object]]:
    events = select(AuditEvent.detail).where(AuditEvent.action == action)
    return list(session.scalars(events.order_by(AuditEvent.seq)))


def test_a_comment_goes_with_its_marks_and_links_and_the_step_stays(session: Session, town: Town) -> None:
    assert commented.released(session, town.unit, *commented.ORDINARY, commented.PAST_UNIT) == 7
    one = comments.between(session, Sight(Desk.UNIT), TODAY - timedelta(days=7), TODAY)[0]
    comments.mark(session, NIGHT, one, TODAY)
    step = follow_ups.add(session, HEAD, town.unit, parse("2026-TW4"), **STEP)
    follow_ups.link(session, HEAD, step, one)
    assert retention.forget_comments(session, NIGHT, KEPT) == 0
    assert retention.forget_comments(session, NIGHT, GONE) == 7
    assert retention.forget_comments(session, NIGHT, GONE) == 0
    assert rows(session, Comment, ReleasedComment, CommentMark, FollowUpComment, FollowUp) == [0, 0, 0, 0, 1]
    assert noted(session, "comment.retention") == [{"before": "2026-12", "comments": 7}]


def test_the_time_of_a_comment_begins_with_its_release_for_the_whole_batch(session: Session, town: Town) -> None:
    december = NOW + timedelta(days=40)
    commented.released(session, town.unit, *commented.ORDINARY, now=december)
    commented.sealed(session, town.unit, "Menunggu teman")
    assert retention.forget_comments(session, NIGHT, GONE) == 1
    assert rows(session, Comment, ReleasedComment) == [6, 6]
    assert retention.forget_comments(session, NIGHT, date(2028, 12, 1)) == 6


def test_many_comments_go_a_few_at_a_time(session: Session, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 4)
    commented.released(session, town.unit, *commented.ORDINARY)
    commented.sealed(session, town.unit, "Menunggu teman", "Juga")
    assert [retention.forget_comments(session, NIGHT, GONE) for _ in range(3)] == [4, 4, 0]


def test_receipts_end_and_what_was_sealed_is_still_held_against_them(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST", 40)
    locked.closed_month(session)
    (receipts,) = rows(session, Receipt)
    assert receipts > retention.MOST
    assert retention.forget_receipts(session, NIGHT, KEPT) == 0
    gone = []
    while found := retention.forget_receipts(session, NIGHT, GONE):
        gone.append(found)
        assert verification.verify(session) == []
    assert sum(gone) == receipts
    assert max(gone) == retention.MOST
    assert rows(session, Receipt) == [0]
    assert [detail["counted"] for detail in noted(session, retention.RECEIPTS)] == gone


def test_a_receipt_knows_the_month_of_its_seal_and_nothing_finer(session: Session, town: Town) -> None:
    released.nights(session, town, [released.forms(2), released.forms(1)])
    assert set(session.scalars(select(Receipt.month))) == {"2026-11"}
    assert set(Receipt.__table__.c.keys()) == {"leaf", "late", "month"}


def test_forms_of_a_batch_that_nobody_closed_go_after_a_year(session: Session, town: Town) -> None:
    batch = PaperBatch(
        code="ABCDEFGH", unit_id=town.unit, questionnaire_id=town.questionnaire, first_day=TODAY, last_day=TODAY,
        sheets=9, rule="none", made_on=TODAY,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    session.add(PaperForm(batch_id=batch.id, entry=1, number=1, day=TODAY, shift=0, answers={"U1": 3}, profile={}))
    session.flush()
    year = timedelta(days=366)
    assert retention.forget_paper(session, NIGHT, TODAY + year) == 0
    assert retention.forget_paper(session, NIGHT, TODAY + year + timedelta(days=1)) == 1
    assert retention.forget_paper(session, NIGHT, TODAY + 2 * year) == 0
    assert rows(session, PaperForm) == [0]
    assert batch.state == "void"


def test_the_key_of_a_day_without_a_rating_goes_when_the_day_is_over(session: Session, town: Town) -> None:
    tomorrow = TODAY + timedelta(days=1)
    inbox.day_key(session, TODAY, fresh=b"k" * 32)
    inbox.forget_keys(session, TODAY)
    assert rows(session, DayKey) == [1]
    factories.arrive(session, town, 1)
    inbox.forget_keys(session, tomorrow)
    assert rows(session, DayKey) == [1]
    released.nights(session, town, [[]])
    inbox.day_key(session, TODAY, fresh=b"l" * 32)
    inbox.forget_keys(session, tomorrow)
    assert rows(session, DayKey) == [0]


def test_a_log_in_that_is_over_by_its_age_is_dropped(session: Session, town: Town) -> None:
    locked.closed_month(session, town)
    session.add(UserSession(digest=b"d" * 32, user_id=locked.HR, created_at=NOW, seen_at=NOW))
    session.flush()
    assert logins.forget(session, NOW + logins.ABSOLUTE) == 0
    assert logins.forget(session, NOW + logins.ABSOLUTE + timedelta(seconds=1)) == 1
