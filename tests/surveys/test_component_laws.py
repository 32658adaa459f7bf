"""What must hold for every agency: dense matrices agree, no vote works against its meaning, names mean nothing."""

from dataclasses import fields, replace
from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys import noise
from surveys.appraisal import Band, band
from surveys.arrays import FloatArray, IntArray
from surveys.fit import Components
from surveys.team import Shared
from tests.agencies import (
    PLAIN,
    POLICY,
    RAW,
    Agency,
    agencies,
    estimate,
    frozen,
    histograms,
    law,
    score,
    with_rating,
    worked_example,
)


def close(value: object) -> object:
    return pytest.approx(value, abs=1e-10)


@law
@given(agencies(fewest_rows=2), st.randoms(use_true_random=False))
def test_other_names_and_another_order_give_the_same_numbers(agency: Agency, shuffle: Random) -> None:
    hist, unit = agency
    order = list(range(len(unit)))
    shuffle.shuffle(order)
    names = list(range(int(unit.max()) + 1))
    shuffle.shuffle(names)
    before, after = estimate(hist, unit, POLICY), estimate(hist[order], np.array(names)[unit[order]], POLICY)
    for field in fields(before.scores):
        expected = getattr(before.scores, field.name)[order]
        assert getattr(after.scores, field.name) == pytest.approx(expected, abs=1e-9, rel=1e-9, nan_ok=True)


@law
@given(agencies(), frozen(), st.data())
def test_a_four_never_lowers_and_a_one_never_raises_its_officer(
    agency: Agency, components: Components, data: st.DataObject
) -> None:
    hist, unit = agency
    i = data.draw(st.integers(0, len(unit) - 1))
    before = score(hist, unit, components, POLICY).scores
    better = score(with_rating(hist, i, 8), unit, components, POLICY).scores
    worse = score(with_rating(hist, i, 2), unit, components, POLICY).scores
    assert better.v[i] >= before.v[i] - 1e-12
    assert better.Q[i] >= before.Q[i] - 1e-10
    assert worse.v[i] <= before.v[i] + 1e-12
    assert worse.Q[i] <= before.Q[i] + 1e-10


@law
@given(agencies(), frozen(), st.integers(2, 8), st.data())
def test_one_rating_moves_its_officer_and_colleagues_by_exactly_the_formula(
    agency: Agency, components: Components, rating: int, data: st.DataObject
) -> None:
    hist, unit = agency
    i = data.draw(st.integers(0, len(unit) - 1))
    before, after = (score(h, unit, components, PLAIN) for h in (hist, with_rating(hist, i, rating)))
    shrink = components.tau_v2 / (components.tau_v2 + before.scores.s)
    v_theta = before.teams.Var[unit[i]]
    eta = before.final.theta[unit[i]] + before.scores.v[i]
    v_eta = components.tau_v2 * (1 - shrink[i]) + (1 - shrink[i]) ** 2 * v_theta
    surprise = (rating / 2 - eta) / (v_eta + components.sigma2)
    moved = after.scores.v - before.scores.v
    assert moved[i] == close((1 - shrink[i]) * (components.tau_v2 - shrink[i] * v_theta) * surprise)
    for k in np.flatnonzero(unit == unit[i]):
        if k != i:
            assert moved[k] == close(-shrink[k] * (1 - shrink[i]) * v_theta * surprise)


@law
@given(agencies(fewest_rows=2), frozen(), st.integers(2, 8), st.data())
def test_every_rating_narrows_the_interval(
    agency: Agency, components: Components, rating: int, data: st.DataObject
) -> None:
    hist, unit = agency
    i = data.draw(st.integers(0, len(unit) - 1))
    before = score(hist, unit, components, POLICY).scores
    after = score(with_rating(hist, i, rating), unit, components, POLICY).scores
    assert after.PEV[i] < before.PEV[i]
    assert after.hi[i] - after.lo[i] < before.hi[i] - before.lo[i]


@law
@given(agencies(highest=5))
def test_half_a_point_more_for_everybody_moves_only_the_level(agency: Agency) -> None:
    hist, unit = agency
    before, after = estimate(hist, unit, POLICY), estimate(np.roll(hist, 1, axis=1), unit, POLICY)
    assert after.final.mu == close(before.final.mu + 0.5)
    for name in ("v", "B", "PEV"):
        assert getattr(after.scores, name) == close(getattr(before.scores, name))


@law
@given(agencies(lowest=2, highest=4))
def test_deviations_twice_as_large_give_effects_twice_as_large(agency: Agency) -> None:
    hist, unit = agency
    twice = np.zeros_like(hist)
    twice[:, [1, 3, 5]] = hist[:, [2, 3, 4]]
    before, after = estimate(hist, unit, RAW), estimate(twice, unit, RAW)
    assume(not before.components.sigma2_default)
    assert after.scores.v == close(2 * before.scores.v)
    assert close(4 * before.scores.PEV) == after.scores.PEV
    assert close(before.scores.B) == after.scores.B


def mixed_model(
    y: FloatArray, s: FloatArray, unit: IntArray, units: int, components: Components
) -> tuple[FloatArray, FloatArray]:
    """Henderson's equations with the officers absorbed: estimates of (mu, u) and their covariance."""
    design = np.hstack([np.ones((len(y), 1)), np.eye(units)[unit]])
    inverse_noise = np.diag(1 / (s + components.tau_v2))
    penalty = np.diag([0.0] + [1 / components.tau_u2] * units)
    covariance = np.linalg.inv(design.T @ inverse_noise @ design + penalty).astype(np.float64)
    return covariance @ design.T @ inverse_noise @ y, covariance


@law
@given(agencies(), frozen())
def test_levels_effects_and_variances_are_those_of_dense_matrices(agency: Agency, components: Components) -> None:
    hist, unit = agency
    model = score(hist, unit, components, PLAIN)
    units, rows = len(model.final.W), len(unit)
    y, s = model.scores.ybar, components.sigma2 / hist.sum(axis=1)

    (mu, *u), covariance = mixed_model(y, s, unit, units, components)
    level = np.hstack([np.ones((units, 1)), np.eye(units)])
    assert model.final.mu == pytest.approx(mu, abs=1e-9)
    assert model.final.Vmu == pytest.approx(covariance[0, 0], abs=1e-9)
    assert model.final.u == pytest.approx(np.array(u), abs=1e-9)
    assert model.teams.Var == pytest.approx(np.diag(level @ covariance @ level.T), abs=1e-9)

    variance = np.diag(s + components.tau_v2) + components.tau_u2 * (unit[:, None] == unit[None, :])
    inverse = np.linalg.inv(variance)
    ones = np.ones(rows)
    projection = inverse - np.outer(inverse @ ones, ones @ inverse) / (ones @ inverse @ ones)
    assert model.scores.v == pytest.approx(components.tau_v2 * projection @ y, abs=1e-9)
    pev = components.tau_v2 - components.tau_v2**2 * np.diag(projection)
    assert pytest.approx(pev, abs=1e-9) == model.scores.PEV


@law
@given(agencies(), frozen())
def test_expectations_are_those_of_dense_matrices_without_the_officer(agency: Agency, components: Components) -> None:
    hist, unit = agency
    model = score(hist, unit, components, PLAIN)
    y, s, units = model.scores.ybar, components.sigma2 / hist.sum(axis=1), len(model.final.W)
    for i in range(len(unit)):
        if len(unit) == 1:
            continue
        rest = np.arange(len(unit)) != i
        found, covariance = mixed_model(y[rest], s[rest], unit[rest], units, components)
        level = np.concatenate([[1.0], np.eye(units)[unit[i]]])
        assert model.scores.E[i] == pytest.approx(level @ found, abs=1e-9)
        assert model.scores.V[i] == pytest.approx(level @ covariance @ level, abs=1e-9)
        assert model.scores.mu_loo[i] == pytest.approx(found[0], abs=1e-9)


@law
@given(agencies(), frozen())
def test_the_variance_of_a_team_counts_every_person_once(agency: Agency, components: Components) -> None:
    hist, unit = agency
    units = int(unit.max()) + 1
    # Every officer was on duty in half of the shared ratings with a colleague who has no solo rating.
    size = np.bincount(unit)
    share = 0.5 / size[unit]
    shared = Shared(np.tile([0, 0, 1, 0, 3, 0, 2], (units, 1)), share, 0.25 + size * (0.5 / size) ** 2)
    model = score(hist, unit, components, PLAIN, shared=shared)
    w, s, w_b = model.scores.w, model.scores.s, model.teams.w_b
    for j in range(units):
        own = unit == j
        weight = w[own].sum() + w_b[j]
        kappa = [*((w[own] + w_b[j] * share[own]) / weight), w_b[j] * 0.5 / weight]
        noise = ((w[own] ** 2 * s[own]).sum() + w_b[j] ** 2 * components.sigma2 / 6) / weight**2
        expected = components.tau_v2 * sum(part**2 for part in kappa) + noise
        assert model.teams.var_m_team[j] == pytest.approx(expected, rel=1e-11)


@law
@given(agencies(), frozen())
def test_leaving_one_out_is_the_best_linear_unbiased_prediction(agency: Agency, components: Components) -> None:
    hist, unit = agency
    model = score(hist, unit, components, POLICY)
    shrink = components.tau_v2 / (components.tau_v2 + model.scores.s)
    blup = shrink * (model.scores.ybar - model.final.theta[unit])
    assert model.scores.v == pytest.approx(blup, abs=1e-12)


def test_a_very_large_number_of_ratings_leaves_only_the_doubt_about_the_colleagues() -> None:
    rollup = worked_example()
    hist = rollup.hist.copy()
    hist[0] *= 10**9
    model = score(hist, rollup.unit, estimate(hist, rollup.unit, POLICY).components, POLICY)
    tau_v2 = model.components.tau_v2
    assert model.scores.B[0] == pytest.approx(tau_v2 / (tau_v2 + model.scores.V[0]), rel=1e-9)


def test_removing_an_officer_hardly_moves_other_units() -> None:
    chance = np.random.default_rng(7)
    unit = np.repeat(np.arange(20), 8)
    level = chance.normal(0, 0.35, 20)[unit] + chance.normal(0, 0.5, 160)
    weights = np.array([0.01, 0.01, 0.04, 0.08, 0.32, 0.22, 0.32]) * np.exp(level[:, None] * np.linspace(-1, 1, 7))
    hist = chance.multinomial(chance.integers(10, 120, 160), weights / weights.sum(axis=1, keepdims=True))
    components = estimate(hist, unit, POLICY).components
    before = score(hist, unit, components, POLICY).scores.Q
    for gone in range(0, 160, 8):
        rest = np.arange(160) != gone
        after = score(hist[rest], unit[rest], components, POLICY).scores.Q
        elsewhere = unit[rest] != unit[gone]
        assert np.abs(after - before[rest])[elsewhere].max() < 0.05


@law
@given(histograms(), st.integers(2, 6), st.integers(1, 4))
def test_identical_officers_differ_in_nothing(hist: list[int], officers: int, units: int) -> None:
    rows = np.tile(np.array(hist), (officers * units, 1))
    model = estimate(rows, np.repeat(np.arange(units), officers), replace(POLICY, n_vc=1))
    components = model.components
    assert (components.tau_v2_pm, components.tau_u2_pm) == (0, 0)
    assert components.nu is not None
    assert components.tau_v2 == pytest.approx(30 * 0.0144 / (components.nu + 30), rel=1e-15)
    assert model.scores.v == pytest.approx(np.zeros(len(rows)), abs=1e-12)


@law
@given(agencies())
def test_winsorising_never_lowers_a_sum_and_without_low_ratings_changes_nothing(agency: Agency) -> None:
    hist, unit = agency
    model = estimate(hist, unit, POLICY)
    assert (model.final.sums.S >= model.first.sums.S).all()
    assert (model.final.sums.n == model.first.sums.n).all()
    assert model.floor is not None
    below = (np.array(noise.RATINGS)[None, :] < model.floor[unit][:, None]) & (hist > 0)
    if not below.any():
        plain = estimate(hist, unit, PLAIN)
        for field in fields(plain.scores):
            np.testing.assert_array_equal(getattr(plain.scores, field.name), getattr(model.scores, field.name))


@law
@given(agencies())
def test_the_three_probabilities_sum_to_one(agency: Agency) -> None:
    scores = estimate(*agency, POLICY).scores
    assert scores.P_low + scores.P_meets + scores.P_high == pytest.approx(np.ones(len(scores.n)), abs=1e-15)
    assert (scores.P_meets >= 0).all()


@law
@given(st.floats(25, 100), st.floats(0, 30), st.floats(0.5, 6), st.floats(40, 95))
def test_a_higher_score_never_has_a_lower_band(q: float, more: float, se: float, acuan: float) -> None:
    def found(score_value: float) -> int:
        low = NormalDist().cdf((acuan - POLICY.delta - score_value) / se)
        high = NormalDist().cdf((score_value - POLICY.delta - acuan) / se)
        return list(Band).index(band(low, high, POLICY))

    assert found(q) <= found(q + more)
