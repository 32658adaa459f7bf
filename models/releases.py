"""RELEASE: batches of at least ten ratings, with the newest ten always staying behind; of a unit, ten that answered.

A stream is a unit's valid forms, an officer's verified solo ratings at one unit, a unit's verified ratings given to
several officers or to nobody on the roster, or a unit's answers to one family of supplements. After each seal its
tallies meet the roster once and queue up as increments; a stream is then cut into batches of one month each, which
never change. A figure of any released period is a sum of batches, the same for every viewer; a roster that is corrected
later changes nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import answers, audit, duty_cells, month_sums, periods, questionnaires, roster, supplements
from models.base import Base, table_of
from models.ratings import Rating, Seal
from models.tallies import Tally
from models.units import Unit
from surveys import disclosure, tally, validity

UNIT, OFFICER, TEAM = "unit", "officer", "team"
PERSONAL = (OFFICER, TEAM)
NOBODY = 0


class Increment(Base):
    """What one seal adds to a stream and month; it waits here until a batch takes it.

    `sums` keeps the ratings of officers and teams by who was on duty and by cell (models/duty_cells.py).
    """

    __tablename__ = "release_queue"
    __table_args__ = (UniqueConstraint("stream", "unit_id", "officer_id", "month", "seal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int]
    month: Mapped[str] = mapped_column(String(7))
    seal_id: Mapped[int] = mapped_column(ForeignKey("seals.id"))
    n: Mapped[int]
    sums: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReleaseBatch(Base):
    """Ratings of one stream and month that became visible together.

    `payload` holds the sums: of a unit's batch the tallies and moments of all valid and of the verified forms, of an
    officer's, a team's or a supplement's the sums of its increments, added up. `officer_id` is 0 where the stream is no
    officer's, so that the unique constraint holds there too.
    """

    __tablename__ = "release_batches"
    __table_args__ = (
        UniqueConstraint("stream", "unit_id", "officer_id", "month", "number"),
        Index(None, "unit_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int]
    month: Mapped[str] = mapped_column(String(7))
    number: Mapped[int]
    n: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    released_on: Mapped[date] = mapped_column(Date)


def release_unit(session: Session, unit: Unit, *, now: datetime, salt: bytes) -> list[ReleaseBatch]:
    """Queue the unit's new seals and cut what may leave. Doing it again, or after missed nights, adds nothing else."""
    audit.serialise(session)
    for seal in _unjoined(session, unit.id):
        rows = list(_increments(session, seal))
        if rows:
            session.connection().execute(table_of(Increment).insert(), rows)
        seal.joined = True
    session.flush()
    locked = periods.locked_months(session)
    batches = [
        batch
        for stream in _queued(session, unit.id, locked)
        for batch in _cut(session, unit.id, stream, locked, unit.local(now).date())
    ]
    if batches:
        audit.write(
            session,
            now=now,
            actor="flask release",
            role="system",
            action="batch.released",
            object=f"unit:{unit.id}",
            salt=salt,
            detail={"batches": len(batches), "unit_forms": sum(b.n for b in batches if b.stream == UNIT)},
        )
    return batches


def _unjoined(session: Session, unit_id: int) -> list[Seal]:
    return list(
        session.scalars(
            select(Seal).where(Seal.unit_id == unit_id, Seal.joined.is_(False)).order_by(Seal.id).with_for_update()
        )
    )


def _increments(session: Session, seal: Seal) -> Iterator[dict[str, Any]]:
    """One row per stream and month that the seal adds to."""
    cells = list(session.scalars(select(Tally).where(Tally.seal_id == seal.id, Tally.late.is_(False))))
    forms: dict[str, int] = defaultdict(int)
    sums: dict[tuple[str, int, str], list[tuple[str, list[Any]]]] = defaultdict(list)
    for cell, duty in zip(cells, _duties(session, seal, cells), strict=True):
        month = cell.day.isoformat()[:7]
        if validity.enters_ikm(cell.validity, late=cell.late):
            forms[month] += cell.n_forms
        if cell.validity in validity.VERIFIED and any(cell.h):
            stream, officer = (OFFICER, duty[0]) if len(duty) == 1 else (TEAM, NOBODY)
            sums[stream, officer, month].append(duty_cells.part_of(duty, cell))
    base = {"unit_id": seal.unit_id, "seal_id": seal.id}
    for month, n in sorted(forms.items()):
        yield {**base, "stream": UNIT, "officer_id": NOBODY, "month": month, "n": n, "sums": {}}
    for (stream, officer, month), parts in sorted(sums.items()):
        n = sum(sum(hist) for _duty, (*_key, hist) in parts)
        kept = duty_cells.gathered(parts)
        yield {**base, "stream": stream, "officer_id": officer, "month": month, "n": n, "sums": kept}
    for family, month, n, counts in supplements.increments(session, seal.id):
        yield {**base, "stream": family, "officer_id": NOBODY, "month": month, "n": n, "sums": counts}


def _duties(session: Session, seal: Seal, cells: list[Tally]) -> Iterator[list[int]]:
    """Who was on duty in each cell. Without a counter or a known shift nobody was."""
    if not cells:
        return
    days = [cell.day for cell in cells]
    on_duty = roster.on_duty(session, seal.unit_id, min(days), max(days))
    for cell in cells:
        known = cell.counter_id is not None and cell.shift != 0
        yield sorted(on_duty.get((cell.counter_id, cell.day, cell.shift), ())) if known else []  # type: ignore[arg-type]


class _Waiting(NamedTuple):
    """An increment as far as cutting needs to know it."""

    id: int
    seal_id: int
    stream: str
    officer_id: int
    month: str
    n: int


def _queued(session: Session, unit_id: int, locked: set[str]) -> list[list[_Waiting]]:
    """The unit's waiting increments, one list per stream, in the order of their seals.

    What a lock finds of officers and teams leaves as part of the locked figure and as nothing else: a month shown to
    the end beside it would tell what the others of the period hold, be it one rating.
    """
    columns = [getattr(Increment, name) for name in _Waiting._fields]
    rows = session.execute(
        select(*columns)
        .where(Increment.unit_id == unit_id, or_(Increment.stream.not_in(PERSONAL), Increment.month.not_in(locked)))
        .order_by(Increment.stream, Increment.officer_id, Increment.seal_id, Increment.month)
    )
    streams: dict[tuple[str, int], list[_Waiting]] = defaultdict(list)
    for row in map(_Waiting._make, rows):
        streams[row.stream, row.officer_id].append(row)
    return list(streams.values())


def _cut(
    session: Session, unit_id: int, waiting: list[_Waiting], locked: set[str], day: date
) -> Iterator[ReleaseBatch]:
    """Turn what may leave a stream into batches."""
    found = disclosure.cut_monthly_batches(
        list(zip((row.month for row in waiting), _sizes(session, waiting), strict=True)),
        nights=[row.seal_id for row in waiting],
        locked=locked,
    )
    for places in found:
        ids = [waiting[place].id for place in places.places]
        taken = list(session.scalars(select(Increment).where(Increment.id.in_(ids)).order_by(Increment.id)))
        stream, officer_id = taken[0].stream, taken[0].officer_id
        batch = ReleaseBatch(
            stream=stream,
            unit_id=unit_id,
            officer_id=officer_id,
            month=places.month,
            number=_last_number(session, stream, unit_id, officer_id, places.month) + 1,
            n=sum(row.n for row in taken),
            payload=_payload(session, stream, taken),
            released_on=day,
        )
        session.add(batch)
        session.connection().execute(delete(table_of(Increment)).where(table_of(Increment).c.id.in_(ids)))
        session.flush()
        if stream == UNIT:
            month_sums.grow(session, unit_id, batch.month, batch.payload, day)
        yield batch


def _sizes(session: Session, waiting: list[_Waiting]) -> list[int]:
    """By what the increments of a stream are counted: a unit's forms by those that answered anything.

    Forms that are a tap and nothing else would hide nobody who answered more.
    """
    if waiting[0].stream != UNIT:
        return [row.n for row in waiting]
    answered = answers.respondents(session, Tally.seal_id.in_({row.seal_id for row in waiting}))
    return [answered[row.seal_id, row.month] for row in waiting]


def _last_number(session: Session, stream: str, unit_id: int, officer_id: int, month: str) -> int:
    number = session.scalar(
        select(func.max(ReleaseBatch.number)).where(
            ReleaseBatch.stream == stream,
            ReleaseBatch.unit_id == unit_id,
            ReleaseBatch.officer_id == officer_id,
            ReleaseBatch.month == month,
        )
    )
    return number or 0


def _payload(session: Session, stream: str, taken: list[Increment]) -> dict[str, Any]:
    if stream == UNIT:
        return _unit_payload(session, taken)
    if stream in PERSONAL:
        return duty_cells.gathered(part for row in taken for part in duty_cells.each(row.sums))
    return supplements.added(row.sums for row in taken)


def _unit_payload(session: Session, taken: list[Increment]) -> dict[str, Any]:
    """Tallies and moments of the batch's forms, by questionnaire family, of all valid and of the verified ones."""
    ratings = session.scalars(
        select(Rating)
        .where(Rating.seal_id.in_([row.seal_id for row in taken]), Rating.late.is_(False))
        .order_by(Rating.id)
    )
    forms: dict[tuple[int, str], list[tally.Form]] = defaultdict(list)
    for rating in ratings:
        if rating.service_day.isoformat()[:7] == taken[0].month and validity.enters_ikm(rating.validity, late=False):
            form = tally.Form(rating.opening, rating.answers)
            forms[rating.questionnaire_id, "valid"].append(form)
            if rating.validity in validity.VERIFIED:
                forms[rating.questionnaire_id, "verified"].append(form)
    codes = {row.id: row.code for row in questionnaires.all_uses(session)}
    payload: dict[str, Any] = {}
    for (use, basis), answered in sorted(forms.items()):
        questionnaire = questionnaires.load(session, codes[use])
        payload.setdefault(codes[use], {})[basis] = {
            "tally": tally.count(questionnaire, answered).to_json(),
            "moments": tally.moments(questionnaire, answered).to_json(),
        }
    return payload


def unreleased(session: Session, months: Iterable[str]) -> list[ReleaseBatch]:
    """What still waits of every unit's valid forms of some months, as the batches it would make; none is stored."""
    found = session.scalars(
        select(Increment)
        .where(Increment.stream == UNIT, Increment.month.in_(list(months)))
        .order_by(Increment.unit_id, Increment.month, Increment.seal_id)
    )
    rest = []
    for (unit_id, month), rows in groupby(found, key=lambda row: (row.unit_id, row.month)):
        taken = list(rows)
        rest.append(
            ReleaseBatch(
                stream=UNIT,
                unit_id=unit_id,
                officer_id=NOBODY,
                month=month,
                n=sum(row.n for row in taken),
                payload=_unit_payload(session, taken),
                released_on=None,
            )
        )
    return rest


def batches(session: Session, stream: str, months: Iterable[str], unit_id: int | None = None) -> list[ReleaseBatch]:
    """Batches of every stream of a kind in some months (of one unit, if given), oldest first."""
    statement = select(ReleaseBatch).where(ReleaseBatch.stream == stream, ReleaseBatch.month.in_(list(months)))
    if unit_id is not None:
        statement = statement.where(ReleaseBatch.unit_id == unit_id)
    order = (ReleaseBatch.unit_id, ReleaseBatch.officer_id, ReleaseBatch.month, ReleaseBatch.number)
    return list(session.scalars(statement.order_by(*order)))


def months_of(session: Session, unit_id: int) -> list[str]:
    """Months of which a unit's stream has released anything, oldest first."""
    return list(
        session.scalars(
            select(ReleaseBatch.month)
            .where(ReleaseBatch.stream == UNIT, ReleaseBatch.unit_id == unit_id)
            .distinct()
            .order_by(ReleaseBatch.month)
        )
    )


def waiting(session: Session, unit_id: int) -> int:
    """Forms of a unit that were sealed and not released yet."""
    return (
        session.scalar(
            select(func.coalesce(func.sum(Increment.n), 0)).where(
                Increment.stream == UNIT, Increment.unit_id == unit_id
            )
        )
        or 0
    )


def latest_day(session: Session) -> date | None:
    """Day of the newest release."""
    return session.scalar(select(func.max(ReleaseBatch.released_on)))
