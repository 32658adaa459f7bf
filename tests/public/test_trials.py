"""Trial scans: the citizen's page with a mark on it, and nothing that could ever be counted."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import clock
from models.base import Base
from models.signs import FormerSignUse, SignTrial
from surveys import trials
from tests import factories
from tests.factories import NOW, TODAY
from tests.public.citizen import COUNTER, OTHER_COUNTER, Citizen

MARK = "UJI – tidak dihitung"


@pytest.fixture
def address(citizen: Citizen) -> str:
    """The path of a trial of the first counter, opened now."""
    return trials.address("", citizen.house.keys.form, citizen.sign(), clock.now(), bytes(16))


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table holds."""
    with app.extensions["house"].database.reading() as session:
        return {
            table.name: len(session.execute(select(table)).all())
            for table in Base.metadata.sorted_tables
            if table.name != "sign_trials"
        }


def tried(app: Flask) -> list[tuple[int, date, bool]]:
    with app.extensions["house"].database.reading() as session:
        return [(row.counter_id, row.day, row.ok) for row in session.scalars(select(SignTrial))]


def test_a_trial_shows_the_page_of_the_counter_with_a_mark_and_stores_no_rating(
    app: Flask, citizen: Citizen, address: str
) -> None:
    before = rows(app)
    page = citizen.get(address)
    assert page.text.count(MARK) >= 2
    for words in ("Dinas Kependudukan dan Pencatatan Sipil", "Loket 1", "melati biru", 'name="nilai" value="4"'):
        assert words in page.text
    assert tried(app) == []
    done = citizen.follow(citizen.post(address, {**page.fields, "nilai": "4"}))
    assert "Uji pindai berhasil" in done.text
    assert MARK in done.text
    assert rows(app) == before
    assert tried(app) == [(COUNTER, TODAY, True)]


def test_the_form_of_a_trial_leads_only_to_the_trial_and_carries_nothing_a_rating_needs(
    citizen: Citizen, address: str
) -> None:
    page = citizen.get(address)
    assert f'action="{address}"' in page.text
    assert 'action="/nilai"' not in page.text
    assert "formulir" not in page.fields
    assert "<script" not in page.response.text
    assert "Bukan loket ini" not in page.text
    sent = citizen.post("/nilai", {**page.fields, "formulir": address.rsplit("/", 1)[1], "nilai": "4"})
    assert sent.status == 400
    assert citizen.inbox() == []


def test_the_nonce_of_a_rating_opens_no_trial(citizen: Citizen) -> None:
    nonce = citizen.open(citizen.sign()).fields["formulir"]
    assert citizen.get(f"/uji/{citizen.sign()}/{nonce}").status == 410


def test_a_trial_is_over_after_a_quarter_of_an_hour(app: Flask, citizen: Citizen, address: str) -> None:
    clock.move_to(NOW + timedelta(minutes=14))
    assert citizen.get(address).status == 200
    clock.move_to(NOW + timedelta(minutes=16))
    for answer in (citizen.get(address), citizen.post(address, {"nilai": "4"}), citizen.get(f"{address}/selesai")):
        assert answer.status == 410
        assert "sudah tidak berlaku" in answer.text
    assert tried(app) == []


def test_a_trial_of_one_counter_is_none_of_another(citizen: Citizen, address: str) -> None:
    token = address.rsplit("/", 1)[1]
    assert citizen.get(f"/uji/{citizen.sign(OTHER_COUNTER)}/{token}").status == 410
    assert citizen.post(address, {"nilai": "4"}, headers={"Origin": "https://jahat.example"}).status == 403


def test_a_rating_over_a_replaced_sign_is_taken_at_the_successor_and_marked_by_month(
    app: Flask, citizen: Citizen
) -> None:
    citizen.change_counter(COUNTER, closed_on=factories.TODAY, successor_id=OTHER_COUNTER)
    page = citizen.open(citizen.sign())
    assert "Stiker ini sudah diganti" in page.text
    assert page.fields["lewat"] == citizen.sign()
    for _ in range(2):  # the second one is the retry of a phone
        assert citizen.tap(page, 4).status == 303
    [arrival] = citizen.inbox()
    assert arrival.counter_id == OTHER_COUNTER
    with app.extensions["house"].database.reading() as session:
        [use] = session.scalars(select(FormerSignUse))
    assert (use.counter_id, use.month, use.n) == (COUNTER, "2026-11", 1)


@pytest.mark.parametrize("former", ["X", "open", "ticket"])
def test_a_mark_that_no_replaced_sign_made_is_none(app: Flask, citizen: Citizen, former: str) -> None:
    code = {"X": "X", "open": citizen.sign(OTHER_COUNTER), "ticket": citizen.ticket()}[former]
    page = citizen.open(citizen.sign())
    assert citizen.post("/nilai", {**page.fields, "lewat": code, "nilai": "4"}).status == 303
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(FormerSignUse)).all() == []
