"""What is known of the signs at the counters: who looked at them and when, trial scans, and which fell silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import counters, inbox
from models.base import Base, add_counts, insert_once
from models.changes import By, Refused
from models.counters import Counter
from models.tallies import Tally
from models.units import Unit
from surveys import disclosure, silence, validity
from surveys.validity import Channel

SWEEP_DAYS = 8  # a sign that nobody looked at for longer is due
HISTORY_DAYS = 92


class SignCheck(Base):
    """One look at a sign: do its words match, is it whole, is nothing pasted or placed over it."""

    __tablename__ = "sign_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), index=True)
    day: Mapped[date] = mapped_column(Date)
    words_match: Mapped[bool]
    undamaged: Mapped[bool]
    uncovered: Mapped[bool]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @property
    def is_sound(self) -> bool:
        """Whether the sign may stay as it hangs."""
        return self.words_match and self.undamaged and self.uncovered


class SignTrial(Base):
    """That a counter's sign was tried on a day, and whether it worked. No rating, no time, no person."""

    __tablename__ = "sign_trials"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    ok: Mapped[bool]


class FormerSignUse(Base):
    """How many ratings of a month came over the sign of a closed counter and were taken at its successor."""

    __tablename__ = "former_sign_uses"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    n: Mapped[int]


@dataclass(frozen=True)
class Finding:
    """What somebody saw at one sign."""

    words_match: bool = True
    undamaged: bool = True
    uncovered: bool = True


def check(session: Session, by: By, unit: Unit, day: date, found: Mapping[int, Finding]) -> None:
    """Note a sweep through a unit: what was found, by counter id. Raises Refused for none, or for a closed counter."""
    if not found:
        raise Refused("Belum ada loket yang diperiksa. Hapus tanda “tidak diperiksa” pada loket yang sudah dilihat.")
    if not found.keys() <= {row.id for row in counters.open_of_unit(session, unit.id, day)}:
        raise Refused("Ada loket yang sudah tutup. Buka lagi halaman ini, lalu isi sekali lagi.")
    session.add_all(
        SignCheck(counter_id=counter_id, day=day, user_id=by.user_id, **vars(finding))
        for counter_id, finding in sorted(found.items())
    )
    session.flush()
    unsound = sorted(counter_id for counter_id, finding in found.items() if finding != Finding())
    by.note(session, "signs.checked", f"unit:{unit.id}", day=day.isoformat(), signs=len(found), unsound=unsound)


def checks_of(session: Session, unit_id: int, since: date) -> list[SignCheck]:
    """Checks of a unit's signs since a day, newest first."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    return list(
        session.scalars(
            select(SignCheck)
            .where(SignCheck.counter_id.in_(own), SignCheck.day >= since)
            .order_by(SignCheck.day.desc(), SignCheck.id.desc())
        )
    )


def last_checks(session: Session, unit_id: int) -> dict[int, SignCheck]:
    """The newest check of each counter of a unit, by counter id; counters that nobody looked at have none."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    newest = select(func.max(SignCheck.id)).where(SignCheck.counter_id.in_(own)).group_by(SignCheck.counter_id)
    rows = session.scalars(select(SignCheck).where(SignCheck.id.in_(newest)).order_by(SignCheck.counter_id))
    return {row.counter_id: row for row in rows}


def is_due(row: SignCheck | None, today: date) -> bool:
    """Whether a sign must be looked at again: never, or longer ago than the sweep allows."""
    return row is None or (today - row.day).days > SWEEP_DAYS


def try_out(session: Session, counter_id: int, day: date, *, ok: bool) -> None:
    """Remember how a sign did, of a day the last time. Nothing of a trial goes where ratings go."""
    if not insert_once(session, SignTrial, counter_id=counter_id, day=day, ok=ok):
        session.get_one(SignTrial, (counter_id, day), populate_existing=True).ok = ok
        session.flush()


def last_trials(session: Session, unit_id: int) -> dict[int, SignTrial]:
    """The newest trial of each counter of a unit, by counter id."""
    own = select(Counter.id).where(Counter.unit_id == unit_id)
    rows = session.scalars(
        select(SignTrial).where(SignTrial.counter_id.in_(own)).order_by(SignTrial.counter_id, SignTrial.day)
    )
    return {row.counter_id: row for row in rows}


def led_on(session: Session, counter_id: int, day: date) -> None:
    """Count a rating that came over the sign of a closed counter, in the month of its day and no finer."""
    add_counts(session, FormerSignUse, [{"counter_id": counter_id, "month": f"{day:%Y-%m}", "n": 1}], "n")


def still_scanned(session: Session, counter_id: int, today: date) -> str | None:
    """The newest month that is over in which ten or more ratings came over the sign of a closed counter."""
    return session.scalar(
        select(FormerSignUse.month)
        .where(
            FormerSignUse.counter_id == counter_id,
            FormerSignUse.month < f"{today:%Y-%m}",
            FormerSignUse.n >= disclosure.BATCH_MINIMUM,
        )
        .order_by(FormerSignUse.month.desc())
        .limit(1)
    )


def silent(session: Session, unit: Unit, today: date) -> list[Counter]:
    """Open counters whose sign, usually scanned a lot, was not scanned on two working days that are sealed.

    A sign stays in the list until somebody has looked at it, not until it is scanned: else the list would tell that
    somebody has just rated (docs/decisions/0026).
    """
    last = silence.last_day(today)
    if inbox.unsealed_days(session, unit.id, last + timedelta(days=1)):
        return []
    scans = _scans(session, unit.id, silence.first_day(today), last)
    checked = last_checks(session, unit.id)
    return [
        counter
        for counter in counters.open_of_unit(session, unit.id, today)
        if (since := silence.since(scans, counter.id, today))
        and (counter.id not in checked or checked[counter.id].day <= since)
    ]


def _scans(session: Session, unit_id: int, first: date, last: date) -> dict[tuple[int, date], int]:
    """Sealed forms that came over the signs of a unit, by counter and day."""
    rows = session.execute(
        select(Tally.counter_id, Tally.day, func.sum(Tally.n_forms))
        .where(
            Tally.unit_id == unit_id,
            Tally.day.between(first, last),
            Tally.channel == Channel.OWN_PHONE.value,
            Tally.validity.not_in(sorted(validity.VERIFIED)),
        )
        .group_by(Tally.counter_id, Tally.day)
    )
    return {(counter_id, day): int(n) for counter_id, day, n in rows if counter_id is not None}
