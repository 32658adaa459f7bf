from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.shifts import Band, Shift, ShiftError, check, shift_at

MORNING = Shift(1, "Pagi", time(8), time(12), Band.PAGI)
MIDDAY = Shift(2, "Siang", time(13), time(15), Band.SIANG)


def hourly(count: int) -> list[Shift]:
    return [Shift(n, f"Sif {n}", time(n), time(n + 1), Band.PAGI) for n in range(1, count + 1)]


@pytest.mark.parametrize("shifts", [[], [MORNING], [MIDDAY, MORNING], hourly(7)])
def test_sound_shifts_pass(shifts: list[Shift]) -> None:
    check(shifts)


@pytest.mark.parametrize(
    ("shifts", "sentence"),
    [
        (hourly(8), "paling banyak 7 sif, yang ditulis 8"),
        ([Shift(0, "Pagi", time(8), time(12), Band.PAGI)], "Nomor sif harus 1 sampai 7"),
        ([MORNING, Shift(1, "Sore", time(15), time(16), Band.SORE)], "tidak boleh sama"),
        ([Shift(1, "Malam", time(22), time(6), Band.SORE)], "Sif Malam selesai 06.00, padahal baru mulai 22.00"),
        ([Shift(1, "Kosong", time(8), time(8), Band.PAGI)], "Sif Kosong"),
        (
            [MIDDAY, Shift(1, "Pagi", time(8), time(13, 1), Band.PAGI)],
            "Sif Pagi .sampai 13.01. bertumpuk dengan sif Siang",
        ),
    ],
)
def test_unsound_shifts_are_refused_in_words(shifts: list[Shift], sentence: str) -> None:
    with pytest.raises(ShiftError, match=sentence):
        check(shifts)


@pytest.mark.parametrize(
    ("moment", "number"),
    [(time(7, 59, 59), 0), (time(8), 1), (time(11, 59, 59), 1), (time(12), 0), (time(13), 2), (time(15), 0)],
)
def test_a_shift_runs_from_its_start_until_just_before_its_end(moment: time, number: int) -> None:
    assert shift_at([MORNING, MIDDAY], moment) == number


@given(st.lists(st.tuples(st.times(), st.times()), max_size=7), st.times())
def test_checked_shifts_never_both_hold_a_moment(hours: list[tuple[time, time]], moment: time) -> None:
    shifts = [Shift(n, f"Sif {n}", *pair, Band.SORE) for n, pair in enumerate(hours, start=1)]
    try:
        check(shifts)
    except ShiftError:
        return
    assert shift_at(shifts, moment) == shift_at(shifts[::-1], moment)
