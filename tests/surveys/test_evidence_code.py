"""The code of an evidence sheet: ours or nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import crockford, evidence_code
from surveys.evidence_code import Sheet, UnknownSheet

KEY, OTHER = b"k" * 32, b"o" * 32
NUMBERS = st.integers(1, 2**31 - 1)


@given(NUMBERS, NUMBERS)
def test_a_code_leads_back_to_its_sheet(handover: int, officer: int) -> None:
    sheet = Sheet(handover, officer)
    assert evidence_code.parse(KEY, evidence_code.mint(KEY, sheet)) == sheet


@given(st.integers(0, 18 * 8 - 1))
def test_a_code_with_one_bit_changed_is_unknown(bit: int) -> None:
    data = int.from_bytes(crockford.decode(evidence_code.mint(KEY, Sheet(3, 7)))) ^ (1 << bit)
    with pytest.raises(UnknownSheet):
        evidence_code.parse(KEY, crockford.encode(data.to_bytes(18)))


def test_a_code_of_another_key_is_unknown() -> None:
    with pytest.raises(UnknownSheet):
        evidence_code.parse(KEY, evidence_code.mint(OTHER, Sheet(3, 7)))


@given(st.text(max_size=40))
def test_any_other_text_is_unknown(text: str) -> None:
    with pytest.raises(UnknownSheet):
        evidence_code.parse(KEY, text)


def test_a_fingerprint_changes_with_every_word_of_the_sheet() -> None:
    said = {"n": 67, "u6": "3.41"}
    assert evidence_code.fingerprint(said) != evidence_code.fingerprint({**said, "u6": "3.42"})
    assert evidence_code.fingerprint(said) == evidence_code.fingerprint(dict(reversed(said.items())))
