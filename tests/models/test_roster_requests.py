"""Corrections of sealed days: asked by one, decided by another, counted by the lock, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import locks, officers, roster, roster_requests, snapshots, units, verification
from models.audit import AuditEvent
from models.changes import Refused
from models.corrections import RosterCorrection
from models.releases import ReleaseBatch
from models.roster_requests import RosterRequest
from models.users import User
from tests.factories import TODAY, Town
from tests.locked import EVALUATOR, HR, by, closed_month, lock

HEAD = 3
UNSEALED = date(2026, 12, 20)


def planned(session: Session) -> Town:
    """A November that may be locked, and a unit head who plans the unit."""
    town = closed_month(session)
    session.add(User(id=HEAD, username="unit_head", name="Kepala", role="unit_head", unit_id=town.unit))
    session.flush()
    return town


pytestmark = pytest.mark.scene(play=planned)


@pytest.fixture
def town(played: Town) -> Town:
    return played


def ask(session: Session, town: Town, people: set[int], **more: Any) -> RosterRequest:
    """Ask to have had these at the first counter this morning."""
    unit, day = units.get(session, town.unit), more.get("day", TODAY)
    slot = more.get("counter", town.counters[0]), day, 1
    return roster_requests.ask(
        session, by("unit_head", HEAD), unit, day, {slot: people}, more.get("reason", "Tertukar")
    )


def approve(session: Session, request: RosterRequest, user: int = HR, role: str = "hr") -> None:
    roster_requests.approve(session, by(role, user), request, units.get(session, request.unit_id))


def free(session: Session, town: Town) -> int:
    """An officer who has nothing to do."""
    officer = officers.add(
        session,
        by("hr"),
        nip="200001012024031001",
        code=None,
        name="Dian",
        position="",
        status="pns",
        unit_id=town.unit,
    )
    return officer.id


def test_what_hr_approves_stands_beside_the_roster(session: Session, town: Town) -> None:
    dian = free(session, town)
    request = ask(session, town, {dian})
    slot = town.counters[0], TODAY, 1
    assert roster.on_duty(session, town.unit, TODAY, TODAY)[slot] == {town.officers[0]}
    approve(session, request)
    assert request.state == "approved"
    assert roster.on_duty(session, town.unit, TODAY, TODAY)[slot] == {dian}
    assert roster.on_duty(session, town.unit, TODAY, TODAY, corrected_to=0)[slot] == {town.officers[0]}
    assert slot in roster.stood(session, dian, TODAY, TODAY)
    assert slot not in roster.stood(session, town.officers[0], TODAY, TODAY)
    assert len(roster.of_officer(session, town.officers[0], TODAY, TODAY)) == 1


def test_the_lock_counts_it_and_what_was_released_does_not_move(session: Session, town: Town) -> None:
    dian = free(session, town)
    released = {(row.id, row.n, str(row.payload)) for row in session.scalars(select(ReleaseBatch))}
    approve(session, ask(session, town, {dian}))
    snapshot = lock(session)
    mine = snapshots.line(session, snapshot.id, dian)
    first = snapshots.line(session, snapshot.id, town.officers[0])
    assert mine is not None
    assert first is not None
    assert (mine.n, first.n) == (60, 10)
    assert {(row.id, row.n, str(row.payload)) for row in session.scalars(select(ReleaseBatch))} == released
    assert verification.verify(session) == []


def test_a_declined_one_changes_nothing_and_needs_a_reason(session: Session, town: Town) -> None:
    request = ask(session, town, {free(session, town)})
    with pytest.raises(Refused, match="alasan penolakan"):
        roster_requests.decline(session, by("hr", HR), request, "")
    roster_requests.decline(session, by("hr", HR), request, "Absensi menyebut Ayu.")
    assert (request.state, request.answer) == ("declined", "Absensi menyebut Ayu.")
    assert session.scalars(select(RosterCorrection)).all() == []
    with pytest.raises(Refused, match="sudah selesai"):
        approve(session, request)


def test_only_hr_decides_and_never_who_asked(session: Session, town: Town) -> None:
    request = ask(session, town, {free(session, town)})
    for user, role in ((HEAD, "unit_head"), (EVALUATOR, "evaluator"), (HEAD, "hr")):
        with pytest.raises(Refused, match="bukan oleh pengusulnya"):
            approve(session, request, user, role)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"UPDATE roster_requests SET state = 'approved', decided_by_id = {HEAD}"))


def test_a_locked_day_leads_to_an_objection(session: Session, town: Town) -> None:
    request_day = TODAY + timedelta(days=1)
    dian = free(session, town)
    lock(session)
    with pytest.raises(Refused, match="Keberatan saya"):
        ask(session, town, {dian}, day=request_day)
    assert roster_requests.correctable(session, units.get(session, town.unit), [TODAY, request_day]) == set()


def test_a_day_that_is_not_sealed_is_simply_planned(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="belum disegel"):
        ask(session, town, {town.officers[1]}, day=UNSEALED)


def test_the_lock_waits_for_the_decision(session: Session, town: Town) -> None:
    request = ask(session, town, {free(session, town)})
    with pytest.raises(locks.LockRefused, match="1 koreksi jadwal belum diputus"):
        lock(session)
    roster_requests.withdraw(session, by("unit_head", HEAD), request)
    assert lock(session).revision == 1


def test_nobody_is_put_in_two_places_or_brought_from_elsewhere(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="pada jam yang sama"):
        ask(session, town, {town.officers[1]})
    with pytest.raises(Refused, match="bukan dari unit ini"):
        ask(session, town, {999})
    with pytest.raises(Refused, match="Tidak ada yang berubah"):
        ask(session, town, {town.officers[0]})
    with pytest.raises(Refused, match="Tulis alasannya"):
        ask(session, town, set(), reason="")


def test_one_request_a_day_waits_at_a_time(session: Session, town: Town) -> None:
    first = ask(session, town, set())
    with pytest.raises(Refused, match="sudah ada permintaan yang menunggu"):
        ask(session, town, set(), counter=town.counters[1])
    approve(session, first)
    assert ask(session, town, set(), counter=town.counters[1]).state == "asked"


def test_what_an_objection_or_another_request_has_changed_fits_no_more(session: Session, town: Town) -> None:
    request = ask(session, town, set())
    session.add(
        RosterCorrection(
            request_id=request.id,
            officer_id=town.officers[0],
            counter_id=town.counters[0],
            day=TODAY,
            shift=1,
            added=False,
        )
    )
    session.flush()
    with pytest.raises(Refused, match="tidak cocok lagi"):
        approve(session, request)


def test_before_and_after_read_the_same_when_it_is_settled(session: Session, town: Town) -> None:
    dian = free(session, town)
    request = ask(session, town, {dian, town.officers[0]})
    [waiting] = roster_requests.places(session, request)
    approve(session, request)
    assert roster_requests.places(session, request) == [waiting]
    assert (waiting.before, set(waiting.after)) == ((town.officers[0],), {town.officers[0], dian})


def test_the_officers_concerned_find_it_and_the_audit_names_nobody(session: Session, town: Town) -> None:
    dian = free(session, town)
    request = ask(session, town, {dian}, reason="Bertukar loket")
    for officer, found in ((dian, [request]), (town.officers[0], [request]), (town.officers[1], [])):
        assert roster_requests.about(session, officer, TODAY) == found
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "roster_request.asked")).one()
    counter = town.counters[0]
    assert event.detail["changes"] == [f"-{counter}:1:{town.officers[0]}", f"+{counter}:1:{dian}"]
    assert event.reason == "Bertukar loket"


def test_the_database_keeps_what_was_asked_and_decided(session: Session, town: Town) -> None:
    approve(session, ask(session, town, set()))
    lock(session)
    another = "request_id, officer_id, counter_id, day, shift, added"
    for statement in (
        "UPDATE roster_requests SET reason = 'lain'",
        "UPDATE roster_requests SET state = 'asked', decided_by_id = NULL",
        "DELETE FROM roster_requests",
        "UPDATE roster_request_changes SET officer_id = 2",
        "DELETE FROM roster_request_changes",
        f"INSERT INTO roster_corrections ({another}) SELECT id, 2, 2, '{TODAY}', 1, (1 = 1) FROM roster_requests",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement))
