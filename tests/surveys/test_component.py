"""The officer model against printed numbers and at its edges."""

from dataclasses import fields, replace

import numpy as np
import pytest

from surveys import component
from surveys.appraisal import Band, State, band, combined, state
from surveys.component import combine
from surveys.team import Shared
from tests.agencies import PLAIN, POLICY, estimate, score, with_rating, worked_example

# Printed with six decimals; half a unit of the last one is the printing itself.
PRINTED = 5e-7 + 1e-12

ROLLUP = worked_example()
MODEL = estimate(ROLLUP.hist, ROLLUP.unit, POLICY)
A1, A2, A3, A4, A5, B1, B2, B3 = range(8)

OFFICERS = """
officer n S ybar s w W_loo m_loo L_loo mu_loo Vmu_loo E V B v PEV Q se P_low P_high
A1 150 556.500000 3.710000 0.001805 49.230757 124.645764 3.361978 0.471413 3.251991 0.007653 3.303840 0.005920 0.705517 0.286553 0.005450 90.029312 1.845632 0.000000 0.994247
A2 65 221.500000 3.407692 0.004165 44.105803 129.770718 3.478469 0.481464 3.312509 0.007571 3.392413 0.005746 0.651250 0.009951 0.006455 83.114262 2.008502 0.085567 0.131176
A3 54 166.150231 3.076856 0.005014 42.514822 131.361699 3.584686 0.484507 3.367323 0.007547 3.472637 0.005694 0.633497 -0.250726 0.006783 76.597347 2.058989 0.966382 0.000010
A4 14 48.500000 3.464286 0.019338 26.423027 147.453494 3.459840 0.513388 3.308143 0.007324 3.386022 0.005216 0.429793 0.033637 0.010553 83.706420 2.568215 0.096651 0.259139
A5 4 16.000000 4.000000 0.067684 11.602113 162.274408 3.421944 0.537266 3.291419 0.007149 3.361546 0.004842 0.203307 0.129802 0.014745 86.110550 3.035713 0.029213 0.596938
B1 115 372.959355 3.243125 0.002354 47.934453 72.842550 3.072371 0.342618 3.312260 0.007977 3.230070 0.008151 0.637920 0.008328 0.006701 83.073697 2.046527 0.092865 0.131389
B2 46 137.959355 2.999116 0.005886 40.995134 79.781869 3.212604 0.363397 3.362355 0.007796 3.307936 0.007714 0.576428 -0.178012 0.007839 78.415192 2.213497 0.810867 0.000845
B3 21 66.500000 3.166667 0.012892 31.847416 88.929587 3.130641 0.388861 3.324522 0.007585 3.249129 0.007206 0.479403 -0.039533 0.009635 81.877175 2.453951 0.268941 0.077584
"""  # noqa: E501 — a printed table reads best unbroken
COLUMNS, *LINES = OFFICERS.strip().splitlines()


def printed(value: object) -> object:
    return pytest.approx(value, abs=PRINTED)


@pytest.mark.parametrize("line", LINES)
def test_every_officer_has_the_printed_numbers(line: str) -> None:
    name, *numbers = line.split()
    i = ROLLUP.officers.index(name)
    found = [float(getattr(MODEL.scores, column)[i]) for column in COLUMNS.split()[1:]]
    assert found == printed([float(number) for number in numbers])


def test_the_first_pass_has_the_printed_components() -> None:
    first = MODEL.first
    components = first.components
    assert (components.N, components.K, components.rows_vc, components.units_vc) == (469, 8, 7, 2)
    assert (components.nu, components.nu_u, components.sigma2_default) == (5, 1, False)
    assert (components.SSW, components.sigma2) == printed((136.311324, 0.295686))
    assert (components.tau_v2_pm, components.tau_u2_pm) == printed((0.048496, 0.021646))
    assert (components.tau_v2, components.tau_u2) == printed((0.019271, 0.006978))
    assert (first.C, first.CM, first.mu) == printed((140.389794, 464.205008, 3.306544))
    assert first.vc is not None
    assert MODEL.floor is not None
    assert first.vc.W.tolist() == printed([71.559110, 53.769307])
    assert first.vc.m.tolist() == printed([3.406791, 3.131358])
    assert first.theta.tolist() == printed([3.383410, 3.229677])
    assert MODEL.floor.tolist() == printed([1.883410, 1.729677])


def test_the_second_pass_has_the_printed_components() -> None:
    final = MODEL.final
    components = MODEL.components
    assert (components.SSW, components.sigma2) == printed((124.808540, 0.270734))
    assert (components.tau_v2_pm, components.tau_u2_pm) == printed((0.043153, 0.024480))
    assert (components.tau_v2, components.tau_u2) == printed((0.018508, 0.007155))
    assert (final.C, final.CM, final.mu) == printed((142.271381, 471.575531, 3.314620))
    assert final.vc is not None
    assert final.vc.W.tolist() == printed([80.139679, 60.209113])
    assert final.vc.m.tolist() == printed([3.417192, 3.137824])
    assert (MODEL.reference, MODEL.Q_agency) == printed((82.865494, 82.865494))


def test_only_seven_ratings_of_three_officers_are_lifted() -> None:
    lifted = MODEL.final.sums.S - MODEL.first.sums.S
    assert [name for name, more in zip(ROLLUP.officers, lifted, strict=True) if more > 0] == ["A3", "B1", "B2"]
    assert int(ROLLUP.hist[[A3, B1, B2], :2].sum()) == 7


def test_the_units_have_the_printed_numbers() -> None:
    teams = MODEL.teams
    expected = {
        "W": [173.876521, 120.777003],
        "m": [3.460516, 3.140140],
        "c": [77.482270, 64.789111],
        "Lambda": [0.554383, 0.463564],
        "u": [0.080882, -0.080882],
        "Var": [0.004584, 0.005861],
        "Q_team": [84.887554, 80.843434],
        "se": [1.692653, 1.913900],
    }
    for name, values in expected.items():
        assert getattr(teams, name).tolist() == printed(values), name


def test_states_and_bands_are_as_printed() -> None:
    found = []
    for i in range(8):
        scores = MODEL.scores
        where = state(int(scores.n[i]), float(scores.B[i]), 0, POLICY)
        found.append((where, band(float(scores.P_low[i]), float(scores.P_high[i]), POLICY) if where.scored else None))
    limited, waiting = State.TERSKOR_TERBATAS, (State.BELUM_CUKUP_DATA, None)
    assert found == [
        (State.TERSKOR, Band.DI_ATAS),
        (limited, Band.SESUAI),
        (limited, Band.DI_BAWAH),
        waiting,
        (State.BELUM_ADA_ANGKA, None),
        (limited, Band.SESUAI),
        (limited, Band.SESUAI),
        waiting,
    ]


def test_the_combined_figure_is_as_printed_and_null_without_a_score() -> None:
    policy = replace(POLICY, kq=True)
    q_team = float(MODEL.teams.Q_team[0])
    assert combined(float(MODEL.scores.Q[A1]), q_team, MODEL.Q_agency, policy) == printed(87.770403)
    assert combined(None, q_team, MODEL.Q_agency, policy) is None


def test_one_person_in_two_units_is_combined_by_precision() -> None:
    person = combine(MODEL, ROLLUP.unit, [A2, B2], POLICY)
    assert (person.v, person.PEV, person.B) == printed((-0.092646, 0.004377, 0.763496))
    assert (person.Q, person.se, person.n) == printed((80.549343, 1.653997, 111))
    assert person.Q_team == pytest.approx((65 * MODEL.teams.Q_team[0] + 46 * MODEL.teams.Q_team[1]) / 111)


def test_one_row_combined_is_the_row_itself() -> None:
    person = combine(MODEL, ROLLUP.unit, [A3], POLICY)
    for field in fields(person):
        if field.name != "Q_team":
            assert getattr(person, field.name) == pytest.approx(getattr(MODEL.scores, field.name)[A3], abs=1e-12)


def shared_in_b() -> Shared:
    """40 ratings, mean 3.25: 30 while B1 and B2, 10 while B2 and B3 were on duty."""
    hist = np.array([[0] * 7, [0, 0, 0, 0, 20, 20, 0]])
    share = np.array([0, 0, 0, 0, 0, 0.375, 0.5, 0.125])
    return Shared(hist, share, np.array([0, 0.375**2 + 0.5**2 + 0.125**2]))


def test_shared_ratings_enter_the_team_as_printed_and_no_officer() -> None:
    model = estimate(ROLLUP.hist, ROLLUP.unit, POLICY, shared=shared_in_b())
    teams = model.teams
    assert (teams.n_b[1], teams.ybar_b[1]) == (40, 3.25)
    assert (teams.s_b[1], teams.w_b[1], teams.W_team[1]) == printed((0.006768, 69.993331, 190.770335))
    assert (teams.m_team[1], teams.var_m_team[1]) == printed((3.180448, 0.008264))
    assert (teams.Lambda_team[1], teams.u_team[1]) == printed((0.464032, -0.062260))
    assert (teams.Q_team[1], teams.se[1]) == printed((81.308992, 1.912778))
    assert teams.Q_team[0] == MODEL.teams.Q_team[0]
    for field in fields(model.scores):
        np.testing.assert_array_equal(getattr(model.scores, field.name), getattr(MODEL.scores, field.name))


def test_frozen_components_score_as_printed() -> None:
    frozen_run = score(ROLLUP.hist, ROLLUP.unit, MODEL.components, POLICY)
    assert frozen_run.components is MODEL.components
    assert frozen_run.scores.Q[A1] == printed(90.028612)
    more = ROLLUP.hist.copy()
    more[A1, 6] += 10
    after = score(more, ROLLUP.unit, MODEL.components, POLICY)
    assert after.scores.Q[A1] == printed(90.457509)
    assert after.scores.Q[A2] - frozen_run.scores.Q[A2] == printed(-0.014882)


def test_no_officer_gives_no_model() -> None:
    nobody = np.zeros((0, 7), dtype=np.int64)
    assert component.estimate(nobody, np.array([], dtype=np.int64), POLICY) is None
    assert component.score(nobody, np.array([], dtype=np.int64), MODEL.components, POLICY) is None


def test_the_only_officer_of_an_agency_has_no_expectation_and_no_reliability() -> None:
    model = estimate(ROLLUP.hist[:1], ROLLUP.unit[:1], PLAIN)
    assert model.scores.B.tolist() == [0.0]
    assert np.isnan(model.scores.E).all()
    assert model.scores.v.tolist() == [0.0]
    assert model.scores.Q[0] == 25 * model.final.mu == pytest.approx(92.75)


def test_an_officer_without_colleagues_is_compared_with_the_agency_only() -> None:
    hist, unit = ROLLUP.hist[[A1, A2, B1]], np.array([0, 0, 1])
    scores = estimate(hist, unit, POLICY).scores
    assert (scores.W_loo[2], scores.L_loo[2]) == (0, 0)
    assert scores.E[2] == scores.mu_loo[2]
    assert 0 < scores.B[2] < 1


def test_alone_in_a_unit_reliability_is_lower_than_among_ten_colleagues() -> None:
    hist = np.tile(ROLLUP.hist[A2], (12, 1))
    scores = score(hist, np.array([0] + [1] * 11), MODEL.components, POLICY).scores
    assert np.isfinite(scores.Q).all()
    assert scores.B[0] < scores.B[1]


def test_without_variation_within_officers_the_noise_is_the_default_one() -> None:
    hist = np.array([[0, 0, 0, 0, 0, 0, 9], [0, 0, 0, 0, 8, 0, 0]])
    components = estimate(hist, np.array([0, 0]), POLICY).components
    assert (components.sigma2, components.sigma2_default) == (0.30, True)
    single = np.array([[0, 0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 0]])
    assert estimate(single, np.array([0, 1]), POLICY).components.sigma2_default is True


def test_too_few_ratings_everywhere_leave_the_policys_components() -> None:
    components = estimate(np.array([[0, 0, 0, 0, 1, 2, 1]] * 3), np.array([0, 0, 1]), POLICY).components
    assert (components.rows_vc, components.units_vc, components.nu, components.nu_u) == (0, 0, 0, 0)
    assert (components.tau_v2, components.tau_u2) == (0.0144, 0.006)


def test_one_angry_visitor_of_a_new_officer_does_not_move_the_components() -> None:
    hist = np.vstack([ROLLUP.hist, [1, 0, 0, 0, 0, 0, 0]])
    unit = np.append(ROLLUP.unit, 1)
    before, after = MODEL.components, estimate(hist, unit, POLICY).components
    assert after.rows_vc == before.rows_vc
    assert after.tau_v2 == pytest.approx(before.tau_v2, rel=0.02)
    loose = replace(POLICY, n_vc=1, winsorise=False)
    raw = estimate(hist, unit, loose).components
    assert raw.tau_v2_pm is not None
    assert after.tau_v2_pm is not None
    assert raw.tau_v2_pm > 1.5 * after.tau_v2_pm


def test_a_unit_with_shared_ratings_only_has_a_team_value() -> None:
    hist, unit = ROLLUP.hist[[A1, A2]], np.array([0, 0])
    shared = Shared(np.array([[0] * 7, [0, 0, 0, 0, 20, 20, 0]]), np.zeros(2), np.array([0, 0.5]))
    teams = estimate(hist, unit, POLICY, shared=shared).teams
    assert np.isnan(teams.m[1])
    assert (teams.W[1], teams.c[1], teams.u[1]) == (0, 0, 0)
    assert teams.W_team[1] == teams.w_b[1]
    assert teams.m_team[1] == pytest.approx(3.25)
    assert teams.var_m_team[1] == pytest.approx(1 / teams.w_b[1])


def test_officers_who_cannot_be_told_apart_without_blending_all_get_the_mean() -> None:
    policy = replace(POLICY, blend=False)
    model = estimate(np.tile(ROLLUP.hist[A2], (4, 1)), np.array([0, 0, 1, 1]), policy)
    assert model.components.tau_v2 == 0
    assert pytest.approx(25 * model.final.mu) == model.scores.Q
    assert model.scores.P_meets.tolist() == [1.0] * 4
    person = combine(model, np.array([0, 0, 1, 1]), [0, 2], policy)
    assert (person.v, person.PEV, person.B) == (0, 0, 0)


def test_a_given_acuan_moves_only_the_probabilities() -> None:
    strict = estimate(ROLLUP.hist, ROLLUP.unit, POLICY, reference=88.0)
    assert strict.reference == 88.0
    np.testing.assert_array_equal(strict.scores.Q, MODEL.scores.Q)
    assert (strict.scores.P_low > MODEL.scores.P_low).all()


def test_a_vote_of_ten_more_fours_is_a_vote_of_ten_single_fours() -> None:
    hist = ROLLUP.hist
    for _ in range(10):
        hist = with_rating(hist, A1, 8)
    assert score(hist, ROLLUP.unit, MODEL.components, POLICY).scores.Q[A1] == printed(90.457509)
