"""The made-up agencies: the same seed gives the same bytes, and the estimator knows nothing of the truth."""

import ast
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from surveys import tally_rows
from surveys.simulation import preset
from surveys.simulation.agency import Agency, agency
from surveys.simulation.preset import NAMES, Preset
from surveys.simulation.tables import Tables

SURVEYS = Path(__file__).parents[2] / "surveys"
SIMULATION = SURVEYS / "simulation"


def small(name: str = "bersih", seed: int = 1, ratings: int = 5_000) -> Agency:
    return agency(seed, preset.load(name), units=6, officers=60, ratings=ratings)


def imported(path: Path) -> set[str]:
    """Full names of the modules a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "surveys":
            found |= {f"surveys.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
    return found


def test_the_simulator_and_the_estimator_share_no_code() -> None:
    for path in sorted(SURVEYS.rglob("*.py")):
        names = imported(path)
        if SIMULATION in path.parents:
            ours = {name for name in names if name.startswith("surveys") and not name.startswith("surveys.simulation")}
            assert ours <= {"surveys.validity"}, path  # the rule of the seal, which looks at no answer
            assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names) | {"numpy", "surveys"}, path
        else:
            assert not any(name.startswith("surveys.simulation") for name in names), path


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_agency_and_another_seed_another(name: str) -> None:
    one, again, other = Tables(small(name)), Tables(small(name)), Tables(small(name, seed=2))
    assert one.tallies() == again.tallies() != other.tallies()
    assert list(one.inbox()) == list(again.inbox()) != list(other.inbox())
    assert list(one.roster()) == list(again.roster())
    assert list(one.truth()) == list(again.truth())
    assert one.parameters() == again.parameters()


def test_more_ratings_are_ratings_of_the_same_officers() -> None:
    few, many = small(ratings=1_000), small(ratings=5_000)
    assert few.places.officer_effect.tolist() == many.places.officer_effect.tolist()
    assert few.duty.on_duty == many.duty.on_duty


@pytest.mark.parametrize("name", NAMES)
def test_its_tallies_are_read_without_a_fault_and_hold_every_form_once(name: str) -> None:
    world = small(name)
    tables = Tables(world)
    rows = tables.tallies()
    both = (world.visits.answers[:, 5:7] > 0).all(axis=1)
    assert sum(int(row[column]) for row in rows for column in tally_rows.HISTOGRAM) == both.sum()
    assert sum(int(row["incomplete"]) for row in rows) == (~both).sum()
    reasons = Counter(tables.codes)
    verified = np.isin(tables.codes, tally_rows.VERIFIED)
    expected = {code: n for code, n in reasons.items() if code not in tally_rows.VERIFIED}
    assert tally_rows.read(rows).excluded == {**expected, "incomplete": int((verified & ~both).sum())}


def test_officers_of_a_row_are_those_the_roster_names() -> None:
    tables = Tables(small())
    rostered: dict[tuple[str, str, str], list[str]] = {}
    for duty in tables.roster():
        rostered.setdefault((duty["counter"], duty["day"], duty["shift"]), []).append(duty["officer_id"])
    for row in tables.tallies():
        assert row["officer_id"].split(";") == rostered.get((row["counter"], row["day"], row["shift"]), [""])


def test_the_truth_is_what_a_million_visits_say() -> None:
    """Without conditions, counters and days an officer's plain mean tends to average + unit + officer."""
    clean = preset.load("bersih")
    alike = replace(
        clean,
        places=replace(clean.places, counter_sd=0.0, volume_sd=0.0),
        answers=replace(clean.answers, shift=[0.0] * 3, wait=[0.0] * 5, channel=[0.0] * 4, unit_day_sd=0.0),
    )
    world = agency(3, alike, units=4, officers=8, ratings=200_000)
    pair = world.visits.answers[:, 5:7]
    both = (pair > 0).all(axis=1)
    points, officer = 12.5 * pair[both].sum(axis=1), world.visits.officer[both]
    n = np.bincount(officer)
    mean = np.bincount(officer, points) / n
    expected = world.truth.average + world.truth.unit[world.places.unit] + world.truth.officer
    error = np.sqrt(np.bincount(officer, (points - mean[officer]) ** 2)) / n
    assert np.abs((mean - expected) / error).max() < 4


def test_a_clean_world_looks_like_counters_do() -> None:
    world = agency(1, preset.load("bersih"), units=60, officers=1_500, ratings=50_000)
    answers = world.visits.answers
    given = answers[answers > 0]
    n = np.bincount(world.visits.officer, minlength=1_500)
    solo = np.array([len(officers) == 1 for officers in world.duty.on_duty])[world.visits.slot]
    assert (given == 4).mean() == pytest.approx(0.5, abs=0.05)
    assert world.truth.officer.std() == pytest.approx(3.0, abs=0.3)
    assert np.bincount(world.places.unit).min() == 1
    assert np.quantile(n, 0.9) > 6 * np.quantile(n, 0.1)
    assert 0.75 < solo.mean() < 0.9
    assert 0.65 < world.visits.ticket.mean() < 0.8
    assert 0.0 < (answers == 0).mean() < 0.2
    assert len(set(world.visits.channel.tolist())) == 4


def test_a_dirty_world_has_lent_phones_broken_printers_and_peaks() -> None:
    clean, dirty = Tables(small()), Tables(small("kotor"))
    assert max(clean.codes, key=_multiplicity) == "D1"
    assert _multiplicity(max(dirty.codes, key=_multiplicity)) > 1
    assert dirty.agency.visits.ticket.mean() < clean.agency.visits.ticket.mean()
    assert dirty.agency.visits.wait.tolist().count(3) > clean.agency.visits.wait.tolist().count(3)


def _multiplicity(code: str) -> int:
    return int(code[1:]) if code[0] == "D" else 0


def test_in_a_uniform_world_no_officer_differs() -> None:
    assert not small("seragam").truth.officer.any()


def test_every_attack_has_its_targets_and_its_votes_come_on_top() -> None:
    world = small("serangan")
    tables = Tables(world)
    assert Counter(tables.attacked().values()) == {attack.name: attack.officers for attack in world.preset.attacks}
    votes = sum(attack.officers * attack.votes for attack in world.preset.attacks)
    assert len(world.visits) == 5_000 + votes
    assert tables.parameters()["votes_of_attacks"] == votes
    assert sum(bool(row["attack"]) for row in tables.truth()) == len(tables.attacked())


def test_only_forged_tickets_reach_verified_ratings() -> None:
    world = small("serangan")
    codes = np.array(Tables(world).codes)
    for number, attack in enumerate(world.preset.attacks):
        verified = np.isin(codes[world.visits.attack == number], tally_rows.VERIFIED)
        assert verified.all() if attack.ticket else not verified.any()


def test_every_effect_is_an_argument() -> None:
    base: Preset = preset.load("bersih")
    wide = replace(base, places=replace(base.places, officer_sd=2 * base.places.officer_sd))
    assert agency(1, wide, units=6, officers=60, ratings=500).truth.officer.std() > 1.7 * small().truth.officer.std()


@pytest.mark.parametrize(("units", "officers", "ratings"), [(5, 4, 10), (0, 4, 10), (1, 1, 0)])
def test_an_agency_of_nothing_is_refused(units: int, officers: int, ratings: int) -> None:
    with pytest.raises(ValueError, match="paling sedikit satu"):
        agency(1, preset.load("bersih"), units=units, officers=officers, ratings=ratings)


def test_a_unit_of_one_officer_can_be_all_there_is() -> None:
    tables = Tables(agency(1, preset.load("kotor"), units=1, officers=1, ratings=200))
    assert {row["officer_id"] for row in tables.tallies()} <= {"petugas-1", ""}
