import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import crockford


@given(st.binary(max_size=40))
def test_every_byte_string_comes_back(data: bytes) -> None:
    assert crockford.decode(crockford.encode(data)) == data


@given(st.text(alphabet=crockford.ALPHABET, max_size=40))
def test_a_spelling_is_read_only_if_it_is_the_one_we_write(text: str) -> None:
    try:
        data = crockford.decode(text)
    except ValueError:
        return
    assert crockford.encode(data) == text


def test_bits_are_written_most_significant_first() -> None:
    assert crockford.encode(b"\xff\x00") == "ZW00"


@pytest.mark.parametrize("text", ["zw00", "ZWO0", "ZW0", "ZW01", "ZW0000", "ZW 00", "ZW-0", "ＺＷ00", "U000"])
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        crockford.decode(text)


def test_typed_codes_forgive_case_gaps_and_look_alikes() -> None:
    assert crockford.normalise(" ab-cd oi l1\u00a0–Zz\n") == "ABCD0111ZZ"


@given(st.text(alphabet=crockford.ALPHABET, max_size=40))
def test_what_is_printed_in_fours_is_read_back(code: str) -> None:
    printed = crockford.grouped(code)

    assert all(len(group) <= 4 for group in printed.split())
    assert crockford.normalise(printed.lower()) == code
