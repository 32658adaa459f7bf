"""What may be shown: nightly increments leave in batches nobody can be recognised in, and small numbers stay hidden.

A batch holds at least `minimum` ratings and is cut only when at least `withheld` newer ones stay behind, so whoever
watches a page daily can neither isolate fewer than ten ratings nor know that the latest visitor's is among them.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
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
    minimum: int = BATCH_MINIMUM,
    withheld: int = WITHHELD,
) -> list[Batch[Month]]:
    """The batches, each of one month, to release from one stream's unreleased (month, n) in the order of their seals.

    `nights` numbers the seal of each increment; without it each is a night of its own. What one night brought, of
    whatever months, is equally new.

    A month's batch is the smallest run of its increments that reaches `minimum`. It may leave when `withheld` ratings,
    of whatever month, were sealed after its last increment. Batches thus leave in the order of their last increments:
    everything sealed after a batch's end is unreleased until that batch has left, the condition only ever grows, and
    running nightly or once at the end cuts the same batches. A negative increment raises ValueError.
    """
    if any(n < 0 for _, n in increments):
        raise ValueError("increments count new ratings; corrections wait for the lock")
    behind = _sealed_after(increments, range(len(increments)) if nights is None else nights)
    gathered: dict[Month, list[int]] = {}
    batches = []
    for place, (month, _) in enumerate(increments):
        if behind[place] < withheld:
            break
        places = gathered.setdefault(month, [])
        places.append(place)
        if sum(increments[earlier][1] for earlier in places) >= minimum:
            batches.append(Batch(month, tuple(gathered.pop(month))))
    return batches


def _sealed_after(increments: Sequence[tuple[Month, int]], nights: Sequence[int]) -> list[int]:
    """How many ratings were sealed in a later night than each increment."""
    sizes: Counter[int] = Counter()
    for (_, n), night in zip(increments, nights, strict=True):
        sizes[night] += n
    total = sizes.total()
    until = dict(zip(sizes, accumulate(sizes.values()), strict=True))
    return [total - until[night] for night in nights]


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
