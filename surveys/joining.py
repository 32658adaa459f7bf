"""Who is told less exactly, so that nobody's few ratings can be had by subtraction (gabungan).

A unit's sums less those of all officers shown exactly are what the ratings of the others say. Where these are one to
nine, the officer with the fewest ratings among the shown joins them: hiding one more figure instead of blurring all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from surveys.disclosure import CELL_MINIMUM


@dataclass(frozen=True)
class Share:
    """An officer's ratings in a unit: how many, and whether the officer's figures are shown exactly."""

    unit: str
    officer: str
    n: int
    is_shown: bool


def joined(shares: Iterable[Share]) -> frozenset[str]:
    """The officers to be told less exactly. Who joins in one unit is hidden in all of them."""
    units: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        units[share.unit].append(share)
    hidden: set[str] = set()
    while found := next(filter(None, (_next_to_join(unit, hidden) for unit in units.values())), None):
        hidden.add(found.officer)
    return frozenset(hidden)


def _next_to_join(unit: Iterable[Share], hidden: Collection[str]) -> Share | None:
    """Who has the fewest ratings of those shown, if the others of the unit have too few."""
    shown = [share for share in unit if share.is_shown and share.officer not in hidden]
    left = sum(share.n for share in unit) - sum(share.n for share in shown)
    if not 0 < left < CELL_MINIMUM:
        return None
    return min(shown, key=lambda share: (share.n, share.officer), default=None)
