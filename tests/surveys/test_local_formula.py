"""The local formula: off without weights, limited for the citizens' part, and null as soon as a part is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import local_formula
from surveys.local_formula import FormulaError

WEIGHTS = {"quantitative": 70, "component": 20, "team": 10}
POINTS = st.tuples(*(st.decimals(min_value=0, max_value=100, places=2) for _ in WEIGHTS))


def test_it_is_a_weighted_mean_rounded_once() -> None:
    parts: dict[str, Decimal | float | None] = {"quantitative": Decimal("88.5"), "component": 90.0, "team": 82.25}
    local_formula.check(WEIGHTS)
    assert local_formula.value(WEIGHTS, parts) == "88.18"


def test_without_weights_it_is_off() -> None:
    local_formula.check({})
    assert local_formula.value({}, {"quantitative": 90.0}) is None


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"quantitative": 70, "component": 20}, "sekarang 90 %"),
        ({"quantitative": 60, "component": 40}, "paling banyak 30 %"),
        ({"quantitative": 60, "component": 20, "team": 20}, "paling banyak 30 %"),
        ({"quantitative": 110, "component": -10}, "negatif"),
    ],
)
def test_weights_that_are_no_whole_or_lean_on_citizens_are_refused(weights: dict[str, int], reason: str) -> None:
    with pytest.raises(FormulaError, match=reason):
        local_formula.check(weights)


@given(st.sampled_from(sorted(WEIGHTS)), POINTS)
def test_null_stays_null_whichever_part_is_missing(missing: str, points: tuple[Decimal, ...]) -> None:
    parts: dict[str, Decimal | float | None] = dict(zip(WEIGHTS, points, strict=True))
    assert local_formula.value(WEIGHTS, parts | {missing: None}) is None
    assert local_formula.value(WEIGHTS, parts) is not None


def test_a_part_without_weight_may_be_missing_and_one_on_another_scale_counts_as_missing() -> None:
    weights = {"quantitative": 70, "component": 30, "team": 0}
    assert local_formula.value(weights, {"quantitative": Decimal(90), "component": 80.0, "team": None}) == "87.00"
    assert local_formula.value(weights, {"quantitative": Decimal(112), "component": 80.0}) is None


@given(POINTS)
def test_the_figure_lies_between_its_parts(points: tuple[Decimal, ...]) -> None:
    found = local_formula.value(WEIGHTS, dict(zip(WEIGHTS, points, strict=True)))
    assert found is not None
    assert min(points) <= Decimal(found) <= max(points)
