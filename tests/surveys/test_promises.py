"""What the officer component promises about truth, kept on made-up agencies whose truth is known.

Fixed seeds and small worlds; `make bench` holds more and larger ones against more estimators.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.estimates import World
from bench.judgement import Judgement, judge, pooled
from surveys import report
from surveys.policy import load
from surveys.recompute import recompute
from surveys.simulation import preset
from surveys.simulation.agency import agency
from surveys.simulation.preset import Preset
from surveys.simulation.tables import Tables
from surveys.tally_rows import VERIFIED

POLICY = load("2026-2")
SEEDS = range(1, 9)


def worlds(kind: Preset, seeds: range = SEEDS) -> list[World]:
    return [World(agency(seed, kind, units=20, officers=300, ratings=20_000)) for seed in seeds]


@cache
def held_against_truth(name: str) -> tuple[Judgement, Judgement]:
    """The plain mean of U6+U7 and the component, over all seeds of a preset."""
    found = worlds(preset.load(name))
    plain = [judge(world.raw(), world.agency.truth.officer, world.judged) for world in found]
    ours = [judge(world.modelled(POLICY), world.agency.truth.officer, world.judged) for world in found]
    return pooled(plain), pooled(ours)


both_worlds = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(f"worlds {name}")) for name in ("bersih", "kotor")]
)  # each is made up once


@both_worlds
def test_intervals_hold_the_truth_as_often_as_they_say(name: str) -> None:
    _, ours = held_against_truth(name)
    assert 0.93 <= ours.coverage <= 0.97


@both_worlds
def test_errors_are_a_quarter_smaller_than_those_of_plain_means(name: str) -> None:
    plain, ours = held_against_truth(name)
    assert ours.rmse <= 0.75 * plain.rmse


@both_worlds
def test_officers_are_told_apart_better_than_by_plain_means(name: str) -> None:
    plain, ours = held_against_truth(name)
    assert ours.tau >= plain.tau + 0.08


@both_worlds
def test_hardly_anybody_is_wrongly_called_below_and_nobody_who_is_not_below_at_all(name: str) -> None:
    _, ours = held_against_truth(name)
    assert ours.labelled > 0
    assert ours.wrong_share <= 0.10
    assert 1_500 * ours.fine <= ours.officers


@pytest.mark.parametrize(("times", "seeds"), [(0.5, range(1, 9)), (1.5, range(1, 4))])
def test_intervals_hold_where_officers_differ_less_or_more_than_expected(times: float, seeds: range) -> None:
    """On average over agencies: in a single one with little difference between officers it may be 0.76 or 0.98."""
    clean = preset.load("bersih")
    other = replace(clean, places=replace(clean.places, officer_sd=times * clean.places.officer_sd))
    found = worlds(other, seeds)
    ours = pooled([judge(world.modelled(POLICY), world.agency.truth.officer, world.judged) for world in found])
    assert 0.91 <= ours.coverage <= 0.98


def test_where_officers_do_not_differ_nobody_of_1500_is_scored() -> None:
    world = World(agency(1, preset.load("seragam"), units=60, officers=1_500, ratings=60_000))
    assert world.model(POLICY).scores.B.max() < POLICY.b_min


def test_unverified_ratings_move_a_career_score_by_exactly_nothing() -> None:
    attacked = preset.load("serangan")
    without_forgery = replace(attacked, attacks=tuple(attack for attack in attacked.attacks if not attack.ticket))
    size = {"units": 6, "officers": 60, "ratings": 5_000}
    assert len(without_forgery.attacks) > 5
    stormed = Tables(agency(1, without_forgery, **size)).tallies()
    calm = Tables(agency(1, preset.load("bersih"), **size)).tallies()
    verified = [row for row in calm if row["verified"] in VERIFIED]
    reports = [recompute(rows, POLICY) for rows in (stormed, calm, verified)]
    assert len({report.dumps(found) for found in reports}) == 3
    for found in reports:
        for counted in (found["ratings"], *found["officers"].values()):
            counted.pop("excluded", None)
    assert len({report.dumps(found) for found in reports}) == 1


def test_forged_tickets_do_move_a_score_and_no_formula_can_tell() -> None:
    attacked = preset.load("serangan")
    forged = replace(attacked, attacks=tuple(attack for attack in attacked.attacks if attack.ticket))
    size = {"units": 6, "officers": 60, "ratings": 5_000}
    stormed, calm = World(agency(1, forged, **size)), World(agency(1, preset.load("bersih"), **size))
    moved = stormed.modelled(POLICY).points - calm.modelled(POLICY).points
    targets = list(stormed.tables.attacked())
    assert (moved[targets] > 0.2).all()
    assert np.nanmax(np.abs(np.delete(moved, targets))) < 0.5
