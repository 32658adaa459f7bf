"""Sixteen questions about nine elements: the figures are those of nine questions, and a change of form is marked."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import crosswalk, ikm, tally
from surveys.questionnaire import MEAN_OF_QUESTIONS, QuestionnaireError, load, read
from tests.sixteen import ELEMENTS, PAIRS, PER_ELEMENT, sixteen, written

ANSWERS = st.lists(
    st.dictionaries(st.sampled_from([code for code, _ in PAIRS]), st.integers(1, 4), max_size=16), max_size=20
)
FULL = st.lists(st.fixed_dictionaries({code: st.integers(1, 4) for code, _ in PAIRS}), min_size=1, max_size=20)
NINE = st.lists(st.dictionaries(st.sampled_from(ELEMENTS), st.integers(1, 4), max_size=9), max_size=20)


def forms(answers: list[dict[str, int]]) -> list[tally.Form]:
    return [tally.Form(None, given) for given in answers]


def test_sixteen_questions_ask_about_nine_elements() -> None:
    assert [len(questions) for questions in crosswalk.questions_of(sixteen()).values()] == list(PER_ELEMENT)
    assert len(sixteen().questions) == 16


def test_sixteen_questions_by_hand() -> None:
    answers = [dict.fromkeys([code for code, _ in PAIRS], 3), {"U1_1": 4, "U2_1": 1, "U2_2": 1}]
    counts = crosswalk.question_counts(sixteen(), answers)
    pooled, of_questions = (crosswalk.averages(sixteen(kind), counts) for kind in ("", MEAN_OF_QUESTIONS))
    assert (pooled["U1"], of_questions["U1"]) == (Fraction(10, 3), Fraction(13, 4))  # 3+4+3 of three; 3,5 and 3
    assert (pooled["U2"], of_questions["U2"]) == (Fraction(11, 5), Fraction(7, 3))  # 3+1+3+1+3 of five; 2, 2 and 3
    assert pooled["U3"] == of_questions["U3"] == 3
    assert crosswalk.index(sixteen(), counts) == Fraction(25, 9) * (Fraction(10, 3) + Fraction(11, 5) + 21)


@given(NINE)
def test_one_question_per_element_gives_todays_numbers_bit_for_bit(answers: list[dict[str, int]]) -> None:
    skm = load("skm-2017")
    counted = tally.count(skm, forms(answers))
    counts = crosswalk.question_counts(skm, answers)
    assert crosswalk.element_counts(skm, counts) == counted.counts
    assert crosswalk.index(skm, counts) == ikm.of_tally(counted).exact
    assert list(crosswalk.averages(skm, counts).values()) == [figure.nrr for figure in ikm.of_tally(counted).elements]


@given(ANSWERS)
def test_what_a_night_counts_by_element_is_what_its_questions_pool_to(answers: list[dict[str, int]]) -> None:
    counted = tally.count(sixteen(), forms(answers))
    counts = crosswalk.question_counts(sixteen(), answers)
    assert crosswalk.element_counts(sixteen(), counts) == counted.counts
    assert crosswalk.index(sixteen(), counts) == ikm.of_tally(counted).exact


@given(FULL)
def test_both_aggregations_agree_where_no_answer_is_missing(answers: list[dict[str, int]]) -> None:
    counts = crosswalk.question_counts(sixteen(), answers)
    assert crosswalk.averages(sixteen(), counts) == crosswalk.averages(sixteen(MEAN_OF_QUESTIONS), counts)


@given(ANSWERS, st.permutations(PAIRS))
def test_the_order_of_the_questions_moves_no_figure(
    answers: list[dict[str, int]], pairs: list[tuple[str, str]]
) -> None:
    shuffled = read(written(pairs).encode(), "contoh-2026.toml")
    one = crosswalk.averages(sixteen(), crosswalk.question_counts(sixteen(), answers))
    assert one == crosswalk.averages(shuffled, crosswalk.question_counts(shuffled, answers))


@given(ANSWERS, ANSWERS)
def test_counts_of_two_nights_add_up(one: list[dict[str, int]], other: list[dict[str, int]]) -> None:
    both, first, second = (crosswalk.question_counts(sixteen(), answers) for answers in (one + other, one, other))
    assert both == {code: tuple(map(sum, zip(first[code], second[code], strict=True))) for code in both}


def test_an_element_nobody_answered_has_no_average_and_there_is_no_index() -> None:
    counts = crosswalk.question_counts(sixteen(), [{"U1_1": 4}])
    assert crosswalk.averages(sixteen(MEAN_OF_QUESTIONS), counts)["U9"] is None
    assert crosswalk.index(sixteen(), counts) is None


def test_a_step_is_marked_where_the_form_is_another_one_and_months_without_answers_are_passed_over() -> None:
    old, new = ("skm-2017",), ("contoh-2026",)
    found = crosswalk.breaks([(), old, (), old, (), new, new, (*new, *old)])
    assert [at for at, is_marked in enumerate(found) if is_marked] == [5, 7]


def test_another_aggregation_is_refused() -> None:
    with pytest.raises(QuestionnaireError, match="aggregation"):
        sixteen("median")
