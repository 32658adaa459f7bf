"""Flags: what a night and a quarter raise, what stands aside, and who decides."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import flags, periods, screenings, seals, units
from models.audit import AuditEvent
from models.base import table_of
from models.changes import By, Refused
from models.flags import TEAM, Flag, FlagDecision
from models.users import User
from surveys.screening import MOVES, UNDECIDED, Decision, Detector, State, Stream
from tests import factories
from tests.factories import NOW, TODAY, Town

SECOND = timedelta(seconds=30)


@pytest.fixture
def town(session: Session) -> Town:
    town = factories.town(session)
    factories.on_duty(session, town.officers[0], town.counters[0], TODAY)
    return town


def night(session: Session, town: Town, forms: int, first: int = 0, **fields: Any) -> None:
    """Let forms arrive half a minute apart, and seal them."""
    for number in range(forms):
        moment = NOW + number * SECOND
        factories.arrive(session, town, first + number, received_at=moment, **fields)
    for _ in seals.seal_unit(
        session, units.get(session, town.unit), chance=seals.seeded(first), now=NOW + timedelta(1)
    ):
        pass


def raised(session: Session) -> list[tuple[str, str, int]]:
    return [(flag.detector, flag.stream, flag.count) for flag in session.scalars(select(Flag).order_by(Flag.id))]


def evaluator(session: Session, name: str = "eva", **fields: object) -> By:
    user = User(username=name, name=name, role="evaluator", approved_at=NOW, **fields)
    session.add(user)
    session.flush()
    return By(user.id, name, "evaluator", NOW, bytes(16))


def flag(session: Session, town: Town, **fields: object) -> Flag:
    """A burst of ratings without ticket, unless told otherwise."""
    values = {
        "unit_id": town.unit, "counter_id": town.counters[0], "day": TODAY, "last_day": TODAY, "shift": 1,
        "detector": Detector.BURST.value, "stream": Stream.UNVERIFIED.value, "count": 6, "exponent": -8,
        "parameters": "2026-2",
    }  # fmt: skip
    row = Flag(**{**values, **fields})
    session.add(row)
    session.flush()
    return row


def test_the_seal_raises_a_flag_for_a_burst_and_its_event_counts_it(session: Session, town: Town) -> None:
    night(session, town, 12, has_ticket=False)
    assert raised(session) == [("lonjakan", "tanpa_tiket", 12)]
    (row,) = session.scalars(select(Flag))
    assert (row.counter_id, row.day, row.last_day, row.shift, row.parameters, row.state) == (
        town.counters[0], TODAY, TODAY, 1, "2026-2", "terbuka"
    )  # fmt: skip
    assert row.exponent is not None
    assert row.exponent <= -7
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "rating.sealed")).one()
    assert event.detail["flags"] == 1


def test_a_flag_says_nothing_of_devices_times_or_answers() -> None:
    columns = set(table_of(Flag).columns.keys())
    assert not columns & {"device", "received_at", "raised_at", "moment", "answers", "score", "opening"}
    assert "DATETIME" not in {str(column.type) for column in table_of(Flag).columns}


def test_one_phone_with_four_ratings_is_told_for_each_stream_it_used(session: Session, town: Town) -> None:
    hours = [NOW + timedelta(hours=number) for number in range(4)]
    for number, moment in enumerate(hours):
        factories.arrive(session, town, number, received_at=moment, device=b"d" * 32)
    night(session, town, 0)
    assert raised(session) == [("perangkat", "terverifikasi", 4)]
    assert not session.scalars(select(Flag)).one().sets_aside
    assert flags.quarantined(session, TODAY, TODAY) == set()


@pytest.mark.parametrize("channel", ["kiosk", "paper", "assisted", "import"])
def test_kiosks_and_forms_that_somebody_typed_are_no_burst(session: Session, town: Town, channel: str) -> None:
    night(session, town, 12, has_ticket=False, channel=channel, device=b"d" * 32)
    assert [detector for detector, _, _ in raised(session)] not in (["lonjakan"], ["perangkat"])


def test_a_flag_in_the_officers_own_place_sets_the_officers_stream_aside(session: Session, town: Town) -> None:
    flag(session, town)
    assert flags.quarantined(session, TODAY, TODAY) == {(town.unit, town.officers[0])}
    assert [row.count for row in flags.of_officer(session, town.officers[0], TODAY, TODAY)] == [6]
    tomorrow = TODAY + timedelta(days=1)
    assert flags.quarantined(session, tomorrow, tomorrow) == set()
    assert flags.of_officer(session, town.officers[0], tomorrow, tomorrow) == []


def test_a_flag_where_two_were_on_duty_or_nobody_belongs_to_the_team(session: Session, town: Town) -> None:
    factories.on_duty(session, town.officers[1], town.counters[0], TODAY)
    flag(session, town)
    flag(session, town, counter_id=None, shift=0)
    assert flags.quarantined(session, TODAY, TODAY) == {(town.unit, TEAM)}
    assert flags.of_officer(session, town.officers[0], TODAY, TODAY) == []


def test_a_flag_about_answers_sets_nothing_aside(session: Session, town: Town) -> None:
    flag(session, town, detector=Detector.TWINS.value)
    assert flags.quarantined(session, TODAY, TODAY) == set()
    assert len(flags.unreviewed(session, TODAY, TODAY)) == 1


def test_twins_of_a_week_are_flagged_once_however_many_nights_it_has(session: Session, town: Town) -> None:
    pattern = {f"U{number}": 1 + number % 4 for number in range(1, 10)}
    for number in range(300):  # what others answer, spread over the past months
        answers = {f"U{element}": 1 + (number // 4 ** (element % 4)) % 4 for element in range(1, 10)}
        factories.arrive(session, town, 1000 + number, service_day=TODAY - timedelta(days=30), answers=answers)
    night(session, town, 4, has_ticket=False, answers=pattern)
    twins = ("pola_kembar", "tanpa_tiket", 4)
    assert raised(session).count(twins) == 1
    row = session.scalars(select(Flag).where(Flag.detector == "pola_kembar")).one()
    assert (row.officer_id, row.day, row.last_day) == (town.officers[0], date(2026, 11, 2), date(2026, 11, 8))
    night(session, town, 4, first=50, has_ticket=False, answers=pattern)
    assert raised(session).count(twins) == 1
    assert "pola_kembar" in [detector for detector, _, _ in raised(session)]


def test_what_everybody_answers_is_no_twin(session: Session, town: Town) -> None:
    for number in range(40):
        factories.arrive(session, town, 1000 + number, service_day=TODAY - timedelta(days=30))
    night(session, town, 4, has_ticket=False)
    assert "pola_kembar" not in [detector for detector, _, _ in raised(session)]


def test_late_answers_raise_no_flag(session: Session, town: Town) -> None:
    periods.ensure(session, TODAY)
    for row in periods.all_periods(session):
        row.state = "locked"
    session.flush()
    night(session, town, 12, has_ticket=False)
    assert raised(session) == []


def test_a_quarter_is_screened_once_and_only_when_it_may_be_locked(session: Session, town: Town) -> None:
    night(session, town, 5, has_ticket=False, details_seconds=3.0)
    before = len(raised(session))
    by = By(None, "flask seal", "system", NOW, bytes(16))
    assert list(screenings.finished_quarters(session, by, date(2027, 1, 7))) == []
    ((quarter, number),) = screenings.finished_quarters(session, by, date(2027, 1, 8))
    assert (quarter.code, number) == ("2026-TW4", len(raised(session)) - before)
    row = session.scalars(select(Flag).where(Flag.detector == "kilat")).one()
    assert (row.officer_id, row.counter_id, row.day, row.last_day) == (
        town.officers[0], None, date(2026, 10, 1), date(2026, 12, 31)
    )  # fmt: skip
    assert row.sets_aside
    assert (town.unit, town.officers[0]) in flags.quarantined(session, TODAY, TODAY)
    assert list(screenings.finished_quarters(session, by, date(2027, 2, 1))) == []


def test_one_evaluator_restores_a_stream_and_the_audit_log_tells(session: Session, town: Town) -> None:
    row, by, reason = flag(session, town), evaluator(session), "Rombongan sekolah, dicatat di buku tamu."
    flags.decide(session, by, row, Decision.LIFT, reason)
    assert row.state == State.LIFTED
    assert flags.quarantined(session, TODAY, TODAY) == set()
    assert flags.unreviewed(session, TODAY, TODAY) == []
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "flag.decided")).one()
    assert (event.actor, event.object, event.reason) == ("eva", f"flag:{row.id}", reason)
    assert event.detail == {"decision": "pulihkan", "state": "dipulihkan"}


def test_a_stream_stays_aside_only_by_the_word_of_two_different_evaluators(session: Session, town: Town) -> None:
    row, first = flag(session, town), evaluator(session)
    flags.decide(session, first, row, Decision.CONFIRM, "Tidak ada antrean saat itu.")
    assert row.state == State.SECOND
    assert len(flags.unreviewed(session, TODAY, TODAY)) == 1
    assert flags.awaiting(session, first.user_id or 0) == 0
    with pytest.raises(Refused, match="evaluator lain"):
        flags.decide(session, first, row, Decision.CONFIRM, "Sekali lagi.")
    second = evaluator(session, "evi")
    assert flags.awaiting(session, second.user_id or 0) == 1
    flags.decide(session, second, row, Decision.CONFIRM, "Setuju.")
    assert row.state == State.CONFIRMED
    assert row.sets_aside
    assert flags.unreviewed(session, TODAY, TODAY) == []
    assert [decision.reason for decision in flags.decisions_of(session, row.id)] == [
        "Tidak ada antrean saat itu.",
        "Setuju.",
    ]


def test_what_two_confirmed_one_may_still_restore_but_not_decide_again(session: Session, town: Town) -> None:
    row = flag(session, town, state=State.CONFIRMED.value)
    by = evaluator(session)
    flags.decide(session, by, row, Decision.LIFT, "Bukti baru dari keberatan.")
    assert not row.sets_aside
    with pytest.raises(Refused, match="sudah diputuskan"):
        flags.decide(session, by, row, Decision.CONFIRM, "Ternyata tidak.")


@pytest.mark.parametrize("role", ["hr", "admin", "unit_head", "auditor"])
def test_nobody_else_decides(session: Session, town: Town, role: str) -> None:
    by = replace(evaluator(session), role=role)
    with pytest.raises(Refused, match="Evaluator"):
        flags.decide(session, by, flag(session, town), Decision.LIFT, "Coba.")
    assert session.scalars(select(FlagDecision)).all() == []


def test_an_evaluator_of_the_flags_own_unit_does_not_decide(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="bukan oleh orang dari unit"):
        flags.decide(session, evaluator(session, unit_id=town.unit), flag(session, town), Decision.LIFT, "Coba.")


def test_flags_are_found_by_unit_state_and_day(session: Session, town: Town) -> None:
    row = flag(session, town)
    older = flag(session, town, day=TODAY - timedelta(days=9), last_day=TODAY - timedelta(days=3), state="tetap")
    assert flags.get(session, row.id, town.unit) is row
    assert flags.all_flags(session) == [row, older]
    assert flags.all_flags(session, town.unit, UNDECIDED) == [row]
    assert flags.all_flags(session, town.unit + 1) == []
    assert flags.unreviewed(session, TODAY - timedelta(days=5), TODAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE flags SET count = count + 1",
        "UPDATE flags SET stream = 'terverifikasi'",
        "UPDATE flags SET officer_id = 1",
        "DELETE FROM flags",
        "UPDATE flag_decisions SET reason = 'lain'",
        "DELETE FROM flag_decisions",
    ],
)
def test_neither_a_flag_nor_a_word_about_it_is_rewritten(session: Session, town: Town, statement: str) -> None:
    flags.decide(session, evaluator(session), flag(session, town), Decision.CONFIRM, "Tidak ada antrean.")
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(statement))


def test_every_state_is_reached_and_only_a_restored_flag_is_final() -> None:
    assert {State.OPEN, *MOVES.values()} == set(State)
    assert {state for state in State if not any(before is state for before, _ in MOVES)} == {State.LIFTED}
