"""What may be shown: nightly increments leave in batches nobody can be recognised in, and small numbers stay hidden.

A batch holds at least `minimum` ratings and is cut only when at least `withheld` newer ones of its month stay behind.
Whoever watches a page daily, up to the lock, can neither isolate fewer than ten ratings nor know that the latest
visitor's is among them.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Generic, TypeVar

from surveys import witnesses
from surveys.witnesses import Witness

BATCH_MINIMUM = 10
WITHHELD = 10
CELL_MINIMUM = 10  # a count below it could describe single answers
OFFICER_MINIMUM = 10  # at the lock; before it an officer needs a batch and as many withheld
DISTRIBUTION_MINIMUM = 20
PUBLIC_MINIMUM = 30

Month = TypeVar("Month", bound=Hashable)


@dataclass(frozen=True)
class Batch(Generic[Month]):
    """Ratings released together: their month and the places, ascending, of their increments in the list given."""

    month: Month
    places: tuple[int, ...]


def cut_batches(increments: Sequence[int], *, minimum: int = BATCH_MINIMUM, withheld: int = WITHHELD) -> list[int]:
    """The ends (exclusive) of the batches to release from one stream's unreleased increments, oldest first."""
    stream = [(None, n) for n in increments]
    return [batch.places[-1] + 1 for batch in cut_monthly_batches(stream, minimum=minimum, withheld=withheld)]


def cut_monthly_batches(
    increments: Sequence[tuple[Month, int]],
    *,
    nights: Sequence[int] | None = None,
    locked: Collection[Month] = (),
    minimum: int = BATCH_MINIMUM,
    withheld: int = WITHHELD,
) -> list[Batch[Month]]:
    """The batches, each of one month, to release from one stream's unreleased (month, n) in the order of their seals.

    `nights` numbers the seal of each increment; without it each is a night of its own. What one night brought is
    equally new.

    A month's batch is the smallest run of its increments that reaches `minimum`. It may leave when `withheld` ratings
    of the same month were sealed after its last increment. What is left of a month for its lock is thus never one to
    nine ratings beside a figure that was shown before: it is `withheld` or more, or all there is. The condition only
    ever grows, so running nightly or once at the end cuts the same batches. Of a month that is `locked` all that is
    left leaves as one batch, unless it is too small. A negative increment raises ValueError.
    """
    if any(n < 0 for _, n in increments):
        raise ValueError("increments count new ratings; corrections wait for the lock")
    behind = _sealed_after(increments, range(len(increments)) if nights is None else nights)
    gathered: dict[Month, list[int]] = {}
    batches = []
    for place, (month, _) in enumerate(increments):
        if behind[place] < withheld:
            continue
        places = gathered.setdefault(month, [])
        places.append(place)
        if sum(increments[earlier][1] for earlier in places) >= minimum:
            batches.append(Batch(month, tuple(gathered.pop(month))))
    return batches + _rest(increments, batches, locked, minimum)


def _rest(
    increments: Sequence[tuple[Month, int]], batches: Sequence[Batch[Month]], locked: Collection[Month], minimum: int
) -> list[Batch[Month]]:
    """What the batches leave of locked months, if it is enough."""
    taken = {place for batch in batches for place in batch.places}
    left: dict[Month, list[int]] = {}
    for place, (month, _) in enumerate(increments):
        if month in locked and place not in taken:
            left.setdefault(month, []).append(place)
    return [
        Batch(month, tuple(places))
        for month, places in left.items()
        if sum(increments[place][1] for place in places) >= minimum
    ]


def _sealed_after(increments: Sequence[tuple[Month, int]], nights: Sequence[int]) -> list[int]:
    """How many ratings of the same month were sealed in a later night than each increment."""
    totals: Counter[Month] = Counter()
    ends: dict[tuple[Month, int], int] = {}  # ratings of a month, up to and with a night
    for (month, n), night in zip(increments, nights, strict=True):
        totals[month] += n
        ends[month, night] = totals[month]
    until = [ends[month, night] for (month, _), night in zip(increments, nights, strict=True)]
    return [totals[month] - end for (month, _), end in zip(increments, until, strict=True)]


def suppressed(n: int, minimum: int = CELL_MINIMUM) -> int | None:
    """The count, or None where it is too small to show; zero describes nobody and is shown."""
    return n if n == 0 or n >= minimum else None


def may_slice(part: int, whole: int) -> bool:
    """Whether a figure may be filtered: the slice and the rest are each empty or large enough."""
    return suppressed(part) is not None and suppressed(whole - part) is not None


def capped_share(count: int, n: int) -> str | None:
    """A share of a distribution as text, its ends blurred so that unanimity stays unsaid; None below 20 ratings."""
    if n < DISTRIBUTION_MINIMUM:
        return None
    if 20 * count <= n:
        return "≤ 5 %"
    if 20 * count >= 19 * n:
        return "≥ 95 %"
    return f"{(200 * count + n) // (2 * n)} %"


@dataclass(frozen=True)
class Alike:
    """Ratings of a locked period that are alike in everything that was shown of them so far.

    Attributes:
        batch: what they were released with.
        block: a part of the batch that no other figure (of officers, of verified forms) looks into.
        keys: the cell of each table that they lie in, in the order of the tables; never None.
        people: officers on duty; empty where nobody knows.
        n: how many answered, at every element at least.
    """

    batch: Hashable
    block: Hashable
    keys: tuple[Hashable, ...]
    people: frozenset[Hashable]
    n: int


def open_cells(ratings: Sequence[Alike], tables: Sequence[bool]) -> list[frozenset[Hashable]]:
    """The cells of each table that may be shown together, beside all batches and all figures of officers.

    `tables` says of each whether its cells may be a person's workplace. Such a cell, and the rest of its table, needs
    ten ratings in which neither of any two officers was on duty: whoever subtracts an own figure still sees two others.
    A table gives up its smallest cells, which join its rest, until no sum and difference of what is shown tells of
    fewer than ten ratings (surveys/witnesses.py); a rest of one to nine takes the next cell along.
    """
    found: list[frozenset[Hashable]] = []
    for table, personal in enumerate(tables):
        parts: dict[Hashable, list[Alike]] = {}
        for rating in ratings:
            parts.setdefault(rating.keys[table], []).append(rating)
        sizes = {key: _number(part) for key, part in parts.items() if _is_open(part, personal=personal)}
        order = sorted(sizes, key=lambda key: (-sizes[key], str(key)))
        while order and not _may_open(ratings, [*found, frozenset(order)], personal=personal):
            order.pop()
        found.append(frozenset(order))
    return found


def _may_open(ratings: Sequence[Alike], shown: Sequence[frozenset[Hashable]], *, personal: bool) -> bool:
    """Whether the last of some tables may be shown beside the others with these cells."""
    parts: dict[Hashable, list[Alike]] = {}
    for rating in ratings:
        key = rating.keys[len(shown) - 1]
        parts.setdefault(key if key in shown[-1] else None, []).append(rating)
    if not all(_is_open(part, personal=personal) for part in parts.values()):
        return False
    columns = [(table, key) for table, keys in enumerate(shown) for key in sorted(keys, key=str)]
    return witnesses.suffice(
        [
            Witness(
                rating.batch, rating.block, tuple(int(rating.keys[table] == key) for table, key in columns), rating.n
            )
            for rating in ratings
        ],
        CELL_MINIMUM,
    )


def _is_open(part: Sequence[Alike], *, personal: bool) -> bool:
    """Whether a cell, or the rest of a table, may be told by itself."""
    return _number(part) >= CELL_MINIMUM and (not personal or _hides_people(part))


def _number(part: Sequence[Alike]) -> int:
    return sum(rating.n for rating in part)


def _hides_people(ratings: Sequence[Alike]) -> bool:
    known: Counter[frozenset[Hashable]] = Counter()
    for rating in ratings:
        if rating.people:
            known[rating.people] += rating.n
    officers = {officer for people in known for officer in people}
    return bool(officers) and all(
        sum(n for people, n in known.items() if people.isdisjoint(two)) >= CELL_MINIMUM
        for two in combinations_with_replacement(officers, 2)
    )
