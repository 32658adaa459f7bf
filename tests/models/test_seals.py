"""The night: what the seal keeps, and what is gone afterwards."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import audit, inbox, periods, protection, seals, units
from models.counters import Device
from models.inbox import Arrival, DayKey
from models.ratings import Comment, ProfileCount, Rating, Receipt, Seal
from models.tallies import ElementTally, Tally
from tests import factories
from tests.factories import Town

TOMORROW = factories.NOW + timedelta(days=1)


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def seal(session: Session, town: Town, now: datetime = TOMORROW, seed: int = 1) -> list[seals.Sealed]:
    done = []
    for sealed in seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(seed), now=now):
        session.commit()
        done.append(sealed)
    return done


def test_a_day_is_sealed_once_it_is_over_and_only_once(session: Session, town: Town) -> None:
    factories.arrive(session, town, 1)
    assert seal(session, town, now=factories.NOW) == []
    assert [sealed.forms for sealed in seal(session, town)] == [1]
    assert seal(session, town) == []
    assert inbox.waiting(session) == 0
    assert len(session.scalars(select(Rating)).all()) == 1


def test_a_missed_night_is_caught_up_day_by_day(session: Session, town: Town) -> None:
    for number in range(3):
        factories.arrive(session, town, number, moment=factories.NOW + timedelta(days=number))
    assert [sealed.day.day for sealed in seal(session, town, now=factories.NOW + timedelta(days=5))] == [3, 4, 5]


def test_an_answer_after_local_midnight_belongs_to_the_next_night(session: Session, town: Town) -> None:
    late_evening = factories.NOW.replace(hour=16, minute=59)  # 23.59 WIB
    factories.arrive(session, town, 1, moment=late_evening)
    factories.arrive(session, town, 2, moment=late_evening + timedelta(minutes=2))
    assert [(done.day.day, done.forms) for done in seal(session, town, now=TOMORROW)] == [(3, 1)]


def test_a_crash_in_the_middle_loses_and_doubles_nothing(session: Session, town: Town) -> None:
    factories.arrive(session, town, 1)
    session.commit()
    next(iter(seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(1), now=TOMORROW)))
    session.rollback()
    assert inbox.waiting(session) == 1
    assert session.scalars(select(Rating)).all() == []
    assert [sealed.forms for sealed in seal(session, town)] == [1]


def test_the_tallies_add_up_to_the_answers(session: Session, town: Town) -> None:
    for number in range(5):
        factories.arrive(session, town, number, answers={"U1": 1 + number % 4, "U6": 4, "U7": 3})
    factories.arrive(session, town, 9, answers={}, opening=1)
    seal(session, town)
    cell = session.scalars(select(Tally)).one()
    assert (cell.n_forms, cell.n_respondents, cell.opening_1, cell.opening_3, cell.h) == (
        6,
        5,
        1,
        5,
        (0, 0, 0, 0, 0, 5, 0),
    )
    u1 = session.scalars(select(ElementTally).where(ElementTally.element == "U1")).one()
    assert (u1.v1, u1.v2, u1.v3, u1.v4, u1.v5) == (2, 1, 1, 1, 0)


def test_a_tally_keeps_the_band_its_shift_had_when_it_was_sealed(session: Session, town: Town) -> None:
    (shift, *_) = units.shifts_of(session, town.unit)
    assert (shift.number, shift.band) == (1, "pagi")
    for number, worked in enumerate((1, 0, 7)):
        factories.arrive(session, town, number, shift=worked)
    seal(session, town)
    shift.band = "sore"
    session.flush()
    found = {cell.shift: cell.shift_band for cell in session.scalars(select(Tally))}
    assert found == {1: "pagi", 0: "unknown", 7: "unknown"}


def test_no_moment_device_or_ticket_survives_the_seal(session: Session, town: Town) -> None:
    inbox.day_key(session, factories.TODAY, fresh=b"k" * 32)
    factories.arrive(session, town, 1, device=b"d" * 32)
    seal(session, town)
    assert session.scalars(select(Arrival)).all() == []
    assert session.scalars(select(DayKey)).all() == []
    kept = set(Rating.__table__.columns.keys())
    assert not kept & {"received_at", "officer_id", "device", "key", "comment", "profile"}
    types = {str(column.type) for column in Rating.__table__.columns}
    assert "DATETIME" not in types


def test_comment_profile_and_receipt_go_their_own_ways(session: Session, town: Town) -> None:
    factories.arrive(
        session, town, 1, comment="Hubungi saya di 0812-3456-7890 ya", profile={"sex": "P", "education": "sma"}
    )
    seal(session, town)
    comment = session.scalars(select(Comment)).one()
    assert comment.month == "2026-11"
    assert "3456" not in comment.text
    assert {(row.field, row.code, row.n) for row in session.scalars(select(ProfileCount))} == {
        ("sex", "P", 1),
        ("education", "sma", 1),
    }
    assert session.scalars(select(Receipt)).one().late is False


def test_the_seal_is_an_audit_event_that_binds_the_one_before(session: Session, town: Town) -> None:
    for number in range(2):
        factories.arrive(session, town, number, moment=factories.NOW + timedelta(days=number))
    seal(session, town, now=factories.NOW + timedelta(days=3))
    events = session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.seq)).all()
    assert [event.action for event in events] == ["rating.sealed"] * 2
    assert events[1].prev_hash == events[0].hash
    assert audit.first_broken(session) is None
    protection.lift(session.connection())
    session.execute(text("UPDATE audit_events SET reason = 'lain' WHERE seq = 1"))
    session.expire_all()
    assert audit.first_broken(session) == 1


def test_answers_for_a_locked_period_are_kept_and_marked_late(session: Session, town: Town) -> None:
    periods.ensure(session, date(2026, 10, 31))
    session.execute(text("UPDATE periods SET state = 'locked' WHERE code = '2026-10'"))
    factories.arrive(session, town, 1, service_day=date(2026, 10, 31), profile={"sex": "P"})
    factories.arrive(session, town, 2)
    seal(session, town)
    assert session.scalars(select(ProfileCount)).all() == []
    assert sorted(rating.late for rating in session.scalars(select(Rating))) == [False, True]
    assert sorted(receipt.late for receipt in session.scalars(select(Receipt))) == [False, True]


def test_a_clock_set_back_makes_a_second_part_of_the_same_day(session: Session, town: Town) -> None:
    factories.arrive(session, town, 1)
    seal(session, town)
    factories.arrive(session, town, 2)
    seal(session, town, seed=2)
    assert [(row.day.day, row.part) for row in session.scalars(select(Seal).order_by(Seal.id))] == [(3, 1), (3, 2)]


def test_the_last_press_at_a_display_is_forgotten_with_its_day(session: Session, town: Town) -> None:
    device = Device(counter_id=town.counters[0], label="Layar", pressed_at=factories.NOW)
    session.add(device)
    factories.arrive(session, town, 1)
    seal(session, town)
    session.refresh(device)
    assert device.pressed_at is None


def test_a_day_that_somebody_else_sealed_meanwhile_is_not_sealed_empty(session: Session, town: Town) -> None:
    for number in range(2):
        factories.arrive(session, town, number, moment=factories.NOW + timedelta(days=number))
    later = factories.NOW + timedelta(days=5)
    nights = seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(1), now=later)
    assert next(nights).day.day == 3
    session.commit()
    assert [sealed.day.day for sealed in seal(session, town, now=later, seed=2)] == [4]
    assert list(nights) == []
    assert len(session.scalars(select(Seal)).all()) == 2
