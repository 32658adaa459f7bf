"""Key epochs: the present one and the one before, whatever byte they carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.epochs import EpochInUse, Epochs, EpochUnknown
from surveys.keys import KeyRing

KEYS = KeyRing(bytes(range(32)))
FIRST = Epochs(1, 1)


def after(rotations: int) -> Epochs:
    epochs = FIRST
    for _ in range(rotations):
        epochs = epochs.rotated()
    return epochs


def test_in_the_beginning_one_epoch_is_accepted() -> None:
    assert FIRST.keys(KEYS.ticket) == {1: KEYS.ticket(1)}


@given(st.integers(min_value=1, max_value=1100))
def test_after_any_number_of_rotations_the_present_epoch_and_the_one_before_are_accepted(rotations: int) -> None:
    epochs = after(rotations)
    assert epochs.mark == (1 + rotations) % 256
    assert epochs.keys(KEYS.ticket) == {
        rotations % 256: KEYS.ticket(rotations),
        (rotations + 1) % 256: KEYS.ticket(rotations + 1),
    }


def test_a_byte_that_comes_round_again_means_another_key() -> None:
    then, now = after(3), after(3 + 256)
    assert then.mark == now.mark
    assert then.keys(KEYS.ticket)[then.mark] != now.keys(KEYS.ticket)[now.mark]


def test_a_revoked_epoch_is_gone_and_stays_gone() -> None:
    epochs = after(1).without(1)
    assert list(epochs.keys(KEYS.ticket)) == [2]
    assert [epoch for epoch in range(5) if epochs.rotated().accepts(epoch)] == [2, 3]


def test_the_present_epoch_cannot_be_revoked_nor_one_that_is_not_accepted() -> None:
    epochs = after(4)
    with pytest.raises(EpochInUse):
        epochs.without(5)
    for unknown in (3, 6, 0):
        with pytest.raises(EpochUnknown):
            epochs.without(unknown)
