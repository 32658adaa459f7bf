"""What must hold for every agency whose ratings are known by cell: equal circumstances, clusters and frozen records."""

from collections.abc import Callable
from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveys import casemix, component
from surveys.arrays import IntArray
from surveys.cells import BINS, CellKey, Cells
from surveys.component import Model
from surveys.fit import Components
from surveys.policy import Policy, load
from surveys.questionnaire import load as questionnaire
from surveys.recompute import components_from, recompute
from surveys.report import dumps
from surveys.tally import Form, count
from surveys.tally_rows import Row
from tests.agencies import cells, cells_of, histograms, whole
from tests.agencies import law as many

POLICY = replace(load("2026-2"), case_mix_minimum=1)
PLAIN = replace(POLICY, winsorise=False)
# An example here is a whole run or two.
law = settings(many, max_examples=20)

KEY = ("unit_id", "officer_id", "counter", "day", "shift", "wait_band", "channel", "verified")
H = tuple(f"h{k}" for k in range(2, 9))

Agency = tuple[IntArray, IntArray, Cells]  # hist (K, 7), unit (K,), cells


@st.composite
def agencies(draw: st.DrawFn) -> Agency:
    """Two to four rows in one or two units, by cell."""
    drawn = draw(cells(rows=draw(st.integers(2, 4))))
    hist = whole(drawn)
    unit = np.sort(np.array(draw(st.lists(st.integers(0, 1), min_size=len(hist), max_size=len(hist)))))
    return hist, unit - unit.min() if unit.max() == unit.min() else unit, drawn


def records(tau2: float = 0.02) -> st.SearchStrategy[Components]:
    """Frozen records with effects of circumstances and clusters up to `tau2`."""
    names = ("shift=siang", "shift=sore", "wait_band=60+", "channel=kiosk")
    effect = st.fixed_dictionaries({name: st.floats(-0.3, 0.3) for name in names})
    share = st.fixed_dictionaries({name: st.floats(0, 1) for name in names})
    numbers = (st.floats(0.1, 0.5), st.floats(0.01, 0.05), st.floats(0.002, 0.02))
    cluster = st.floats(0, tau2)
    return st.builds(Components, *numbers, tau_c2=cluster, tau_d2=cluster, beta=effect, xbar=share)


def score(agency: Agency, frozen: Components, policy: Policy) -> Model:
    hist, unit, drawn = agency
    model = component.score(hist, unit, frozen, policy, cells=drawn)
    assert model is not None
    return model


def with_rating(agency: Agency, at: int, rating: int) -> Agency:
    """One more rating of U6+U7 = 2..8 in a cell."""
    _hist, unit, drawn = agency
    more = drawn.hist.copy()
    more[at, rating - 2] += 1
    changed = replace(drawn, hist=more)
    return whole(changed), unit, changed


def row(unit: str, officers: str, key: CellKey, hist: list[int], code: str = "T") -> dict[str, str]:
    return {**dict(zip(KEY, (unit, officers, *key, code), strict=True)), **dict(zip(H, map(str, hist), strict=True))}


def tables(codes: tuple[str, ...] = ("T", "T", "TF", "D1")) -> st.SearchStrategy[list[Row]]:
    """Rows of a tally file with counter, day and circumstances."""
    key = st.builds(
        CellKey,
        st.sampled_from(["1", "2"]),
        st.sampled_from(["2026-10-05", "2026-10-06", "2026-10-07"]),
        st.sampled_from(["pagi", "siang"]),
        st.sampled_from(["0-14", "60+", "unknown"]),
        st.sampled_from(["own_phone", "kiosk"]),
    )
    people = st.sampled_from(["ani", "budi", "citra", "dewi", "ani;budi", ""])
    drawn = st.builds(row, st.sampled_from(["A", "B"]), people, key, histograms(), st.sampled_from(codes))
    return st.lists(drawn, min_size=1, max_size=8)


@law
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_cells_leaves_no_trace(rows: list[Row], shuffle: Random) -> None:
    shuffled = list(rows)
    shuffle.shuffle(shuffled)
    assert dumps(recompute(shuffled, POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(tables(), st.data())
def test_cells_may_be_split_and_added_up_again(rows: list[Row], data: st.DataObject) -> None:
    parts = []
    for given_row in rows:
        taken = {name: data.draw(st.integers(0, int(given_row[name]))) for name in H}
        parts.append({**given_row, **{name: str(n) for name, n in taken.items()}})
        parts.append({**given_row, **{name: str(int(given_row[name]) - n) for name, n in taken.items()}})
    assert dumps(recompute(parts, POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(tables(), tables())
def test_a_correction_taken_back_leaves_no_trace(rows: list[Row], corrected: list[Row]) -> None:
    there = [{**given_row, **{name: str(-int(given_row[name])) for name in H}} for given_row in corrected]
    assert dumps(recompute([*rows, *there, *corrected], POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(tables(("T", "TF")), tables(("D1", "A", "XF")))
def test_unverified_cells_move_no_number(rows: list[Row], others: list[Row]) -> None:
    found = [recompute(given_rows, POLICY) for given_rows in (rows, [*rows, *others])]
    assert found[0]["ratings"].pop("excluded") == {}
    assert sum(found[1]["ratings"].pop("excluded").values()) == sum(int(item[name]) for item in others for name in H)
    for report in found:
        for entry in report["officers"].values():
            entry.pop("excluded", None)
    assert dumps(found[0]) == dumps(found[1])


@law
@given(tables(("T",)), tables(("T",)))
def test_shared_and_unrostered_cells_move_teams_and_no_officers_effect(rows: list[Row], others: list[Row]) -> None:
    solo = [item for item in rows if item["officer_id"] in ("ani", "budi", "citra", "dewi")]
    assume(solo)
    units = {item["unit_id"] for item in solo}
    shared = [{**item, "officer_id": "ani;budi"} for item in others if item["unit_id"] in units]
    before, after = recompute(solo, POLICY), recompute([*solo, *shared], POLICY)
    assert dumps(after["components"]) == dumps(before["components"])
    for name, entry in before["officers"].items():
        kernels = [{**found["kernel"], "Q_team": None} for found in (entry, after["officers"][name])]
        assert dumps(kernels[0]) == dumps(kernels[1])


@law
@given(tables(("T",)), st.sampled_from(["ani", "budi", "citra"]))
def test_a_roster_edit_leaves_the_ratings_of_everybody_else(rows: list[Row], joined: str) -> None:
    edited = [{**rows[0], "officer_id": f"{joined};dewi"}, *rows[1:]]
    touched = {joined, "dewi", *rows[0]["officer_id"].split(";")}
    before, after = (recompute(given_rows, replace(POLICY, case_mix=False)) for given_rows in (rows, edited))
    for name, entry in before["officers"].items():
        if name.partition("@")[0] not in touched:
            assert after["officers"][name].get("n") == entry.get("n")
            if entry["kernel"] and "S_raw" in entry["kernel"]:
                assert after["officers"][name]["kernel"]["S_raw"] == entry["kernel"]["S_raw"]


@law
@given(tables())
def test_ratings_of_units_add_up_to_those_of_the_agency(rows: list[Row]) -> None:
    found = recompute(rows, POLICY)
    for kind in ("solo", "shared", "unrostered"):
        assert found["ratings"][kind] == sum(unit[f"n_{kind}"] for unit in found["units"].values())
    everything = sum(int(item[name]) for item in rows for name in H)
    counted = sum(n for kind, n in found["ratings"].items() if kind != "excluded")
    assert counted + sum(found["ratings"]["excluded"].values()) == everything


@law
@given(tables(("T",)), st.permutations(["1", "2"]), st.permutations(["2026-10-05", "2026-10-06", "2026-10-07"]))
def test_other_names_of_counters_and_days_give_the_same_numbers(
    rows: list[Row], counters: list[str], days: list[str]
) -> None:
    named = dict(zip(["1", "2", "2026-10-05", "2026-10-06", "2026-10-07"], [*counters, *days], strict=True))
    renamed = [{**item, "counter": named[item["counter"]], "day": named[item["day"]]} for item in rows]
    before, after = (recompute(given_rows, POLICY)["officers"] for given_rows in (rows, renamed))
    for name, entry in before.items():
        if entry["kernel"]:
            for number, value in entry["kernel"].items():
                assert after[name]["kernel"][number] == pytest.approx(value, abs=1e-9, rel=1e-9, nan_ok=True), number


@law
@given(tables(("T",)), st.sampled_from(["usia", "jenis_kelamin", "pangkat", "pendidikan", "nama"]))
def test_no_attribute_of_a_person_can_reach_a_number(rows: list[Row], attribute: str) -> None:
    described = [{**item, attribute: str(number)} for number, item in enumerate(rows)]
    assert dumps(recompute(described, POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=6), st.data())
def test_the_seven_elements_about_the_unit_reach_the_index_only(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    skm = questionnaire("skm-2017")
    others = [code for code in skm.element_codes if code not in ("U6", "U7")]

    def counted(value: Callable[[], int]) -> tuple[tuple[int, ...], dict[str, int]]:
        forms = [Form(None, {"U6": u6, "U7": u7, **{code: value() for code in others}}) for u6, u7 in pairs]
        tally = count(skm, forms)
        return tally.h, {code: tally.total(code) for code in others}

    worst, drawn = counted(lambda: 1), counted(lambda: data.draw(st.integers(2, 4)))
    assert worst[0] == drawn[0]
    assert all(drawn[1][code] > worst[1][code] for code in others)


@law
@given(agencies(), records(tau2=0.0), st.integers(2, 8), st.data())
def test_a_rating_moves_its_officer_to_the_side_of_the_expected_it_is_on_once_equalised(
    agency: Agency, frozen: Components, rating: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(agency[2].row) - 1))
    before, after = score(agency, frozen, PLAIN), score(with_rating(agency, at, rating), frozen, PLAIN)
    i = agency[2].row[at]
    eta = before.final.theta[agency[1][i]] + before.scores.v[i]
    equalised = rating / 2 - casemix.deviation(agency[2], frozen.beta, frozen.xbar)[at]
    assert (after.scores.v[i] - before.scores.v[i]) * np.sign(equalised - eta) >= -1e-12


@law
@given(agencies(), records(), st.data())
def test_with_clusters_a_rating_above_the_expected_costs_at_most_a_tenth_of_a_point(
    agency: Agency, frozen: Components, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(agency[2].row) - 1))
    before, after = score(agency, frozen, PLAIN), score(with_rating(agency, at, 8), frozen, PLAIN)
    i = agency[2].row[at]
    eta = before.final.theta[agency[1][i]] + before.scores.v[i]
    assume(4 - casemix.deviation(agency[2], frozen.beta, frozen.xbar)[at] >= eta)
    assert 25 * (after.scores.v[i] - before.scores.v[i]) >= -0.10


@law
@given(agencies(), records(), st.integers(2, 8), st.data())
def test_with_clusters_a_rating_widens_no_error_by_more_than_a_hundredth_of_a_point(
    agency: Agency, frozen: Components, rating: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(agency[2].row) - 1))
    before, after = score(agency, frozen, PLAIN), score(with_rating(agency, at, rating), frozen, PLAIN)
    i = agency[2].row[at]
    assert after.scores.se[i] <= before.scores.se[i] + 0.01


@law
@given(agencies())
def test_no_number_depends_on_cells_where_neither_circumstances_nor_clusters_are_used(agency: Agency) -> None:
    hist, unit, drawn = agency
    policy = replace(POLICY, case_mix=False, clusters=())
    with_cells, without = (component.estimate(hist, unit, policy, cells=known) for known in (drawn, None))
    assert with_cells is not None
    assert without is not None
    for field in fields(without.scores):
        if field.name not in ("H_c", "H_d"):
            np.testing.assert_array_equal(getattr(with_cells.scores, field.name), getattr(without.scores, field.name))


@law
@given(tables(("T",)))
def test_a_record_is_used_unchanged_in_both_passes(rows: list[Row]) -> None:
    estimated = recompute(rows, POLICY)
    assume(estimated["components"])
    record = components_from(estimated)
    again = recompute(rows[:1], POLICY, record)
    for found in (again["components"], again["pass_1"] and again["pass_1"]["components"]):
        if found:
            kept = {key: value for key, value in estimated["components"].items() if key not in ("mu", "C", "CM", "Vmu")}
            assert {key: found[key] for key in kept} == kept


@law
@given(agencies())
def test_half_a_point_more_for_everybody_moves_only_the_level_whatever_the_circumstances(agency: Agency) -> None:
    _hist, unit, drawn = agency
    lower = drawn.hist.copy()
    lower[:, BINS - 1] = 0
    assume(lower.sum(axis=1).all())
    found = []
    for counts in (lower, np.roll(lower, 1, axis=1)):
        moved = replace(drawn, hist=counts)
        model = component.estimate(whole(moved), unit, POLICY, cells=moved)
        assert model is not None
        found.append(model)
    assert found[1].final.mu == pytest.approx(found[0].final.mu + 0.5, abs=1e-10)
    for name in ("v", "B", "PEV"):
        assert getattr(found[1].scores, name) == pytest.approx(getattr(found[0].scores, name), abs=1e-9)


def test_one_bad_day_does_not_look_like_a_person() -> None:
    """A server that was down for a day: the same ratings, once on that day alone and once spread over the period."""
    good, bad = [0, 0, 0, 0, 4, 4, 12], [12, 4, 4, 0, 0, 0, 0]
    days = [f"d{day}" for day in range(10)]

    def reliability(bad_days: list[str]) -> float:
        rows = [(i, CellKey(str(i), day, "pagi", "0-14", "own_phone"), good) for i in range(6) for day in days]
        rows += [
            (0, CellKey("0", day, "pagi", "0-14", "own_phone"), [n // len(bad_days) for n in bad]) for day in bad_days
        ]
        drawn = cells_of(sorted(rows, key=lambda item: (item[0], item[1])))
        frozen = Components(0.3, 0.0144, 0.006, tau_d2=0.05)
        return float(score((whole(drawn), np.zeros(6, dtype=np.int64), drawn), frozen, PLAIN).scores.B[0])

    assert reliability(["d99"]) < reliability(["d96", "d97", "d98", "d99"])
