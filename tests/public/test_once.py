"""Exactly once: eight threads against the real application, and a database that is busy or away."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Never

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from database import Busy, Database
from models import inbox
from tests.public.citizen import Citizen, Screen

THREADS = 8


def at_once(app: Flask, sends: list[tuple[str, dict[str, str]]]) -> list[Screen]:
    """Send every form in the list, eight at a time, each from a phone of its own."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda send: Citizen(app).post(*send), sends))


def test_one_form_sent_by_many_hands_is_stored_once(app: Flask, citizen: Citizen) -> None:
    form = {**citizen.open(citizen.ticket()).fields, "nilai": "4"}
    answers = at_once(app, [("/nilai", form)] * 24)
    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(citizen.inbox()) == 1


def test_one_ticket_opened_by_many_phones_is_spent_once(app: Flask, citizen: Citizen) -> None:
    ticket = citizen.ticket()
    forms = [{**citizen.open(ticket).fields, "nilai": "4"} for _phone in range(16)]
    answers = at_once(app, [("/nilai", form) for form in forms])
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 15}
    assert len(citizen.inbox()) == 1


def test_different_faces_of_one_form_leave_one_answer(app: Flask, citizen: Citizen) -> None:
    page = citizen.open(citizen.sign())
    answers = at_once(app, [("/nilai", {**page.fields, "nilai": str(1 + n % 4)}) for n in range(16)])
    assert Counter(answer.status for answer in answers) == {303: 4, 422: 12}
    assert len(citizen.inbox()) == 1


def test_many_citizens_at_once_are_all_stored(app: Flask, citizen: Citizen) -> None:
    forms = [{**citizen.open(citizen.ticket(n.to_bytes(5))).fields, "nilai": str(1 + n % 4)} for n in range(40)]
    answers = at_once(app, [("/nilai", form) for form in forms * 2])
    assert {answer.status for answer in answers} == {303}
    assert Counter(row.opening for row in citizen.inbox()) == {1: 10, 2: 10, 3: 10, 4: 10}


def _busy(*_arguments: object, **_named: object) -> Never:
    raise Busy


def _full(*_arguments: object, **_named: object) -> Never:
    raise OperationalError("INSERT", {}, Exception("database or disk is full"))


@pytest.mark.parametrize(("fault", "seconds"), [(_busy, "2"), (_full, "30")])
@pytest.mark.parametrize("where", [(Database, "_take_turn"), (inbox, "insert_once")])
def test_a_database_that_cannot_write_loses_no_answer(
    citizen: Citizen,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[..., Never],
    seconds: str,
    where: tuple[object, str],
) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    with monkeypatch.context() as broken:
        broken.setattr(*where, fault)
        refused = citizen.complete(second, U1="4", komentar="tetap ada")
    assert refused.status == 503
    assert refused.response.headers["Retry-After"] == seconds
    assert "Jawaban Anda tidak hilang" in refused.text
    assert citizen.inbox()[0].answers == {}
    assert citizen.post("/lanjut", refused.fields).status == 303
    assert (citizen.inbox()[0].answers, citizen.inbox()[0].comment) == ({"U1": 4}, "tetap ada")


def test_a_commit_that_fails_is_not_answered_as_stored(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    page = citizen.open(citizen.ticket())
    with monkeypatch.context() as broken:
        broken.setattr("sqlalchemy.orm.Session.commit", _full)
        refused = citizen.tap(page, 2)
    assert refused.status == 503
    assert "Set-Cookie" not in refused.response.headers
    assert citizen.inbox() == []
    assert citizen.post("/nilai", refused.fields).status == 303
    assert [row.opening for row in citizen.inbox()] == [2]


def test_the_turn_of_the_writer_is_given_back_after_a_refusal(citizen: Citizen) -> None:
    ticket = citizen.ticket()
    citizen.tap(citizen.open(ticket), 1)
    assert citizen.tap(citizen.open(ticket), 1).status == 409
    with citizen.house.database.writing() as session:
        assert inbox.waiting(session) == 1
