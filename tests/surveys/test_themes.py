"""Themes of comments: counted by a published list of words, never quoted."""

import hashlib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import themes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Petugasnya RAMAH sekali", {"keramahan"}),
        ("Antreannya lama, kursi kurang", {"waktu", "sarana"}),
        ("Sistem error, disuruh kembali", {"sistem"}),
        ("Berkas dibilang kurang terus", {"syarat"}),
        ("Terima kasih", set()),
        ("", set()),
        ("macan", set()),  # no word of the list, though “ac” is inside it
    ],
)
def test_a_comment_is_about_the_themes_whose_words_it_has(text: str, expected: set[str]) -> None:
    assert themes.of(text, themes.lexicon()) == expected


def test_a_theme_counts_once_per_comment() -> None:
    assert themes.counts(["ramah, ramah, dan sangat sopan"] * 5) == {"keramahan": 5}


def test_a_theme_of_fewer_than_five_comments_is_not_named() -> None:
    assert themes.counts(["ramah"] * 4 + ["antre lama"] * 5) == {"waktu": 5}


@given(st.lists(st.sampled_from(["ramah", "lama sekali", "toilet kotor", "biasa"]), max_size=30))
def test_the_order_of_comments_changes_no_count(texts: list[str]) -> None:
    assert themes.counts(texts) == themes.counts(texts[::-1])


def test_published_lists_never_change() -> None:
    pinned = tomllib.loads((themes.FOLDER / "checksums.toml").read_text(encoding="utf-8"))
    found = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in themes.FOLDER.glob("*.toml")
        if path.name != "checksums.toml"
    }
    assert found == pinned


def test_every_theme_has_a_code_of_its_own_and_a_name() -> None:
    codes = [theme.code for theme in themes.lexicon()]
    assert len(set(codes)) == len(codes) >= 6
    assert all(theme.label for theme in themes.lexicon())
