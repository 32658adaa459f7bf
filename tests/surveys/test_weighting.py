"""Weights of service mode: the worked example, each rule, and the bound on what anybody can do without a ticket."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import policy
from surveys.arrays import FloatArray
from surveys.weighting import Cell, WeightedSums, add_up, pooled_sigma2, weigh
from tests.agencies import law

POLICY = policy.load("2026-2")
CODES = ("T", "TF", "A", "AI", "XS", "XF", "XH", "XK", "D1", "D2", "D3", "D7")


def weights(*cells: tuple[str, str, int], subject: str = "a", set_aside: Sequence[str] = ()) -> list[float]:
    """Weight of one rating of each (day, code, count)."""
    found = weigh([Cell(subject, day, code, n) for day, code, n in cells], POLICY, set_aside=set_aside)
    return [float(weight) for weight in found]


def test_the_worked_example_to_six_decimals() -> None:
    """Day 1: 5 T. Day 2: 3 T, one device four times, one form of five seconds. Day 3: 2 T, 60 devices once each."""
    cells = [("1", "T", 5), ("2", "T", 3), ("2", "D4", 4), ("2", "XF", 1), ("3", "T", 2), ("3", "D1", 60)]
    found = weights(*cells)
    assert found == pytest.approx([1, 1, 0.004526, 0, 0.882353, 0.015973], abs=1e-6)
    assert sum(w * n for w, (_, _, n) in zip(found, cells, strict=True)) == pytest.approx(10.741176, abs=1e-6)


def test_a_ticket_weighs_one_even_if_the_form_was_fast_and_the_staffs_own_device_nothing() -> None:
    assert weights(("1", "T", 1), ("2", "TF", 1), ("3", "XS", 1)) == [1, 1, 0]


def test_fast_nightly_kiosk_and_imported_forms_without_ticket_weigh_nothing() -> None:
    assert weights(("1", "T", 100), *(("1", code, 1) for code in ("XF", "XH", "XK", "AI"))) == [
        1, 0, 0, 0, 0
    ]  # fmt: skip


def test_help_weighs_as_much_as_a_phone_and_one_phone_weighs_as_one() -> None:
    cells = [(str(day), "T", 4) for day in range(20)]
    assert weights(*cells, ("0", "A", 1), ("1", "D1", 1), ("2", "D5", 5))[-3:] == [0.25, 0.25, 0.05]


def test_without_a_ticket_anywhere_nothing_weighs() -> None:
    assert weights(("1", "D1", 50), ("2", "A", 3)) == [0, 0]


def test_days_on_which_nothing_weighs_count_for_the_median() -> None:
    """Totals 0, 0, 30: median 0, cap 4; with two days of 3 instead the cap would be 9."""
    assert weights(("1", "XF", 1), ("2", "XF", 1), ("3", "T", 30))[-1] == pytest.approx(4 / 30)
    assert weights(("1", "T", 3), ("2", "T", 3), ("3", "T", 30))[-1] == pytest.approx(9 / 30)


def test_a_stream_that_is_set_aside_weighs_nothing_and_tickets_go_on_weighing() -> None:
    cells = [("1", "T", 4), ("1", "D1", 1)]
    assert weights(*cells)[1] > 0
    assert weights(*cells, set_aside=["a"]) == [1, 0]
    assert weights(*cells, set_aside=["b"]) == weights(*cells)


def test_subjects_do_not_touch_each_other() -> None:
    own = [Cell("a", "1", "T", 4), Cell("a", "1", "D1", 2)]
    flood = [Cell("b", "1", "D1", 500), Cell("b", "1", "T", 1)]
    assert weigh([*own, *flood], POLICY)[:2].tolist() == weigh(own, POLICY).tolist()


CELLS = st.lists(
    st.tuples(st.integers(1, 4).map(str), st.sampled_from(CODES), st.integers(1, 40), st.integers(2, 8)),
    min_size=1,
    max_size=25,
)


def weighted(cells: Sequence[tuple[str, str, int, int]]) -> tuple[FloatArray, WeightedSums]:
    """Ratings of one officer: (day, code, count, U6+U7 of all of them)."""
    found = weigh([Cell("a", day, code, n) for day, code, n, _ in cells], POLICY)
    hist = np.zeros((len(cells), 7), dtype=np.int64)
    for row, (_, _, n, both) in enumerate(cells):
        hist[row, both - 2] = n
    return found, add_up(found, hist, np.zeros(len(cells), dtype=np.int64), 1)


@law
@given(CELLS)
def test_votes_without_a_ticket_move_the_mean_by_no_more_than_the_bound(
    cells: list[tuple[str, str, int, int]],
) -> None:
    found, sums = weighted(cells)
    verified = [(w * n, both / 2) for w, (_, code, n, both) in zip(found, cells, strict=True) if code in ("T", "TF")]
    if not verified:
        assert sums.W[0] == 0
        return
    mean = float(sum(w * y for w, y in verified) / sum(w for w, _ in verified))
    bound = 0.10 / 1.10 * max(4 - mean, mean - 1)
    assert abs(sums.S[0] / sums.W[0] - mean) <= bound + 1e-12


@law
@given(CELLS)
def test_the_order_of_the_cells_changes_no_weight(cells: list[tuple[str, str, int, int]]) -> None:
    there, back = weighted(cells)[0], weighted(cells[::-1])[0]
    assert there.tolist() == pytest.approx(back[::-1].tolist(), rel=1e-12)


@law
@given(CELLS)
def test_no_weight_is_negative_or_above_one(cells: list[tuple[str, str, int, int]]) -> None:
    found = weighted(cells)[0]
    assert found.min() >= 0
    assert found.max() <= 1


@law
@given(st.lists(st.tuples(st.floats(0.01, 1), st.integers(2, 8)), min_size=1, max_size=20), st.integers(0, 19))
def test_a_rating_split_into_two_of_half_its_weight_leaves_sum_and_mean(
    ratings: list[tuple[float, int]], at: int
) -> None:
    whole = sums_of(ratings)
    weight, both = ratings[at % len(ratings)]
    split = [*ratings, (weight / 2, both), (weight / 2, both)]
    del split[at % len(ratings)]
    parts = sums_of(split)
    assert parts.W[0] == pytest.approx(whole.W[0], abs=1e-12)
    assert parts.S[0] == pytest.approx(whole.S[0], abs=1e-12)
    assert parts.S[0] / parts.W[0] == pytest.approx(whole.S[0] / whole.W[0], abs=1e-12)
    assert parts.n_eff[0] >= whole.n_eff[0] - 1e-9


def sums_of(ratings: Sequence[tuple[float, int]]) -> WeightedSums:
    hist = np.zeros((len(ratings), 7), dtype=np.int64)
    hist[np.arange(len(ratings)), [both - 2 for _, both in ratings]] = 1
    return add_up(np.array([weight for weight, _ in ratings]), hist, np.zeros(len(ratings), dtype=np.int64), 1)


def test_with_equal_weights_the_weighted_sums_are_the_plain_ones() -> None:
    """Ratings 3, 4, 4 and 2, 3: n_eff counts them, and sigma² is the ordinary pooled variance 7/6 : 3."""
    hist = np.array([[0, 0, 0, 0, 1, 0, 2], [0, 0, 1, 0, 1, 0, 0]])
    for weight in (1.0, 0.25):
        found = add_up(np.full(2, weight), hist, np.arange(2), 2)
        assert found.n_eff.tolist() == pytest.approx([3, 2])
        assert pooled_sigma2(found) == pytest.approx((2 / 3 + 1 / 2) / 3)


def test_ratings_that_do_not_vary_pool_to_nothing() -> None:
    alike = np.array([[0, 0, 0, 0, 0, 0, 5]])
    assert pooled_sigma2(add_up(np.ones(1), alike, np.zeros(1, dtype=np.int64), 1)) is None
    assert pooled_sigma2(add_up(np.zeros(1), alike, np.zeros(1, dtype=np.int64), 1)) is None
