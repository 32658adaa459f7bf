"""Tallies are additive integers: they merge in any order and forget who answered what."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import SCALE, load
from surveys.tally import Form, Moments, Tally, count, moments

SKM = load("skm-2017")
VALUES = st.integers(SCALE[0], SCALE[-1])
FORMS = st.lists(
    st.builds(Form, st.none() | VALUES, st.dictionaries(st.sampled_from(SKM.element_codes), VALUES)), max_size=12
)


def test_counts_opening_respondents_and_histogram_of_two_forms() -> None:
    tally = count(SKM, [Form(4, {"U1": 3, "U6": 4, "U7": 3}), Form(1, {}), Form(None, {"U6": 1})])
    assert tally.counts["U1"] == (0, 0, 1, 0)
    assert tally.counts["U6"] == (1, 0, 0, 1)
    assert (tally.n_forms, tally.respondents) == (3, 2)
    assert tally.opening == (1, 0, 0, 1)
    assert tally.h == (0, 0, 0, 0, 0, 1, 0)
    assert (tally.answers("U6"), tally.total("U6")) == (2, 5)


def test_a_tap_without_elements_is_a_form_but_no_respondent() -> None:
    tally = count(SKM, [Form(4, {})])
    assert (tally.n_forms, tally.respondents) == (1, 0)


def test_moments_of_two_answers_on_one_form() -> None:
    found = moments(SKM, [Form(None, {"U1": 3, "U9": 2})])
    first, last = 0, 8
    assert (found.n[first][last], found.x[first][last], found.x[last][first], found.p[first][last]) == (1, 3, 2, 6)


@given(FORMS, FORMS)
def test_tallying_parts_and_adding_is_tallying_all(one: list[Form], other: list[Form]) -> None:
    assert count(SKM, one) + count(SKM, other) == count(SKM, one + other)
    assert moments(SKM, one) + moments(SKM, other) == moments(SKM, one + other)


@given(FORMS, st.randoms(use_true_random=False))
def test_the_order_of_forms_is_forgotten(forms: list[Form], random: Random) -> None:
    shuffled = random.sample(forms, len(forms))
    assert count(SKM, shuffled) == count(SKM, forms)
    assert moments(SKM, shuffled) == moments(SKM, forms)


@given(FORMS)
def test_a_tally_and_its_moments_survive_json(forms: list[Form]) -> None:
    tally, both = count(SKM, forms), moments(SKM, forms)
    assert Tally.from_json(json.loads(json.dumps(tally.to_json()))) == tally
    assert Moments.from_json(json.loads(json.dumps(both.to_json()))) == both


@given(FORMS, FORMS)
def test_a_correction_of_negative_integers_takes_forms_out_again(kept: list[Form], void: list[Form]) -> None:
    negative = json.loads(json.dumps(count(SKM, void).to_json()), parse_int=lambda digits: -int(digits))
    assert count(SKM, kept + void) + Tally.from_json(negative) == count(SKM, kept)


def test_families_with_other_elements_are_not_added() -> None:
    with pytest.raises(ValueError, match="rumpun"):
        count(SKM, []) + Tally({"Z1": (0, 0, 0, 0)})
