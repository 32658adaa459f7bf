from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.appraisal import Appraisal, Band, State, appraise, band, combined, state
from tests.agencies import POLICY, law

SCORED: dict[str, Any] = {"score": 80.0, "lo": 76.0, "hi": 84.0, "p_low": 0.1, "p_high": 0.2, "policy": POLICY}


@pytest.mark.parametrize(
    ("n", "reliability", "shared", "under_review", "expected"),
    [
        (500, 0.99, 0, True, "dalam_peninjauan"),
        (500, 0.99, 501, True, "dalam_peninjauan"),
        (500, 0.99, 501, False, "nilai_tim_saja"),
        (500, 0.99, 500, False, "terskor"),
        (9, 0.9, 10, False, "nilai_tim_saja"),
        (0, 0.0, 0, False, "belum_ada_angka"),
        (9, 0.9, 9, False, "belum_ada_angka"),
        (10, 0.9, 0, False, "belum_cukup_data"),
        (29, 0.9, 0, False, "belum_cukup_data"),
        (30, 0.4999999, 0, False, "belum_cukup_data"),
        (30, 0.5, 0, False, "terskor_terbatas"),
        (30, 0.6999999, 0, False, "terskor_terbatas"),
        (30, 0.7, 0, False, "terskor"),
    ],
)
def test_the_first_matching_state_wins(
    n: int, reliability: float, shared: int, under_review: bool, expected: str
) -> None:
    assert state(n, reliability, shared, POLICY, under_review=under_review) == expected


def test_two_states_carry_a_score() -> None:
    assert [where.value for where in State if where.scored] == ["terskor_terbatas", "terskor"]


@pytest.mark.parametrize(
    ("p_low", "p_high", "expected"),
    [
        (0.90, 0.0, Band.DI_BAWAH),
        (0.8999999, 0.0, Band.SESUAI),
        (0.0, 0.80, Band.DI_ATAS),
        (0.0, 0.7999999, Band.SESUAI),
        (0.81, 0.0, Band.SESUAI),
    ],
)
def test_below_needs_more_certainty_than_above(p_low: float, p_high: float, expected: Band) -> None:
    assert band(p_low, p_high, POLICY) is expected


@pytest.mark.parametrize("where", [where for where in State if not where.scored])
def test_without_a_scored_state_nothing_is_let_out(where: State) -> None:
    assert appraise(where, **SCORED) == Appraisal(where, score=None, lo=None, hi=None, band=None)


@pytest.mark.parametrize("where", [State.TERSKOR, State.TERSKOR_TERBATAS])
def test_a_scored_state_lets_out_score_interval_and_band(where: State) -> None:
    assert appraise(where, **SCORED) == Appraisal(where, 80.0, 76.0, 84.0, Band.SESUAI)


def test_the_interval_stays_on_the_scale() -> None:
    shown = appraise(State.TERSKOR, **{**SCORED, "lo": 20.0, "hi": 104.0})
    assert (shown.lo, shown.hi) == (25.0, 100.0)


def test_under_review_the_last_audited_score_stays() -> None:
    assert appraise(State.DALAM_PENINJAUAN, **SCORED, audited=77.5) == Appraisal(State.DALAM_PENINJAUAN, score=77.5)


def test_the_combined_figure_is_off_by_default_and_never_imputes() -> None:
    on = replace(POLICY, kq=True)
    assert combined(90.0, 80.0, 70.0, POLICY) is None
    assert combined(90.0, 80.0, 70.0, on) == 85.0
    assert combined(None, 80.0, 70.0, on) is None
    assert combined(90.0, None, 70.0, on) is None
    assert combined(90.0, 80.0, None, on) is None


@law
@given(st.floats(25, 100), st.floats(25, 100), st.floats(25, 100))
def test_the_combined_figure_lies_between_its_parts(score: float, team: float, agency: float) -> None:
    found = combined(score, team, agency, replace(POLICY, kq=True))
    assert found is not None
    assert min(score, team, agency) - 1e-9 <= found <= max(score, team, agency) + 1e-9
