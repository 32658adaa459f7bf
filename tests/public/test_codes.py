"""Codes that are unknown, too old, too new, moved or retired."""

from datetime import timedelta

import pytest
from sqlalchemy import update

import clock
from models.agency import Agency
from tests import factories
from tests.public.citizen import COUNTER, OTHER_COUNTER, Citizen


def forged(code: str) -> str:
    return code[:-2] + ("00" if code[-2:] != "00" else "11")


def test_every_unknown_code_gets_the_same_answer(citizen: Citizen) -> None:
    sign, ticket = citizen.sign(), citizen.ticket()
    addresses = [
        "/L/ABC",
        f"/L/{forged(sign)}",
        f"/L/{sign.lower()}",
        f"/L/{citizen.sign(epoch=7)}",
        f"/L/{citizen.sign(4000)}",
        f"/T/{forged(ticket)}",
        "/T/" + "A" * 500,
        "/loket/ABC",
    ]
    answers = {(page.status, page.response.text) for page in map(citizen.get, addresses)}
    assert [status for status, _text in answers] == [400]
    assert "Kode tidak dikenal" in next(iter(answers))[1]


def test_codes_of_the_epoch_before_are_still_read(citizen: Citizen) -> None:
    code = citizen.sign()
    with citizen.house.database.writing() as session:
        session.execute(update(Agency).values(sign_epoch=2, sign_epoch_oldest=1))
        session.commit()
    assert citizen.open(code).status == 200
    with citizen.house.database.writing() as session:
        session.execute(update(Agency).values(sign_epoch=3, sign_epoch_oldest=2))
        session.commit()
    assert citizen.open(code).status == 400


@pytest.mark.parametrize(("age", "status"), [(-1, 400), (0, 200), (7, 200), (21, 200), (22, 410)])
def test_a_ticket_may_be_used_from_its_day_for_three_weeks(citizen: Citizen, age: int, status: int) -> None:
    assert citizen.open(citizen.ticket(day=factories.TODAY - timedelta(days=age))).status == status


def test_a_ticket_that_expired_while_its_page_was_open_is_refused(citizen: Citizen) -> None:
    page = citizen.open(citizen.ticket())
    stale = {**page.fields, "kode": citizen.ticket(day=factories.TODAY - timedelta(days=30)), "nilai": "3"}
    back = citizen.post("/nilai", stale)
    assert back.status == 400
    assert citizen.post("/nilai", back.fields).status == 410
    assert citizen.inbox() == []


def test_the_retry_of_what_was_stored_is_thanked_though_the_code_has_ended_since(citizen: Citizen) -> None:
    signed, ticketed = citizen.open(citizen.sign()), citizen.open(citizen.ticket())
    first = [citizen.tap(page, 3).location for page in (signed, ticketed)]
    citizen.change_counter(COUNTER, closed_on=factories.TODAY)
    clock.move_to(factories.NOW + timedelta(hours=1))
    assert citizen.tap(signed, 3).location == first[0]
    clock.move_to(factories.NOW + timedelta(days=21, hours=20))
    assert citizen.tap(ticketed, 3).location == first[1]
    assert len(citizen.inbox()) == 2


def test_a_moved_counter_is_rated_where_it_is_now(citizen: Citizen) -> None:
    citizen.change_counter(COUNTER, closed_on=factories.TODAY, successor_id=OTHER_COUNTER)
    page = citizen.open(citizen.sign(COUNTER))
    assert page.status == 200
    assert "Stiker ini sudah diganti" in page.text
    assert "Loket 2" in page.text
    assert citizen.tap(page, 3).status == 303
    assert citizen.inbox()[0].counter_id == OTHER_COUNTER


def test_a_ticket_outlives_its_counter(citizen: Citizen) -> None:
    citizen.change_counter(COUNTER, closed_on=factories.TODAY)
    yesterday = citizen.ticket(day=factories.TODAY - timedelta(days=1))
    assert citizen.tap(citizen.open(yesterday), 3).status == 303
    assert citizen.inbox()[0].counter_id == COUNTER


def test_a_retired_counter_explains_itself_and_offers_the_others(citizen: Citizen) -> None:
    page = citizen.open(citizen.sign(COUNTER))
    citizen.change_counter(COUNTER, closed_on=factories.TODAY)
    retired = citizen.open(citizen.sign(COUNTER))
    assert retired.status == 410
    assert f"/L/{citizen.sign(OTHER_COUNTER)}" in retired.text
    assert citizen.tap(page, 3).status == 410
    assert citizen.inbox() == []


def test_counters_that_follow_each_other_in_a_circle_end_somewhere(citizen: Citizen) -> None:
    citizen.change_counter(COUNTER, closed_on=factories.TODAY, successor_id=OTHER_COUNTER)
    citizen.change_counter(OTHER_COUNTER, closed_on=factories.TODAY, successor_id=COUNTER)
    retired = citizen.open(citizen.sign(COUNTER))
    assert retired.status == 410
    assert "sudah tidak melayani" in retired.text


def test_typed_codes_are_understood(citizen: Citizen) -> None:
    code = citizen.sign()
    typed = code.lower().replace("0", "o")
    for writing in (code, typed, " ".join(typed), f"{typed[:4]}-{typed[4:]}", f"http://localhost/l/{typed}/"):
        assert citizen.client.get("/", query_string={"kode": writing}).headers["Location"] == f"/L/{code}"
    ticket = citizen.ticket()
    assert citizen.client.get("/", query_string={"kode": ticket}).headers["Location"] == f"/T/{ticket}"
    small = citizen.get(f"/l/{code.lower()}")
    assert citizen.get(small.location).location == f"/L/{code}"
    wrong = citizen.client.get("/", query_string={"kode": "apa <ini>"})
    assert wrong.status_code == 400
    assert "apa &lt;ini&gt;" in wrong.text
