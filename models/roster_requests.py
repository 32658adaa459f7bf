"""What a unit head asks to have corrected on days that are sealed: HR approves or declines, nobody does both.

Released figures stay as they were. What is approved stands beside the roster as corrections, which the lock counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, officers, periods, roster, roster_conflicts
from models.base import Base, Moment
from models.changes import By, Refused
from models.corrections import RosterCorrection
from models.roster import Slot
from models.units import Unit

ASKED, APPROVED, DECLINED, WITHDRAWN = "asked", "approved", "declined", "withdrawn"
LISTED = 100  # settled requests in a list
LONGEST_REASON = 300


class RosterRequest(Base):
    """A request to correct one sealed day of a unit.

    Attributes:
        reason: of the unit head; answer: of HR, empty where it has none to give.
        decided_by_id: who approved or declined it; null while it waits and when it was withdrawn.
    """

    __tablename__ = "roster_requests"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'approved', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("(state IN ('approved', 'declined')) = (decided_by_id IS NOT NULL)", name="decided"),
        CheckConstraint("decided_by_id <> asked_by_id", name="two_persons"),
        Index(None, "unit_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10), default=ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(300), default="")


class RosterRequestChange(Base):
    """An officer who, as the request says, was (`added`) or was not at a counter in a shift of the day."""

    __tablename__ = "roster_request_changes"

    request_id: Mapped[int] = mapped_column(ForeignKey("roster_requests.id"), primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    shift: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, index=True)
    added: Mapped[bool]


class Row(NamedTuple):
    """What is asked for: an officer added to a place, or taken from it."""

    counter_id: int
    shift: int
    officer_id: int
    added: bool


@dataclass(frozen=True)
class PlaceChange:
    """Officers at one counter in one shift, as the roster had them and as the request wants them."""

    counter: int
    shift: int
    before: tuple[int, ...]
    after: tuple[int, ...]


def get(session: Session, request_id: int, within: int | None = None) -> RosterRequest:
    """The request; for a person who sees only the unit `within`, those of other units are not there."""
    statement = select(RosterRequest).where(RosterRequest.id == request_id)
    return session.scalars(statement if within is None else statement.where(RosterRequest.unit_id == within)).one()


def waiting(session: Session, within: int | None = None) -> list[RosterRequest]:
    """Requests (of the unit `within`) that nobody has settled, oldest first."""
    statement = select(RosterRequest).where(RosterRequest.state == ASKED).order_by(RosterRequest.id)
    return list(session.scalars(statement if within is None else statement.where(RosterRequest.unit_id == within)))


def settled(session: Session, within: int | None = None) -> list[RosterRequest]:
    """The last settled requests (of the unit `within`), newest first."""
    statement = (
        select(RosterRequest)
        .where(RosterRequest.state != ASKED)
        .order_by(RosterRequest.settled_at.desc(), RosterRequest.id.desc())
        .limit(LISTED)
    )
    return list(session.scalars(statement if within is None else statement.where(RosterRequest.unit_id == within)))


def about(session: Session, officer_id: int, since: date) -> list[RosterRequest]:
    """Requests that name an officer, about days since `since`, newest day first."""
    named = select(RosterRequestChange.request_id).where(RosterRequestChange.officer_id == officer_id)
    return list(
        session.scalars(
            select(RosterRequest)
            .where(RosterRequest.id.in_(named), RosterRequest.day >= since)
            .order_by(RosterRequest.day.desc(), RosterRequest.id.desc())
        )
    )


def waiting_between(session: Session, first: date, last: date) -> int:
    """How many unsettled requests are about days from `first` to `last`."""
    return sum(first <= request.day <= last for request in waiting(session))


def changes(session: Session, request: RosterRequest) -> list[RosterRequestChange]:
    """What a request would change, by counter and shift, removals before additions."""
    own = RosterRequestChange
    return list(
        session.scalars(
            select(own)
            .where(own.request_id == request.id)
            .order_by(own.counter_id, own.shift, own.added, own.officer_id)
        )
    )


def correctable(session: Session, unit: Unit, days: Collection[date]) -> set[date]:
    """Those of the days that a request can correct: sealed, and in no locked period."""
    sealed, locked = roster.last_seal(session, unit.id), periods.locked_days(session)
    return {
        day
        for day in days
        if sealed is not None and day <= sealed and not any(first <= day <= last for first, last in locked)
    }


def ask(
    session: Session, by: By, unit: Unit, day: date, wanted: Mapping[Slot, Collection[int]], reason: str
) -> RosterRequest:
    """Ask to have the named slots of a sealed day hold exactly `wanted`.

    Raises:
        Refused: the day is not sealed or locked, something is asked already, or the wish cannot be.
    """
    audit.serialise(session)
    _refuse_day(session, unit, day)
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"Tulis alasannya, paling banyak {LONGEST_REASON} karakter.")
    if any(request.day == day for request in waiting(session, unit.id)):
        raise Refused("Untuk hari itu sudah ada permintaan yang menunggu. Tarik dahulu yang lama.")
    known = roster.on_duty(session, unit.id, day, day)
    before = {
        (counter, shift, one) for (counter, _day, shift) in wanted for one in known.get((counter, day, shift), ())
    }
    after = {(counter, shift, one) for (counter, _day, shift), people in wanted.items() for one in people}
    if before == after:
        raise Refused("Tidak ada yang berubah. Pilih petugas yang sebenarnya bertugas.")
    roster.refuse_strangers(session, unit, {one for _counter, _shift, one in after - before}, known)
    rows = [Row(*place, added=False) for place in sorted(before - after)]
    rows += [Row(*place, added=True) for place in sorted(after - before)]
    _refuse_misfit(session, unit, day, rows)
    request = RosterRequest(
        unit_id=unit.id, day=day, reason=reason, asked_by_id=by.user_id, asked_at=by.now, state=ASKED
    )
    session.add(request)
    session.flush()
    session.add_all(RosterRequestChange(request_id=request.id, **row._asdict()) for row in rows)
    session.flush()
    _note(session, by, request, "asked", reason)
    return request


def approve(session: Session, by: By, request: RosterRequest, unit: Unit, answer: str = "") -> None:
    """HR agrees: the corrections stand from now on. Raises Refused."""
    _decide(session, by, request)
    _refuse_day(session, unit, request.day)
    rows = [Row(row.counter_id, row.shift, row.officer_id, row.added) for row in changes(session, request)]
    _refuse_misfit(session, unit, request.day, rows)
    session.add_all(RosterCorrection(request_id=request.id, day=request.day, **row._asdict()) for row in rows)
    _settle(session, by, request, APPROVED, answer)


def decline(session: Session, by: By, request: RosterRequest, answer: str) -> None:
    """HR does not agree, and says why. Raises Refused."""
    _decide(session, by, request)
    if not answer:
        raise Refused("Tulis alasan penolakannya. Kepala unit dan petugas membacanya.")
    _settle(session, by, request, DECLINED, answer)


def withdraw(session: Session, by: By, request: RosterRequest) -> None:
    """The unit takes the request back. Raises Refused."""
    _take(session, request)
    _settle(session, by, request, WITHDRAWN, "")


def places(session: Session, request: RosterRequest) -> list[PlaceChange]:
    """Before and after at each place that the request names, as the roster was when somebody settled it, or is now."""
    rows = changes(session, request)
    now = roster.on_duty(session, request.unit_id, request.day, request.day)
    found = []
    for counter, shift in sorted({(row.counter_id, row.shift) for row in rows}):
        gone = {row.officer_id for row in rows if (row.counter_id, row.shift) == (counter, shift) and not row.added}
        come = {row.officer_id for row in rows if (row.counter_id, row.shift) == (counter, shift) and row.added}
        others = now.get((counter, request.day, shift), set()) - gone - come
        found.append(PlaceChange(counter, shift, tuple(sorted(others | gone)), tuple(sorted(others | come))))
    return found


def _take(session: Session, request: RosterRequest) -> None:
    """One step at a time, on what the request is now."""
    audit.serialise(session)
    session.refresh(request)
    if request.state != ASKED:
        raise Refused("Permintaan ini sudah selesai. Muat ulang halaman untuk melihat hasilnya.")


def _decide(session: Session, by: By, request: RosterRequest) -> None:
    _take(session, request)
    if by.role != "hr" or by.user_id in {None, request.asked_by_id}:
        raise Refused("Permintaan ini diputuskan oleh Kepegawaian, bukan oleh pengusulnya.")


def _settle(session: Session, by: By, request: RosterRequest, state: str, answer: str) -> None:
    request.state, request.settled_at, request.answer = state, by.now, answer
    request.decided_by_id = None if state == WITHDRAWN else by.user_id
    session.flush()
    _note(session, by, request, state, answer)


def _refuse_day(session: Session, unit: Unit, day: date) -> None:
    if any(first <= day <= last for first, last in periods.locked_days(session)):
        raise Refused(
            "Periode hari itu sudah dikunci. Petugas yang bersangkutan dapat mengajukan keberatan di “Keberatan saya”."
        )
    if not correctable(session, unit, [day]):
        raise Refused("Hari itu belum disegel. Ubah langsung di jadwal.")


def _refuse_misfit(session: Session, unit: Unit, day: date, rows: Iterable[Row]) -> None:
    """Refuse what does not fit the roster of the day, and what would put somebody in two places at once."""
    wanted = roster.on_duty(session, unit.id, day, day)
    fresh = set()
    for counter, shift, officer, added in rows:
        people = wanted.setdefault((counter, day, shift), set())
        if (officer in people) == added:
            raise Refused("Jadwal hari itu sudah berubah, jadi permintaan ini tidak cocok lagi. Tolak atau tarik.")
        people ^= {officer}
        fresh |= {(counter, day, shift, officer)} if added else set()
    roster_conflicts.refuse(session, unit, wanted, fresh)


def _note(session: Session, by: By, request: RosterRequest, what: str, reason: str) -> None:
    by.note(
        session,
        f"roster_request.{what}",
        f"roster_request:{request.id}",
        reason,
        unit=request.unit_id,
        day=request.day.isoformat(),
        changes=_codes(changes(session, request)),
    )


def _codes(rows: Iterable[RosterRequestChange]) -> list[str]:
    """Codes for the audit chain: `+` or `-`, counter, shift and officer."""
    return [f"{'+' if row.added else '-'}{row.counter_id}:{row.shift}:{row.officer_id}" for row in rows]


def names(session: Session, rows: Iterable[PlaceChange]) -> dict[int, str]:
    """Names of everybody the places name, by officer."""
    people = {one for row in rows for one in (*row.before, *row.after)}
    return {officer.id: officer.name for officer in officers.named(session, people).values()}
