"""The index is exact: fractions, one half-up rounding, grade after rounding."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm, sqrt
from random import Random
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.ikm import (
    Grade,
    Index,
    NotAnIndexError,
    grade_of,
    half_up,
    minimum_sample,
    of_element,
    of_sums,
    of_tally,
    reconcile,
)
from surveys.questionnaire import SCALE, load
from surveys.tally import Form, Moments, count, moments

Answers = Sequence[int | None]

SKM = load("skm-2017")
ELEMENTS = SKM.element_codes
EIGHT = ["444333443", "333333333", "434344444", "343-33332", "222333322", "444444444", "33343333-", "4334344-3"]
VALUES = st.integers(SCALE[0], SCALE[-1])
ROWS = st.lists(st.lists(st.none() | VALUES, min_size=9, max_size=9), min_size=1, max_size=15)


def forms(rows: Sequence[Answers]) -> list[Form]:
    return [Form(None, {e: v for e, v in zip(ELEMENTS, row, strict=True) if v is not None}) for row in rows]


def digits(rows: list[str]) -> list[Form]:
    return forms([[None if sign == "-" else int(sign) for sign in row] for row in rows])


def index(given_forms: list[Form]) -> Index:
    return of_tally(count(SKM, given_forms), moments(SKM, given_forms))


def same(value: int) -> Index:
    return index(forms([[value] * 9] * 7))


@pytest.mark.parametrize(
    ("value", "text", "grade"), [(4, "100.00", "A"), (3, "75.00", "C"), (2, "50.00", "D"), (1, "25.00", "D")]
)
def test_equal_answers_give_the_value_times_25(value: int, text: str, grade: str) -> None:
    assert (str(same(value).value), same(value).grade) == (text, Grade[grade])


def test_equal_answers_leave_no_error_and_full_certainty() -> None:
    assert same(4).standard_error == 0
    assert same(4).certainty == {Grade.D: 0, Grade.C: 0, Grade.B: 0, Grade.A: 1}
    assert same(4).interval() == (100, 100)


def test_the_worked_example_of_eight_forms() -> None:
    found = index(digits(EIGHT))
    assert [element.n for element in found.elements] == [8, 8, 8, 7, 8, 8, 8, 7, 7]
    assert [element.total for element in found.elements] == [27, 26, 26, 24, 26, 27, 28, 23, 21]
    assert found.exact == Fraction(5200, 63)
    assert (str(found.value), found.grade) == ("82.54", Grade.B)
    assert str(found.reconciliation["w_0_11"]) == "81.71"
    assert found.standard_error is not None
    assert found.certainty is not None
    assert found.standard_error == pytest.approx(4.611143, abs=1e-6)
    assert found.standard_error**2 * 7 / 8 == pytest.approx(1608125 / 86436, abs=1e-12)
    assert list(found.certainty) == [Grade.D, Grade.C, Grade.B, Grade.A]
    assert list(found.certainty.values()) == pytest.approx([0.000071, 0.098971, 0.795363, 0.105595], abs=1e-6)
    assert found.interval() == pytest.approx((82.539683 - 1.96 * 4.611143, 82.539683 + 1.96 * 4.611143), abs=1e-5)


@pytest.mark.parametrize(
    ("exact", "text", "grade"),
    [
        ("88.305", "88.31", "A"),
        ("88.3049", "88.30", "B"),
        ("88.304", "88.30", "B"),
        ("76.605", "76.61", "B"),
        ("76.6049", "76.60", "C"),
        ("64.995", "65.00", "C"),
        ("64.9949", "64.99", "D"),
    ],
)
def test_a_grade_is_read_off_the_rounded_index(exact: str, text: str, grade: str) -> None:
    rounded = half_up(Fraction(exact))
    assert (str(rounded), grade_of(rounded).name) == (text, grade)


@pytest.mark.parametrize(
    ("fraction", "text"),
    [("741/200", "3.71"), ("753/200", "3.77"), ("767/200", "3.84"), ("765/200", "3.83"), ("1/200", "0.01")],
)
def test_halves_are_rounded_up_where_binary_numbers_fall_short(fraction: str, text: str) -> None:
    assert str(half_up(Fraction(fraction))) == text


@given(st.integers(0, 10_000))
def test_every_half_hundredth_goes_up_and_anything_less_goes_down(hundredths: int) -> None:
    tie = Fraction(2 * hundredths + 1, 200)
    assert half_up(tie) == Decimal(hundredths + 1) / 100
    assert half_up(tie - Fraction(1, 10**9)) == Decimal(hundredths) / 100


def test_a_negative_number_has_no_half_up() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        half_up(Fraction(-1))


def test_every_border_of_the_grades_is_reached_exactly_from_its_tie() -> None:
    for border, below, above in [("64.99", "D", "C"), ("76.60", "C", "B"), ("88.30", "B", "A")]:
        tie = Fraction(border) + Fraction(1, 200)
        assert grade_of(half_up(tie)).name == above
        assert grade_of(half_up(tie - Fraction(1, 10**12))).name == below


def test_the_index_of_ten_thousand_random_tables_agrees_with_plain_integers() -> None:
    random = Random(25)
    for _ in range(10_000):
        answers = {code: random.randint(1, 400) for code in ELEMENTS}
        sums = {code: random.randint(n, 4 * n) for code, n in answers.items()}
        denominator = lcm(*answers.values())
        numerator = 25 * sum(sums[code] * denominator // n for code, n in answers.items())
        hundredths = (200 * numerator + 9 * denominator) // (18 * denominator)
        found = of_sums(sums, answers, 400)
        assert str(found.value) == f"{hundredths // 100}.{hundredths % 100:02}"
        letter = next(g for g, least in (("A", 8831), ("B", 7661), ("C", 6500), ("D", 0)) if hundredths >= least)
        assert found.grade is Grade[letter]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_index_does_not_depend_on_the_order_of_rows_or_elements(rows: Sequence[Answers], random: Random) -> None:
    given_forms = forms(rows)
    found = index(given_forms)
    assert index(random.sample(given_forms, len(given_forms))) == found
    answers = {element.code: element.n for element in found.elements}
    sums = {element.code: element.total for element in found.elements}
    backwards = of_sums(sums, dict(reversed(answers.items())), found.respondents, moments(SKM, given_forms))
    assert (backwards.exact, backwards.standard_error) == (found.exact, found.standard_error)


@given(ROWS)
def test_the_error_from_moments_is_the_error_from_rows(rows: Sequence[Answers]) -> None:
    found = index(forms(rows))
    filled = [row for row in rows if any(row)]
    if found.exact is None or len(filled) < 2:
        assert found.standard_error is None
        return
    g = [
        sum(
            Fraction(25, 9 * element.n) * (value - Fraction(element.total, element.n))
            for value, element in zip(row, found.elements, strict=True)
            if value is not None
        )
        for row in filled
    ]
    n = len(filled)
    assert found.standard_error == pytest.approx(sqrt(Fraction(n, n - 1) * sum(x * x for x in g)), abs=1e-12)


@given(ROWS)
def test_the_certainties_of_the_grades_add_up_to_one(rows: Sequence[Answers]) -> None:
    certainty = index(forms(rows)).certainty
    assert certainty is None or sum(certainty.values()) == pytest.approx(1, abs=1e-12)


def test_the_moments_may_name_the_elements_in_another_order() -> None:
    given_forms = digits(EIGHT)
    both = moments(SKM, given_forms)
    backwards = Moments(both.elements[::-1], *(tuple(row[::-1] for row in m[::-1]) for m in (both.n, both.x, both.p)))
    assert of_tally(count(SKM, given_forms), backwards) == index(given_forms)


def test_an_element_without_answers_means_no_index_and_says_which() -> None:
    found = index(forms([[4, 3, 4, None, 4, 4, 4, None, 4]] * 3))
    assert (found.exact, found.value, found.grade, found.standard_error) == (None, None, None, None)
    assert (found.certainty, found.interval(), found.reconciliation) == (None, None, {})
    assert found.note == "belum lengkap: U4, U8"
    assert found.respondents == 3
    assert (found.elements[3].nrr, found.elements[3].grade, str(found.elements[0].nrr_rounded)) == (None, None, "4.00")


def test_missing_answers_are_divided_by_the_answers_given() -> None:
    assert str(index(forms([[4] * 9, [4, 4, 4, None, 4, 4, 4, 4, 4]])).value) == "100.00"


def test_one_respondent_has_an_index_but_no_error() -> None:
    found = index(forms([[4] * 9]))
    assert (str(found.value), found.standard_error, found.certainty, found.interval()) == ("100.00", None, None, None)


def test_no_respondent_at_all_has_no_index() -> None:
    assert index([]).exact is None


def test_the_interval_stays_within_the_scale() -> None:
    interval = index(forms([*[[4] * 9] * 9, [1] * 9])).interval(z=3.09)
    assert interval is not None
    assert 25 <= interval[0] < interval[1] == 100


def test_an_element_is_converted_from_its_exact_mean() -> None:
    found = of_sums(dict.fromkeys(ELEMENTS, 767), dict.fromkeys(ELEMENTS, 200), 200).elements[0]
    assert (str(found.nrr_rounded), str(found.weighted_rounded), str(found.conversion)) == ("3.84", "0.426", "95.88")


def test_the_short_weights_lower_a_perfect_unit_and_are_only_named_as_conventions() -> None:
    assert {name: str(value) for name, value in same(4).reconciliation.items()} == {
        "nrr_2dp": "100.00",
        "mean_2dp": "100.00",
        "w_0_111": "99.90",
        "w_0_11": "99.00",
    }


def test_the_short_weights_stand_for_a_ninth_only() -> None:
    assert list(reconcile([Fraction(4)] * 5)) == ["nrr_2dp", "mean_2dp"]


@pytest.mark.parametrize("total", [7, 33])
def test_sums_that_no_answers_give_are_refused(total: int) -> None:
    with pytest.raises(NotAnIndexError, match=r"U3 .* tidak mungkin"):
        of_sums({**dict.fromkeys(ELEMENTS, 20), "U3": total}, dict.fromkeys(ELEMENTS, 8), 8)


@pytest.mark.parametrize(
    ("population", "sample"),
    [
        (10, 10),
        (20, 19),
        (50, 44),
        (100, 80),
        (150, 108),
        (200, 132),
        (300, 169),
        (500, 217),
        (1_000, 278),
        (2_000, 322),
        (5_000, 357),
        (10_000, 370),
        (75_000, 382),
        (1_000_000, 384),
        (1, 1),
        (0, 0),
    ],
)
def test_the_sample_of_krejcie_and_morgan(population: int, sample: int) -> None:
    assert minimum_sample(population) == sample


def test_a_population_is_not_negative() -> None:
    with pytest.raises(ValueError, match="population"):
        minimum_sample(-1)


def test_one_element_is_an_index_of_its_own_with_its_own_error() -> None:
    answered = forms([[4, 4, third, 4, 4, 4, 4, 4, 4] for third in (1, 2, 4)])
    index = of_element(of_tally(count(SKM, answered), moments(SKM, answered)), "U3")
    assert (index.respondents, str(index.value)) == (3, "58.33")
    assert index.standard_error == pytest.approx(stdev([25, 50, 100]) / sqrt(3))
