"""RECORD on both databases: what the constraints decide when the same thing arrives twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from database import Database
from models import inbox, seals, units
from models.inbox import (
    AlreadySealed,
    AnswerChanged,
    Arrival,
    FirstNotHere,
    Outcome,
    SpentTicket,
    Submission,
    Submitted,
    TicketSpent,
    record,
)
from tests import factories
from tests.factories import NOW, TODAY, Town


@pytest.fixture
def town(session: Session) -> Town:
    town = factories.town(session)
    session.commit()
    return town


def tap(number: int, opening: int = 3, *, ticket: int | None = None, issued_at: datetime = NOW) -> Submitted:
    return Submitted(
        key=number.to_bytes(32),
        body=opening.to_bytes(32),
        issued_at=issued_at,
        first_key=None,
        nullifier=None if ticket is None else ticket.to_bytes(32),
        fields={"opening": opening},
    )


def details(number: int, first: int, *, seconds: int = 30, **fields: Any) -> Submitted:
    issued_at = NOW + timedelta(seconds=seconds)
    return replace(tap(number, issued_at=issued_at), first_key=first.to_bytes(32), fields=fields)


def place(town: Town, number: int = 0) -> dict[str, Any]:
    return {
        "receipt_leaf": (1000 + number).to_bytes(32),
        "unit_id": town.unit,
        "counter_id": town.counters[0],
        "service_id": None,
        "questionnaire_id": town.questionnaire,
        "channel": "own_phone",
        "has_ticket": True,
        "service_day": TODAY,
        "local_day": TODAY,
        "local_time": NOW.time(),
    }


def send(session: Session, town: Town, submitted: Submitted) -> Outcome:
    outcome = record(session, submitted, now=NOW, **place(town, int.from_bytes(submitted.key)))
    session.commit()
    return outcome


def the_one(session: Session) -> Arrival:
    session.expire_all()
    return session.scalars(select(Arrival)).one()


def count(session: Session, table: type[Arrival | Submission | SpentTicket]) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def test_a_first_submission_is_stored_and_its_replay_adds_nothing(session: Session, town: Town) -> None:
    assert send(session, town, tap(1, ticket=7)) is Outcome.STORED
    assert send(session, town, tap(1, ticket=7)) is Outcome.REPLAYED
    assert (count(session, Arrival), count(session, Submission), count(session, SpentTicket)) == (1, 1, 1)


def test_another_body_under_the_same_nonce_is_refused(session: Session, town: Town) -> None:
    send(session, town, tap(1, 1))
    with pytest.raises(AnswerChanged):
        send(session, town, tap(1, 4))
    session.rollback()
    assert the_one(session).opening == 1


def test_a_ticket_is_spent_by_its_first_response_only(session: Session, town: Town) -> None:
    send(session, town, tap(1, ticket=7))
    with pytest.raises(TicketSpent):
        send(session, town, tap(2, ticket=7))
    session.rollback()
    assert (count(session, Arrival), count(session, Submission)) == (1, 1)


def test_a_completion_sets_what_it_carries_and_leaves_the_rest(session: Session, town: Town) -> None:
    send(session, town, tap(1, 2, ticket=7))
    done = details(2, 1, answers={"U1": 4}, comment="baik", details_seconds=20.0)
    assert send(session, town, replace(done, nullifier=tap(1, ticket=7).nullifier)) is Outcome.COMPLETED
    stored = the_one(session)
    assert (stored.opening, stored.answers, stored.comment) == (2, {"U1": 4}, "baik")
    assert stored.received_at == NOW


def test_the_form_opened_last_wins_whichever_arrives_last(session: Session, town: Town) -> None:
    send(session, town, tap(1))
    send(session, town, details(2, 1, seconds=90, answers={"U1": 4}))
    assert send(session, town, details(3, 1, seconds=60, answers={"U1": 1})) is Outcome.COMPLETED
    assert the_one(session).answers == {"U1": 4}


def test_a_completion_that_comes_first_leaves_nothing_behind(session: Session, town: Town) -> None:
    with pytest.raises(FirstNotHere):
        send(session, town, details(2, 1, answers={"U1": 4}))
    session.rollback()
    assert (count(session, Arrival), count(session, Submission)) == (0, 0)
    send(session, town, tap(1))
    assert send(session, town, details(2, 1, answers={"U1": 4})) is Outcome.COMPLETED


def test_after_the_seal_a_replay_is_known_and_a_completion_refused(session: Session, town: Town) -> None:
    send(session, town, tap(1, ticket=7))
    list(seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(1), now=NOW + timedelta(days=1)))
    session.commit()
    assert send(session, town, tap(1, 4, ticket=7)) is Outcome.REPLAYED, "bodies are no longer compared"
    with pytest.raises(AlreadySealed):
        send(session, town, details(2, 1, answers={"U1": 4}))
    session.rollback()
    with pytest.raises(TicketSpent):
        send(session, town, tap(3, ticket=7))


def test_a_day_has_one_key_whoever_asks(session: Session) -> None:
    assert inbox.day_key(session, TODAY, fresh=b"a" * 32) == b"a" * 32
    assert inbox.day_key(session, TODAY, fresh=b"b" * 32) == b"a" * 32


def _attempt(database: Database, town: Town, submitted: Submitted) -> str:
    with database.writing() as session:
        try:
            return send(session, town, submitted).value
        except TicketSpent:
            return "spent"


@pytest.mark.parametrize("same_form", [True, False])
def test_eight_hands_at_once_store_one_response(database: Database, same_form: bool) -> None:
    with database.writing() as session:
        town = factories.town(session)
        session.commit()
    submissions = [tap(1 if same_form else number, ticket=7) for number in range(1, 17)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda submitted: _attempt(database, town, submitted), submissions))
    assert Counter(outcomes) == {"stored": 1, "replayed" if same_form else "spent": 15}
    with database.reading() as session:
        assert count(session, Arrival) == 1


def test_a_second_partial_completion_leaves_the_other_questions_as_they_were(session: Session, town: Town) -> None:
    send(session, town, tap(1))
    send(session, town, details(2, 1, seconds=30, answers={"U1": 2, "U2": 3}, profile={"sex": "P"}))
    send(session, town, details(3, 1, seconds=60, answers={"U2": 4}, comment="baik"))
    kept = the_one(session)
    assert (kept.answers, kept.profile, kept.comment) == ({"U1": 2, "U2": 4}, {"sex": "P"}, "baik")


def test_going_back_to_the_first_form_after_a_change_is_asked_about_not_ignored(session: Session, town: Town) -> None:
    send(session, town, tap(1, opening=4))
    send(session, town, details(2, 1, opening=1))
    with pytest.raises(AnswerChanged):
        record(session, tap(1, opening=4), now=NOW, **place(town, 1))
    session.rollback()
    assert the_one(session).opening == 1


def test_a_form_opened_earlier_fills_what_the_later_one_left_open(session: Session, town: Town) -> None:
    send(session, town, tap(1, opening=4))
    send(session, town, details(3, 1, seconds=60, opening=1))
    late = details(2, 1, seconds=30, answers={"U1": 2}, comment="antre lama", details_seconds=40.0, channel="assisted")
    assert send(session, town, late) is Outcome.COMPLETED
    kept = the_one(session)
    assert (kept.opening, kept.answers, kept.comment, kept.channel) == (1, {"U1": 2}, "antre lama", "assisted")
    assert kept.latest_issue == NOW + timedelta(seconds=60)


def test_only_what_was_sealed_is_destroyed(session: Session, town: Town) -> None:
    send(session, town, tap(1))
    sealed = inbox.of_day(session, town.unit, TODAY)
    send(session, town, tap(2))
    inbox.clear(session, sealed, TODAY)
    session.commit()
    assert the_one(session).key == (2).to_bytes(32)


def test_after_a_night_storage_does_not_tell_the_order_of_arrival(session: Session, town: Town) -> None:
    numbers = [7, 3, 9, 1, 8, 2]
    for number in numbers:
        send(session, town, tap(number, ticket=number))
    sealed = inbox.of_day(session, town.unit, TODAY)
    inbox.clear(session, sealed, TODAY)
    session.commit()
    place = "ctid, xmin::text" if session.get_bind().dialect.name == "postgresql" else "1"
    for table, key in (("submissions", "key"), ("spent_tickets", "nullifier")):
        rows = session.execute(text(f"SELECT {key}, {place} FROM {table}")).all()
        assert [int.from_bytes(bytes(row[0])) for row in rows] == sorted(numbers)
        assert len({row[-1] for row in rows}) == 1
    assert set(session.scalars(select(Submission.body))) == {None}
    assert send(session, town, tap(7, ticket=7)) is Outcome.REPLAYED
