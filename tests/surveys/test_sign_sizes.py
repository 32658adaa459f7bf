"""Sizes of printed codes: a tenth of the distance, and no module that a camera cannot see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import sign_sizes
from surveys.sign_sizes import FORMATS, QUIET_MODULES, DoesNotFit

MODULES = st.sampled_from([25, 29, 33, 37])
PAPERS = st.sampled_from(sorted(FORMATS.values(), key=lambda paper: paper.code))


@given(MODULES, PAPERS, st.floats(10, 200), st.none() | st.integers(1, 500))
def test_a_code_reaches_as_far_as_asked_fits_its_room_and_can_be_read(
    modules: int, paper: sign_sizes.Format, room: float, distance: int | None
) -> None:
    try:
        size = sign_sizes.module_size(modules, room, paper, distance)
    except DoesNotFit:
        return
    assert size >= paper.module
    assert size * (modules + 2 * QUIET_MODULES) <= room * 1.000001
    assert sign_sizes.reach_cm(size, modules) >= (distance or 0)


@given(MODULES, PAPERS, st.floats(10, 200))
def test_without_a_distance_the_code_fills_its_room_or_is_too_small_for_it(
    modules: int, paper: sign_sizes.Format, room: float
) -> None:
    largest = room / (modules + 2 * QUIET_MODULES)
    if largest < paper.module:
        with pytest.raises(DoesNotFit, match="supaya terbaca kamera"):
            sign_sizes.module_size(modules, room, paper)
    else:
        assert sign_sizes.module_size(modules, room, paper) == largest


def test_what_does_not_fit_is_told_with_the_distance_that_would() -> None:
    with pytest.raises(DoesNotFit, match=r"harus 30,0 cm. Poster A4 hanya cukup untuk jarak 117 cm"):
        sign_sizes.module_size(29, 150, FORMATS["a4"], 300)
    with pytest.raises(DoesNotFit, match=r"paling kecil 1,0 mm .* Isi jarak paling sedikit 29 cm"):
        sign_sizes.module_size(29, 150, FORMATS["a4"], 10)
    with pytest.raises(DoesNotFit, match="Pilih kertas yang lebih besar, atau alamat server yang lebih pendek"):
        sign_sizes.module_size(37, 20, FORMATS["kartu"])


@pytest.mark.parametrize("paper", FORMATS.values(), ids=FORMATS)
def test_the_signs_of_a_sheet_lie_on_it(paper: sign_sizes.Format) -> None:
    assert paper.columns * paper.width <= paper.sheet[0]
    assert paper.rows * paper.height <= paper.sheet[1]
