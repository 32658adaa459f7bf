"""Equal circumstances: the printed example, least squares with officer dummies, and when nothing is learned."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from surveys import casemix, noise
from surveys.arrays import by_group
from surveys.casemix import NO_CASE_MIX, CaseMix
from surveys.cells import BINS, CellKey, Cells
from surveys.means import means, ratings, within
from tests.agencies import POLICY, cells, cells_of, law, whole, worked_cells

PRINTED = 5e-7 + 1e-12


def printed(value: object) -> object:
    return pytest.approx(value, abs=PRINTED)


def fitted(of: Cells, minimum: int = 0) -> CaseMix:
    return casemix.fit(of, noise.sums(of.hist), noise.sums(whole(of)), minimum=minimum)


def test_the_worked_example_has_the_printed_effect_of_the_afternoon() -> None:
    example = worked_cells()
    rows, mix = noise.sums(whole(example)), fitted(example)
    assert rows.n.tolist() == [30, 27, 17]
    assert rows.S.tolist() == [98.5, 83.5, 49.5]
    assert rows.SS.tolist() == [337.75, 268.75, 149.75]
    assert mix.beta == {"shift=siang": printed(-0.401972)}
    assert mix.means == {"shift=siang": printed(0.486486)}
    assert 1 / mix.spread["shift=siang"] == printed(16.901961)
    assert mix.explained == printed(30.477832 - 27.746786)
    pooled = noise.pooled(rows, explained=mix.explained, parameters=1)
    assert (pooled.SSW, pooled.SSW_star, pooled.sigma2) == printed((30.477832, 27.746786, 0.396383))
    a = casemix.deviation(example, mix.beta, mix.means)
    adjusted = casemix.adjusted(noise.sums(example.hist), a)
    assert by_group(adjusted.S, example.row, 3).tolist() == printed([96.653101, 85.455540, 49.391359])


@law
@given(cells())
def test_effects_are_those_of_least_squares_with_a_dummy_for_every_officer(drawn: Cells) -> None:
    mix = fitted(drawn)
    assume(mix.beta)
    values = np.repeat(np.tile(noise.RATINGS, len(drawn.row)), drawn.hist.ravel())
    of_cell = np.repeat(np.repeat(np.arange(len(drawn.row)), BINS), drawn.hist.ravel())
    names = list(mix.beta)
    x = drawn.x[:, [drawn.columns.index(name) for name in names]].astype(np.float64)
    design = np.hstack([x[of_cell], np.eye(int(drawn.row.max()) + 1)[drawn.row[of_cell]]])
    assume(np.linalg.cond(design) < 1e4)
    solution, *_ = np.linalg.lstsq(design, values, rcond=None)
    assert list(mix.beta.values()) == pytest.approx(solution[: len(names)].tolist(), abs=1e-8)
    residual = float(((values - design @ solution) ** 2).sum())
    rows = noise.sums(whole(drawn))
    assert noise.pooled(rows, explained=mix.explained).SSW_star == pytest.approx(residual, abs=1e-8)
    inverse = np.linalg.inv(design.T @ design)
    assert list(mix.spread.values()) == pytest.approx(np.diag(inverse)[: len(names)].tolist(), abs=1e-8)


@law
@given(cells())
def test_the_mean_of_all_ratings_stays_where_it_was(drawn: Cells) -> None:
    mix, sums = fitted(drawn), noise.sums(drawn.hist)
    adjusted = casemix.adjusted(sums, casemix.deviation(drawn, mix.beta, mix.means))
    assert adjusted.S.sum() == pytest.approx(sums.S.sum(), abs=1e-9)
    assert (adjusted.n == sums.n).all()


def test_a_circumstance_that_everybody_shares_is_left_out() -> None:
    example = cells_of([(0, CellKey("1", "d1", "sore", "60+", "kiosk"), [1, 2, 3, 4, 5, 6, 7])] * 2)
    assert fitted(example) is NO_CASE_MIX


def test_nothing_is_learned_from_fewer_ratings_than_the_policy_wants() -> None:
    assert fitted(worked_cells(), minimum=71).beta
    assert fitted(worked_cells(), minimum=72) is NO_CASE_MIX


def test_circumstances_that_only_whole_officers_differ_in_tell_nothing() -> None:
    morning, noon = CellKey("1", "d1", "pagi", "0-14", "own_phone"), CellKey("1", "d1", "siang", "0-14", "own_phone")
    assert fitted(cells_of([(0, morning, [0, 0, 0, 3, 4, 0, 2]), (1, noon, [0, 3, 0, 3, 4, 0, 2])])) is NO_CASE_MIX


def test_a_circumstance_of_whole_officers_does_not_hide_the_others() -> None:
    example = worked_cells()
    kiosk = (example.row == 2).astype(np.int8)
    both = replace(example, columns=("channel=kiosk", *example.columns), x=np.column_stack([kiosk, example.x]))
    assert fitted(both).beta == fitted(example).beta


def test_of_circumstances_that_always_come_together_the_first_takes_the_effect() -> None:
    one, other = CellKey("1", "d1", "pagi", "0-14", "own_phone"), CellKey("1", "d1", "siang", "60+", "own_phone")
    low, high = [0, 0, 0, 3, 4, 0, 2], [0, 0, 0, 0, 4, 0, 2]
    found = fitted(cells_of([(0, one, low), (0, other, high), (1, one, low), (1, other, high)])).beta
    assert len(found) == 1
    assert found["shift=siang"] > 0


def test_a_frozen_effect_of_a_circumstance_nobody_met_moves_everybody_alike() -> None:
    example = worked_cells()
    a = casemix.deviation(example, {"channel=paper": 0.5}, {"channel=paper": 0.2})
    assert a.tolist() == pytest.approx([-0.1] * 8)


def test_the_switch_of_the_policy_turns_case_mix_off() -> None:
    example = worked_cells()
    given_ratings = ratings(whole(example), example, None)
    on = within(given_ratings, replace(POLICY, case_mix=True, case_mix_minimum=1))
    off = within(given_ratings, POLICY)
    assert (on.case_mix, on.p, off.case_mix, off.p) == ("dipakai", 1, "tidak dipakai", 0)
    assert on.beta_se is not None
    assert on.beta_se["shift=siang"] == pytest.approx((0.396383 / 16.901961) ** 0.5, abs=1e-5)
    assert off.SSW == off.SSW_star == on.SSW
    assert means(given_ratings, off).S_star.tolist() == given_ratings.rows.S.tolist()
