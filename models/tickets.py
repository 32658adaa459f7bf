"""Tickets that are minted beforehand: sheets and what queue machines fetched, their cap, and what was used of them.

Which ticket was used is kept nowhere but as a nullifier; a lot knows its size and its voided positions. Who holds a
sheet must not learn from us how many of its people have rated, so nothing here tells used tickets of one lot.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import JSON, Date, ForeignKey, Index, String, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import inbox
from models.agency import Agency
from models.base import UNORDERED, Base, Key
from models.changes import By, Refused
from models.counters import Counter, Device, ServiceCount, log_services
from models.inbox import SpentTicket
from models.units import Unit, shifts_of
from surveys import ticket_lots, tickets
from surveys.keys import KeyRing
from surveys.ticket_lots import Lot
from surveys.tickets import Ticket

UNKNOWN_WAIT = 0
KEY_HOLDS = timedelta(days=1)  # after the day of the call: no moment is kept that would make it 24 hours


class CapReached(Refused):
    """As many tickets as there may be for a counter and shift."""

    def __init__(self) -> None:
        super().__init__("Batas tiket sif ini tercapai.")


class TicketLot(Base):
    """Tickets minted together. The id is the number printed on a sheet.

    Attributes:
        epoch: key epoch in which they are signed.
        device_id, user_id: the queue machine, or the account that printed them; both None for a command.
        voided: positions that are no longer good; n_voided: how many.
        void_reason: why a sheet was voided, in a person's words.
    """

    __tablename__ = "ticket_lots"
    __table_args__ = (
        Index(None, "counter_id", "day", "shift"),
        {"sqlite_autoincrement": True},  # a number on paper is never given to another sheet
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"))
    day: Mapped[date] = mapped_column(Date, index=True)
    shift: Mapped[int]
    wait_band: Mapped[int]
    size: Mapped[int]
    epoch: Mapped[int]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    voided: Mapped[list[int]] = mapped_column(JSON, default=list)
    n_voided: Mapped[int] = mapped_column(default=0)
    void_reason: Mapped[str] = mapped_column(String(300), default="")

    @property
    def lot(self) -> Lot:
        """As the rules know it."""
        mark = self.epoch % 256
        return Lot(self.id, self.counter_id, self.day, self.shift, self.wait_band, self.size, mark)

    @property
    def is_void(self) -> bool:
        """Whether not one of its tickets is good."""
        return self.n_voided == self.size


class TicketFetch(Base):
    """A call for tickets that named itself by a key, and the lot it got: sent again it gets the same one.

    It knows its day and no moment, as lots do: a queue machine fetches for one citizen at a time.

    Attributes:
        key, body: digests of the machine's key and of what it asked for, 32 bytes each.
    """

    __tablename__ = "ticket_fetches"
    __table_args__ = (UNORDERED,)

    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(Key, primary_key=True)
    body: Mapped[bytes] = mapped_column(Key)
    lot_id: Mapped[int] = mapped_column(ForeignKey("ticket_lots.id"))
    day: Mapped[date] = mapped_column(Date, index=True)


class KeyReused(Exception):
    """The key of a call was used for another one."""


def codes(keys: KeyRing, row: TicketLot) -> list[tuple[int, str]]:
    """Position and code of every ticket of a lot that is still good."""
    key, lot = keys.ticket(row.epoch), row.lot
    return [(at, ticket_lots.code(keys.lot, key, lot, at)) for at in lot.positions if at not in set(row.voided)]


def take(session: Session, counter: Counter, agency: Agency, day: date, shift: int, n: int) -> None:
    """Count `n` tickets that are being minted. Raises CapReached when that is more than there may be."""
    place = {"counter_id": counter.id, "day": day, "shift": shift}
    log_services(session, [{**place, "services": 0, "tickets": 0}])  # also holds the row against another minting
    count = session.get_one(ServiceCount, (counter.id, day, shift), populate_existing=True)
    cap = ticket_lots.cap(count.reported, agency.ticket_cap if counter.ticket_cap is None else counter.ticket_cap)
    if count.tickets - count.voided + n > cap:
        raise CapReached
    count.tickets += n
    session.flush()


def fetch(
    session: Session, device: Device, counter: Counter, agency: Agency, *, day: date, shift: int, wait_band: int, n: int
) -> TicketLot:
    """Tickets for a queue machine. Raises CapReached.

    No event tells of it: a queue machine fetches for one citizen at a time, and its moments would lie beside theirs.
    """
    take(session, counter, agency, day, shift, n)
    row = _row(counter, agency, day, shift, n)
    row.wait_band, row.device_id = wait_band, device.id
    session.add(row)
    session.flush()
    return row


def fetched_before(session: Session, device: Device, key: bytes, body: bytes, day: date) -> TicketLot | None:
    """The lot that a call with this key has got; None for a new one. Raises KeyReused when that call was another.

    A key holds on its day and the next. The same call coming twice at once waits here for itself.
    """
    session.execute(select(Device.id).where(Device.id == device.id).with_for_update())
    own = (TicketFetch.device_id == device.id, TicketFetch.key == key)
    session.execute(delete(TicketFetch).where(*own, TicketFetch.day < day - KEY_HOLDS))
    found = session.scalars(select(TicketFetch).where(*own)).one_or_none()
    if found is None:
        return None
    if found.body != body:
        raise KeyReused
    return session.get_one(TicketLot, found.lot_id)


def remember_fetch(session: Session, device: Device, key: bytes, body: bytes, row: TicketLot) -> None:
    """Keep what a call with a key has got."""
    session.add(TicketFetch(device_id=device.id, key=key, body=body, lot_id=row.id, day=row.day))
    session.flush()


def add_sheet(
    session: Session, by: By, unit: Unit, counter: Counter, agency: Agency, *, day: date, shift: int, n: int
) -> TicketLot:
    """A sheet of tickets for a day and shift to come. Raises Refused, CapReached among others."""
    _refuse_impossible(session, by, unit, counter, day, shift, n)
    take(session, counter, agency, day, shift, n)
    row = _row(counter, agency, day, shift, n)
    row.user_id = by.user_id
    session.add(row)
    session.flush()
    by.note(
        session, "tickets.printed", f"lot:{row.id}", counter=counter.id, day=day.isoformat(), shift=shift, tickets=n
    )
    return row


def _row(counter: Counter, agency: Agency, day: date, shift: int, n: int) -> TicketLot:
    epoch = agency.ticket_epochs.current
    return TicketLot(counter_id=counter.id, day=day, shift=shift, wait_band=UNKNOWN_WAIT, size=n, epoch=epoch)


def _refuse_impossible(session: Session, by: By, unit: Unit, counter: Counter, day: date, shift: int, n: int) -> None:
    today = unit.local(by.now).date()
    if not today <= day <= today + timedelta(days=ticket_lots.DAYS_AHEAD):
        raise Refused(f"Pilih hari ini sampai {ticket_lots.DAYS_AHEAD} hari ke depan.")
    if not 1 <= n <= ticket_lots.MOST_ON_A_SHEET:
        raise Refused(f"Isi banyaknya tiket dari 1 sampai {ticket_lots.MOST_ON_A_SHEET}.")
    if any(closed_on is not None and closed_on <= day for closed_on in (counter.closed_on, unit.closed_on)):
        raise Refused("Loket ini sudah tutup pada hari itu. Pilih loket atau hari lain.")
    if shift not in {row.number for row in shifts_of(session, unit.id)}:
        raise Refused("Sif itu bukan sif unit ini. Pilih sif lain.")


def sheet(session: Session, lot_id: int, within: int | None = None) -> TicketLot:
    """The sheet with this number; for a person of the unit `within`, others' sheets are not there."""
    statement = select(TicketLot).where(TicketLot.id == lot_id, TicketLot.device_id.is_(None))
    if within is not None:
        statement = statement.join(Counter, Counter.id == TicketLot.counter_id).where(Counter.unit_id == within)
    return session.scalars(statement).one()


def sheets(session: Session, unit_id: int, since: date) -> list[TicketLot]:
    """Sheets of a unit for days from `since` on, newest first."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    return list(
        session.scalars(
            select(TicketLot)
            .where(TicketLot.counter_id.in_(own), TicketLot.device_id.is_(None), TicketLot.day >= since)
            .order_by(TicketLot.id.desc())
        )
    )


def fetched(session: Session, lot_id: int, device: Device) -> TicketLot:
    """A lot that this very device fetched."""
    statement = select(TicketLot).where(TicketLot.id == lot_id, TicketLot.device_id == device.id)
    return session.scalars(statement.with_for_update()).one()


def void(session: Session, keys: KeyRing, row: TicketLot, positions: Iterable[int]) -> None:
    """Make positions of a lot worthless. Those nobody has used no longer count towards the cap."""
    fresh = set(positions) & set(row.lot.positions) - set(row.voided)
    unused = len(fresh) - _spent(session, keys, row.lot, fresh)
    row.voided = sorted({*row.voided, *fresh})
    row.n_voided = len(row.voided)
    count = session.get_one(ServiceCount, (row.counter_id, row.day, row.shift), with_for_update=True)
    count.voided += unused
    session.flush()


def void_sheet(session: Session, by: By, keys: KeyRing, row: TicketLot, reason: str) -> None:
    """Void a whole sheet. Raises Refused when it is void already."""
    if row.is_void:
        raise Refused("Lembar ini sudah dibatalkan.")
    void(session, keys, row, row.lot.positions)
    row.void_reason = reason
    by.note(session, "tickets.voided", f"lot:{row.id}", reason)


def _spent(session: Session, keys: KeyRing, lot: Lot, positions: Iterable[int]) -> int:
    marks = [tickets.nullifier(keys.nullifier, ticket_lots.ticket(keys.lot, lot, at)) for at in positions]
    return session.scalars(select(func.count()).select_from(SpentTicket).where(SpentTicket.nullifier.in_(marks))).one()


_VOIDED = select(TicketLot).where(
    TicketLot.counter_id == bindparam("counter"),
    TicketLot.day == bindparam("day"),
    TicketLot.shift == bindparam("shift"),
    TicketLot.n_voided > 0,
)


def is_voided(session: Session, keys: KeyRing, ticket: Ticket) -> bool:
    """Whether a ticket was voided. Nothing is computed unless its counter, day and shift have a voided lot."""
    place = {"counter": ticket.counter, "day": ticket.service_day, "shift": ticket.shift}
    return any(
        ticket_lots.position_of(keys.lot, row.lot, ticket, row.voided) is not None
        for row in session.scalars(_VOIDED, place)
    )


def forget(session: Session, today: date) -> None:
    """Drop lots whose tickets can no longer come back, and the keys of calls that are too old to be sent again."""
    session.execute(delete(TicketFetch).where(TicketFetch.day < today - KEY_HOLDS))
    session.execute(delete(TicketLot).where(TicketLot.day < today - inbox.TICKETS_KEPT))
