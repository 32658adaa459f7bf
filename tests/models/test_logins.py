"""Counted log-ins and sessions, on both databases."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from database import Database
from models import logins, users
from models.changes import By, Refused
from models.users import User, UserSession
from tests import factories
from tests.factories import NOW

SYSTEM = By(None, "flask", "system", NOW, bytes(16))


def user(session: Session, username: str = "hr", role: str = "hr") -> User:
    row = users.add(
        session, SYSTEM, code_digest=bytes(32), username=username, name="X", role=role, unit_id=None, officer_id=None
    )
    row.approved_at = NOW
    session.flush()
    return row


@pytest.fixture
def town(session: Session) -> factories.Town:
    """The town of the factories."""
    return factories.town(session)


def test_twenty_guesses_at_once_get_no_more_than_five_looks_at_the_password(database: Database) -> None:
    with database.writing() as session:
        factories.town(session)
        user(session)
        session.commit()
    looked: list[User] = []

    def guess() -> None:
        with database.writing() as session:
            found = logins.count_attempt(session, "hr", NOW)
            session.commit()
        if found is not None:
            looked.append(found)

    threads = [Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked) == logins.FREE_FAILURES


def test_counting_an_unknown_name_changes_nothing(session: Session, town: factories.Town) -> None:
    row = user(session)
    assert logins.count_attempt(session, "nobody", NOW) is None
    session.refresh(row)
    assert (row.failures, row.wait_until) == (0, None)


def test_a_good_log_in_forgets_the_failures_and_the_sessions_that_are_over(
    session: Session, town: factories.Town
) -> None:
    row = user(session)
    session.add(UserSession(digest=bytes([9]) * 32, user_id=row.id, created_at=NOW - logins.ABSOLUTE * 2, seen_at=NOW))
    for _ in range(3):
        logins.count_attempt(session, "hr", NOW)
    logins.open_session(session, By(row.id, "hr", "hr", NOW, bytes(16)), row, bytes(32))
    session.flush()
    assert row.failures == 0
    assert session.scalars(select(UserSession.digest)).all() == [bytes(32)]


def test_no_more_than_three_sessions_of_one_account_live_at_once(session: Session, town: factories.Town) -> None:
    row = user(session)
    for number in range(5):
        moment = NOW + timedelta(minutes=number)
        logins.open_session(session, By(row.id, "hr", "hr", moment, bytes(16)), row, bytes([number]) * 32)
    own = logins.sessions_of(session, row, NOW + timedelta(minutes=5))
    assert [one.digest[0] for one in own] == [4, 3, 2]


def test_an_account_cannot_be_approved_twice_or_by_its_maker(session: Session, town: factories.Town) -> None:
    maker, second = user(session, "maker"), user(session, "second")
    row = users.add(
        session,
        By(maker.id, "maker", "hr", NOW, bytes(16)),
        code_digest=bytes(32),
        username="new",
        name="X",
        role="evaluator",
        unit_id=None,
        officer_id=None,
    )
    with pytest.raises(Refused):
        users.approve(session, By(maker.id, "maker", "hr", NOW, bytes(16)), row)
    users.approve(session, By(second.id, "second", "hr", NOW, bytes(16)), row)
    with pytest.raises(Refused):
        users.approve(session, By(second.id, "second", "hr", NOW, bytes(16)), row)


def test_a_log_in_name_that_is_taken_is_refused_and_the_transaction_goes_on(
    session: Session, town: factories.Town
) -> None:
    user(session)
    with pytest.raises(Refused, match="sudah dipakai"):
        user(session)
    assert user(session, "other").id
