"""What may be shown: nightly increments leave in batches nobody can be recognised in, and small numbers stay hidden.

A batch holds at least `minimum` ratings and is cut only when at least `withheld` newer ones of its month stay behind.
Whoever watches a page daily, up to the lock, can neither isolate fewer than ten ratings nor know that the latest
visitor's is among them.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
