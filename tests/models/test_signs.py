"""Signs: sweeps, trials and silence, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import counters, signs, units
from models.audit import AuditEvent
from models.changes import By, Refused
from models.inbox import Arrival
from models.ratings import Seal
from models.signs import Finding, SignTrial
from models.tallies import Tally
from tests import factories
from tests.factories import NOW, TODAY

OPERATOR = By(None, "operator", "operator", NOW, bytes(16))
DAY = timedelta(days=1)


@pytest.fixture
def town(session: Session) -> factories.Town:
    return factories.town(session)


def test_a_sweep_is_kept_sign_by_sign_and_told_once(session: Session, town: factories.Town) -> None:
    unit, (one, two) = units.get(session, town.unit), town.counters
    signs.check(session, OPERATOR, unit, TODAY - 7 * DAY, {one: Finding(), two: Finding()})
    signs.check(session, OPERATOR, unit, TODAY, {one: Finding(words_match=False)})
    last = signs.last_checks(session, town.unit)
    assert (last[one].day, last[one].is_sound, last[two].day, last[two].is_sound) == (
        TODAY,
        False,
        TODAY - 7 * DAY,
        True,
    )
    assert [row.counter_id for row in signs.checks_of(session, town.unit, TODAY - 30 * DAY)] == [one, two, one]
    events = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "signs.checked")).all()
    assert [(event["signs"], event["unsound"]) for event in events] == [(2, []), (1, [one])]


def test_a_sign_is_due_when_nobody_looked_for_more_than_eight_days(session: Session, town: factories.Town) -> None:
    unit, one = units.get(session, town.unit), town.counters[0]
    assert signs.is_due(None, TODAY)
    signs.check(session, OPERATOR, unit, TODAY, {one: Finding()})
    row = signs.last_checks(session, town.unit)[one]
    assert [signs.is_due(row, TODAY + days * DAY) for days in (0, 8, 9)] == [False, False, True]


def test_a_sweep_of_nothing_or_of_a_closed_counter_is_refused(session: Session, town: factories.Town) -> None:
    unit, (one, _two) = units.get(session, town.unit), town.counters
    counters.close(session, OPERATOR, counters.get(session, one), TODAY)
    for found, sentence in (({}, "Belum ada loket"), ({one: Finding()}, "sudah tutup")):
        with pytest.raises(Refused, match=sentence):
            signs.check(session, OPERATOR, unit, TODAY, found)


def test_a_trial_is_a_row_of_its_own_kind_and_nothing_else(session: Session, town: factories.Town) -> None:
    one = town.counters[0]
    for ok in (True, True, False):
        signs.try_out(session, one, TODAY, ok=ok)
    assert session.scalar(select(func.count()).select_from(SignTrial)) == 1
    assert not signs.last_trials(session, town.unit)[one].ok
    signs.try_out(session, one, TODAY + DAY, ok=True)
    assert signs.last_trials(session, town.unit)[one].ok
    assert session.scalar(select(func.count()).select_from(Arrival)) == 0
    assert {column.name for column in SignTrial.__table__.columns} == {"counter_id", "day", "ok"}


def test_an_old_sign_is_told_of_by_month_and_only_from_ten_ratings_on(session: Session, town: factories.Town) -> None:
    one = town.counters[0]
    for _ in range(9):
        signs.led_on(session, one, date(2026, 10, 5))
    assert signs.still_scanned(session, one, TODAY) is None
    signs.led_on(session, one, date(2026, 10, 31))
    assert signs.still_scanned(session, one, date(2026, 10, 31)) is None
    assert signs.still_scanned(session, one, TODAY) == "2026-10"


def sealed(session: Session, town: factories.Town, counter: int, day: date, n: int, **fields: object) -> None:
    """A sealed day of one sign."""
    seal = session.scalars(select(Seal).where(Seal.day == day)).one_or_none()
    if seal is None:
        seal = Seal(unit_id=town.unit, day=day, forms=n, rating_root=bytes(32), receipt_root=bytes(32))
        session.add(seal)
        session.flush()
    values = {
        "seal_id": seal.id, "unit_id": town.unit, "counter_id": counter, "family": "skm", "day": day, "shift": 1,
        "shift_band": "pagi", "wait_band": 0, "channel": "own_phone", "validity": "D1", "late": False, "n_forms": n,
        "n_respondents": n,
    }  # fmt: skip
    session.add(Tally(**{**values, **fields}))


def busy(session: Session, town: factories.Town) -> None:
    """Two signs that are scanned every day, of which the first stops on the two newest sealed days."""
    newest = TODAY - 2 * DAY
    while newest.weekday() > 4:
        newest -= DAY
    for days in range(45):
        day = newest - days * DAY
        if day.weekday() < 5:
            sealed(session, town, town.counters[1], day, 12)
            if days > 3:
                sealed(session, town, town.counters[0], day, 5)
            sealed(session, town, town.counters[0], day, 3, validity="T")
    session.flush()


def test_a_silent_sign_is_listed_until_somebody_has_looked_at_it(session: Session, town: factories.Town) -> None:
    unit, (one, _two) = units.get(session, town.unit), town.counters
    busy(session, town)
    assert [row.id for row in signs.silent(session, unit, TODAY)] == [one]
    signs.check(session, OPERATOR, unit, TODAY, {one: Finding()})
    assert signs.silent(session, unit, TODAY) == []


def test_nothing_is_said_of_silence_while_a_day_is_not_sealed(session: Session, town: factories.Town) -> None:
    busy(session, town)
    factories.arrive(session, town, 1, moment=NOW - 2 * DAY)
    assert signs.silent(session, units.get(session, town.unit), TODAY) == []
