"""How many ratings are still needed, and what a few good ones would change."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import policy
from surveys.cells import CellKey, Histogram
from surveys.fit import Components
from surveys.outlook import ratings_needed, with_best
from surveys.recompute import model_of
from surveys.rollup import roll_up
from surveys.roster import Duties

POLICY = policy.load()


@given(sigma2=st.floats(0.05, 1), tau_v2=st.floats(0.005, 0.1), v=st.floats(0, 0.05))
def test_the_number_reaches_the_reliability_and_one_less_does_not(sigma2: float, tau_v2: float, v: float) -> None:
    n = ratings_needed(POLICY, sigma2=sigma2, tau_v2=tau_v2, v=v)

    def reliability(count: int) -> float:
        return tau_v2 / (tau_v2 + sigma2 / count + v)

    if n is None:
        assert reliability(10**9) <= POLICY.b_min
    else:
        assert reliability(n) >= POLICY.b_min - 1e-9
        assert n == POLICY.n_min or reliability(n - 1) < POLICY.b_min + 1e-9


def test_a_policy_without_a_reliability_asks_for_ratings_only() -> None:
    free = dataclasses.replace(POLICY, b_min=0.0)
    assert ratings_needed(free, sigma2=0.3, tau_v2=0.0, v=1.0) == POLICY.n_min


def cell(counter: str, day: str, shift: str) -> CellKey:
    return CellKey(counter, day, shift, "0-14", "own_phone")


def duties(extra: dict[CellKey, Histogram]) -> Duties:
    usual: dict[CellKey, Histogram] = {
        cell("1", "d1", "pagi"): (0, 0, 1, 0, 4, 3, 2),
        cell("2", "d2", "siang"): (0, 0, 0, 0, 2, 3, 1),
    }
    rest: dict[CellKey, Histogram] = {
        cell("3", "d1", "pagi"): (0, 1, 1, 0, 4, 3, 7),
        cell("3", "d2", "siang"): (0, 0, 3, 0, 2, 3, 1),
    }
    return {("A", ("ani",)): {**usual, **extra}, ("A", ("budi",)): rest, ("A", ("ani", "budi")): usual}


def test_the_best_ratings_come_as_the_usual_cell_but_each_on_its_own_day() -> None:
    afternoon = "shift=siang"
    frozen = Components(0.3, 0.02, 0.01, tau_c2=0.01, tau_d2=0.01, beta={afternoon: -0.1}, xbar={afternoon: 0.4})
    more = with_best(roll_up(duties({})), 0, 3)
    written = duties({cell("1", f"d{day}", "pagi"): (0, 0, 0, 0, 0, 0, 1) for day in (7, 8, 9)})
    expected = model_of(roll_up(written), POLICY, frozen)
    found = model_of(more, POLICY, frozen)
    assert found is not None
    assert expected is not None
    for field in dataclasses.fields(found.scores):
        assert getattr(found.scores, field.name) == pytest.approx(getattr(expected.scores, field.name), abs=1e-12)


def test_the_best_ratings_of_an_unknown_place_share_neither_counter_nor_day() -> None:
    more = with_best(roll_up({("A", ("ani",)): {CellKey(): (0, 0, 0, 0, 2, 3, 1)}}), 0, 2)
    assert more.hist.tolist() == [[0, 0, 0, 0, 2, 3, 3]]
    assert (len(more.cells.counters.cell), len(more.cells.days.cell)) == (0, 0)


def test_an_officer_is_found_by_unit_and_name() -> None:
    rollup = roll_up(duties({}))
    assert [rollup.row_of("A", name) for name in ("ani", "budi")] == [0, 1]
    with pytest.raises(ValueError, match="not in list"):
        rollup.row_of("B", "ani")
