"""Ratings of one counter or one day resemble one another: the printed example, an analysis row by row, the edges."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from surveys import casemix, clusters, noise
from surveys.cells import CellKey, Cells, Groups
from surveys.means import means, ratings, within
from surveys.policy import load
from tests.agencies import cells, cells_of, law, whole, worked_cells

PRINTED = 5e-7 + 1e-12


def printed(value: object) -> object:
    return pytest.approx(value, abs=PRINTED)


def test_the_worked_example_has_the_printed_variances_and_concentrations() -> None:
    example = worked_cells()
    rows, cell_sums = noise.sums(whole(example)), noise.sums(example.hist)
    mix = casemix.fit(example, cell_sums, rows, minimum=0)
    sums = casemix.adjusted(cell_sums, casemix.deviation(example, mix.beta, mix.means))
    counter, day = (clusters.fit(groups, sums, 3) for groups in (example.counters, example.days))
    assert (counter.sigma2, counter.tau2) == printed((0.324110, 0.186907))
    assert (day.sigma2, day.tau2) == printed((0.283333, 0.164192))
    h_c, h_d = (clusters.concentration(sums.n, rows.n, groups) for groups in (example.counters, example.days))
    assert h_c.tolist() == printed([0.555556, 0.555556, 1])
    assert h_d.tolist() == printed([0.333333, 0.333333, 0.501730])


def test_the_worked_example_has_the_printed_noise_of_every_mean() -> None:
    example = worked_cells()
    given_ratings = ratings(whole(example), example, None)
    known = within(given_ratings, replace(load("2026-2"), case_mix_minimum=1))
    assert known.sigma2 == printed(0.283333)
    assert known.sigma2_pooled == printed(0.396383)
    assert means(given_ratings, known).s.tolist() == printed([0.168012, 0.169062, 0.285954])


def by_hand(drawn: Cells, groups: Groups) -> tuple[float, float]:
    """sigma² within groups and tau² between them, from single ratings."""
    of_group: dict[int, list[float]] = {}
    for cell, group in zip(groups.cell.tolist(), groups.of.tolist(), strict=True):
        values = [r for r, times in zip(noise.RATINGS, drawn.hist[cell].tolist(), strict=True) for _ in range(times)]
        of_group.setdefault(group, []).extend(values)
    row_of = dict(enumerate(groups.row.tolist()))
    rows = {row: [v for g, vs in of_group.items() if row_of[g] == row for v in vs] for row in row_of.values()}

    def mean(values: list[float]) -> float:
        return math.fsum(values) / len(values)

    freedom = sum(len(vs) - 1 for vs in of_group.values())
    within_ = math.fsum((v - mean(vs)) ** 2 for vs in of_group.values() for v in vs)
    sigma2 = within_ / freedom if freedom else 0.0
    between = math.fsum(len(vs) * (mean(vs) - mean(rows[row_of[g]])) ** 2 for g, vs in of_group.items())
    room = sum(len(all_) - sum(len(vs) ** 2 for g, vs in of_group.items() if row_of[g] == row) / len(all_)
               for row, all_ in rows.items())  # fmt: skip
    tau2 = max(0.0, (between - sigma2 * (len(of_group) - len(rows))) / room) if freedom and room > 1e-9 else 0.0
    return sigma2, tau2


@law
@given(cells())
def test_variances_are_those_of_single_ratings_taken_one_by_one(drawn: Cells) -> None:
    for groups in (drawn.counters, drawn.days):
        spread = clusters.fit(groups, noise.sums(drawn.hist), int(drawn.row.max()) + 1)
        sigma2, tau2 = by_hand(drawn, groups)
        assert (spread.sigma2 or 0.0) == pytest.approx(sigma2, abs=2e-9)
        assert spread.tau2 == pytest.approx(tau2, abs=1e-9)


@law
@given(cells())
def test_concentration_lies_between_equal_parts_and_one(drawn: Cells) -> None:
    rows = noise.sums(whole(drawn))
    for groups in (drawn.counters, drawn.days):
        h = clusters.concentration(drawn.hist.sum(axis=1), rows.n, groups)
        count = np.bincount(groups.row, minlength=len(rows.n))
        assert (h <= 1 + 1e-12).all()
        assert (h >= 1 / count - 1e-12).all()


def test_one_counter_each_tells_nothing_about_counters() -> None:
    keys = [(row, CellKey(str(row), f"d{day}"), [0, 1, 0, 0, 2, 0, day]) for row in range(3) for day in range(3)]
    drawn = cells_of(keys)
    assert clusters.fit(drawn.counters, noise.sums(drawn.hist), 3).tau2 == 0.0


def test_single_ratings_of_groups_tell_nothing_within() -> None:
    drawn = cells_of([(0, CellKey("1", f"d{day}"), [0] * day + [1] + [0] * (6 - day)) for day in range(4)])
    assert clusters.fit(drawn.days, noise.sums(drawn.hist), 1) == clusters.Spread(None, 0.0)


def test_ratings_whose_day_is_not_known_share_none() -> None:
    known = [(0, CellKey("1", day), [0, 0, 0, 3, 0, 2, 1]) for day in ("d1", "d2")]
    drawn = cells_of([*known, (0, CellKey("1", ""), [6, 0, 0, 0, 0, 0, 0])])
    without = cells_of(known)
    assert clusters.fit(drawn.days, noise.sums(drawn.hist), 1) == clusters.fit(
        without.days, noise.sums(without.hist), 1
    )
    assert clusters.concentration(drawn.hist.sum(axis=1), np.array([18]), drawn.days).tolist() == [2 * (6 / 18) ** 2]
    nowhere = cells_of([(0, CellKey(), [0, 0, 0, 3, 0, 2, 1])])
    assert clusters.concentration(nowhere.hist.sum(axis=1), np.array([6]), nowhere.counters).tolist() == [0.0]
