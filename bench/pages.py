"""How fast the staff's pages of results answer in a small town and in an agency of 1,000 units and 10 million ratings.

The large one is written as what nights leave (seals, tallies, batches, the sums of months), not as answers: a unit of
the same nights 1,000 times over. Only the unit whose page is opened has all its elements tallied; of the others nobody
reads them. A first look is told apart, because figures of an agency are kept until the next release.
"""

import secrets
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

import clock
from app import create_app
from backoffice.door import digest
from bench import town
from cli.demo.build import build
from config import Config
from database import Database
from models import logins, schema
from models.base import table_of
from models.changes import By
from models.counters import Counter, ServiceCount
from models.month_sums import UnitMonth
from models.ratings import Seal
from models.releases import UNIT, ReleaseBatch
from models.tallies import ElementTally, Tally
from models.unit_slices import UnitSlices
from models.units import Unit
from models.users import User
from surveys import tally
from surveys.month_sums import Sums, together
from surveys.questionnaire import load
from surveys.tally import Form

UNITS: Final = 1000
YEAR: Final = 2025
KINDS, NIGHTS = 20, 5
A_NIGHT: Final = 32  # forms; on 313 working days they are ten thousand a unit
TIMES: Final = 20
DAYS: Final = [day for at in range(365) if (day := date(YEAR, 1, 1) + timedelta(days=at)).weekday() < 6]
PAGES: Final = {
    "semua unit, satu triwulan": "/staf/hasil?periode={quarter}",
    "semua unit, satu tahun": "/staf/hasil?periode={year}",
    "semua unit, satu saluran": "/staf/hasil?periode={quarter}&saluran=own_phone",
    "satu unit, satu triwulan": "/staf/unit/1/hasil?periode={quarter}",
    "satu unit, satu tahun": "/staf/unit/1/hasil?periode={year}",
    "satu unit, satu unsur": "/staf/unit/1/hasil?periode={quarter}&unsur=U3",
    "tugas hari ini": "/staf/",
}


def measure() -> Iterator[tuple[str, str]]:
    """Each page in both sizes: the first look, and the median of twenty."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_demonstration(Path(folder)))
        yield from _pages(app, "kota contoh", quarter="2026-TW3", year="2026")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        app = create_app(_large(Path(folder)))
        size = (Path(folder) / "suara.db").stat().st_size / 2**20
        ratings = f"{UNITS * len(DAYS) * A_NIGHT / 1e6:.1f} juta penilaian"
        yield f"{UNITS} unit, {ratings}: basis data", f"{size:.0f} MB, dibuat dalam {time.perf_counter() - began:.0f} s"
        yield from _pages(app, f"{UNITS} unit", quarter=f"{YEAR}-TW3", year=str(YEAR))


def _pages(app: Flask, size: str, **periods: str) -> Iterator[tuple[str, str]]:
    client = _logged_in(app)
    for name, address in PAGES.items():
        first, *later = (_took(client, address.format(**periods)) for _ in range(TIMES + 1))
        took, worked = (statistics.median(times) for times in zip(*later, strict=True))
        yield (
            f"{size}: {name}",
            f"{took:.0f} ms, prosesor {worked:.0f} ms (pertama kali {first[0]:.0f} dan {first[1]:.0f})",
        )


def _took(client: FlaskClient, address: str) -> tuple[float, float]:
    """Milliseconds on the wall's clock and of the processor, which others may be using too."""
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    if answer.status_code != 200:  # a page that fails is fast
        raise RuntimeError(f"{address}: {answer.status}")
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def _logged_in(app: Flask) -> FlaskClient:
    """A browser of the HR manager."""
    token = secrets.token_urlsafe(32)
    with app.extensions["house"].database.writing() as session:
        user = User(username="bench", name="Pengukur", role="hr", approved_at=clock.now())
        session.add(user)
        session.flush()
        logins.open_session(session, By(user.id, "bench", "hr", clock.now(), bytes(16)), user, digest(token))
        session.commit()
    client = app.test_client()
    client.set_cookie("s", token, domain="localhost")
    return client


def _demonstration(folder: Path) -> Config:
    settings = town.config(folder)
    database = Database(settings.database_url)
    with database.engine.begin() as connection:
        schema.upgrade(connection)
    with database.writing() as session:
        build(session, now=clock.now(), chance=Random(1))
        session.commit()
    database.close()
    return settings


def _large(folder: Path) -> Config:
    settings = town.config(folder)
    database = Database(settings.database_url)
    town.fill(database)
    with database.writing() as session:
        others = range(2, UNITS + 1)
        session.add_all(Unit(id=id_, code=f"u{id_}", name=f"Unit {id_:04}", zone="Asia/Jakarta") for id_ in others)
        session.flush()
        session.add_all(Counter(id=id_, unit_id=id_, label="1", sign_words="melati biru") for id_ in others)
        session.commit()
        for unit in range(1, UNITS + 1):
            _year(session, unit)
        session.commit()
    database.close()
    return settings


@cache
def _kind(seed: int) -> tuple[list[list[Form]], list[dict[str, Any]], dict[str, Any]]:
    """One of a few kinds of units: forms and payload of its five different nights, and the sums of its months."""
    chance = Random(seed)
    nights = [_forms(chance) for _ in range(NIGHTS)]
    payloads = [_payload(forms) for forms in nights]
    months: dict[str, Sums] = {}
    for number, day in enumerate(DAYS):
        month = day.isoformat()[:7]
        months[month] = months.get(month, Sums()).grown(payloads[number % NIGHTS])
    return nights, payloads, {month: sums.to_json() for month, sums in months.items()}


def _year(session: Session, unit: int) -> None:
    """A unit's nights: one seal, one tally and one batch each, and the sums of the months."""
    nights, payloads, months = _kind(unit % KINDS)
    first = (unit - 1) * len(DAYS)
    ids = [(number, first + number + 1, day) for number, day in enumerate(DAYS)]
    seal = {"unit_id": unit, "part": 1, "forms": A_NIGHT, "rating_root": bytes(32), "receipt_root": bytes(32)}
    batch = {"stream": UNIT, "unit_id": unit, "officer_id": 0, "n": A_NIGHT}
    count = {"counter_id": unit, "shift": 1, "services": 3 * A_NIGHT, "tickets": 2 * A_NIGHT}
    read = [payload if unit == 1 else {} for payload in payloads]
    _add(session, Seal, ({**seal, "id": id_, "day": day, "joined": True} for _n, id_, day in ids))
    _add(session, Tally, (_tally(id_, unit, day, nights[number % NIGHTS]) for number, id_, day in ids))
    _add(session, ServiceCount, ({**count, "day": day} for day in DAYS))
    _add(
        session,
        ReleaseBatch,
        (
            {**batch, "id": id_, "month": f"{day:%Y-%m}", "number": day.day, "released_on": day, "payload": payload}
            for (number, id_, day) in ids
            for payload in [read[number % NIGHTS]]
        ),
    )
    month = {"unit_id": unit, "released_on": DAYS[-1]}
    _add(session, UnitMonth, ({**month, "month": code, "sums": sums} for code, sums in months.items()))
    _add(session, UnitSlices, [{"unit_id": unit, "period_code": f"{YEAR}-TW3", "cells": _slices(months)}])
    if unit == 1:
        _add(session, ElementTally, (row for n, id_, _day in ids for row in _elements(id_, nights[n % NIGHTS])))


def _slices(months: dict[str, Any]) -> dict[str, Any]:
    """What a night writes down of the third quarter, in which everybody rated on an own phone."""
    whole = together(Sums.from_json(months[f"{YEAR}-{month:02}"]) for month in (7, 8, 9)).valid
    assert whole is not None  # there are forms each month
    counted, _moments = whole.read()
    counts = {code: list(given) for code, given in counted.counts.items()}
    return {"channel": [[["own_phone"], counted.respondents, counts]]}


def _forms(chance: Random) -> list[Form]:
    codes = load("skm-2017").element_codes
    return [Form(4, {code: chance.choice((2, 3, 3, 4, 4)) for code in codes}) for _ in range(A_NIGHT)]


def _payload(forms: list[Form]) -> dict[str, Any]:
    questionnaire = load("skm-2017")
    parts = {"valid": forms, "verified": forms[: A_NIGHT // 2]}
    return {
        questionnaire.code: {
            basis: {
                "tally": tally.count(questionnaire, some).to_json(),
                "moments": tally.moments(questionnaire, some).to_json(),
            }
            for basis, some in parts.items()
        }
    }


def _tally(number: int, unit: int, day: date, forms: list[Form]) -> dict[str, Any]:
    counted = tally.count(load("skm-2017"), forms)
    return {
        "id": number, "seal_id": number, "unit_id": unit, "counter_id": unit, "service_id": None, "family": "skm",
        "day": day, "shift": 1, "shift_band": "pagi", "wait_band": 1, "channel": "own_phone", "validity": "D1",
        "late": False, "n_forms": counted.n_forms, "n_respondents": counted.respondents,
        **{f"opening_{value}": n for value, n in enumerate(counted.opening, 1)},
        **{f"h{bin_}": n for bin_, n in zip(tally.H_BINS, counted.h, strict=True)},
    }  # fmt: skip


def _elements(number: int, forms: list[Form]) -> Iterator[dict[str, Any]]:
    for element, values in tally.count(load("skm-2017"), forms).counts.items():
        yield {"tally_id": number, "element": element, **{f"v{value}": n for value, n in enumerate(values, 1)}}


def _add(session: Session, model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    session.connection().execute(insert(table_of(model)), list(rows))
