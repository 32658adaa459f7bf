import json
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.recompute import ComponentsError, components_from, model_of, recompute, report
from surveys.report import dumps
from surveys.rollup import roll_up
from surveys.roster import Cell, attach
from surveys.tally_rows import Row, parse
from tests.agencies import POLICY, histograms, law, worked_rows

PRINTED = 5e-7 + 1e-12
GIVEN = {"sigma2": 0.3, "tau_v2": 0.1, "tau_u2": 0.1}
REPORT = recompute(worked_rows(), POLICY)
COLUMNS = ("unit_id", "officer_id", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "verified")


def table(*rows: str) -> list[dict[str, str]]:
    return parse("\n".join([",".join(COLUMNS), *rows]))


def row(unit: str, officers: str, hist: list[int], code: str = "T") -> dict[str, str]:
    return dict(zip(COLUMNS, [unit, officers, *map(str, hist), code], strict=True))


tables = st.lists(
    st.builds(
        row,
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["ani", "budi", "citra", "dewi", "ani;budi", "citra;ani;dewi", ""]),
        histograms(),
        st.sampled_from(["T", "T", "TF", "A", "D3", "XF"]),
    ),
    min_size=1,
    max_size=12,
)


def test_the_worked_example_comes_out_whole() -> None:
    assert REPORT["components"]["tau_v2"] == pytest.approx(0.018508, abs=PRINTED)
    assert REPORT["components"]["mu"] == pytest.approx(3.314620, abs=PRINTED)
    assert REPORT["pass_1"]["components"]["tau_v2_pm"] == pytest.approx(0.048496, abs=PRINTED)
    assert REPORT["pass_1"]["units"]["A"]["floor"] == pytest.approx(1.883410, abs=PRINTED)
    assert REPORT["units"]["A"]["W_vc"] == pytest.approx(80.139679, abs=PRINTED)
    assert REPORT["units"]["B"]["Q_team"] == pytest.approx(80.843434, abs=PRINTED)
    assert REPORT["agency"]["acuan"] == pytest.approx(82.865494, abs=PRINTED)
    first = REPORT["officers"]["A1"]
    assert (first["state"], first["band"], first["score"]) == ("terskor", "di_atas", first["kernel"]["Q"])
    assert first["kernel"]["h"] == [0, 0, 1, 3, 20, 34, 92]
    assert REPORT["ratings"] == {"solo": 469, "shared": 0, "unrostered": 0, "excluded": {}}


@pytest.mark.parametrize(("officer", "state"), [("A4", "belum_cukup_data"), ("A5", "belum_ada_angka")])
def test_a_number_without_enough_data_exists_only_in_the_kernel(officer: str, state: str) -> None:
    entry = REPORT["officers"][officer]
    assert entry["kernel"]["Q"] > 80
    assert {key: entry[key] for key in ("state", "score", "lo", "hi", "band", "kq")} == {
        "state": state, "score": None, "lo": None, "hi": None, "band": None, "kq": None,
    }  # fmt: skip


def test_every_state_of_a_run_is_reached_and_null_stays_null() -> None:
    rows = [*worked_rows(), row("B", "B4;B5", [0, 0, 0, 0, 0, 0, 9]), row("B", "B4", [0, 0, 0, 0, 0, 3, 5])]
    officers = json.loads(dumps(recompute(rows, POLICY)))["officers"]
    assert {entry["state"] for entry in officers.values()} == {
        "nilai_tim_saja", "belum_ada_angka", "belum_cukup_data", "terskor_terbatas", "terskor",
    }  # fmt: skip
    assert (officers["B4"]["n"], officers["B4"]["shared"], officers["B4"]["score"]) == (8, 9, None)
    assert (officers["B5"]["n"], officers["B5"]["kernel"], officers["B5"]["unit"]) == (0, None, None)
    for entry in officers.values():
        assert (entry["score"] is None) == (not entry["state"].startswith("terskor"))


def test_a_person_in_two_units_has_both_kernels_and_one_score() -> None:
    rows = [{**given_row, "officer_id": given_row["officer_id"].replace("B2", "A2")} for given_row in worked_rows()]
    officers = recompute(rows, POLICY)["officers"]
    person = officers["A2"]
    assert person["kernel"]["Q"] == pytest.approx(80.549343, abs=PRINTED)
    assert (person["n"], person["state"], person["unit"]) == (111, "terskor", None)
    assert officers["A2@A"]["kernel"] == REPORT["officers"]["A2"]["kernel"]
    assert officers["A2@B"]["kernel"] == REPORT["officers"]["B2"]["kernel"]
    assert "score" not in officers["A2@A"]


def test_the_combined_figure_appears_only_when_switched_on() -> None:
    entries = recompute(worked_rows(), replace(POLICY, kq=True))["officers"]
    assert entries["A1"]["kq"] == pytest.approx(87.770403, abs=PRINTED)
    assert entries["A4"]["kq"] is None
    assert REPORT["officers"]["A1"]["kq"] is None


def test_a_printed_report_gives_its_components_to_a_frozen_run() -> None:
    frozen = components_from(json.loads(dumps(REPORT)))
    again = recompute(worked_rows(), POLICY, frozen)
    assert again["frozen"] is True
    assert again["officers"]["A1"]["kernel"]["Q"] == pytest.approx(90.028612, abs=PRINTED)
    assert again["components"]["tau_v2_pm"] == REPORT["components"]["tau_v2_pm"]
    assert components_from({"sigma2": 0.3, "tau_v2": 0, "tau_u2": 0.01}).tau_v2 == 0


def test_a_record_from_before_cells_knows_neither_circumstances_nor_clusters() -> None:
    record = components_from(GIVEN)
    assert (record.beta, record.xbar, record.tau_c2, record.tau_d2) == ({}, {}, 0, 0)


def test_an_acuan_fixed_beforehand_moves_only_the_probabilities() -> None:
    strict = recompute(worked_rows(), POLICY, acuan=88.0)
    assert strict["agency"] == {"Q": REPORT["agency"]["Q"], "acuan": 88.0}
    assert strict["officers"]["A1"]["score"] == REPORT["officers"]["A1"]["score"]
    assert strict["officers"]["A1"]["kernel"]["P_high"] < REPORT["officers"]["A1"]["kernel"]["P_high"]


def test_what_was_left_out_is_counted_by_reason_and_for_who_was_alone() -> None:
    columns = ("unit_id", "officer_id", *(f"h{k}" for k in range(2, 9)), "verified", "incomplete")
    lines = (
        "A,ani,0,0,0,0,0,0,4,T,2",
        "A,ani,0,0,0,0,0,0,3,D1,1",
        "A,ani;budi,0,0,0,0,0,0,5,XF,",
        "A,,0,0,0,0,0,0,0,TF,1",
    )
    found = recompute(parse("\n".join([",".join(columns), *lines])), POLICY)
    assert found["ratings"]["excluded"] == {"incomplete": 3, "D1": 4, "XF": 5}
    assert found["officers"]["ani"]["excluded"] == {"incomplete": 2, "D1": 4}


@pytest.mark.parametrize(
    "record",
    [None, [], {}, {"components": None}, {"sigma2": 0.3, "tau_v2": 0.1}, {"sigma2": 0, "tau_v2": 0.1, "tau_u2": 0.1},
     {"sigma2": 0.3, "tau_v2": -0.1, "tau_u2": 0.1}, {"sigma2": 0.3, "tau_v2": True, "tau_u2": 0.1},
     {"sigma2": 0.3, "tau_v2": "0.1", "tau_u2": 0.1}, {"sigma2": float("nan"), "tau_v2": 0.1, "tau_u2": 0.1},
     {"sigma2": float("inf"), "tau_v2": 0.1, "tau_u2": 0.1}, {**GIVEN, "tau_d2": -0.1}, {**GIVEN, "tau_c2": "0"},
     {**GIVEN, "beta": {"siang": 0.1}}, {**GIVEN, "beta": {"siang": float("nan")}, "xbar": {"siang": 0}},
     {**GIVEN, "beta": [], "xbar": []}],
)  # fmt: skip
def test_unusable_components_are_refused(record: object) -> None:
    with pytest.raises(ComponentsError, match="Komponen"):
        components_from(record)


def test_without_solo_ratings_the_model_is_null_and_the_counts_remain() -> None:
    found = recompute(table("A,ani;budi,0,0,0,0,0,0,4,T", "A,,0,0,0,0,0,0,2,T"), POLICY)
    assert (found["components"], found["agency"], found["pass_1"]) == (None, None, None)
    assert found["units"] == {"A": {"n_solo": 0, "n_shared": 4, "n_unrostered": 2}}
    assert found["officers"]["ani"]["state"] == "nilai_tim_saja"


def test_a_table_without_rows_is_an_empty_report() -> None:
    found = recompute(table(), POLICY)
    assert (found["units"], found["officers"], found["components"]) == ({}, {}, None)


def test_the_only_officer_of_all_has_no_expectation() -> None:
    kernel = json.loads(dumps(recompute(table("A,ani,0,0,1,3,20,34,92,T"), POLICY)))["officers"]["ani"]["kernel"]
    assert (kernel["E"], kernel["V"], kernel["mu_loo"], kernel["B"], kernel["v"]) == (None, None, None, 0, 0)


def test_sealed_tallies_and_a_table_give_the_same_report() -> None:
    cells, roster, rows = [], {}, []
    for counter, given_row in enumerate(worked_rows()):
        hist = [int(given_row[f"h{k}"]) for k in range(2, 9)]
        cells.append(Cell(given_row["unit_id"], counter, date(2026, 10, 5), 1, hist, "pagi"))
        roster[counter, date(2026, 10, 5), 1] = {given_row["officer_id"]}
        rows.append({**given_row, "counter": str(counter), "day": "2026-10-05", "shift": "pagi"})
    rollup = roll_up(attach(cells, roster))
    joined = report(rollup, model_of(rollup, POLICY), POLICY, frozen=False, excluded={}, excluded_of={})
    assert dumps(joined) == dumps(recompute(rows, POLICY))


@law
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_leaves_no_trace(rows: list[Row], shuffle: Random) -> None:
    shuffled = [dict(reversed(list(item.items()))) for item in rows]
    shuffle.shuffle(shuffled)
    assert dumps(recompute(shuffled, POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(tables, st.data())
def test_splitting_rows_leaves_no_trace(rows: list[Row], data: st.DataObject) -> None:
    parts = []
    for whole in rows:
        taken = [data.draw(st.integers(0, int(whole[f"h{k}"]))) for k in range(2, 9)]
        rest = [int(whole[f"h{k}"]) - count for k, count in zip(range(2, 9), taken, strict=True)]
        parts += [row(whole["unit_id"], whole["officer_id"], counts, whole["verified"]) for counts in (taken, rest)]
    assert dumps(recompute(parts, POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(tables, tables)
def test_a_correction_and_its_reversal_leave_no_trace(rows: list[Row], corrected: list[Row]) -> None:
    there = [row(item["unit_id"], item["officer_id"], [-int(item[f"h{k}"]) for k in range(2, 9)], item["verified"])
             for item in corrected]  # fmt: skip
    assert dumps(recompute([*there, *rows, *corrected], POLICY)) == dumps(recompute(rows, POLICY))


@law
@given(tables, tables)
def test_unverified_ratings_change_nothing_but_the_count_of_the_excluded(rows: list[Row], others: list[Row]) -> None:
    unverified = [{**item, "verified": "D1"} for item in others]
    before, after = recompute(rows, POLICY), recompute([*rows, *unverified], POLICY)
    for found in (before, after):
        found["ratings"].pop("excluded")
        for entry in found["officers"].values():
            entry.pop("excluded", None)
    assert dumps(after) == dumps(before)


@law
@given(tables)
def test_every_verified_rating_is_counted_once(rows: list[Row]) -> None:
    found = recompute(rows, POLICY)
    total = sum(int(item[f"h{k}"]) for item in rows for k in range(2, 9))
    ratings = found["ratings"]
    counted = ratings["solo"] + ratings["shared"] + ratings["unrostered"]
    assert counted + sum(ratings["excluded"].values()) == total
    assert counted == sum(unit["n_solo"] + unit["n_shared"] + unit["n_unrostered"] for unit in found["units"].values())
