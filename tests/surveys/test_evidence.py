"""The citizens' side of a hand-over: figures where the state allows them, a sentence always, and never a verdict."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import evidence, periods
from surveys.appraisal import State
from surveys.ikm import half_up

PERIOD = periods.parse("2026-S1")
UNSCORED = [state for state in State if not state.scored]


def figures(state: State, n: int = 150) -> dict[str, object]:
    return evidence.qualitative(state, n, u6=[557, 150], u7=[571, 150], lo=86.384, hi=93.616)


def test_a_scored_person_has_exact_means_and_an_interval() -> None:
    found = figures(State.TERSKOR)
    assert (found["u6"], found["u7"], found["lo"], found["hi"]) == ("3.71", "3.81", "86.38", "93.62")
    assert found["perspektif"] == "Penerima Layanan"


def test_means_are_rounded_half_up_and_never_as_floats() -> None:
    assert evidence.mean([767, 200]) == "3.84"
    assert evidence.mean([0, 0]) is None


@given(st.integers(0, 4 * 10**6), st.integers(1, 10**6), st.floats(0, 100))
def test_figures_are_those_of_exact_fractions(total: int, number: int, value: float) -> None:
    assert evidence.mean([total, number]) == str(half_up(Fraction(total, number)))
    assert evidence.points(value) == str(half_up(Fraction(value)))


@pytest.mark.parametrize("state", UNSCORED)
def test_outside_a_scored_state_every_figure_is_null_and_never_zero(state: State) -> None:
    found = figures(state)
    assert all(found[name] is None for name in ("u6", "u7", "lo", "hi"))
    assert found["n"] == 150


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("n", [0, 7, 1500])
def test_the_feedback_is_one_sentence_that_begins_with_who_speaks(state: State, n: int) -> None:
    text = evidence.feedback(figures(state, n), PERIOD)
    assert text.startswith("Penerima layanan: ")
    assert text.endswith(".")
    assert "Semester I 2026" in text
    assert "None" not in text
    assert ". " not in text


def test_the_feedback_of_a_scored_person_has_the_figures_with_decimal_commas() -> None:
    text = evidence.feedback(figures(State.TERSKOR, 1500), PERIOD)
    for part in ("1.500 penilaian", "3,71", "3,81", "86,38 sampai 93,62", "95 %"):
        assert part in text
    assert "terbatas" not in text
    assert "keandalan terbatas" in evidence.feedback(figures(State.TERSKOR_TERBATAS), PERIOD)


def test_too_few_data_are_said_not_to_be_a_low_value() -> None:
    assert "14 penilaian" in evidence.feedback(figures(State.BELUM_CUKUP_DATA, 14), PERIOD)
    assert "tidak ada penilaian" in evidence.feedback(figures(State.BELUM_ADA_ANGKA, 0), PERIOD)
    assert "nilai tim" in evidence.feedback(figures(State.NILAI_TIM_SAJA, 3), PERIOD)
    assert all("bukan nilai rendah" in evidence.feedback(figures(state), PERIOD) for state in UNSCORED)


@given(st.sampled_from(list(State)), st.integers(0, 10**5))
def test_nothing_that_leaves_names_a_band_or_a_predicate(state: State, n: int) -> None:
    found = figures(state, n)
    words = f"{found} {evidence.feedback(found, PERIOD)}".casefold()
    assert not any(word in words for word in ("acuan", "ekspektasi", "predikat", "sangat baik", "kq"))


def test_the_method_note_says_what_it_is_and_what_it_is_not() -> None:
    note = evidence.method_note(PERIOD, 2, "2026-2", date(2026, 7, 9))
    for part in ("2026-2", "9 Juli 2026", "revisi 2", "bukan predikat", "tidak pernah nol"):
        assert part in note


def test_people_who_moved_act_or_left_have_a_note_each() -> None:
    units = [("Dukcapil", 40), ("Puskesmas", 1200)]
    found = evidence.notes(position_is_acting=True, units=units, left_on=date(2026, 5, 1))
    assert ["1.200" in found[0], "Plt." in found[1], "1 Mei 2026" in found[2]] == [True] * 3
    assert evidence.notes(position_is_acting=False, units=units[:1], left_on=None) == []
