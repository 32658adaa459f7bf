"""Which language a code means, and which one a phone gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.languages import LANGUAGES, choose, known


def test_there_are_four_languages_each_named_in_itself() -> None:
    assert {tag: language.name for tag, language in LANGUAGES.items()} == {
        "id": "Bahasa Indonesia",
        "en": "English",
        "su": "Basa Sunda",
        "jv": "Basa Jawa",
    }


def test_what_no_native_speaker_has_signed_is_a_draft() -> None:
    assert [tag for tag, language in LANGUAGES.items() if language.is_draft] == ["su", "jv"]


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("in", "id"),
        ("ms", "id"),
        ("jw", "jv"),
        ("jav", "jv"),
        ("sun", "su"),
        ("eng", "en"),
        ("ind", "id"),
        ("su", "su"),
    ],
)
@pytest.mark.parametrize("form", ["{}", "{}-ID", "{}_ID", "{}-Latn-ID", " {} "])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_legacy_codes_and_codes_with_a_region_are_understood(code: str, tag: str, form: str, case: type[str]) -> None:
    assert known(case(form.format(code))) == tag


@pytest.mark.parametrize("code", ["", "*", "nl", "idn-xx", "-id", "su ndanese", "🙂"])
def test_any_other_code_means_nothing(code: str) -> None:
    assert known(code) == ""


def test_the_most_wanted_language_on_offer_is_chosen_and_indonesian_otherwise() -> None:
    assert choose(["nl", "jw-ID", "en"], LANGUAGES) == "jv"
    assert choose(["jw-ID", "en"], {"id", "en"}) == "en"
    assert choose(["nl", "*"], LANGUAGES) == choose([], LANGUAGES) == choose(["su"], {"id"}) == "id"


@given(st.lists(st.text(max_size=12)), st.sets(st.sampled_from(sorted(LANGUAGES))))
def test_whatever_is_asked_for_the_answer_is_on_offer_or_indonesian(codes: list[str], offered: set[str]) -> None:
    assert choose(codes, offered) in offered | {"id"}
