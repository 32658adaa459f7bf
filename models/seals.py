"""SEAL: a unit's day leaves the inbox and becomes ratings, tallies and one audit event, in one transaction.

Whatever is not committed did not happen: the inbox still holds the day and the next run seals it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    audit,
    counters,
    inbox,
    officers,
    periods,
    questionnaires,
    screenings,
    supplements,
    units,
    waiting_imports,
)
from models.base import add_counts, table_of
from models.inbox import Arrival
from models.ratings import Comment, ProfileCount, Rating, Receipt, Seal, leaf_fields
from models.tallies import ElementTally, Tally
from models.units import Unit
from surveys import ledger, redaction, tally, validity
from surveys import policy as policies
from surveys.cells import UNKNOWN
from surveys.questionnaire import Questionnaire

CELL = (
    "counter_id", "service_id", "questionnaire_id", "service_day", "shift", "wait_band", "channel", "validity", "late",
)  # fmt: skip
SALT_BYTES = 16
GRACE = timedelta(hours=2)  # whoever began just before midnight may still finish


class Chance(Protocol):
    """The chance a seal needs: random bytes and an order nobody can foresee, as `random.SystemRandom` gives."""

    def randbytes(self, n: int, /) -> bytes:
        """`n` random bytes."""

    def shuffle(self, x: list[Any], /) -> None:
        """Reorder a list in place."""


@dataclass(frozen=True)
class Sealed:
    """What a seal did, for the log."""

    unit_id: int
    day: date
    forms: int


def seal_unit(session: Session, unit: Unit, *, chance: Chance, now: datetime) -> Iterator[Sealed]:
    """Seal every day of a unit that has been over for two hours on its own clock, oldest first.

    Yields after each day; the caller commits there, so that a crash costs at most the day in hand.
    """
    today = unit.local(now - GRACE).date()
    waiting_imports.hand_over(session, unit, today)
    for day in inbox.unsealed_days(session, unit.id, today):
        audit.serialise(session)
        arrivals = inbox.of_day(session, unit.id, day)
        if arrivals:  # another process may have sealed the day since
            yield _seal_day(session, unit, day, arrivals, chance=chance, now=now)


def _seal_day(
    session: Session, unit: Unit, day: date, arrivals: list[Arrival], *, chance: Chance, now: datetime
) -> Sealed:
    locked = periods.locked_days(session)

    codes = validity.codes([_for_screening(arrival) for arrival in arrivals])
    ratings = _ratings(arrivals, codes, locked, chance)

    seal = _seal_row(session, unit, day, ratings, arrivals)
    _add_ratings(session, seal, ratings)
    _add_tallies(session, seal, ratings)
    _split_off(session, unit, arrivals, locked, chance)
    in_time = _in_time(arrivals, codes, locked)
    counted = [arrival for arrival, code in in_time if validity.enters_ikm(code, late=False)]
    told = supplements.seal(session, seal, counted)
    raised = screenings.at_seal(session, unit.id, in_time, policies.load())
    inbox.clear(session, arrivals, day)
    counters.forget_presses(session, unit.id)
    for service_day in sorted({rating["service_day"] for rating in ratings}):
        periods.ensure(session, service_day)
    audit.write(
        session,
        now=now,
        actor="flask seal",
        role="system",
        action="rating.sealed",
        object=f"unit:{unit.id}:{day.isoformat()}",
        salt=chance.randbytes(SALT_BYTES),
        detail={
            "forms": len(ratings),
            "flags": raised,
            "rating_root": seal.rating_root.hex(),
            "receipt_root": seal.receipt_root.hex(),
            **told,
        },
    )
    return Sealed(unit.id, day, len(ratings))


def _in_time(arrivals: list[Arrival], codes: list[str], locked: list[tuple[date, date]]) -> list[tuple[Arrival, str]]:
    """What will be computed, with its codes: the late ones enter no figure, so nobody need look at them."""
    coded = zip(arrivals, codes, strict=True)
    return [(arrival, code) for arrival, code in coded if not _is_late(arrival.service_day, locked)]


def _ratings(
    arrivals: list[Arrival], codes: list[str], locked: list[tuple[date, date]], chance: Chance
) -> list[dict[str, Any]]:
    """Rating rows in random order under random ids, with nothing in them finer than day and shift."""
    rows = [
        {
            "id": chance.randbytes(16),
            "salt": chance.randbytes(SALT_BYTES),
            "unit_id": arrival.unit_id,
            "counter_id": arrival.counter_id,
            "service_id": arrival.service_id,
            "questionnaire_id": arrival.questionnaire_id,
            "service_day": arrival.service_day,
            "shift": arrival.shift,
            "wait_band": arrival.wait_band,
            "channel": arrival.channel,
            "validity": code,
            "late": _is_late(arrival.service_day, locked),
            "opening": arrival.opening,
            "answers": dict(sorted(arrival.answers.items())),
        }
        for arrival, code in zip(arrivals, codes, strict=True)
    ]
    chance.shuffle(rows)
    return rows


def _for_screening(arrival: Arrival) -> validity.Arrival:
    return validity.Arrival(
        has_ticket=arrival.has_ticket,
        channel=validity.Channel(arrival.channel),
        details_seconds=arrival.details_seconds,
        local_time=arrival.local_time,
        staff_device=False,
        device=arrival.device,
        counter=arrival.counter_id or 0,
        day=arrival.service_day,
    )


def _is_late(service_day: date, locked: list[tuple[date, date]]) -> bool:
    return any(first <= service_day <= last for first, last in locked)


def _seal_row(session: Session, unit: Unit, day: date, ratings: list[dict[str, Any]], arrivals: list[Arrival]) -> Seal:
    part = session.scalar(select(func.max(Seal.part)).where(Seal.unit_id == unit.id, Seal.day == day)) or 0
    leaves = [ledger.rating_leaf(rating["id"], rating["salt"], leaf_fields(rating)) for rating in ratings]
    seal = Seal(
        unit_id=unit.id,
        day=day,
        part=part + 1,
        forms=len(ratings),
        rating_root=ledger.sorted_root(leaves),
        receipt_root=ledger.sorted_root(arrival.receipt_leaf for arrival in arrivals),
        joined=False,
    )
    session.add(seal)
    session.flush()
    return seal


def _add_ratings(session: Session, seal: Seal, ratings: list[dict[str, Any]]) -> None:
    if ratings:
        session.execute(table_of(Rating).insert(), [{**rating, "seal_id": seal.id} for rating in ratings])


def _add_tallies(session: Session, seal: Seal, ratings: list[dict[str, Any]]) -> None:
    """One tally per cell, in the order of the cells, and its elements."""
    cells: dict[tuple[Any, ...], list[tally.Form]] = defaultdict(list)
    for rating in ratings:
        cells[tuple(rating[name] for name in CELL)].append(tally.Form(rating["opening"], rating["answers"]))
    forms = {row.id: questionnaires.load(session, row.code) for row in questionnaires.all_uses(session)}
    bands = {shift.number: shift.band for shift in units.shifts_of(session, seal.unit_id)}
    rows, elements = [], []
    first_id = (session.scalar(select(func.max(Tally.id))) or 0) + 1
    for number, key in enumerate(sorted(cells, key=lambda key: tuple(map(str, key))), first_id):
        cell = dict(zip(CELL, key, strict=True))
        row, counts = _tally_rows(number, forms[cell.pop("questionnaire_id")], cells[key])
        place = {"seal_id": seal.id, "unit_id": seal.unit_id, "shift_band": bands.get(cell["shift"], UNKNOWN)}
        rows.append({**row, **cell, **place, "day": cell["service_day"]})
        elements += counts
    for row in rows:
        del row["service_day"]
    if rows:
        session.execute(table_of(Tally).insert(), rows)
    if elements:
        session.execute(table_of(ElementTally).insert(), elements)


def _tally_rows(
    number: int, questionnaire: Questionnaire, forms: list[tally.Form]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    counted = tally.count(questionnaire, forms)
    row = {
        "id": number,
        "family": questionnaire.family,
        "n_forms": counted.n_forms,
        "n_respondents": counted.respondents,
        **{f"opening_{value}": n for value, n in enumerate(counted.opening, 1)},
        **{f"h{bin_}": n for bin_, n in zip(tally.H_BINS, counted.h, strict=True)},
    }
    elements = [
        {"tally_id": number, "element": element, **{f"v{value}": n for value, n in enumerate(values, 1)}}
        for element, values in counted.counts.items()
        if any(values)
    ]
    return row, elements


def _split_off(
    session: Session,
    unit: Unit,
    arrivals: list[Arrival],
    locked: list[tuple[date, date]],
    chance: Chance,
) -> None:
    """Receipts, comments and profile leave their rating, each its own way, in an order that says nothing."""
    receipts: list[dict[str, Any]] = [
        {
            "leaf": arrival.receipt_leaf,
            "late": _is_late(arrival.service_day, locked),
            "month": arrival.local_day.isoformat()[:7],
        }
        for arrival in arrivals
    ]
    if receipts:
        session.execute(table_of(Receipt).insert(), sorted(receipts, key=lambda receipt: bytes(receipt["leaf"])))
    names = [officer.name for officer in officers.of_unit(session, unit.id)]
    comments: list[dict[str, Any]] = [
        {
            "id": chance.randbytes(16),
            "unit_id": unit.id,
            "month": arrival.service_day.isoformat()[:7],
            "text": redaction.redact(arrival.comment, names),
        }
        for arrival in arrivals
        if arrival.comment
    ]
    if comments:
        session.execute(table_of(Comment).insert(), sorted(comments, key=lambda comment: bytes(comment["id"])))
    in_time = [arrival for arrival in arrivals if not _is_late(arrival.service_day, locked)]
    _add_profiles(session, unit, in_time)  # counts of a locked month stand still: the next one would be one person's


def _add_profiles(session: Session, unit: Unit, arrivals: list[Arrival]) -> None:
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for arrival in arrivals:
        for field, code in arrival.profile.items():
            counts[arrival.service_day.isoformat()[:7], field, code] += 1
    rows = [
        {"unit_id": unit.id, "month": month, "field": field, "code": code, "n": n}
        for (month, field, code), n in sorted(counts.items())
    ]
    add_counts(session, ProfileCount, rows, "n")


def seeded(seed: int) -> Chance:
    """Chance that can be repeated, for demonstrations and tests."""
    return Random(seed)  # noqa: S311 - not for real data
