"""Lots, caps, voiding, and what was used, on both databases."""

from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from database import Database
from models import counters, flags, screenings, service_counts, ticket_use, tickets, units
from models.agency import Agency, the_agency
from models.changes import By, Refused
from models.counters import QUEUE, Counter, Device, ServiceCount
from models.inbox import SpentTicket
from models.periods import Period
from models.ticket_use import Excess
from models.tickets import CapReached, TicketLot
from models.units import Unit
from surveys import ticket_lots
from surveys import tickets as codes
from surveys.keys import KeyRing
from surveys.response import Services
from tests import factories
from tests.conftest import SECRET
from tests.factories import NOW, TODAY, Town
from tests.released import forms, nights

KEYS = KeyRing(SECRET)
OPERATOR = By(None, "operator", "operator", NOW, bytes(16))


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def place(session: Session) -> tuple[Unit, Counter, Agency]:
    return units.get(session, 1), counters.get(session, 1), the_agency(session)


def sheet(session: Session, n: int = 5, shift: int = 1, ahead: int = 0) -> TicketLot:
    unit, counter, agency = place(session)
    day = TODAY + timedelta(days=ahead)
    return tickets.add_sheet(session, OPERATOR, unit, counter, agency, day=day, shift=shift, n=n)


def ticket(row: TicketLot, position: int) -> codes.Ticket:
    return ticket_lots.ticket(KEYS.lot, row.lot, position)


def spend(session: Session, row: TicketLot, position: int) -> None:
    mark = codes.nullifier(KEYS.nullifier, ticket(row, position))
    session.add(SpentTicket(nullifier=mark, service_day=row.day))
    session.flush()


@pytest.mark.usefixtures("town")
def test_only_the_voided_positions_are_worthless(session: Session) -> None:
    row, other = sheet(session), sheet(session)
    tickets.void(session, KEYS, row, [2, 4, 99])
    assert [at for at in row.lot.positions if tickets.is_voided(session, KEYS, ticket(row, at))] == [2, 4]
    assert not any(tickets.is_voided(session, KEYS, ticket(other, at)) for at in other.lot.positions)
    assert [at for at, _code in tickets.codes(KEYS, row)] == [1, 3, 5]
    assert not row.is_void


@pytest.mark.usefixtures("town")
def test_voiding_twice_counts_once_and_used_tickets_not_at_all(session: Session) -> None:
    row = sheet(session)
    spend(session, row, 1)
    tickets.void(session, KEYS, row, [1, 2])
    tickets.void(session, KEYS, row, [1, 2, 3])
    count = session.get_one(ServiceCount, (1, TODAY, 1))
    assert (count.tickets, count.voided, row.n_voided) == (5, 2, 3)


@pytest.mark.usefixtures("town")
def test_a_voided_sheet_stays_voided(session: Session) -> None:
    row = sheet(session)
    tickets.void_sheet(session, OPERATOR, KEYS, row, "Lembar hilang")
    assert row.is_void
    with pytest.raises(Refused, match="sudah dibatalkan"):
        tickets.void_sheet(session, OPERATOR, KEYS, row, "Sekali lagi")


@pytest.mark.usefixtures("town")
def test_sheets_are_for_days_shifts_and_counters_that_there_are(session: Session) -> None:
    for n, shift, ahead, reason in (
        (5, 1, -1, "7 hari"),
        (5, 1, 8, "7 hari"),
        (0, 1, 0, "1 sampai 100"),
        (5, 3, 0, "Sif"),
    ):
        with pytest.raises(Refused, match=reason):
            sheet(session, n, shift, ahead)
    counters.get(session, 1).closed_on = TODAY + timedelta(days=1)
    assert sheet(session).size == 5
    with pytest.raises(Refused, match="tutup"):
        sheet(session, ahead=1)


@pytest.mark.usefixtures("town")
def test_the_cap_follows_the_register_and_voided_tickets_make_room(session: Session) -> None:
    unit, _counter, _agency = place(session)
    service_counts.report(session, OPERATOR, unit.id, {(1, TODAY, 1): 10}, service_counts.ENTRY)
    row = sheet(session, 11)
    with pytest.raises(CapReached, match=r"^Batas tiket sif ini tercapai\.$"):
        sheet(session, 1)
    assert sheet(session, 1, shift=2).size == 1
    tickets.void(session, KEYS, row, [1])
    assert sheet(session, 1).size == 1


def test_minting_at_once_never_passes_the_cap(database: Database) -> None:
    with database.writing() as session:
        factories.town(session)
        the_agency(session).ticket_cap = 10
        session.commit()
    made: list[int] = []

    def mint() -> None:
        with database.writing() as session:
            try:
                made.append(sheet(session, 3).size)
                session.commit()
            except CapReached:
                session.rollback()

    threads = [Thread(target=mint) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [3, 3, 3]


def test_the_same_call_at_once_gets_one_lot(database: Database) -> None:
    with database.writing() as session:
        factories.town(session)
        session.add(Device(counter_id=1, kind=QUEUE, label="Antrean"))
        session.commit()
    got: list[int] = []

    def call() -> None:
        with database.writing() as session:
            _unit, counter, agency = place(session)
            device = session.get_one(Device, 1)
            row = tickets.fetched_before(session, device, bytes(32), bytes(32), TODAY)
            if row is None:
                row = tickets.fetch(session, device, counter, agency, day=TODAY, shift=1, wait_band=0, n=2)
                tickets.remember_fetch(session, device, bytes(32), bytes(32), row)
            session.commit()
            got.append(row.id)

    threads = [Thread(target=call) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert got == [session.scalars(select(TicketLot.id)).one()] * 5
        assert session.get_one(ServiceCount, (1, TODAY, 1)).tickets == 2


@pytest.mark.usefixtures("town")
def test_lots_are_listed_for_a_week_and_forgotten_with_their_tickets(session: Session) -> None:
    first, second = sheet(session), sheet(session, ahead=3)
    assert tickets.sheets(session, 1, TODAY) == [second, first]
    assert tickets.sheets(session, 1, TODAY + timedelta(days=1)) == [second]
    tickets.forget(session, TODAY + timedelta(days=51))
    assert len(session.scalars(select(TicketLot)).all()) == 2
    tickets.forget(session, TODAY + timedelta(days=52))
    assert session.scalars(select(TicketLot)).all() == [second]


def test_used_tickets_are_counted_before_and_after_their_seal(session: Session, town: Town) -> None:
    for number in (10**6, 10**6 + 1, 10**6 + 2):
        factories.arrive(session, town, number)
    factories.arrive(session, town, 10**6 + 3, has_ticket=False)
    assert ticket_use.overdrawn(session, TODAY, TODAY) == [Excess(1, TODAY, 1, 3, 0)]
    nights(session, town, [forms(12, has_ticket=True)])
    assert ticket_use.overdrawn(session, TODAY, TODAY) == [Excess(1, TODAY, 1, 15, 0)]
    assert ticket_use.overdrawn(session, TODAY + timedelta(days=1), TODAY + timedelta(days=9)) == []


def test_more_used_than_minted_is_an_alarm(session: Session, town: Town) -> None:
    sheet(session, 2)
    for number in range(3):
        factories.arrive(session, town, number)
    assert ticket_use.overdrawn(session, TODAY, TODAY) == [Excess(1, TODAY, 1, 3, 2)]
    sheet(session, 1)
    assert ticket_use.overdrawn(session, TODAY, TODAY) == []


def test_a_register_with_fewer_services_than_used_tickets_is_told(session: Session, town: Town) -> None:
    for number in range(20):
        factories.arrive(session, town, number)
    assert ticket_use.over_issued(session, TODAY, TODAY) == []
    for services, found in ((20, []), (19, [Excess(1, TODAY, 1, 20, 19)])):
        service_counts.report(session, OPERATOR, 1, {(1, TODAY, 1): services}, service_counts.ENTRY)
        assert ticket_use.over_issued(session, TODAY, TODAY) == found


@pytest.mark.usefixtures("town")
def test_services_of_a_period_are_the_registers_where_it_speaks(session: Session) -> None:
    place = {"counter_id": 1, "day": TODAY, "tickets": 0}
    counters.log_services(session, [{**place, "shift": 1, "services": 8}, {**place, "shift": 2, "services": 5}])
    service_counts.report(session, OPERATOR, 1, {(1, TODAY, 1): 12, (2, TODAY, 1): 0}, service_counts.IMPORT)
    assert service_counts.logged(session, TODAY, TODAY) == {1: Services(17, 12)}
    assert service_counts.logged(session, TODAY, TODAY, 1) == {1: Services(17, 12)}
    assert service_counts.logged(session, TODAY + timedelta(days=1), TODAY + timedelta(days=1)) == {}


@pytest.mark.usefixtures("town")
def test_services_of_a_locked_period_stay_as_they_are(session: Session) -> None:
    session.add(
        Period(code="2026-11", kind="month", starts_on=TODAY.replace(day=1), ends_on=TODAY, state="locked", policy="x")
    )
    session.flush()
    with pytest.raises(Refused, match="dikunci"):
        service_counts.report(session, OPERATOR, 1, {(1, TODAY, 1): 3}, service_counts.ENTRY)
    with pytest.raises(Refused, match="dikunci"):
        service_counts.report_from_queue(session, 1, TODAY, 1, 3)


def test_a_shift_with_more_used_tickets_than_its_register_allows_is_flagged_once_before_the_lock(
    session: Session, town: Town
) -> None:
    nights(session, town, [forms(20, has_ticket=True)])
    service_counts.report(session, OPERATOR, 1, {(1, TODAY, 1): 19}, service_counts.ENTRY)
    later = date(2027, 1, 20)
    for _ in range(2):
        list(screenings.finished_quarters(session, OPERATOR, later))
    found = [flag for flag in flags.all_flags(session) if flag.detector == "lebih_tiket"]
    assert [(f.counter_id, f.day, f.shift, f.count, f.exponent, f.stream) for f in found] == [
        (1, TODAY, 1, 20, None, "terverifikasi")
    ]
    assert not found[0].sets_aside
