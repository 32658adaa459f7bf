import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import nip
from surveys.nip import NipError

PNS, PPPK = "199001172015032004", "199001172023212004"


@pytest.mark.parametrize("text", [PNS, "19900117 201503 2 004", " 1990.0117.2015.03.2.004 ", "'" + PNS, "’" + PNS])
def test_decoration_is_stripped(text: str) -> None:
    assert nip.clean(text) == PNS


@pytest.mark.parametrize("text", ["1,99001E+17", "1.99001172015032e+17", "2E+17", "199001172015032000.0", " 1,99E17 "])
def test_a_number_cell_has_lost_digits_and_the_column_must_become_text(text: str) -> None:
    with pytest.raises(NipError, match="format kolom menjadi Teks"):
        nip.clean(text)


@pytest.mark.parametrize(("text", "length"), [("", 0), (PNS[:-1], 17), (PNS + "0", 19)])
def test_another_length_is_refused_with_its_length(text: str, length: int) -> None:
    with pytest.raises(NipError, match=f"18 digit, yang tertulis {length}"):
        nip.clean(text)


@pytest.mark.parametrize("text", ["19900117201503200X", "١٩٩٠٠١١٧٢٠١٥٠٣٢٠٠٤", "=1+1"])
def test_anything_but_digits_is_refused(text: str) -> None:
    with pytest.raises(NipError, match="hanya boleh berisi angka"):
        nip.clean(text)


@pytest.mark.parametrize("number", [PNS, PPPK])
def test_sound_numbers_of_both_kinds_raise_no_warning(number: str) -> None:
    assert nip.warnings(number) == []


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("199002302015032004", "tanggal lahir"),
        ("199001172015132004", "untuk PPPK hal ini wajar"),
        ("199001172015033004", "laki-laki"),
        ("199001172015032000", "Nomor urut"),
    ],
)
def test_a_slip_is_only_a_warning(number: str, part: str) -> None:
    (warning,) = nip.warnings(nip.clean(number))
    assert part in warning


@given(st.text("0123456789", min_size=18, max_size=18))
def test_what_is_printed_in_groups_is_read_back(number: str) -> None:
    assert [len(group) for group in nip.grouped(number).split()] == [8, 6, 1, 3]
    assert nip.clean(nip.grouped(number)) == number
    assert len(nip.warnings(number)) <= 4
