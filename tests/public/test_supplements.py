"""SPKP and SPAK on a phone: offered after the form, skipped at no cost, stored once with the response."""

import re

import pytest

from models import inbox, seals, supplements, units
from models.changes import By
from models.supplements import SupplementTally
from tests import factories
from tests.public.citizen import Citizen, Screen

HEAD = By(None, "kepala", "unit_head", factories.NOW, bytes(16))
ALL_FIVES = {f"Z{number}": "5" for number in range(1, 9)}
OFFER = re.compile(r'href="(/tambahan/[^"]+)"')


@pytest.fixture
def asked(citizen: Citizen) -> Citizen:
    """A phone before a unit that asks both."""
    choose(citizen, "spkp", "spak")
    return citizen


def choose(citizen: Citizen, *families: str) -> None:
    with citizen.house.database.writing() as session:
        supplements.choose(session, HEAD, units.get(session, 1), families, factories.TODAY)
        session.commit()


def thanked(citizen: Citizen) -> Screen:
    """The thanks page after one tap and the second screen."""
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    return citizen.follow(citizen.complete(second, U1="3"))


def onward(citizen: Citizen, page: Screen) -> Screen:
    """The page that the offer leads to."""
    (address,) = OFFER.findall(page.text)
    return citizen.get(address)


def stored(citizen: Citizen) -> list[dict[str, dict[str, int]]]:
    return [arrival.supplements for arrival in citizen.inbox()]


def test_a_unit_that_asks_nothing_else_offers_nothing(citizen: Citizen) -> None:
    page = thanked(citizen)
    assert OFFER.findall(page.text) == []
    first = page.response.request.path.rsplit("/", 1)[-1]
    assert citizen.get(f"/tambahan/{citizen.sign()}/{first}/spkp").status == 404


def test_the_offers_come_one_after_the_other_and_then_none(asked: Citizen) -> None:
    page = thanked(asked)
    assert "Lanjut: 8 pertanyaan singkat" in page.text
    page = asked.follow(asked.post("/tambahan", {**onward(asked, page).fields, **ALL_FIVES}))
    assert "Lanjut: 5 pertanyaan singkat" in page.text
    page = asked.follow(asked.post("/tambahan", onward(asked, page).fields))  # left empty
    assert OFFER.findall(page.text) == []
    assert stored(asked) == [{"spkp-2021": dict.fromkeys(ALL_FIVES, 5), "spak-2021": {}}]


def test_skipping_costs_nothing(asked: Citizen) -> None:
    thanked(asked)
    (arrival,) = asked.inbox()
    assert (arrival.opening, arrival.answers, arrival.supplements) == (3, {"U1": 3}, {})


def test_every_number_has_its_word_and_the_official_sentence_stands_behind_the_short_one(asked: Citizen) -> None:
    page = onward(asked, thanked(asked))
    assert page.status == 200
    assert len(re.findall(r'type="radio" name="Z1" value="[1-6]"', page.text)) == 6
    assert page.text.count("Agak tidak setuju") == 8
    assert "Prosedur/alur pelayanan yang ditetapkan unit layanan ini mudah diikuti/dilakukan." in page.text
    assert "/pengaduan" not in page.text


def test_the_page_about_corruption_says_gently_where_to_report(asked: Citizen) -> None:
    choose(asked, "spak")
    page = onward(asked, thanked(asked))
    assert "Pernah diminta pungli, imbalan, atau lewat calo? Anda bisa melaporkannya." in page.text
    assert 'href="/pengaduan"' in page.text


def test_the_same_form_twice_counts_once_and_another_answer_is_asked_about(asked: Citizen) -> None:
    form = onward(asked, thanked(asked)).fields
    asked.post("/tambahan", {**form, "Z1": "6"})
    again = asked.post("/tambahan", {**form, "Z1": "6"})
    assert (again.status, again.response.headers["Idempotent-Replayed"]) == (303, "true")
    changed = asked.post("/tambahan", {**form, "Z1": "1"})
    assert changed.status == 422
    assert 'href="/terima-kasih/' in changed.text
    asked.post("/tambahan", changed.fields)
    assert stored(asked) == [{"spkp-2021": {"Z1": 1}}]


@pytest.mark.parametrize("value", ["0", "7", "5,5", "x", "-1"])
def test_a_value_outside_the_scale_comes_back_marked_with_the_other_answers(asked: Citizen, value: str) -> None:
    form = onward(asked, thanked(asked)).fields
    page = asked.post("/tambahan", {**form, "Z1": value, "Z2": "4"})
    assert page.status == 422
    assert 'href="#isi-Z1"' in page.text
    assert re.search(r'name="Z2" value="4" checked', page.text)
    assert stored(asked) == [{}]


@pytest.mark.parametrize("fields", [{"U1": "3"}, {"komentar": "halo"}, {"kuesioner": "skm-2017"}, {"kuesioner": "own"}])
def test_what_the_form_does_not_have_is_refused(asked: Citizen, fields: dict[str, str]) -> None:
    form = onward(asked, thanked(asked)).fields
    assert asked.post("/tambahan", {**form, **fields}).status == 400
    assert stored(asked) == [{}]


def test_a_form_that_begins_no_response_is_refused(asked: Citizen) -> None:
    form = onward(asked, thanked(asked)).fields
    assert asked.post("/tambahan", {**form, "ganti": ""}).status == 400
    assert len(asked.inbox()) == 1


def test_another_language_keeps_what_is_filled_in_and_stores_nothing(asked: Citizen) -> None:
    form = onward(asked, thanked(asked)).fields
    page = asked.post("/tambahan/bahasa?bahasa=en", {**form, "Z3": "2"})
    assert "The steps were easy to follow." in page.text
    assert re.search(r'name="Z3" value="2" checked', page.text)
    assert stored(asked) == [{}]


def test_after_the_seal_nothing_is_offered_and_nothing_taken(asked: Citizen) -> None:
    page = thanked(asked)
    form = onward(asked, page).fields
    with asked.house.database.writing() as session:
        unit = units.get(session, 1)
        night = factories.NOW.replace(day=factories.NOW.day + 1, hour=20)
        assert list(seals.seal_unit(session, unit, chance=seals.seeded(1), now=night))
        session.commit()
        assert inbox.waiting(session) == 0
    assert OFFER.findall(asked.get(page.response.request.path).text) == []
    assert asked.post("/tambahan", {**form, "Z1": "3"}).status == 410
    with asked.house.database.reading() as session:
        assert session.query(SupplementTally).all() == []


@pytest.mark.parametrize("language", ["id", "en", "su", "jv"])
def test_the_page_is_light_in_every_language(asked: Citizen, language: str) -> None:
    (address,) = OFFER.findall(thanked(asked).text)
    page = asked.client.get(f"{address}?bahasa={language}", headers={"Accept-Encoding": "br, gzip"})
    assert page.headers["Content-Encoding"]
    assert len(page.data) < 6 * 1024
