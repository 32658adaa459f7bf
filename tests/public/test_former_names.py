"""After a rename or a merger, periods that are over print the names of their time and the same numbers."""

import csv
import io
import json
import re
from datetime import date
from random import Random

import pytest
from flask.testing import FlaskClient

import clock
from models import moves, structure, units
from models.changes import By
from models.units import Unit
from tests.factories import NOW, TODAY
from tests.public.citizen import Citizen
from tests.public.test_results import OCTOBER, released
from tests.released import answers, forms

ADMIN = By(None, "admin", "admin", NOW, bytes(16))
OLD, NEW = "Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil"
PAGES = ("/hasil/dukcapil", "/hasil/dukcapil/pengumuman", "/hasil", "/hasil/dukcapil.svg")
NUMBER = re.compile(r"\d+[,.]\d+")


@pytest.fixture
def rated(citizen: Citizen) -> Citizen:
    """A unit with an index of October and one of November."""
    released(citizen, forms(40, answers=answers(3)), first=OCTOBER)
    released(citizen, forms(40, answers=answers(4)))
    clock.move_to(NOW)
    return citizen


def rename(citizen: Citizen, since: date) -> None:
    with citizen.house.database.writing() as session:
        structure.change(session, ADMIN, units.get(session, 1), since=since, name=NEW)
        [service] = units.services_of(session, 1)
        structure.rename_service(session, ADMIN, service, "KTP elektronik", since=since)
        session.commit()


def texts(client: FlaskClient, period: str) -> dict[str, str]:
    return {path: client.get(f"{path}?periode={period}").get_data(as_text=True) for path in PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_a_period_that_ended_before_the_new_name_prints_the_old_one(rated: Citizen, path: str) -> None:
    before = texts(rated.client, "2026-10")
    rename(rated, TODAY)
    after = texts(rated.client, "2026-10")
    assert OLD in after[path]
    assert NEW not in after[path]
    assert NUMBER.findall(after[path]) == NUMBER.findall(before[path])
    assert NEW in texts(rated.client, "2026-11")[path]


def test_the_notice_names_the_services_of_its_time(rated: Citizen) -> None:
    rename(rated, TODAY)
    page = rated.client.get("/hasil/dukcapil/pengumuman?periode=2026-10").get_data(as_text=True)
    assert "KTP-el" in page
    assert "KTP elektronik" not in page


def test_open_data_and_the_file_of_a_unit_keep_the_names_of_each_period(rated: Citizen) -> None:
    rename(rated, TODAY)
    table = csv.DictReader(io.StringIO(rated.client.get("/data-terbuka.csv?tahun=2026").get_data(as_text=True)))
    names = {row["periode"]: row["unit_nama"] for row in table}
    assert (names["2026-10"], names["2026-11"]) == (OLD, NEW)
    told = json.loads(rated.client.get("/hasil/dukcapil.json?periode=2026-10").get_data(as_text=True))
    assert told["unit"]["nama"] == OLD


def test_a_merged_unit_keeps_its_results_and_names_its_successor(rated: Citizen) -> None:
    before = NUMBER.findall(texts(rated.client, "2026-10")["/hasil/dukcapil"])
    with rated.house.database.writing() as session:
        into = Unit(code="mpp", name="Mal Pelayanan Publik", zone="Asia/Jakarta")
        session.add(into)
        session.flush()
        moves.merge(session, ADMIN, units.get(session, 1), into, TODAY, chance=Random(1))
        session.commit()
    page = texts(rated.client, "2026-10")["/hasil/dukcapil"]
    assert OLD in page
    assert NUMBER.findall(page) == before
    assert "Sejak 3 November 2026 unit ini digabungkan ke:" in page
    assert 'href="/hasil/mpp"' in page
