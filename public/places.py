"""What a code stands for: the counter, its unit and service, and the visit if it is a ticket."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import counters, moves
from models import tickets as ticket_lots
from models.agency import Agency
from models.counters import Counter
from models.units import Service, Unit
from surveys import tickets
from surveys.keys import KeyRing
from surveys.tickets import Acceptance, Sign, Ticket, UnknownCode

SIGN_LETTERS = 16


@dataclass(frozen=True)
class Codes:
    """The codes of the agency: those of the present key epoch are made, those of the accepted ones are read."""

    keys: KeyRing
    agency: Agency

    def sign(self, counter: Counter) -> str:
        """The code on the sign of a counter."""
        epochs = self.agency.sign_epochs
        return tickets.sign_code(self.keys.sign(epochs.current), Sign(counter.id, epochs.mark))

    def read(self, code: str) -> Ticket | None:
        """The ticket, if this is the code of one; None for that of a sign. Raises UnknownCode."""
        if len(code) == SIGN_LETTERS:
            tickets.parse_sign(code, self.agency.sign_epochs.keys(self.keys.sign))
            return None
        return tickets.parse_ticket(code, self.agency.ticket_epochs.keys(self.keys.ticket))


@dataclass(frozen=True)
class Place:
    """Where a citizen was served, as their code says."""

    code: str
    counter: Counter
    unit: Unit
    service: Service | None
    agency: Agency
    ticket: Ticket | None = None

    def service_day(self, opened_at: datetime) -> date:
        """Day of the service: the ticket's, or the day on which the page of a sign was opened."""
        return self.ticket.service_day if self.ticket else self.unit.local(opened_at).date()

    def usable_until(self, now: datetime) -> date | None:
        """Last day of the ticket, from home or anywhere; None for a sign, which never ends."""
        return tickets.usable_until(self.ticket, self.unit.local(now).date()) if self.ticket else None

    def is_open(self, day: date) -> bool:
        """Whether the counter served on `day`."""
        return all(closed_on is None or closed_on > day for closed_on in (self.counter.closed_on, self.unit.closed_on))


class NotUsable(Exception):
    """A genuine code that cannot be used now; the place says what else can be done."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(place.code)


class TicketNotYet(NotUsable):
    """The day of the ticket has not come."""


class TicketExpired(NotUsable):
    """The ticket is too old."""


class CounterClosed(NotUsable):
    """The counter is gone and nothing took its place."""


def find(session: Session, keys: KeyRing, code: str) -> Place:
    """The place of a code. Raises UnknownCode."""
    try:
        place = _place(session, code, tickets.claimed_counter(code))
    except NoResultFound:
        raise UnknownCode from None
    return replace(place, ticket=Codes(keys, place.agency).read(code))


def is_voided(session: Session, keys: KeyRing, place: Place) -> bool:
    """Whether the code is that of a ticket that was voided."""
    return place.ticket is not None and ticket_lots.is_voided(session, keys, place.ticket)


def refuse_unusable(place: Place, opened_at: datetime, now: datetime) -> None:
    """Raise NotUsable when a first answer can not be taken: outside the ticket's days, or at a closed counter."""
    if place.ticket:
        accepted = tickets.acceptance(place.ticket, place.unit.local(now).date())
        if accepted is Acceptance.FUTURE:
            raise TicketNotYet(place)
        if accepted is Acceptance.EXPIRED:
            raise TicketExpired(place)
    if not place.is_open(place.service_day(opened_at)):
        raise CounterClosed(place)


def successor(session: Session, codes: Codes, place: Place, day: date) -> Place:
    """Where the service moved to: the first open place after this one. Raises CounterClosed when there is none."""
    seen, here = {place.counter.id}, place
    while here.counter.successor_id is not None and here.counter.successor_id not in seen:
        here = _place(session, "", here.counter.successor_id)
        here = replace(here, code=codes.sign(here.counter))
        seen.add(here.counter.id)
        if here.is_open(day):
            return here
    raise CounterClosed(place)


def open_counters(session: Session, codes: Codes, place: Place, day: date) -> list[tuple[Counter, str]]:
    """The open counters of the unit, or of the one that it was merged into, each with the code of its sign."""
    unit: Unit | None = place.unit
    if place.unit.closed_on is not None and place.unit.closed_on <= day:
        unit = moves.successor_of(session, place.unit)
    if unit is None or (unit.closed_on is not None and unit.closed_on <= day):
        return []
    return [(counter, codes.sign(counter)) for counter in counters.open_of_unit(session, unit.id, day)]


def _place(session: Session, code: str, counter_id: int) -> Place:
    counter, unit, service, agency = counters.standing(session, counter_id)
    return Place(code, counter, unit, service, agency)
