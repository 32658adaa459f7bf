"""Objections (keberatan): what an officer may say is wrong, the moves of a case, and what a decision may change.

A civil servant objects within 14 days (PP 30/2019 Pasal 59, there against the appraisal). Here the objection is against
the evidence, so it comes first: nothing leaves for an appraisal while one is undecided.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from surveys.disclosure import CELL_MINIMUM
from surveys.periods import in_words

STATEMENT_MOST = 2_000
ATTACHMENT_MOST = 10_000


class ObjectionError(ValueError):
    """What an objection or its decision may not say or do; the sentence says what to do instead."""


class Item(StrEnum):
    """Which inputs are wrong; an officer may object once per period to each of them."""

    ROSTER = "roster"
    SHIFT = "shift"
    TICKET_STREAM = "ticket_stream"
    FLAG_DECISION = "flag_decision"
    OTHER = "other"


class State(StrEnum):
    """Where an objection stands. Considered: an evaluator has decided, and a second person has yet to agree."""

    FILED = "filed"
    CONSIDERED = "considered"
    DECIDED = "decided"


MOVES: dict[State, frozenset[State]] = {
    State.FILED: frozenset({State.CONSIDERED, State.DECIDED}),
    State.CONSIDERED: frozenset({State.FILED, State.DECIDED}),
    State.DECIDED: frozenset(),
}


class Outcome(StrEnum):
    """What the evaluator found."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    DISMISSED = "dismissed"


class Remedy(StrEnum):
    """What changes: nothing, the officer's own slots on the roster, or whole sets of verified ratings."""

    NONE = "none"
    ROSTER = "roster"
    EXCLUDE = "exclude"


# Who must agree with the evaluator before a remedy takes effect; a decision without remedy needs nobody else.
SECOND_ROLE: dict[Remedy, str | None] = {Remedy.NONE: None, Remedy.ROSTER: "hr", Remedy.EXCLUDE: "evaluator"}


class Event(StrEnum):
    """A step in the life of an objection."""

    FILED = "filed"
    COMMENTED = "commented"
    CONSIDERED = "considered"
    RETURNED = "returned"
    DECIDED = "decided"


@dataclass(frozen=True, order=True)
class Slot:
    """A counter, day and shift. `listed`: the officer stands on its roster; else says to have been there."""

    day: date
    shift: int
    counter: int
    listed: bool = True


@dataclass(frozen=True)
class Filing:
    """What an officer says is wrong: the item, the own words, a text attached, and the slots meant."""

    item: Item
    statement: str
    attachment: str
    slots: frozenset[Slot]


@dataclass(frozen=True)
class Decision:
    """What an evaluator decides, why, and for which of the slots named the remedy is."""

    outcome: Outcome
    remedy: Remedy
    reasons: str
    slots: frozenset[Slot]


def move(now: State, to: State) -> State:
    """The new state. Raises ObjectionError for a move that is not in the table."""
    if to not in MOVES[now]:
        raise ObjectionError("Keberatan ini sudah sampai tahap lain. Muat ulang halaman untuk melihat keadaannya.")
    return to


def check_window(today: date, contest_until: date) -> None:
    """Raise ObjectionError after the last day on which an officer may object."""
    if today > contest_until:
        raise ObjectionError(
            f"Keberatan dapat diajukan sampai {in_words(contest_until)}. Waktunya sudah lewat; "
            "sampaikan hal ini kepada pejabat penilai Anda."
        )


def check_filing(filing: Filing, duties: set[Slot]) -> None:
    """Raise ObjectionError unless the slots named are the officer's own duties, or duties said to be missing there."""
    if filing.item is not Item.OTHER and not filing.slots:
        raise ObjectionError("Tandai hari dan sif yang Anda maksud, supaya evaluator tahu apa yang harus diperiksa.")
    check_duties(filing.slots, duties)


def check_duties(slots: Collection[Slot], duties: Collection[Slot]) -> None:
    """Raise ObjectionError when a slot is listed that is no duty, or claimed to be missing where it is one."""
    known = {(slot.day, slot.shift, slot.counter) for slot in duties}
    if any(((slot.day, slot.shift, slot.counter) in known) != slot.listed for slot in slots):
        raise ObjectionError(
            "Hari dan sif yang ditandai harus tugas yang tercatat, dan yang ditambahkan harus belum tercatat. "
            "Muat ulang halaman, lalu pilih lagi."
        )


def corrected(duties: Collection[Slot], upheld: Collection[Slot]) -> set[Slot]:
    """The duties without the listed slots and with the missing ones.

    Raises:
        ObjectionError: a slot is not (or already) a duty, or the officer would stand at two counters at once.
    """
    check_duties(upheld, duties)
    wrong = {replace(slot, listed=True) for slot in upheld if slot.listed}
    found = set(duties) - wrong | {replace(slot, listed=True) for slot in upheld if not slot.listed}
    if len({(slot.day, slot.shift) for slot in found}) < len(found):
        raise ObjectionError(
            "Dengan perbaikan ini petugas berada di dua loket dalam satu sif. Pilih juga tugas lama yang keliru."
        )
    return found


def decide_by(filed_on: date, days: int) -> date:
    """Last day for the decision: `days` calendar days after the day of filing."""
    return filed_on + timedelta(days=days)


def days_left(today: date, last: date) -> int:
    """Days until `last`; negative once it has passed."""
    return (last - today).days


def check_decision(decision: Decision) -> None:
    """Raise ObjectionError unless outcome, remedy and the slots it is for fit together."""
    if decision.outcome is Outcome.DISMISSED and decision.remedy is not Remedy.NONE:
        raise ObjectionError("Keberatan yang ditolak tidak mengubah apa pun. Pilih “tidak ada yang diubah”.")
    if decision.remedy is not Remedy.NONE and not decision.slots:
        raise ObjectionError("Pilih sedikitnya satu hari dan sif yang diperbaiki.")
    if decision.remedy is Remedy.NONE and decision.slots:
        raise ObjectionError("Hari dan sif hanya dipilih bila ada yang diperbaiki. Pilih perbaikannya juga.")
    if decision.remedy is Remedy.EXCLUDE and not all(slot.listed for slot in decision.slots):
        raise ObjectionError("Hanya sif yang tercatat di jadwal petugas yang penilaiannya dapat dikeluarkan.")


def shows_counts(before: int, after: int) -> bool:
    """Whether n may stand beside two revisions: a difference of 1 to 9 ratings would describe single answers."""
    return before == after or abs(after - before) >= CELL_MINIMUM
