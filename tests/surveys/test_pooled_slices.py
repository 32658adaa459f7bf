"""The sum of what units show tells no more than the units do, by brute force over small agencies."""

import json
from collections.abc import Sequence
from itertools import chain, combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import ikm, slices
from surveys.disclosure import CELL_MINIMUM
from surveys.ikm import Index
from surveys.slices import NO_WORKPLACE, Cell, Key, Slice, Slices, Table

ELEMENTS = [f"U{number}" for number in range(1, 10)]
CHANNELS = ["own_phone", "kiosk"]


def cell(n: int, channel: str, *, service: int = 1, batch: int = 1, value: int = 3) -> Cell:
    counts = dict.fromkeys(ELEMENTS, tuple(n * (value == own) for own in range(1, 5)))
    return Cell(batch, 1, 0, 1, service, channel, 1, "B1", frozenset(), n, n, counts)


def whole_of(cells: Sequence[Cell]) -> Index:
    totals = {code: sum(v * n for one in cells for v, n in enumerate(one.counts[code], 1)) for code in ELEMENTS}
    n = sum(one.respondents for one in cells)
    return ikm.of_sums(totals, dict.fromkeys(ELEMENTS, n), n)


@st.composite
def agencies(draw: st.DrawFn) -> list[list[Cell]]:
    """Two or three units with a few groups of ratings alike each."""
    group = st.builds(
        cell,
        st.sampled_from([1, 3, 9, 10, 12, 25, 40]),
        st.sampled_from(CHANNELS),
        service=st.integers(1, 2),
        batch=st.integers(1, 2),
        value=st.integers(1, 4),
    )
    return draw(st.lists(st.lists(group, min_size=1, max_size=4), min_size=2, max_size=3))


def divided(unit: Sequence[Cell]) -> Slices:
    return slices.of_cells(unit, whole_of(unit), NO_WORKPLACE)


def rank(columns: Sequence[Sequence[int]]) -> int:
    return int(np.linalg.matrix_rank(np.array(columns, dtype=float).T)) if columns else 0


def isolates(old: Sequence[Sequence[int]], new: Sequence[Sequence[int]], few: Sequence[int]) -> bool:
    """Whether new sums beside old ones tell of a few groups alone; each sum is given as the groups it counts."""

    def told(columns: Sequence[Sequence[int]]) -> int:
        return rank(columns) - rank([[n for at, n in enumerate(column) if at not in few] for column in columns])

    return told([*old, *new]) > told(old)


def batches(agency: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Every batch of every unit, as the groups it counts."""
    groups = [(unit, one.block) for unit, cells in enumerate(agency) for one in cells]
    return [[int(group == block) for group in groups] for block in sorted(set(groups), key=str)]


def covered(agency: Sequence[Sequence[Cell]], table: Table, key: Key, units: Sequence[int]) -> list[int]:
    """The groups of some units that lie in a cell."""
    return [int(unit in units and one.key(table) == key) for unit, cells in enumerate(agency) for one in cells]


def told_by(agency: Sequence[Sequence[Cell]]) -> tuple[list[list[int]], list[list[int]]]:
    """What the units show, and the sums that stand on the page of all units, as the groups they count."""
    shown = [divided(unit) for unit in agency]
    own, sums = [], [[1] * sum(map(len, agency))]
    for table in NO_WORKPLACE:
        for key in sorted({key for one in shown for key in one.cells[table]}, key=str):
            units = [unit for unit, one in enumerate(shown) if key in one.cells[table]]
            own += [covered(agency, table, key, [unit]) for unit in units]
            groups = covered(agency, table, key, units)
            sums.append(groups)
            together = slices.pooled([shown[unit].cells[table][key] for unit in units], whole_of([*chain(*agency)]))
            counted = [one for one, inside in zip(chain(*agency), groups, strict=True) if inside]
            assert together is not None
            assert together.index.value == whole_of(counted).value
            assert together.index.respondents == sum(one.respondents for one in counted)
    return own, sums


@settings(max_examples=60)
@given(agencies())
def test_sums_over_units_tell_nothing_that_the_units_do_not(agency: list[list[Cell]]) -> None:
    own, sums = told_by(agency)
    before = [*batches(agency), *own]
    assert rank([*before, *sums]) == rank(before)


@settings(max_examples=40)
@given(agencies())
def test_no_difference_of_shown_figures_and_sums_tells_of_fewer_than_ten(agency: list[list[Cell]]) -> None:
    own, sums = told_by(agency)
    sizes = [one.respondents for one in chain(*agency)]
    old = batches(agency)
    for few in chain.from_iterable(combinations(range(len(sizes)), size) for size in range(1, 4)):
        if sum(sizes[at] for at in few) < CELL_MINIMUM:
            assert not isolates(old, [*own, *sums], few)


def test_a_sum_over_all_units_would_tell_of_the_closed_one() -> None:
    """Why units that show nothing are left out of the sum: 43 less 40 would tell of three."""
    agency = [[cell(40, "kiosk"), cell(40, "own_phone")], [cell(3, "kiosk"), cell(60, "own_phone")]]
    own, sums = told_by(agency)
    assert not isolates(batches(agency), [*own, *sums], [2])
    everybody = covered(agency, Table.CHANNEL, ("kiosk",), [0, 1])
    assert isolates(batches(agency), [*own, everybody], [2])


@given(agencies())
def test_a_slice_that_is_written_down_is_read_as_it_was(agency: list[list[Cell]]) -> None:
    unit, whole = agency[0], whole_of(agency[0])
    found = divided(unit)
    plain = json.loads(json.dumps(slices.to_json(found)))
    for table in NO_WORKPLACE:
        for key in {one.key(table) for one in unit}:
            assert slices.from_json(plain, table, key, whole) == found.cells[table].get(key)


@settings(max_examples=50)
@given(agencies())
def test_the_first_tables_are_the_same_with_and_without_those_after_them(agency: list[list[Cell]]) -> None:
    for unit in agency:
        full, short = slices.of_cells(unit, whole_of(unit)), divided(unit)
        assert {table: full.cells[table] for table in NO_WORKPLACE} == short.cells


def test_nothing_shown_has_no_sum() -> None:
    parts: list[Slice] = []
    assert slices.pooled(parts, whole_of([cell(40, "kiosk")])) is None
