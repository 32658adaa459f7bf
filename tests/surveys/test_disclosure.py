import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.disclosure import (
    BATCH_MINIMUM,
    WITHHELD,
    capped_share,
    cut_batches,
    cut_monthly_batches,
    may_slice,
    suppressed,
)

Increment = tuple[str, int]

increments = st.lists(st.integers(0, 25), max_size=40)
monthly_increments = st.lists(
    st.tuples(st.sampled_from(["2026-09", "2026-10", "2026-11"]), st.integers(0, 25)), max_size=40
)
# Each number says after how many further increments the release runs; the last run comes at the end.
rhythms = st.lists(st.integers(1, 6), max_size=40)


def released_over_time(stream: list[Increment], rhythm: list[int]) -> list[tuple[int, ...]]:
    """The batches, as places in the stream, when the release runs in a rhythm on what is then unreleased."""
    batches: list[tuple[int, ...]] = []
    unreleased: list[int] = []
    arrived = 0
    for step in [*rhythm, len(stream)]:
        unreleased += range(arrived, min(arrived + step, len(stream)))
        arrived = min(arrived + step, len(stream))
        cut = [
            tuple(unreleased[place] for place in batch.places)
            for batch in cut_monthly_batches([stream[place] for place in unreleased])
        ]
        batches += cut
        unreleased = [place for place in unreleased if not any(place in batch for batch in cut)]
    return batches


def test_nothing_leaves_before_ten_stay_behind() -> None:
    assert cut_batches([10, 9]) == []
    assert cut_batches([10, 9, 1]) == [1]


def test_a_batch_is_the_smallest_that_is_large_enough() -> None:
    assert cut_batches([4, 5, 1, 30, 3, 7, 10]) == [3, 4, 6]


def test_a_large_night_leaves_whole() -> None:
    assert cut_batches([400, 10]) == [1]


def test_a_batch_holds_one_month_whatever_comes_between() -> None:
    batches = cut_monthly_batches([("2026-09", 6), ("2026-10", 9), ("2026-09", 5), ("2026-10", 10), ("2026-09", 10)])

    assert [(batch.month, batch.places) for batch in batches] == [("2026-09", (0, 2))]


def test_only_newer_ratings_of_the_same_month_let_a_batch_leave() -> None:
    assert cut_monthly_batches([("2026-09", 12), ("2026-10", 400)]) == []


def test_with_the_lock_the_rest_of_a_month_leaves_unless_it_is_too_small() -> None:
    stream = [("2026-09", 12), ("2026-10", 9), ("2026-09", 11)]
    assert [batch.places for batch in cut_monthly_batches(stream, locked={"2026-09", "2026-10"})] == [(0,), (2,)]
    assert [batch.places for batch in cut_monthly_batches(stream)] == [(0,)]


def test_what_the_same_night_brought_is_no_newer() -> None:
    two_lots = [("2026-10", 12), ("2026-10", 30), ("2026-10", 10)]
    assert cut_monthly_batches(two_lots[:2], nights=[1, 1]) == []
    assert [batch.places for batch in cut_monthly_batches(two_lots, nights=[1, 1, 2])] == [(0,), (1,)]


@given(monthly_increments)
def test_what_is_left_of_a_month_for_its_lock_is_ten_or_more_or_all(stream: list[Increment]) -> None:
    released = {place for batch in cut_monthly_batches(stream) for place in batch.places}
    for month in {month for month, _ in stream}:
        sizes = {place: n for place, (its_month, n) in enumerate(stream) if its_month == month}
        left = sum(n for place, n in sizes.items() if place not in released)
        assert left >= WITHHELD or not released & sizes.keys()


@given(st.lists(st.lists(st.integers(0, 25), min_size=1, max_size=3), max_size=20))
def test_night_by_night_or_once_every_batch_is_older_than_ten_others(nights: list[list[int]]) -> None:
    stream = [(night, (f"2026-{month}", n)) for night, sizes in enumerate(nights) for month, n in enumerate(sizes)]

    def cut(unreleased: list[int]) -> list[tuple[int, ...]]:
        found = cut_monthly_batches(
            [stream[place][1] for place in unreleased], nights=[stream[place][0] for place in unreleased]
        )
        return [tuple(unreleased[place] for place in batch.places) for batch in found]

    unreleased: list[int] = []
    nightly: list[tuple[int, ...]] = []
    for today in range(len(nights)):
        unreleased += [place for place, (its_night, _) in enumerate(stream) if its_night == today]
        batches = cut(unreleased)
        unreleased = [place for place in unreleased if not any(place in batch for batch in batches)]
        for batch in batches:
            night, (month, _) = stream[batch[-1]]
            newer = [stream[p] for p in unreleased if stream[p][0] > night and stream[p][1][0] == month]
            assert sum(n for _, (_, n) in newer) >= WITHHELD
        nightly += batches
    assert sorted(nightly) == sorted(cut(list(range(len(stream)))))


def test_corrections_are_no_increments() -> None:
    with pytest.raises(ValueError, match="wait for the lock"):
        cut_batches([10, -1, 20])


@given(monthly_increments, rhythms)
def test_the_batches_do_not_depend_on_how_often_the_release_ran(stream: list[Increment], rhythm: list[int]) -> None:
    assert sorted(released_over_time(stream, rhythm)) == sorted(released_over_time(stream, []))


@given(increments, rhythms)
def test_a_stream_of_one_month_is_the_same_cut(stream: list[int], rhythm: list[int]) -> None:
    batches = released_over_time([("2026-10", n) for n in stream], rhythm)

    assert [batch[-1] + 1 for batch in batches] == cut_batches(stream)


@given(monthly_increments)
def test_every_batch_is_of_one_month_large_enough_and_without_gaps(stream: list[Increment]) -> None:
    seen: set[int] = set()
    for batch in cut_monthly_batches(stream):
        assert {stream[place][0] for place in batch.places} == {batch.month}
        assert sum(stream[place][1] for place in batch.places) >= BATCH_MINIMUM
        seen.update(batch.places)
        skipped = [p for p in range(max(batch.places)) if stream[p][0] == batch.month and p not in seen]
        assert skipped == []


@given(monthly_increments)
def test_every_batch_leaves_ten_newer_ratings_unreleased(stream: list[Increment]) -> None:
    batches = cut_monthly_batches(stream)
    released = {place for batch in batches for place in batch.places}

    for batch in batches:
        newer = (p for p in range(batch.places[-1] + 1, len(stream)) if stream[p][0] == batch.month)
        assert sum(stream[place][1] for place in newer if place not in released) >= WITHHELD


@given(monthly_increments)
def test_no_batch_could_be_smaller(stream: list[Increment]) -> None:
    for batch in cut_monthly_batches(stream):
        assert sum(stream[place][1] for place in batch.places[:-1]) < BATCH_MINIMUM


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (1, None), (9, None), (10, 10)])
def test_counts_from_1_to_9_are_suppressed(n: int, shown: int | None) -> None:
    assert suppressed(n) == shown


@pytest.mark.parametrize(
    ("part", "whole", "allowed"), [(0, 30, True), (10, 20, True), (30, 30, True), (9, 30, False), (25, 30, False)]
)
def test_a_filter_must_not_leave_a_small_slice_or_rest(part: int, whole: int, allowed: bool) -> None:
    assert may_slice(part, whole) is allowed


@pytest.mark.parametrize(
    ("count", "n", "text"),
    [
        (19, 19, None),
        (0, 20, "≤ 5 %"),
        (1, 20, "≤ 5 %"),
        (2, 20, "10 %"),
        (19, 20, "≥ 95 %"),
        (20, 20, "≥ 95 %"),
        (1, 8 * 20, "≤ 5 %"),
        (25, 200, "13 %"),
        (24, 200, "12 %"),
    ],
)
def test_shares_never_say_nobody_or_everybody(count: int, n: int, text: str | None) -> None:
    assert capped_share(count, n) == text
