"""No sum or difference of shown numbers tells of fewer than ten ratings, by brute force over small agencies."""

from collections.abc import Sequence
from itertools import chain, combinations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveys.disclosure import CELL_MINIMUM, Alike, open_cells
from surveys.witnesses import Witness, suffice

WHERE = st.sampled_from("abc")
KEYS = st.tuples(WHERE, WHERE)


@st.composite
def offices(draw: st.DrawFn) -> list[Alike]:
    """A handful of ratings alike, in few batches; counts as small and as large as it takes to be interesting."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(1, 2), st.integers(1, 2), KEYS, st.sampled_from([1, 3, 9, 10, 12, 25, 40])),
            min_size=1,
            max_size=8,
        )
    )
    return [Alike(batch, (batch, block), keys, frozenset(), n) for batch, block, keys, n in rows]


def rank(rows: Sequence[Sequence[int]]) -> int:
    return int(np.linalg.matrix_rank(np.array(rows, dtype=float))) if rows else 0


def isolates(old: Sequence[Sequence[int]], new: Sequence[Sequence[int]], few: Sequence[int]) -> bool:
    """Whether old and new sums together tell something about some rows alone that the old ones do not tell.

    One row per group of ratings alike; a column is a shown sum. What is zero outside of `few` tells of them alone.
    """

    def told(columns: Sequence[Sequence[int]]) -> int:
        return rank(columns) - rank([row for at, row in enumerate(columns) if at not in few])

    return told([[*a, *b] for a, b in zip(old, new, strict=True)]) > told(old)


@settings(max_examples=150)
@given(offices())
def test_nothing_shown_isolates_fewer_than_ten_ratings(office: list[Alike]) -> None:
    shown = open_cells(office, [False, False])
    blocks = sorted({str(rating.block) for rating in office})
    old = [[int(str(rating.block) == block) for block in blocks] for rating in office]
    cells = [(table, key) for table, keys in enumerate(shown) for key in keys]
    new = [[int(rating.keys[table] == key) for table, key in cells] for rating in office]
    assume(cells)
    for few in chain.from_iterable(combinations(range(len(office)), size) for size in range(1, len(office) + 1)):
        if sum(office[at].n for at in few) < CELL_MINIMUM:
            assert not isolates(old, new, few)


@given(offices())
def test_every_shown_cell_and_every_rest_holds_ten(office: list[Alike]) -> None:
    for table, shown in enumerate(open_cells(office, [False, False])):
        rest = sum(rating.n for rating in office if rating.keys[table] not in shown)
        assert rest == 0 or rest >= CELL_MINIMUM or not shown
        for key in shown:
            assert sum(rating.n for rating in office if rating.keys[table] == key) >= CELL_MINIMUM


def one_batch(*cells: tuple[str, str, int]) -> list[Alike]:
    return [Alike(1, 1, (first, second), frozenset(), n) for first, second, n in cells]


def test_large_tables_are_shown_whole() -> None:
    office = one_batch(("a", "x", 40), ("a", "y", 40), ("b", "x", 40), ("b", "y", 40))
    assert open_cells(office, [False, False]) == [{"a", "b"}, {"x", "y"}]


def test_the_only_small_cell_takes_the_next_one_along() -> None:
    assert open_cells(one_batch(("a", "x", 50), ("b", "x", 30), ("c", "x", 20), ("d", "x", 3)), [False]) == [{"a", "b"}]


def test_a_cell_within_a_cell_of_another_table_is_not_shown_when_little_is_left_between_them() -> None:
    """Service a is given at counter x only: 25 less 20 would tell of five."""
    office = one_batch(("a", "x", 20), ("b", "x", 5), ("b", "y", 60))
    assert open_cells(office, [False, False]) == [{"a", "b"}, frozenset()]


def test_what_three_tables_tell_together_is_seen() -> None:
    """Any two tables are safe; with the third, five ratings at their crossing could be computed."""
    crossing = [("0", "0", "0", 100), ("0", "1", "1", 100), ("1", "0", "1", 100), ("1", "1", "0", 5)]
    office = [Alike(1, 1, keys, frozenset(), n) for *keys_, n in crossing for keys in [tuple(keys_)]]
    assert open_cells(office, [False] * 3) == [{"0", "1"}, {"0", "1"}, frozenset()]


def test_a_new_counter_that_shares_its_first_batch_with_six_others_is_not_shown() -> None:
    """Whoever saw the batch of 18 leave knows the counter's 12 within it, and so the other six."""
    office = [
        Alike(1, 1, ("old",), frozenset(), 80),
        Alike(2, 2, ("old",), frozenset(), 6),
        Alike(2, 2, ("new",), frozenset(), 12),
    ]
    assert open_cells(office, [False]) == [frozenset()]


def test_whole_batches_tell_nothing_new() -> None:
    office = [Alike(night, night, (night % 2,), frozenset(), 12) for night in range(6)]
    assert open_cells(office, [False]) == [{0, 1}]


def staffed(key: str, n: int, *people: str) -> Alike:
    return Alike(1, 1, (key,), frozenset(people), n)


def test_a_workplace_of_one_or_two_persons_is_not_shown() -> None:
    one = [staffed("1", 60, "Ayu"), *(staffed("2", 20, name) for name in ("Budi", "Citra", "Dewi"))]
    assert open_cells(one, [True]) == [frozenset()]
    two = [staffed("1", 30, "Ayu"), staffed("1", 30, "Budi")]
    assert open_cells([*two, *one[1:]], [True]) == [frozenset()]


def test_a_workplace_where_three_take_turns_is_shown_beside_others() -> None:
    office = [staffed(key, 20, name) for key in "12" for name in ("Ayu", "Budi", "Citra")]
    assert open_cells(office, [True]) == [{"1", "2"}]


def test_a_workplace_without_a_roster_could_be_anybodys() -> None:
    assert open_cells([staffed("1", 60), staffed("2", 60)], [True]) == [frozenset()]


def test_pairs_of_other_blocks_are_no_witnesses() -> None:
    apart = [Witness(1, "ticket", (1,), 50), Witness(1, "other", (0,), 50)]
    assert not suffice(apart, 10)
    assert suffice([*apart, Witness(1, "other", (1,), 10)], 10)
    assert not suffice([*apart, Witness(1, "other", (1,), 9)], 10)
