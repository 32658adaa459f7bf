"""Tables printed by public offices: the exact index, and which convention printed what they printed."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from surveys import respondents
from surveys.ikm import Grade, Index, NotAnIndexError, half_up, of_sums, of_tally, reconcile
from surveys.questionnaire import load
from surveys.tally import Form, Tally, count

DATA = Path(__file__).parents[1] / "data"
TABLES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(DATA.glob("*.json"))}
IKM_TABLES = [table for table in TABLES.values() if table["kind"] == "ikm"]
IMPORTANCE = TABLES["balkesmas_semarang_2024_s1_importance"]
ROWS = DATA / "kelurahan_pelabuhan_samarinda_2022_rows_141_175.csv"
SKM = load("skm-2017")


def index_of(table: dict[str, Any]) -> Index:
    sums = table["derived"].get("sum") or table["printed"]["sum"]
    return of_sums(sums, table["derived"]["n"], table["printed"]["n_respondents"], measure=table["kind"])


def test_all_published_tables_are_here() -> None:
    assert (len(TABLES), len(IKM_TABLES)) == (4, 3)


@pytest.mark.parametrize("table", IKM_TABLES, ids=lambda table: table["id"])
def test_the_exact_index_and_grade(table: dict[str, Any]) -> None:
    expected = table["reproduction"]
    assert str(index_of(table).value) == expected["official_result"]
    assert index_of(table).grade is Grade[expected["official_mutu"]]


@pytest.mark.parametrize("table", IKM_TABLES, ids=lambda table: table["id"])
def test_every_convention_gives_the_listed_figure(table: dict[str, Any]) -> None:
    index = index_of(table)
    figures = {"exact_ninth": index.value, **index.reconciliation}
    assert {name: str(value) for name, value in figures.items()} == table["reproduction"]["index_by_convention"]


@pytest.mark.parametrize("table", IKM_TABLES, ids=lambda table: table["id"])
def test_the_printed_index_is_explained_by_the_listed_conventions(table: dict[str, Any]) -> None:
    explained = index_of(table).conventions_printing(Decimal(table["printed"]["index"]))
    assert sorted(explained) == sorted(table["reproduction"]["printed_index_reproduced_by"])


@pytest.mark.parametrize("table", IKM_TABLES, ids=lambda table: table["id"])
def test_every_element_mean_rounds_to_the_printed_one(table: dict[str, Any]) -> None:
    found = {element.code: element.nrr_rounded for element in index_of(table).elements}
    assert found == {code: Decimal(nrr) for code, nrr in table["printed"]["nrr"].items()}


def test_weighted_means_are_printed_with_three_decimals() -> None:
    table = TABLES["kelurahan_pelabuhan_samarinda_2022"]
    found = {element.code: str(element.weighted_rounded) for element in index_of(table).elements}
    assert found == table["printed"]["weighted_nrr"]


def test_answer_counts_of_balkesmas_give_the_same_index() -> None:
    table = TABLES["balkesmas_semarang_2024_s1"]
    answers = table["printed"]["answer_counts"]
    counts = {code: tuple(values.get(str(value), 0) for value in range(1, 5)) for code, values in answers.items()}
    index = of_tally(Tally(counts, n_forms=200, respondents=200))
    assert (str(index.value), index.grade) == ("92.11", Grade.A)
    assert {element.code: element.total for element in index.elements} == table["derived"]["sum"]


def test_importance_is_refused_as_an_index() -> None:
    sums = {code: int(Fraction(nrr) * 200) for code, nrr in IMPORTANCE["printed"]["nrr"].items()}
    with pytest.raises(NotAnIndexError, match="bukan jawaban tentang kepuasan"):
        of_sums(sums, dict.fromkeys(sums, 200), 200, measure=IMPORTANCE["kind"])


def test_arithmetic_alone_would_have_given_importance_an_index() -> None:
    found = reconcile([Fraction(nrr) for nrr in IMPORTANCE["printed"]["nrr"].values()])
    assert {
        "nrr_2dp": str(found["nrr_2dp"]),
        "mean_2dp": str(found["mean_2dp"]),
        "w_0_111_on_printed_nrr": str(found["w_0_111"]),
        "w_0_11_on_printed_nrr": str(found["w_0_11"]),
    } == IMPORTANCE["reproduction"]["index_by_convention"]
    assert str(half_up(Fraction(IMPORTANCE["printed"]["index"]))) == "93.75"


def test_the_35_readable_rows_give_82_14() -> None:
    rows = enumerate(csv.reader(ROWS.read_text("utf-8").splitlines()), 1)
    table = respondents.read(SKM, rows)
    index = of_tally(count(SKM, [Form(None, respondent.answers) for respondent in table.rows]))
    assert (str(index.value), index.grade, index.respondents) == ("82.14", Grade.B, 35)
    expected = TABLES["kelurahan_pelabuhan_samarinda_2022"]["rows_141_175"]["sum"]
    assert {element.code: element.total for element in index.elements} == expected
