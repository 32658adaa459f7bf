"""Names are compared without titles and capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.names import alike, bare, similarity


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ayu Lestari, S.Kom., M.M.", "ayu lestari"),
        ("AYU LESTARI S.KOM", "ayu lestari"),
        ("Dr. H. Budi Santoso", "budi santoso"),
        ("Hj. Siti M. Nur", "siti m nur"),
        ("S.Kom", "s kom"),
    ],
)
def test_titles_are_left_out_unless_nothing_else_is_there(written: str, expected: str) -> None:
    assert bare(written) == expected


def test_the_order_of_the_words_does_not_matter() -> None:
    assert similarity("Ayu Lestari", "Lestari, Ayu") < 1
    assert similarity("Ayu Lestari", "LESTARI AYU S.Kom") == 1


def test_different_people_are_not_alike() -> None:
    assert not alike("Ayu Lestari", "Budi Santoso")
    assert alike("Ayu Lestari", "Ayu Lestary")


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_lies_between_0_and_1(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1
