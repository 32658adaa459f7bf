"""Counters (loket), the devices that show their tickets, and the count of services given there."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, bindparam, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.agency import Agency, the_agency
from models.base import Base, Key, Moment, add_counts
from models.changes import By, Refused, changed
from models.units import Service, Unit

PAIRING_LIFETIME = timedelta(hours=24)
BETWEEN_PRESSES = timedelta(seconds=60)
DISPLAY, QUEUE, KIOSK = "display", "queue", "kiosk"


class TooSoon(Exception):
    """Two services at one counter within a minute; `seconds` are left to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Tunggu {seconds} detik lagi.")
        self.seconds = seconds


class Counter(Base):
    """A point of service with its own sign. The id is printed in codes: two bytes, never used again.

    A counter that moved names its successor; one that was retired names none. `sign_epoch` is the key epoch of the
    sign that hangs there; `ticket_cap` takes the place of the agency's where it is given.
    """

    __tablename__ = "counters"
    __table_args__ = (CheckConstraint("id BETWEEN 1 AND 65535", name="two_bytes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    label: Mapped[str] = mapped_column(String(40))
    sign_words: Mapped[str] = mapped_column(String(60))
    closed_on: Mapped[date | None] = mapped_column(Date)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    sign_epoch: Mapped[int] = mapped_column(default=1)
    ticket_cap: Mapped[int | None]


class Device(Base):
    """A display at a counter (Layar Loket), a kiosk (anjungan) or a queue machine.

    It holds a token, never a key; only digests are here.
    """

    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8), default=DISPLAY)
    label: Mapped[str] = mapped_column(String(60))
    pairing_digest: Mapped[bytes | None] = mapped_column(Key, unique=True)
    pairing_until: Mapped[datetime | None] = mapped_column(Moment)
    token_digest: Mapped[bytes | None] = mapped_column(Key, unique=True)
    pressed_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class ServiceCount(Base):
    """Integers per counter, day and shift: services logged and tickets minted. Never a list with times.

    Attributes:
        services: counted by the display's button.
        reported: what a queue machine, a register or an import says instead; None while nothing does.
        source: who said so last: one of `SOURCES`.
        tickets: minted in whatever way, the voided ones included.
        voided: tickets taken back before anybody used them.
    """

    __tablename__ = "service_counts"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    shift: Mapped[int] = mapped_column(primary_key=True)
    services: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)
    reported: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(8), default=DISPLAY)
    voided: Mapped[int] = mapped_column(default=0)

    @property
    def logged(self) -> int:
        """Services as far as anybody knows."""
        return self.services if self.reported is None else self.reported


_STANDING = (
    select(Counter, Unit, Service, Agency)
    .join(Unit, Unit.id == Counter.unit_id)
    .join(Agency, true())
    .outerjoin(Service, Service.id == Counter.service_id)
    .where(Counter.id == bindparam("counter"))
)


def standing(session: Session, counter_id: int) -> tuple[Counter, Unit, Service | None, Agency]:
    """A counter with everything around it, in one question: citizens wait for this one."""
    counter, unit, service, agency = session.execute(_STANDING, {"counter": counter_id}).one()
    return counter, unit, service, agency


def get(session: Session, counter_id: int, within: int | None = None) -> Counter:
    """The counter with this id; for a person who sees only the unit `within`, others' counters are not there."""
    statement = select(Counter).where(Counter.id == counter_id)
    return session.scalars(statement if within is None else statement.where(Counter.unit_id == within)).one()


def of_unit(session: Session, unit_id: int) -> list[Counter]:
    """Counters of a unit, open and closed, by label."""
    return list(session.scalars(select(Counter).where(Counter.unit_id == unit_id).order_by(Counter.label, Counter.id)))


def open_of_unit(session: Session, unit_id: int, day: date) -> list[Counter]:
    """Counters of a unit that are open on `day`."""
    return [counter for counter in of_unit(session, unit_id) if counter.closed_on is None or counter.closed_on > day]


def all_counters(session: Session) -> list[Counter]:
    """Counters of the whole agency, open and closed, by unit and label."""
    return list(session.scalars(select(Counter).order_by(Counter.unit_id, Counter.label, Counter.id)))


def open_anywhere(session: Session, day: date) -> list[Counter]:
    """Counters of the whole agency that are open on `day`, by unit and label."""
    return [counter for counter in all_counters(session) if counter.closed_on is None or counter.closed_on > day]


def sign_words(session: Session) -> set[str]:
    """The words of every sign there is."""
    return set(session.scalars(select(Counter.sign_words).order_by(Counter.id)))


def add(session: Session, by: By, unit_id: int, **fields: Any) -> Counter:
    """A new counter. `fields`: label, service_id, sign_words, ticket_cap. Its sign is made in today's key epoch."""
    _refuse_label(session, by, unit_id, fields["label"], None)
    counter = Counter(unit_id=unit_id, sign_epoch=the_agency(session).sign_epochs.current, **fields)
    session.add(counter)
    session.flush()
    by.note(session, "counter.added", f"counter:{counter.id}", unit=unit_id)
    return counter


def change(session: Session, by: By, counter: Counter, **fields: Any) -> None:
    """Change label, service or ticket cap of a counter; its code stays."""
    _refuse_label(session, by, counter.unit_id, fields["label"], counter.id)
    names = changed(counter, fields)
    by.note(session, "counter.changed", f"counter:{counter.id}", fields=names)


def close(session: Session, by: By, counter: Counter, day: date, successor_id: int | None = None) -> None:
    """Retire a counter from `day` on, or move it: its sign then leads to the successor. Its displays end."""
    if successor_id is not None and successor_id not in {row.id for row in open_anywhere(session, day)} - {counter.id}:
        raise Refused("Loket pengganti harus loket lain yang masih buka. Pilih yang lain.")
    counter.closed_on, counter.successor_id = day, successor_id
    session.execute(
        update(Device).where(Device.counter_id == counter.id, Device.revoked_at.is_(None)).values(revoked_at=by.now)
    )
    by.note(session, "counter.closed", f"counter:{counter.id}", day=day.isoformat(), successor=successor_id)


def reopen(session: Session, by: By, counter: Counter, unit: Unit, today: date) -> None:
    """Take back a closing of `today` or of a day to come. Its displays stay revoked and are paired anew."""
    if counter.closed_on is None or counter.closed_on < today:
        raise Refused("Hanya loket yang ditutup hari ini atau nanti yang dapat dibuka lagi. Tambahkan loket baru.")
    if unit.closed_on is not None:
        raise Refused("Unit ini ditutup, jadi loketnya tidak dapat dibuka lagi.")
    _refuse_label(session, by, counter.unit_id, counter.label, counter.id)
    day, counter.closed_on, counter.successor_id = counter.closed_on, None, None
    by.note(session, "counter.reopened", f"counter:{counter.id}", day=day.isoformat())


def renew_sign(session: Session, by: By, counter: Counter) -> None:
    """Note that a sign of the present key epoch hangs at the counter now."""
    counter.sign_epoch = the_agency(session).sign_epochs.current
    by.note(session, "counter.sign_renewed", f"counter:{counter.id}", epoch=counter.sign_epoch)


def with_dead_sign(session: Session, day: date) -> list[Counter]:
    """Open counters whose sign carries a code that is accepted no longer, by unit and label."""
    epochs = the_agency(session).sign_epochs
    return [counter for counter in open_anywhere(session, day) if not epochs.accepts(counter.sign_epoch)]


def devices_of(session: Session, counter_id: int) -> list[Device]:
    """Devices of a counter, the revoked ones too, newest first."""
    return list(session.scalars(select(Device).where(Device.counter_id == counter_id).order_by(Device.id.desc())))


def device(session: Session, device_id: int) -> Device:
    """The device with this id."""
    return session.scalars(select(Device).where(Device.id == device_id)).one()


def with_display(session: Session) -> set[int]:
    """Ids of the counters that have a paired display."""
    paired = select(Device.counter_id).where(
        Device.kind == DISPLAY, Device.token_digest.is_not(None), Device.revoked_at.is_(None)
    )
    return set(session.scalars(paired.order_by(Device.counter_id)))


def add_device(
    session: Session, by: By, counter: Counter, label: str, code_digest: bytes, kind: str = DISPLAY
) -> Device:
    """A device that may be paired within a day by whoever types its code."""
    row = Device(
        counter_id=counter.id,
        kind=kind,
        label=label,
        pairing_digest=code_digest,
        pairing_until=by.now + PAIRING_LIFETIME,
    )
    session.add(row)
    session.flush()
    by.note(session, "device.added", f"device:{row.id}", counter=counter.id, kind=kind)
    return row


def pairable(session: Session, code_digest: bytes, now: datetime, kind: str = DISPLAY) -> Device:
    """The device of a kind that a pairing code is for. Raises Refused when the code is unknown, used or too old."""
    statement = select(Device).where(Device.pairing_digest == code_digest, Device.kind == kind)
    row = session.scalar(statement.with_for_update())
    if row is None or row.revoked_at is not None or row.pairing_until is None or now > row.pairing_until:
        raise Refused("Kode pemasangan tidak dikenal atau sudah lewat 24 jam. Minta kode baru dari admin.")
    return row


def pair(session: Session, by: By, row: Device, token_digest: bytes) -> None:
    """Give the device its token; the pairing code is used up."""
    row.token_digest, row.pairing_digest, row.pairing_until = token_digest, None, None
    by.note(session, "device.paired", f"device:{row.id}", counter=row.counter_id)


def revoke(session: Session, by: By, row: Device) -> None:
    """End a device at once; its token and pairing code open nothing any more."""
    row.revoked_at = by.now
    by.note(session, "device.revoked", f"device:{row.id}", counter=row.counter_id)


def by_token(session: Session, token_digest: bytes, kind: str = DISPLAY) -> Device | None:
    """The device of a kind that holds this token; None when it was revoked or never was."""
    return session.scalar(
        select(Device).where(Device.token_digest == token_digest, Device.kind == kind, Device.revoked_at.is_(None))
    )


def press(session: Session, row: Device, day: date, shift: int, now: datetime) -> None:
    """Log a service given at the display's counter. Raises TooSoon within a minute of the one before."""
    session.refresh(row, with_for_update=True)
    if row.pressed_at is not None and (left := BETWEEN_PRESSES - (now - row.pressed_at)) > timedelta():
        raise TooSoon(-(-left // timedelta(seconds=1)))
    row.pressed_at = now
    session.flush()
    log_services(session, [{"counter_id": row.counter_id, "day": day, "shift": shift, "services": 1, "tickets": 0}])


def forget_presses(session: Session, unit_id: int) -> None:
    """Drop the moments of the last presses: one may lie seconds before a rating."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    session.execute(update(Device).where(Device.counter_id.in_(own)).values(pressed_at=None))


def log_services(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add `services` and `tickets` to the integers of a counter, day and shift, row by row."""
    add_counts(session, ServiceCount, rows, "services", "tickets")


def _refuse_label(session: Session, by: By, unit_id: int, label: str, own_id: int | None) -> None:
    taken = {row.label for row in open_of_unit(session, unit_id, by.now.date()) if row.id != own_id}
    if label in taken:
        raise Refused(f"Unit ini sudah punya Loket {label}. Pilih nomor atau nama lain.")
