"""Slices of locked figures, read from the sealed tallies of exactly the ratings that the figure counts.

Of a period that is locked as such: a quarter's slices less those of its months would tell what is small in the third.
They change no more once all its batches have left, and are then kept in memory.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import answers, periods, roster, snapshots
from models.ratings import Seal
from models.releases import UNIT, ReleaseBatch
from models.tallies import ElementTally, Tally
from surveys import disclosure, slices
from surveys.ikm import Index
from surveys.periods import Period, State, parse
from surveys.roster import UNKNOWN_SHIFT
from surveys.slices import Cell, Slices, Table

KEPT: Final = 512
LEFT_OUT: Final = "XS"  # from the staff's own devices; enters no index

_kept: Final[WeakKeyDictionary[Engine, OrderedDict[tuple[int, str], Slices]]] = WeakKeyDictionary()
_lock: Final = Lock()
Batches = dict[tuple[int, str], tuple[str, int]]  # (seal, month) -> (month, number of the batch)


def of_unit(session: Session, unit_id: int, period: Period, whole: Index | None) -> Slices | None:
    """A unit's slices of a locked period whose released figure is `whole`.

    None while the period is not locked, or locked and not yet released to the end.
    """
    row = periods.find(session, period.code)
    if whole is None or row is None or row.state != State.LOCKED.value:
        return None
    bind = session.get_bind()
    engine, key = bind if isinstance(bind, Engine) else bind.engine, (unit_id, period.code)
    with _lock:
        found = _kept.setdefault(engine, OrderedDict()).get(key)
    if found is None:
        found = divided(session, unit_id, period, whole)
        if found is None:
            return None
        with _lock:
            kept = _kept[engine]
            kept[key] = found
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return found


def divided(
    session: Session, unit_id: int, period: Period, whole: Index, tables: Sequence[Table] = tuple(Table)
) -> Slices | None:
    """A unit's slices of a locked period by the first tables, from its tallies; None where they are not `whole`."""
    cells = list(_cells(session, unit_id, period))
    return slices.of_cells(cells, whole, tables) if cells and slices.is_made_of(whole, cells) else None


def locked(session: Session) -> list[Period]:
    """Periods that are locked as such, newest first."""
    return sorted(map(parse, snapshots.in_force(session)), key=lambda period: period.end, reverse=True)


def _cells(session: Session, unit_id: int, period: Period) -> Iterator[Cell]:
    """The cells of all released ratings of a period."""
    batches, duties = _batches(session, unit_id, period), _duties(session, unit_id, period)
    weekdays = {
        seal: day.weekday() for seal, day in session.execute(select(Seal.id, Seal.day).where(Seal.unit_id == unit_id))
    }
    counts = _counts(session, unit_id, period)
    for row in session.execute(_tallies(unit_id, period)):
        batch = batches.get((row.seal_id, row.day.isoformat()[:7]))
        if batch is not None:
            known = row.counter_id is not None and row.shift != UNKNOWN_SHIFT
            yield Cell(
                batch=batch,
                seal=row.seal_id,
                weekday=weekdays[row.seal_id],
                shift=row.shift,
                service=row.service_id or 0,
                channel=row.channel,
                counter=row.counter_id or 0,
                validity=row.validity,
                people=frozenset(duties.get((row.counter_id, row.day, row.shift), ()) if known else ()),
                respondents=row.n_respondents,
                both=sum(getattr(row, f"h{bin_}") for bin_ in range(2, 9)),
                counts=counts[row.id],
            )


def _tallies(unit_id: int, period: Period) -> Any:
    columns = [column for column in Tally.__table__.c if not column.name.startswith("opening")]
    return select(*columns).where(*_counted(unit_id, period))


def _counted(unit_id: int, period: Period) -> tuple[Any, ...]:
    """What enters an index: `validity.enters_ikm` as a condition."""
    return (
        Tally.unit_id == unit_id,
        Tally.day.between(period.start, period.end),
        Tally.late.is_(False),
        Tally.validity != LEFT_OUT,
    )


def _counts(session: Session, unit_id: int, period: Period) -> dict[int, dict[str, tuple[int, ...]]]:
    """How often 1 to 4 were given to each element, by tally."""
    found: dict[int, dict[str, tuple[int, ...]]] = defaultdict(dict)
    values = [getattr(ElementTally, f"v{value}") for value in range(1, 5)]
    rows = session.execute(
        select(ElementTally.tally_id, ElementTally.element, *values)
        .join(Tally, Tally.id == ElementTally.tally_id)
        .where(*_counted(unit_id, period))
    )
    for tally_id, element, *given in rows:
        found[tally_id][element] = tuple(given)
    return found


def _batches(session: Session, unit_id: int, period: Period) -> Batches:
    """The batch of each seal and month, cut anew and held against what was released; empty where they differ."""
    increments = _increments(session, unit_id, period)
    answered = answers.respondents(session, *_counted(unit_id, period))
    cut = disclosure.cut_monthly_batches(
        [(month, answered[seal, month]) for seal, month, _n in increments],
        nights=[seal for seal, _month, _n in increments],
        locked={month.code for month in period.months},
    )
    sizes: dict[str, list[int]] = defaultdict(list)
    found: Batches = {}
    for batch in cut:
        taken = [increments[place] for place in batch.places]
        sizes[batch.month].append(sum(n for _seal, _month, n in taken))
        found |= {(seal, month): (month, len(sizes[month])) for seal, month, _n in taken}
    return found if sizes == _released(session, unit_id, period) else {}


def _increments(session: Session, unit_id: int, period: Period) -> list[tuple[int, str, int]]:
    """Seal, month and forms, in the order in which a release cuts them."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    month = func.substr(Tally.day, 1, 7) if on_sqlite else func.to_char(Tally.day, "YYYY-MM")
    rows = session.execute(
        select(Tally.seal_id, month, func.sum(Tally.n_forms))
        .where(*_counted(unit_id, period))
        .group_by(Tally.seal_id, month)
        .order_by(Tally.seal_id, month)
    )
    return [(seal, code, int(n)) for seal, code, n in rows]


def _released(session: Session, unit_id: int, period: Period) -> dict[str, list[int]]:
    """How many forms each batch of each month let out, in their order."""
    months = [month.code for month in period.months]
    sizes: dict[str, list[int]] = defaultdict(list)
    rows = session.execute(
        select(ReleaseBatch.month, ReleaseBatch.n)
        .where(ReleaseBatch.stream == UNIT, ReleaseBatch.unit_id == unit_id, ReleaseBatch.month.in_(months))
        .order_by(ReleaseBatch.month, ReleaseBatch.number)
    )
    for code, n in rows:
        sizes[code].append(n)
    return sizes


def _duties(session: Session, unit_id: int, period: Period) -> dict[tuple[int, date, int], set[int]]:
    """Who was on duty, as the first revision knew: a decision afterwards changes nothing that is shown."""
    first = snapshots.of_period(session, period.code)[-1]
    return roster.on_duty(session, unit_id, period.start, period.end, corrected_to=first.roster_correction)
