"""The officer model against references written by others, or written out as dense matrices."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from surveys import tally_rows
from surveys.arrays import FloatArray, IntArray
from surveys.component import Model, estimate, score
from surveys.fit import Components
from surveys.policy import Policy, load
from surveys.rollup import Rollup, roll_up
from surveys.simulation import preset
from surveys.simulation.agency import agency
from surveys.simulation.tables import Tables
from surveys.tally_rows import Row
from surveys.variance import paule_mandel

POLICY = load("2026-2")
BARE = replace(POLICY, case_mix=False, clusters=(), winsorise=False, blend=False)
SCALE = np.arange(2, 9) / 2


def world(seed: int, *, units: int = 6, officers: int = 24, ratings: int = 2_400, name: str = "kotor") -> list[Row]:
    """Verified cells of a made-up agency."""
    rows = Tables(agency(seed, preset.load(name), units=units, officers=officers, ratings=ratings)).tallies()
    return [row for row in rows if row["verified"] in tally_rows.VERIFIED]


def rolled(rows: list[Row]) -> Rollup:
    return roll_up(tally_rows.read(rows).duties)


def estimated(rollup: Rollup, policy: Policy) -> Model:
    model = estimate(rollup.hist, rollup.unit, policy, cells=rollup.cells, shared=rollup.shared)
    assert model is not None
    return model


def scored(rollup: Rollup, policy: Policy, components: Components) -> Model:
    model = score(rollup.hist, rollup.unit, components, policy, cells=rollup.cells, shared=rollup.shared)
    assert model is not None
    return model


def solo_ratings(rows: list[Row]) -> Any:
    """One line per solo rating: officer, unit, circumstances and y = (U6+U7)/2."""
    lines = [
        {**row, "officer": row["officer_id"], "y": k / 2}
        for row in rows
        if row["officer_id"] and ";" not in row["officer_id"]
        for k in range(2, 9)
        for _ in range(int(row[f"h{k}"]))
    ]
    return pd.DataFrame(lines)


def excess(tau2: float, y: FloatArray, s: FloatArray) -> float:
    """The estimating equation of Paule and Mandel: left side minus right side."""
    w = 1 / (tau2 + s)
    return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum()) - (len(y) - 1)


def test_paule_mandel_agrees_with_statsmodels_and_solves_its_equation() -> None:
    """Where statsmodels solves the equation: its loop sometimes stops at 0 when rounding pushes it below."""
    compared = 0
    for seed in range(300):
        chance = np.random.default_rng(seed)
        size = int(chance.integers(3, 80))
        s = chance.uniform(0.002, 0.1, size)
        y = 3.3 + chance.uniform(0.05, 0.4) * chance.standard_normal(size) + np.sqrt(s) * chance.standard_normal(size)
        found = paule_mandel(y, s)
        assert abs(excess(found, y, s)) <= 1e-9 if found > 0 else excess(0.0, y, s) <= 1e-9
        reference = combine_effects(y, s, method_re="iterated", atol=1e-8, maxiter=500).tau2
        if reference > 0 or excess(0.0, y, s) <= 0:
            assert found == pytest.approx(reference, abs=1e-6)
            compared += 1
    assert compared > 250


@contextmanager
def still() -> Iterator[None]:
    """Let statsmodels converge badly in silence: it is compared at the components it arrives at, wherever that is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def mixed(ratings: Any) -> Any:
    """REML of y = mu + u_unit + v_officer + noise; officers are nested in units."""
    with still():
        return MixedLM.from_formula(
            "y ~ 1", ratings, groups="unit_id", re_formula="1", vc_formula={"officer": "0 + C(officer)"}
        ).fit(reml=True)


@pytest.fixture(scope="module")
def reference() -> tuple[Rollup, Any]:
    rows = world(5)
    return rolled(rows), mixed(solo_ratings(rows))


def components_of(fitted: Any) -> Components:
    return Components(float(fitted.scale), tau_v2=float(fitted.vcomp[0]), tau_u2=float(fitted.cov_re.iloc[0, 0]))


def test_effects_and_their_errors_are_those_of_mixedlm_at_its_own_components(reference: tuple[Rollup, Any]) -> None:
    rollup, fitted = reference
    given = components_of(fitted)
    assert min(given.tau_v2, given.tau_u2) > 1e-4
    model = scored(rollup, BARE, given)
    assert model.final.mu == pytest.approx(float(fitted.fe_params.iloc[0]), abs=1e-8)
    for i, (officer, j) in enumerate(zip(rollup.officers, rollup.unit.tolist(), strict=True)):
        unit, name = rollup.units[j], f"officer[C(officer)[{officer}]]"
        assert model.scores.v[i] == pytest.approx(fitted.random_effects[unit][name], abs=1e-8)
        # MixedLM takes the mean as known. Were it higher by 1, the effects would be lower by cov Z'1/sigma².
        covariance = fitted.random_effects_cov[unit]
        n = {f"officer[C(officer)[{rollup.officers[k]}]]": model.scores.n[k] for k in np.flatnonzero(rollup.unit == j)}
        counts = np.array([n.get(effect, sum(n.values())) for effect in covariance.index])
        lean = covariance.loc[name].to_numpy() @ counts / given.sigma2
        expected = covariance.loc[name, name] + lean**2 * model.final.Vmu
        assert model.scores.PEV[i] == pytest.approx(expected, abs=1e-8)


def test_scores_by_paule_mandel_and_by_reml_differ_by_less_than_half_a_point() -> None:
    rows = world(1, units=30, officers=300, ratings=20_000, name="bersih")
    rollup, ratings = rolled(rows), solo_ratings(rows)
    by_moments = estimated(rollup, BARE)
    fitted = mixed(ratings)
    assert fitted.converged
    by_reml = scored(rollup, BARE, components_of(fitted))
    assert np.abs(by_moments.scores.Q - by_reml.scores.Q).max() <= 0.5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_case_mix_is_least_squares_with_a_dummy_for_every_officer(seed: int) -> None:
    rows = world(seed)
    found = estimated(rolled(rows), replace(BARE, case_mix=True)).components
    ratings = solo_ratings(rows)
    names = sorted(found.beta)
    design = np.column_stack(
        [(ratings[kind] == level).astype(float) for kind, level in (name.split("=") for name in names)]
        + [(ratings["officer_id"] == officer).astype(float) for officer in sorted(set(ratings["officer_id"]))]
    )
    least_squares = OLS(ratings["y"].to_numpy(), design).fit()
    assert names
    assert [found.beta[name] for name in names] == pytest.approx(least_squares.params[: len(names)], abs=1e-8)
    assert found.beta_se is not None
    assert [found.beta_se[name] for name in names] == pytest.approx(least_squares.bse[: len(names)], abs=1e-8)
    assert found.SSW_star == pytest.approx(least_squares.ssr, abs=1e-8)
    assert found.sigma2 == pytest.approx(least_squares.mse_resid, abs=1e-8)


def dense(y: FloatArray, s: FloatArray, unit: IntArray, given: Components) -> dict[str, FloatArray]:
    """Best linear unbiased prediction by inverting the covariance of all rows: GLS mean, effects, their variances."""
    units = np.eye(int(unit.max()) + 1)[unit]
    covariance = given.tau_u2 * units @ units.T + np.diag(given.tau_v2 + s)
    inverse = np.linalg.inv(covariance)
    ones = np.ones(len(y))
    v_mu = 1 / (ones @ inverse @ ones)
    mu = v_mu * (ones @ inverse @ y)
    unbiased = inverse - v_mu * np.outer(inverse @ ones, ones @ inverse)
    v = given.tau_v2 * inverse @ (y - mu)
    pev = given.tau_v2 - given.tau_v2**2 * np.diag(unbiased)
    return {"Q": 25 * (mu + v), "v": v, "PEV": pev, "B": 1 - pev / given.tau_v2, "se": 25 * np.sqrt(pev)}


def henderson(y: FloatArray, s: FloatArray, unit: IntArray, given: Components) -> dict[str, FloatArray]:
    """The same by Henderson's mixed model equations (Robinson 1991): mu, u and v in one linear system."""
    rows, units = len(y), int(unit.max()) + 1
    z = np.hstack([np.ones((rows, 1)), np.eye(units)[unit], np.eye(rows)])
    ridge = np.concatenate([[0.0], np.full(units, 1 / given.tau_u2), np.full(rows, 1 / given.tau_v2)])
    inverse = np.linalg.inv(z.T @ (z / s[:, None]) + np.diag(ridge))
    solution = inverse @ (z.T @ (y / s))
    return {"Q": 25 * (solution[0] + solution[1 + units :]), "PEV": np.diag(inverse)[1 + units :]}


def circumstances(rows: list[Row], rollup: Rollup, given: Components) -> tuple[FloatArray, FloatArray]:
    """Adjusted mean and noise of every row, rating by rating."""
    ratings = solo_ratings(rows)
    own = np.zeros(len(ratings))
    for name, beta in given.beta.items():
        kind, level = name.split("=")
        own += beta * ((ratings[kind] == level).to_numpy(float) - given.xbar[name])
    ratings["adjusted"] = ratings["y"] - own
    y, s = [], []
    for officer in rollup.officers:
        mine = ratings[ratings["officer_id"] == officer]
        n = len(mine)
        shares = [((mine.groupby(kind).size() / n) ** 2).sum() for kind in ("counter", "day")]
        y.append(mine["adjusted"].mean())
        s.append(given.sigma2 / n + given.tau_c2 * shares[0] + given.tau_d2 * shares[1])
    return np.array(y), np.array(s)


@pytest.mark.parametrize("seed", range(6))
def test_every_number_is_that_of_the_dense_matrices(seed: int) -> None:
    chance = np.random.default_rng(seed)
    units = int(chance.integers(1, 5))
    rows = world(seed, units=units, officers=units + int(chance.integers(1, 9)), ratings=400)
    rollup = rolled(rows)
    given = replace(
        estimated(rollup, replace(POLICY, case_mix_minimum=1)).components,
        tau_v2=chance.uniform(0.002, 0.05), tau_u2=chance.uniform(0.002, 0.05),
        tau_c2=chance.uniform(0, 0.02), tau_d2=chance.uniform(0, 0.02),
    )  # fmt: skip
    assert given.beta
    found = scored(rollup, replace(POLICY, winsorise=False), given).scores
    y, s = circumstances(rows, rollup, given)
    assert found.ybar == pytest.approx(y, abs=1e-9)
    assert found.s == pytest.approx(s, abs=1e-9)
    for solution in (dense(y, s, rollup.unit, given), henderson(y, s, rollup.unit, given)):
        for name, numbers in solution.items():
            assert getattr(found, name) == pytest.approx(numbers, abs=1e-9), name
