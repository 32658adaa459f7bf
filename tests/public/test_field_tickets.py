"""Tickets from sheets in the hands of citizens: rated later from home, replaced by the first phone, void or revoked."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

import clock
from models import counters, seals, tickets, units
from models.agency import the_agency
from models.changes import By
from models.ratings import Rating
from models.tickets import TicketLot
from tests import factories
from tests.public.citizen import COUNTER, Citizen, Screen

OPERATOR = By(None, "operator", "operator", factories.NOW, bytes(16))
SIX_DAYS = timedelta(days=6)


def printed(citizen: Citizen, n: int = 3) -> list[str]:
    """Codes of a sheet for today's first shift at the first counter."""
    with citizen.house.database.writing() as session:
        row = tickets.add_sheet(
            session,
            OPERATOR,
            units.get(session, 1),
            counters.get(session, COUNTER),
            the_agency(session),
            day=factories.TODAY,
            shift=1,
            n=n,
        )
        found = [code for _at, code in tickets.codes(citizen.house.keys, row)]
        session.commit()
    return found


def void(citizen: Citizen, *positions: int) -> None:
    with citizen.house.database.writing() as session:
        tickets.void(session, citizen.house.keys, session.get_one(TicketLot, 1), positions)
        session.commit()


def seal(citizen: Citizen) -> None:
    with citizen.house.database.writing() as session:
        for _ in seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=clock.now()):
            session.commit()


def test_a_sheets_ticket_used_six_days_later_from_home_lands_on_its_service_day_and_shift(citizen: Citizen) -> None:
    [code, *_others] = printed(citizen)
    clock.move_to(factories.NOW + SIX_DAYS + timedelta(hours=10))  # in the evening, outside of all shifts
    assert citizen.tap(citizen.open(code), 4).status == 303
    [arrival] = citizen.inbox()
    assert (arrival.service_day, arrival.shift, arrival.has_ticket) == (factories.TODAY, 1, True)
    clock.move_to(factories.NOW + SIX_DAYS + timedelta(days=1))
    seal(citizen)
    with citizen.house.database.reading() as session:
        [rating] = session.scalars(select(Rating))
        assert (rating.service_day, rating.shift, rating.validity) == (factories.TODAY, 1, "T")


def test_the_first_phone_may_replace_its_answer_until_the_seal_and_not_after(citizen: Citizen) -> None:
    [code, *_others] = printed(citizen)
    second = citizen.follow(citizen.tap(citizen.open(code), 4))
    first = second.fields["ganti"]
    again = citizen.get(f"/ubah/{code}/{first}")
    assert citizen.tap(again, 1).status == 303
    assert [arrival.opening for arrival in citizen.inbox()] == [1]
    late = citizen.get(f"/ubah/{code}/{first}")
    clock.move_to(factories.NOW + timedelta(days=1))
    seal(citizen)
    assert citizen.tap(late, 4).status == 410
    assert citizen.inbox() == []


def test_another_phone_with_the_same_sheet_is_offered_to_rate_without_the_ticket(citizen: Citizen) -> None:
    [code, *_others] = printed(citizen)
    mine, others = citizen.open(code), Citizen(citizen.app)
    theirs = others.open(code)
    assert citizen.tap(mine, 4).status == 303
    spent = others.tap(theirs, 1)
    assert spent.status == 409
    assert "Saya belum menilai" in spent.text
    assert f"/L/{citizen.sign()}" in spent.text
    assert others.post("/nilai", spent.fields).status == 303
    assert sorted((row.has_ticket, row.opening, row.disputed) for row in citizen.inbox()) == [
        (False, 1, True),
        (True, 4, False),
    ]


def without_languages(screen: Screen) -> str:
    """A page but for the links to its other languages, which the answer to a form does not have."""
    return re.sub(r'(?s)<details class="lang">.*?</details>\n', "", screen.response.text)


def test_a_voided_ticket_is_an_unknown_code_wherever_it_is_shown(citizen: Citizen) -> None:
    [code, other, _third] = printed(citizen)
    opened = citizen.open(code)
    void(citizen, 1)
    unknown = citizen.get(f"/T/{'A' * 36}")
    answers = [
        citizen.open(code),
        citizen.get(f"/loket/{code}"),
        citizen.tap(opened, 3),
        citizen.post("/nilai", {**opened.fields, "nilai": "9"}),
        citizen.post("/nilai", {**opened.fields, "formulir": "palsu", "nilai": "3"}),
        citizen.get(citizen.client.get("/", query_string={"kode": code}).headers["Location"]),
    ]
    assert {(answer.status, without_languages(answer)) for answer in answers} == {(400, without_languages(unknown))}
    assert citizen.inbox() == []
    assert citizen.open(other).status == 200


@pytest.mark.parametrize("day", [-1, 8])
def test_a_voided_ticket_of_another_day_is_unknown_too(citizen: Citizen, day: int) -> None:
    [code, *_others] = printed(citizen)
    void(citizen, 1)
    clock.move_to(factories.NOW + timedelta(days=day))
    assert "Kode tidak dikenal" in citizen.open(code).text


def test_who_had_begun_before_the_sheet_was_voided_may_finish_and_nobody_else_may_begin(citizen: Citizen) -> None:
    [code, *_others] = printed(citizen)
    page, elsewhere = citizen.open(code), citizen.open(code)
    begun = citizen.tap(page, 4)
    void(citizen, 1, 2, 3)
    assert citizen.tap(page, 4).location == begun.location  # a retry of what was stored
    second = citizen.follow(begun)
    assert second.status == 200
    done = citizen.complete(second, U1="3")
    assert citizen.follow(done).status == 200
    assert [arrival.answers for arrival in citizen.inbox()] == [{"U1": 3}]
    assert citizen.tap(elsewhere, 1).status == 400
    assert citizen.open(code).status == 400


def test_a_ticket_of_a_revoked_epoch_is_unknown_and_one_of_the_epoch_before_is_not(citizen: Citizen) -> None:
    [code, *_others] = printed(citizen)
    with citizen.house.database.writing() as session:
        agency = the_agency(session)
        agency.ticket_epoch = 2
        session.commit()
    assert citizen.open(code).status == 200
    with citizen.house.database.writing() as session:
        the_agency(session).ticket_epoch_oldest = 2
        session.commit()
    unknown = citizen.get(f"/T/{'A' * 36}")
    assert (citizen.open(code).status, citizen.open(code).response.text) == (400, unknown.response.text)


def test_the_epochs_of_tickets_and_signs_are_apart(citizen: Citizen) -> None:
    sign, [code, *_others] = citizen.sign(), printed(citizen)
    with citizen.house.database.writing() as session:
        agency = the_agency(session)
        agency.sign_epoch = agency.sign_epoch_oldest = 2
        session.commit()
    assert citizen.open(sign).status == 400
    assert citizen.open(citizen.sign(epoch=2)).status == 200
    assert citizen.open(code).status == 200
