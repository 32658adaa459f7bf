"""Nobody's few ratings can be had by taking the shown officers off their unit."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surveys.joining import Share, joined

SHARES = st.lists(
    st.builds(
        Share,
        unit=st.sampled_from("AB"),
        officer=st.sampled_from("pqrst"),
        n=st.integers(1, 60),
        is_shown=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda share: (share.unit, share.officer),
)


def unit(*officers: tuple[str, int, bool]) -> list[Share]:
    return [Share("A", *officer) for officer in officers]


def test_where_everybody_is_shown_or_enough_are_not_nobody_joins() -> None:
    assert joined(unit(("ayu", 60, True), ("budi", 30, True))) == frozenset()
    assert joined(unit(("ayu", 60, True), ("budi", 5, False), ("citra", 5, False))) == frozenset()
    assert joined(unit(("ayu", 3, False))) == frozenset()
    assert joined([]) == frozenset()


def test_the_officer_with_the_fewest_ratings_joins_a_colleague_with_three() -> None:
    assert joined(unit(("ayu", 60, True), ("budi", 35, True), ("citra", 3, False))) == {"budi"}


def test_who_joins_in_one_unit_may_leave_few_behind_in_another_so_that_somebody_joins_there_too() -> None:
    shares = [
        *unit(("ayu", 60, True), ("budi", 35, True), ("citra", 3, False)),
        Share("B", "budi", 4, is_shown=True),
        Share("B", "dewi", 50, is_shown=True),
    ]
    assert joined(shares) == {"budi", "dewi"}


@given(SHARES)
def test_what_is_left_of_a_unit_is_nobody_or_at_least_ten_or_all_there_is(shares: list[Share]) -> None:
    hidden, left, all_of = joined(shares), Counter[str](), Counter[str]()
    for share in shares:
        all_of[share.unit] += share.n
        left[share.unit] += 0 if share.is_shown and share.officer not in hidden else share.n
    assert all(n == 0 or n >= 10 or n == all_of[name] for name, n in left.items())


@given(SHARES)
def test_only_those_who_were_shown_join_and_the_order_of_the_list_does_not_matter(shares: list[Share]) -> None:
    assert joined(shares) <= {share.officer for share in shares if share.is_shown}
    assert len(joined(shares)) == len(joined(shares[::-1]))
