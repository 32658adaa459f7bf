"""The shifts of a unit: up to seven parts of a day that do not overlap, each pagi, siang or sore for scoring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import pairwise

UNKNOWN = 0
MOST = 7  # three bits in a visit ticket, 0 being unknown


class Band(StrEnum):
    """What shifts of different units have in common."""

    PAGI = "pagi"
    SIANG = "siang"
    SORE = "sore"


class ShiftError(ValueError):
    """Shifts that cannot stand; the message says which and what to change."""


@dataclass(frozen=True)
class Shift:
    """From `starts` until just before `ends`, in the unit's zone, within one day."""

    number: int
    name: str
    starts: time
    ends: time
    band: Band


def check(shifts: Sequence[Shift]) -> None:
    """Raise ShiftError unless there are at most seven, numbered 1–7, each ending after it starts, none overlapping."""
    if len(shifts) > MOST:
        raise ShiftError(f"Satu unit paling banyak {MOST} sif, yang ditulis {len(shifts)}. Gabungkan beberapa sif.")
    numbers = [shift.number for shift in shifts]
    if len(set(numbers)) < len(numbers) or not all(1 <= number <= MOST for number in numbers):
        raise ShiftError(f"Nomor sif harus 1 sampai {MOST} dan tidak boleh sama.")
    for shift in shifts:
        if shift.ends <= shift.starts:
            raise ShiftError(f"Sif {shift.name} selesai {shift.ends:%H.%M}, padahal baru mulai {shift.starts:%H.%M}.")
    for earlier, later in pairwise(sorted(shifts, key=lambda shift: shift.starts)):
        if later.starts < earlier.ends:
            raise ShiftError(
                f"Sif {earlier.name} (sampai {earlier.ends:%H.%M}) bertumpuk dengan sif {later.name} "
                f"(mulai {later.starts:%H.%M}). Ubah jam salah satunya."
            )


def shift_at(shifts: Sequence[Shift], local_time: time) -> int:
    """The number of the shift a time lies in, or 0 outside all of them."""
    return next((shift.number for shift in shifts if shift.starts <= local_time < shift.ends), UNKNOWN)
