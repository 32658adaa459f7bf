"""Counters that move to another unit, and units that merge: the old ones close, and their signs lead on.

Figures stay where they were earned: a rating belongs for ever to the unit and counter that it was given to.
"""

from datetime import date
from random import Random

from sqlalchemy.orm import Session

from models import counters, structure, units
from models.changes import By, Refused
from models.counters import Counter
from models.units import Unit
from surveys import sign_words

LONGEST_LABEL = 40


def move_counter(
    session: Session, by: By, counter: Counter, into: Unit, day: date, *, label: str, chance: Random
) -> Counter:
    """Close a counter on `day` and open its successor, with a sign of its own, in another unit.

    The successor is there at once, so that its sign can be printed before the day comes.
    """
    unit = units.get(session, counter.unit_id)
    _refuse_past(by, unit, day)
    if counter.closed_on is not None:
        raise Refused("Loket ini sudah ditutup, jadi tidak dapat dipindahkan.")
    if into.id == unit.id or (into.closed_on is not None and into.closed_on <= day):
        raise Refused("Pilih unit lain yang masih buka pada tanggal itu.")
    fields = {"label": label, "service_id": _service(session, by, counter, into), "ticket_cap": counter.ticket_cap}
    words = sign_words.pick(counters.sign_words(session), chance)
    successor = counters.add(session, by, into.id, sign_words=words, **fields)
    counters.close(session, by, counter, day, successor.id)
    return successor


def merge(session: Session, by: By, unit: Unit, into: Unit, day: date, *, chance: Random) -> list[Counter]:
    """Close a unit on `day`: its counters move to `into`, and the units below it stand below `into`.

    Returns:
        The new counters, whose signs are to be printed.
    """
    _refuse_past(by, unit, day)
    if unit.closed_on is not None:
        raise Refused("Unit ini sudah ditutup, jadi tidak dapat digabungkan.")
    if into.id == unit.id or into.closed_on is not None:
        raise Refused("Pilih unit lain yang masih buka.")
    moved = [
        move_counter(session, by, row, into, day, label=_free_label(session, into, row, unit, day), chance=chance)
        for row in counters.open_of_unit(session, unit.id, day)
    ]
    for service in units.services_of(session, unit.id):
        if service.closed_on is None:
            structure.close_service(session, by, service, day)
    _hand_down(session, by, unit, into)
    unit.successor_id = into.id
    structure.close(session, by, unit, day)
    by.note(session, "unit.merged", f"unit:{unit.id}", into=into.id, day=day.isoformat(), counters=len(moved))
    return moved


def successor_of(session: Session, unit: Unit) -> Unit | None:
    """The unit that took the place of a merged one, over all mergers since; None for a unit that was not merged."""
    here, seen = unit, {unit.id}
    while here.successor_id is not None and here.successor_id not in seen:
        here = units.get(session, here.successor_id)
        seen.add(here.id)
    return None if here is unit else here


def _hand_down(session: Session, by: By, unit: Unit, into: Unit) -> None:
    """Put the units below `unit` below `into`, which first takes the place of `unit` if it stands below it itself."""
    branch = {row.id for row in units.all_units(session)} - {row.id for row in units.possible_parents(session, unit)}
    if into.id in branch:
        structure.change(session, by, into, parent_id=unit.parent_id)
    for row in units.all_units(session):
        if row.parent_id == unit.id:
            structure.change(session, by, row, parent_id=into.id)


def _service(session: Session, by: By, counter: Counter, into: Unit) -> int | None:
    """The service of the same name in the other unit, new if it has none."""
    if counter.service_id is None:
        return None
    name = units.service(session, counter.service_id).name
    offered = [row for row in units.services_of(session, into.id) if row.name == name and row.closed_on is None]
    return (offered[0] if offered else structure.add_service(session, by, into, name)).id


def _free_label(session: Session, into: Unit, counter: Counter, unit: Unit, day: date) -> str:
    """The counter's own label, with the code of its former unit behind it where the new unit has one like it."""
    taken = {row.label for row in counters.open_of_unit(session, into.id, day)}
    return f"{counter.label} ({unit.code})"[:LONGEST_LABEL] if counter.label in taken else counter.label


def _refuse_past(by: By, unit: Unit, day: date) -> None:
    if day < unit.local(by.now).date():
        raise Refused("Isi hari ini atau tanggal yang akan datang: penilaian hari yang lalu tetap di tempatnya.")
