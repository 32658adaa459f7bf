"""Changes to the shifts of a unit. A number that anything refers to is never given to another shift."""

from datetime import time

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from models.changes import By, Refused, changed
from models.counters import Counter, ServiceCount
from models.inbox import Arrival
from models.roster import Duty
from models.tallies import Tally
from models.units import Shift, Unit, shifts_of
from surveys import shifts as rules


def get(session: Session, shift_id: int) -> Shift:
    """The shift with this id."""
    return session.scalars(select(Shift).where(Shift.id == shift_id)).one()


def add(session: Session, by: By, unit: Unit, *, name: str, starts: time, ends: time, band: str) -> Shift:
    """A new shift under the first number that nothing of the unit ever bore. Raises Refused."""
    own = shifts_of(session, unit.id)
    taken = {shift.number for shift in own}
    free = [n for n in range(1, rules.MOST + 1) if n not in taken and not is_used(session, unit.id, n)]
    if not free:
        raise Refused(f"Nomor sif 1 sampai {rules.MOST} sudah terpakai semua. Ubah jam sif yang ada.")
    shift = Shift(unit_id=unit.id, number=free[0], name=name, starts=starts, ends=ends, band=band)
    _check([*own, shift])
    session.add(shift)
    session.flush()
    by.note(session, "shift.added", f"unit:{unit.id}:shift:{shift.number}")
    return shift


def change(session: Session, by: By, shift: Shift, *, name: str, starts: time, ends: time, band: str) -> None:
    """Change a shift from now on; its number stays. Raises Refused."""
    names = changed(shift, {"name": name, "starts": starts, "ends": ends, "band": band})
    with session.no_autoflush:
        _check([row for row in shifts_of(session, shift.unit_id) if row.id != shift.id] + [shift])
    by.note(session, "shift.changed", f"unit:{shift.unit_id}:shift:{shift.number}", fields=names)


def remove(session: Session, by: By, shift: Shift) -> None:
    """Take back a shift nothing refers to yet. Raises Refused."""
    if is_used(session, shift.unit_id, shift.number):
        raise Refused("Sif ini sudah dipakai jadwal atau penilaian, jadi tidak dapat dihapus. Ubah jamnya saja.")
    session.delete(shift)
    by.note(session, "shift.removed", f"unit:{shift.unit_id}:shift:{shift.number}")


def is_used(session: Session, unit_id: int, number: int) -> bool:
    """Whether duties, tickets or ratings of the unit bear this shift number."""
    own_counters = select(Counter.id).where(Counter.unit_id == unit_id)
    traces = or_(
        exists().where(Duty.shift == number, Duty.counter_id.in_(own_counters)),
        exists().where(ServiceCount.shift == number, ServiceCount.counter_id.in_(own_counters)),
        exists().where(Arrival.shift == number, Arrival.unit_id == unit_id),
        exists().where(Tally.shift == number, Tally.unit_id == unit_id),
    )
    return bool(session.scalar(select(traces)))


def _check(shifts: list[Shift]) -> None:
    try:
        rules.check([rules.Shift(s.number, s.name, s.starts, s.ends, rules.Band(s.band)) for s in shifts])
    except rules.ShiftError as error:
        raise Refused(str(error)) from error
