"""The nights of many units: one that fails keeps no other waiting, and what a seal destroys does not lie on."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import clock
import database as ground
from cli import nights
from database import Database
from models import inbox, units
from models.ratings import Seal
from models.releases import ReleaseBatch
from models.units import Unit
from tests import factories

DAY = timedelta(days=1)
DEVICE = b"the tag of a phone, 32 bytes long"[:32]


@pytest.fixture
def database(app: Flask) -> Database:
    """Two units with two days of twelve answers each; both days are over."""
    database: Database = app.extensions["house"].database
    with database.writing() as session:
        other = Unit(code="aaa", name="AAA", kind="Dinas", zone="Asia/Jayapura")
        session.add(other)
        session.flush()
        town = factories.Town(1, (1, 2), (1, 2, 3), 1)
        for number in range(48):
            place = {"unit_id": other.id, "counter_id": None} if number % 2 else {}
            moment = factories.NOW + number // 24 * DAY
            factories.arrive(session, town, number, moment=moment, device=DEVICE, **place)
        session.commit()
    clock.move_to(factories.NOW + 3 * DAY)
    return database


def test_a_unit_that_fails_keeps_no_other_from_its_night(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clear = inbox.clear

    def fails_at_the_first_unit(session: object, sealed: list[inbox.Arrival], day: object) -> None:
        if sealed[0].unit_id != 1:
            raise ZeroDivisionError
        clear(session, sealed, day)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(inbox, "clear", fails_at_the_first_unit)
        with pytest.raises(ExceptionGroup, match="1 unit belum selesai"):
            nights.seal_all(database)
    with database.reading() as session:
        assert [seal.unit_id for seal in session.scalars(select(Seal))] == [1, 1]
        assert inbox.waiting(session) == 24
    assert sum(sealed.forms for sealed in nights.seal_all(database)) == 24
    assert nights.release_all(database) > 0
    with database.reading() as session:
        assert {batch.unit_id for batch in session.scalars(select(ReleaseBatch))} == {
            unit.id for unit in units.all_units(session)
        }


def test_what_a_reader_kept_in_the_journal_goes_at_the_next_round(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "BUSY_MILLISECONDS", 10)
    database.close()  # so that new connections wait no longer than that
    files = [tmp_path / name for name in ("suara.db", "suara.db-wal")]
    with database.reading() as reader:
        assert inbox.waiting(reader) == 48
        nights.seal_all(database)
        assert any(DEVICE in file.read_bytes() for file in files)
    nights.seal_all(database)
    assert not any(DEVICE in file.read_bytes() for file in files)
