"""The list of words that comments are sorted by: met as written, by their beginning, or by their stem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import lexicon, themes
from surveys.lexicon import Difference, LexiconError, Theme

LIST = (
    Theme("waktu", "Waktu", ("antre*", "tunggu")),
    Theme("biaya", "Biaya", ("bayar", "gratis")),
)
SENTENCES = ("Antreannya lama", "Pembayaran mudah", "gratis dan ditunggu", "biasa saja", "")


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Antreannya panjang", [("antreannya", "antre*")]),
        ("Lama DITUNGGU", [("ditunggu", "tunggu")]),
        ("Pembayaran mudah", [("pembayaran", "bayar")]),
        ("gratis, gratis!", [("gratis", "gratis")]),
        ("gratisan", [("gratisan", "gratis")]),
        ("berbayang", []),
        ("[bayar] di sini", []),  # a mask is no word of the writer
        ("", []),
    ],
)
def test_a_comment_shows_which_word_met_which_entry(text: str, met: list[tuple[str, str]]) -> None:
    assert [(hit.word, hit.entry) for hit in lexicon.hits(text, LIST)] == met


def test_a_word_may_lead_to_several_themes_but_to_each_once() -> None:
    both = (Theme("a", "A", ("bayar", "bayar*")), Theme("b", "B", ("bayaran",)))
    assert [(hit.theme.code, hit.entry) for hit in lexicon.hits("bayaran", both)] == [("a", "bayar"), ("b", "bayaran")]


def test_the_published_list_is_the_first_one_and_finds_all_that_it_found_without_stems() -> None:
    built_in = lexicon.built_in()
    assert lexicon.checked(built_in) == built_in
    assert [theme.code for theme in built_in] == [theme.code for theme in themes.lexicon()]
    text = "Petugasnya ramah, antreannya lama, kursinya kotor"
    assert themes.of(text, themes.lexicon()) <= lexicon.themes_of(text, built_in)


@given(st.lists(st.sampled_from(SENTENCES), max_size=20))
def test_the_order_of_comments_changes_no_count(texts: list[str]) -> None:
    assert lexicon.counts(texts, LIST) == lexicon.counts(texts[::-1], LIST)


@given(st.lists(st.sampled_from(SENTENCES), max_size=20))
def test_what_changes_is_what_one_list_has_and_the_other_has_not(texts: list[str]) -> None:
    new = (LIST[0], Theme("umum", "Umum", ("biasa",)))
    before, after = lexicon.counts(texts, LIST), lexicon.counts(texts, new)
    for code, found in lexicon.differences(texts, LIST, new).items():
        assert found.before == before.get(code, 0)
        assert found.before + found.gained - found.lost == after.get(code, 0)


def test_a_theme_that_is_taken_away_loses_its_comments() -> None:
    found = lexicon.differences(["gratis"] * 6, LIST, LIST[:1])
    assert found["biaya"] == Difference(before=6, gained=0, lost=6)


@pytest.mark.parametrize(("n", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_one_to_four_comments_are_not_told(n: int, told: int | None) -> None:
    assert lexicon.shown(n) == told


@given(st.integers(0, 10_000))
def test_a_rough_number_never_moves_by_a_single_comment_unless_it_moves_by_five(n: int) -> None:
    told = lexicon.rough(n)
    assert told is None if 0 < n < 5 else told in range(n - 4, n + 1)
    assert told is None or told % 5 == 0


def test_words_are_read_from_commas_blanks_and_lines() -> None:
    assert lexicon.words_of(" Antre*, lama\nLAMA;  jam ") == ("antre*", "lama", "jam")


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ((), "1 sampai 30 tema"),
        ((Theme("a", "", ("kata",)),), "nama tema"),
        ((Theme("a", "A", ()),), "1 sampai 120 kata"),
        ((Theme("a", "A", ("dua kata",)),), "satu kata"),
        ((Theme("a", "A", ("x",)),), "satu kata"),
        ((Theme("a", "A", ("*",)),), "satu kata"),
        ((Theme("a", "A", ("k" * 41,)),), "satu kata"),
        ((Theme("a", "Sama", ("kata",)), Theme("b", "sama", ("lain",))), "nama yang sama"),
    ],
)
def test_what_is_no_list_of_words_is_refused_with_a_sentence(bad: lexicon.Lexicon, sentence: str) -> None:
    with pytest.raises(LexiconError, match=sentence):
        lexicon.checked(bad)
