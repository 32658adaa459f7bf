"""What a code stands for: the counter, its unit and service, and the visit if it is a ticket."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import counters, units
from models.counters import Counter
from models.units import Service, Unit
from surveys import tickets
from surveys.keys import KeyRing
from surveys.tickets import Acceptance, Sign, Ticket, UnknownCode

SIGN_LETTERS = 16


@dataclass(frozen=True)
class Codes:
    """The codes of the agency: those of the present key epoch are made, those of the one before are still read."""

    keys: KeyRing
    epoch: int

    def sign(self, counter: Counter) -> str:
        """The code on the sign of a counter."""
        return tickets.sign_code(self.keys.sign(self.epoch), Sign(counter.id, self.epoch))

    def read(self, code: str) -> tuple[int, Ticket | None]:
        """Counter and, if the code is one, the ticket. Raises UnknownCode."""
        epochs = [epoch for epoch in (self.epoch, self.epoch - 1) if epoch >= 0]
        if len(code) == SIGN_LETTERS:
            return tickets.parse_sign(code, {epoch: self.keys.sign(epoch) for epoch in epochs}).counter, None
        ticket = tickets.parse_ticket(code, {epoch: self.keys.ticket(epoch) for epoch in epochs})
        return ticket.counter, ticket


@dataclass(frozen=True)
class Place:
    """Where a citizen was served, as their code says."""

    code: str
    counter: Counter
    unit: Unit
    service: Service | None
    ticket: Ticket | None

    def service_day(self, opened_at: datetime) -> date:
        """Day of the service: the ticket's, or the day on which the page of a sign was opened."""
        return self.ticket.service_day if self.ticket else self.unit.local(opened_at).date()

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


def find(session: Session, codes: Codes, code: str) -> Place:
    """The place of a code. Raises UnknownCode."""
    counter_id, ticket = codes.read(code)
    try:
        return _place(session, code, counters.get(session, counter_id), ticket)
    except NoResultFound:
        raise UnknownCode from None


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
        counter = counters.get(session, here.counter.successor_id)
        seen.add(counter.id)
        here = _place(session, codes.sign(counter), counter, None)
        if here.is_open(day):
            return here
    raise CounterClosed(place)


def open_counters(session: Session, codes: Codes, place: Place, day: date) -> list[tuple[Counter, str]]:
    """The open counters of the unit, each with the code of its sign."""
    if place.unit.closed_on is not None and place.unit.closed_on <= day:
        return []
    return [(counter, codes.sign(counter)) for counter in counters.open_of_unit(session, place.unit.id, day)]


def _place(session: Session, code: str, counter: Counter, ticket: Ticket | None) -> Place:
    services = {service.id: service for service in units.services_of(session, counter.unit_id)}
    service = services[counter.service_id] if counter.service_id is not None else None
    return Place(code, counter, units.get(session, counter.unit_id), service, ticket)
