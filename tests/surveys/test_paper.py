"""Forms on paper: digits into values, samples, and what two typings of one form make together."""

from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import paper
from surveys.paper import DAY, MOVES, SHIFT, Move, Rule, State, Typed
from surveys.questionnaire import load

SKM = load("skm-2017")
CODES = [question.code for question in SKM.questions]
SEX, _AGE, _EDUCATION, OCCUPATION = SKM.profile
OPTIONS = {field.code: [option.code for option in field.options] for field in SKM.profile}

forms = st.builds(
    Typed,
    day=st.dates(date(2026, 11, 1), date(2026, 11, 3)),
    shift=st.integers(0, 2),
    answers=st.dictionaries(st.sampled_from(CODES), st.integers(1, 4)),
    profile=st.fixed_dictionaries({}, optional={name: st.sampled_from(codes) for name, codes in OPTIONS.items()}),
)


def test_nine_digits_become_nine_answers_in_the_order_of_the_form() -> None:
    answers, problems = paper.read_answers(SKM, dict(zip(CODES, "123412341", strict=True)))
    assert list(answers.items()) == list(zip(CODES, [1, 2, 3, 4, 1, 2, 3, 4, 1], strict=True))
    assert problems == {}


@pytest.mark.parametrize("text", ["", "0", " "])
def test_an_empty_field_and_a_zero_are_no_answer(text: str) -> None:
    assert paper.read_answers(SKM, {"U4": text}) == ({}, {})
    assert paper.read_profile(SKM.profile, {"sex": text}) == ({}, {})


@pytest.mark.parametrize("text", ["5", "9", "a", "12", "²", "-1"])
def test_anything_else_is_named_by_its_field_and_never_guessed(text: str) -> None:
    answers, problems = paper.read_answers(SKM, {"U1": text, "U2": "4"})
    assert answers == {"U2": 4}
    assert problems == {"U1": "isi 1 sampai 4, atau kosongkan bila tidak dijawab"}


def test_the_numbers_beside_the_options_are_their_codes() -> None:
    profile, problems = paper.read_profile(SKM.profile, {"sex": "2", "age_band": "6", "occupation": "7"})
    assert profile == {"sex": "P", "age_band": "58p"}
    assert problems == {"occupation": "isi 1 sampai 6, atau kosongkan bila tidak diisi"}
    assert [paper.number_of(SEX, "P"), paper.number_of(OCCUPATION, "lainnya"), paper.number_of(SEX, None)] == [
        "2",
        "6",
        "",
    ]


@given(st.integers(0, 120), st.integers(0, 2**16))
def test_a_sample_is_one_form_in_ten_and_at_least_five(n: int, seed: int) -> None:
    numbers = range(1, n + 1)
    found = paper.drawn(numbers, Rule.SAMPLE, Random(seed))
    assert len(found) == min(n, max(5, -(-n // 10)))
    assert found == sorted(set(found) & set(numbers))
    assert paper.drawn(numbers, Rule.ALL, Random(seed)) == list(numbers)
    assert paper.drawn(numbers, Rule.NONE, Random(seed)) == []


def test_the_sample_cannot_be_foreseen_from_the_numbers_alone() -> None:
    assert len({tuple(paper.drawn(range(1, 101), Rule.SAMPLE, Random(seed))) for seed in range(9)}) == 9


@given(forms)
def test_a_form_typed_twice_alike_differs_in_nothing(form: Typed) -> None:
    assert paper.differences(form, form, paper.names(SKM)) == []


@given(forms, forms)
def test_choosing_one_typing_everywhere_gives_that_typing(first: Typed, second: Typed) -> None:
    differing = paper.differences(first, second, paper.names(SKM))
    assert paper.settled(first, second, dict.fromkeys(differing, 1)) == first
    assert paper.settled(first, second, dict.fromkeys(differing, 2)) == second


@given(forms, forms)
def test_what_differs_is_the_same_from_both_sides(first: Typed, second: Typed) -> None:
    fields = paper.names(SKM)
    assert paper.differences(first, second, fields) == paper.differences(second, first, fields)


def test_an_answer_that_only_one_typing_has_is_a_difference_and_may_be_chosen_away() -> None:
    first = Typed(date(2026, 11, 2), 1, {"U1": 3, "U2": 2}, {})
    second = Typed(date(2026, 11, 2), 0, {"U1": 3}, {"sex": "L"})
    assert paper.differences(first, second, paper.names(SKM)) == [SHIFT, "U2", "sex"]
    both = paper.settled(first, second, {"U2": 2, "sex": 1, SHIFT: 1, DAY: 1})
    assert both == Typed(date(2026, 11, 2), 1, {"U1": 3}, {})


def test_the_rate_is_of_fields_and_unknown_before_any_was_compared() -> None:
    assert paper.error_rate(3, 150) == Fraction(1, 50)
    assert paper.error_rate(0, 0) is None


def test_what_is_closed_or_void_moves_no_more() -> None:
    assert not any((state, move) in MOVES for state in (State.CLOSED, State.VOID) for move in Move)
