"""What a superior decides: words and help, and nothing that decides for them."""

import inspect

from surveys import assessment
from surveys.appraisal import State
from surveys.assessment import MATRIX, RATINGS, Rating, is_acting


def test_every_rating_and_state_has_its_words() -> None:
    assert set(RATINGS) == set(Rating)
    assert set(assessment.STATES) == set(State)


def test_the_matrix_is_help_text_that_no_function_reads() -> None:
    assert next(row for row, _ in MATRIX).endswith("di atas ekspektasi")
    assert MATRIX[0][1] == ("Kurang (misconduct)", "Baik", "Sangat Baik")
    functions = inspect.getmembers(assessment, inspect.isfunction)
    assert [name for name, _ in functions] == ["is_acting"]


def test_an_acting_post_is_told_by_its_title() -> None:
    assert all(is_acting(text) for text in ("Plt. Kepala Dinas", "PLH Camat", "Pj. Lurah", "pjs camat"))
    assert not any(is_acting(text) for text in ("Pelaksana", "Pjok", "", "Kepala Seksi Plt"))
