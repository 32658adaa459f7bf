"""What everyone may know: enough people, enough answers, and no word surer than the numbers."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import publication
from surveys.ikm import ElementFigure, Grade, Index
from surveys.publication import Certainty, Change

NINTH = Fraction(1, 9)
CODES = [f"U{number}" for number in range(1, 10)]


def index(value: str = "75", n: int = 30, error: float | None = 1.0, **answers: int) -> Index:
    elements = tuple(
        ElementFigure(code, answers.get(code, n), round(answers.get(code, n) * float(value) / 25), NINTH)
        for code in CODES
    )
    return Index(elements, n, Fraction(value), error)


def test_nothing_is_told_of_fewer_than_thirty_people() -> None:
    assert publication.published(None) is None
    assert publication.published(index(n=29)) is None
    assert publication.published(index(n=30)) == index(n=30)


def test_an_element_of_few_answers_is_told_like_one_of_none_and_takes_the_index_with_it() -> None:
    told = publication.published(index(n=40, U8=9))
    assert told is not None
    assert (told.exact, told.grade, told.interval(), told.certainty) == (None, None, None, None)
    assert [(element.code, element.total) for element in told.elements if not element.n] == [("U8", 0)]
    assert told.note == "belum lengkap: U8"
    assert publication.published(index(n=40, U8=10)) == index(n=40, U8=10)


def test_pooling_adds_answers_and_the_plain_mean_counts_units() -> None:
    large, small = index("100", n=90), index("50", n=30)
    whole = publication.pooled([large, small])
    assert whole is not None
    assert (whole.exact, whole.respondents, whole.standard_error) == (Fraction(175, 2), 120, None)
    assert publication.plain_mean([large, small]) == 75


def test_no_unit_makes_no_agency() -> None:
    assert publication.pooled([]) is None
    assert publication.plain_mean([]) is None


def test_an_element_missing_in_one_unit_comes_from_the_others() -> None:
    without = publication.published(index("50", n=40, U4=3))
    assert without is not None
    whole = publication.pooled([index("100", n=40), without])
    assert whole is not None
    assert whole.exact == Fraction(25, 9) * (8 * 3 + 4)
    assert publication.plain_mean([index("100", n=40), without]) == 100


def test_elements_of_different_families_are_never_added() -> None:
    other = Index((ElementFigure("P1", 30, 90, NINTH),) * 9, 30, Fraction(75), None)
    with pytest.raises(ValueError, match="same elements"):
        publication.pooled([index(), other])


counts = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 40))


@given(st.lists(counts, min_size=1, max_size=4))
def test_no_cell_of_a_profile_and_no_difference_of_two_tells_of_fewer_than_ten(quarters: list[dict[str, int]]) -> None:
    whole = publication.profile_cells(quarters)
    total: Counter[str] = sum(map(Counter, quarters), Counter())
    for code, n in whole.items():
        assert n == total[code]
        assert all(not counts.get(code) or counts[code] >= 10 for counts in quarters)
    for quarter in quarters:
        shown = publication.profile_cells([quarter])
        left_out = sum(quarter.values()) - sum(shown.values())
        assert left_out == 0 or left_out >= 10 or not any(shown.values())


def test_a_small_cell_hides_the_next_one_too() -> None:
    assert publication.profile_cells([{"L": 60, "P": 40}]) == {"L": 60, "P": 40}
    assert publication.profile_cells([{"sd": 3, "smp": 12, "sma": 50}]) == {"sma": 50}
    assert publication.profile_cells([{"L": 60, "P": 4}]) == {}


@pytest.mark.parametrize(
    ("value", "error", "sure"),
    [("82", 1.0, Certainty.SURE), ("78", 1.3, Certainty.LIKELY), ("77", 2.0, Certainty.OPEN), ("77", None, None)],
)
def test_words_about_a_grade_are_as_sure_as_its_probability(
    value: str, error: float | None, sure: Certainty | None
) -> None:
    assert publication.certainty(index(value, error=error)) is sure


def test_the_rival_of_a_grade_is_the_nearest_one() -> None:
    assert publication.rival(index("77")) is Grade.C
    assert publication.rival(index("88")) is Grade.A
    assert publication.rival(index("88", error=None)) is None


def test_a_change_is_told_only_beyond_chance() -> None:
    assert publication.change(index("75"), index("80")) is Change.UP
    assert publication.change(index("80"), index("75")) is Change.DOWN
    assert publication.change(index("75"), index("77")) is Change.UNCLEAR
    assert publication.change(index("75", error=None), index("95")) is Change.UNCLEAR
