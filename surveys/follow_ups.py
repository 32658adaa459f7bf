"""Following up on a survey (rencana tindak lanjut, RTL): what comes first, how far a step is, and the closing figure.

PermenPANRB 14/2017 wants the lowest elements worked on and reported in the next survey; three of them are the product's
choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Final

from surveys.ikm import ElementFigure, half_up
from surveys.periods import Kind, Period, containing

PRIORITIES: Final = 3
WHOLE: Final = 100
SOON: Final = timedelta(days=14)  # how long before its time a step is a task of today
OFFERED: Final = {Kind.QUARTER: 6, Kind.HALF_YEAR: 3, Kind.MONTH: 12}  # times to choose from, by length


class State(Enum):
    """How far a step of the plan is."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    UNFINISHED = "unfinished"


MOVES: Final = {
    State.PLANNED: frozenset({State.RUNNING, State.DONE, State.UNFINISHED}),
    State.RUNNING: frozenset({State.DONE, State.UNFINISHED}),
    State.UNFINISHED: frozenset({State.DONE}),
    State.DONE: frozenset({State.RUNNING}),
}


class StepError(ValueError):
    """A move the table does not have; the message is Indonesian."""


def move(old: State, new: State) -> State:
    """The new state. Raises StepError."""
    if new not in MOVES[old]:
        raise StepError("Langkah ini tidak berlaku lagi: keadaan kegiatan sudah berubah. Muat ulang halamannya.")
    return new


@dataclass(frozen=True)
class Priorities:
    """The elements to work on first; `tied`: the order of the elements had to decide."""

    elements: tuple[ElementFigure, ...]
    tied: bool


def priorities(elements: Sequence[ElementFigure], most: int = PRIORITIES) -> Priorities:
    """The lowest elements by exact NRR; equal ones in the order given. Those without an answer are left out."""
    ranked = sorted(
        ((element.nrr, at) for at, element in enumerate(elements) if element.nrr is not None),
    )
    told = [nrr for nrr, _at in ranked[: most + 1]]  # the first one that is left out may be tied with the last
    return Priorities(tuple(elements[at] for _nrr, at in ranked[:most]), len(set(told)) < len(told))


def closing(done: int, steps: int) -> int | None:
    """How much of a plan was done, in per cent without decimals, halves up; None for a plan without a step."""
    return int(half_up(Fraction(WHOLE * done, steps), 0)) if steps else None


def times(day: date) -> list[Period]:
    """When a step may be due: quarters, half-years and months, from the running ones on."""
    offered = []
    for kind, n in OFFERED.items():
        offered.append(containing(day, kind))
        for _ in range(n - 1):
            offered.append(offered[-1].next())
    return offered
