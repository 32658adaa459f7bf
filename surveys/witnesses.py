"""Whether some new figures, together with all that was shown before, could tell of fewer than ten ratings.

Whoever adds and subtracts shown sums forms f(x) = b(x) + g(x) for every rating x: b is the same for all ratings that
earlier figures cannot tell apart (a block), g is a combination of the new figures' cells. The outcome tells of a set T
alone when f is zero outside T. Two ratings of one block outside T then have the same g. So if the ratings can be dealt
into ten disjoint sets of pairs, each pair within a block, and each set by itself fixes g up to what whole batches tell,
then any nine ratings leave one set untouched, g is known to be constant within every batch, and the new figures add
nothing about the nine. The pairs are the witnesses. (In the words of Edmonds 1965, "Minimum partition of a matroid into
independent subsets": ten disjoint bases, so that no cocircuit is smaller than ten.)

The search is greedy: it may miss witnesses that exist, and then less is shown. It never finds any that do not.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

PRIME: Final = 2**31 - 1  # elimination in whole numbers modulo a prime: products stay below 2^62
Vector = tuple[int, ...]


class Witness(NamedTuple):
    """`n` ratings alike: released in `batch`, not to be told apart from others of `block`; `cells`: 0 or 1 by cell."""

    batch: Hashable
    block: Hashable
    cells: Vector
    n: int


def suffice(ratings: Sequence[Witness], minimum: int) -> bool:
    """Whether any `minimum` - 1 ratings stay hidden when sums over the cells are shown."""
    told = _independent(list(_differences(ratings)))
    if not told:
        return True
    blocks: dict[Hashable, Counter[Vector]] = defaultdict(Counter)
    for rating in ratings:
        blocks[rating.block][rating.cells] += rating.n
    return all(_deal(blocks, len(told)) for _ in range(minimum))


def _differences(ratings: Sequence[Witness]) -> Iterator[Vector]:
    """What tells ratings of one batch apart, also those that are too few to be witnesses."""
    first: dict[Hashable, Vector] = {}
    seen: set[Vector] = set()
    for rating in ratings:
        vector = _between(rating.cells, first.setdefault(rating.batch, rating.cells))
        if vector not in seen:
            seen.add(vector)
            yield vector


def _deal(blocks: Mapping[Hashable, Counter[Vector]], needed: int) -> bool:
    """Take one set of witnesses out of the blocks: `needed` independent differences; False where there are not enough.

    In each block the most frequent ratings are compared with every other kind. Comparisons that many ratings offer
    are taken first, so that the rare ones are left for what only they can tell.
    """
    offers: dict[Vector, list[tuple[Hashable, Vector, Vector]]] = defaultdict(list)
    for block, counts in blocks.items():
        common = max(counts, key=lambda cells: (counts[cells], cells))
        for cells in counts:
            if cells != common and counts[cells] > 0:
                offers[_between(cells, common)].append((block, cells, common))
    plenty = {vector: sum(blocks[block][cells] for block, cells, _common in offers[vector]) for vector in offers}
    vectors = sorted(offers, key=lambda vector: (-plenty[vector], vector))
    chosen = _independent(vectors)
    if len(chosen) < needed:
        return False
    used = set()
    for at in chosen:
        block, cells, common = max(offers[vectors[at]], key=lambda offer: blocks[offer[0]][offer[1]])
        used |= {(block, cells), (block, common)}
    for block, cells in used:
        blocks[block][cells] -= 1
    return True


def _between(one: Vector, other: Vector) -> Vector:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _independent(rows: Sequence[Vector]) -> list[int]:
    """Places of the first rows that do not depend on earlier ones, by elimination."""
    found: list[int] = []
    if not rows:
        return found
    work = np.array(rows, dtype=np.int64).T % PRIME
    for top in range(len(work)):
        open_columns = np.flatnonzero(work[top:].any(axis=0))
        if not len(open_columns):
            break
        column = int(open_columns[0])
        pivot = top + int(np.flatnonzero(work[top:, column])[0])
        work[[top, pivot]] = work[[pivot, top]]
        work[top] = work[top] * pow(int(work[top, column]), -1, PRIME) % PRIME
        below = work[top + 1 :]
        below -= below[:, column : column + 1] * work[top] % PRIME
        below %= PRIME
        found.append(column)
    return found
