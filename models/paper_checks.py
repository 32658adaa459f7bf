"""QUERY and VERB: how two typings of a batch compare, and which of them holds where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import paper
from models.changes import By, Refused
from models.paper import SECOND, PaperBatch
from surveys import paper as rules
from surveys.paper import State, Typed


@dataclass(frozen=True)
class Difference:
    """A form whose two typings differ, and in which fields."""

    number: int
    first: Typed
    second: Typed
    fields: tuple[str, ...]
    chosen: Mapping[str, int]

    @property
    def open(self) -> list[str]:
        """Fields about which nobody has decided yet."""
        return [field for field in self.fields if field not in self.chosen]


@dataclass(frozen=True)
class Checked:
    """How far the second typing of a batch is."""

    wanted: int
    done: int
    compared: int
    differing: int
    differences: tuple[Difference, ...]

    @property
    def open(self) -> int:
        """Fields about which nobody has decided yet."""
        return sum(len(difference.open) for difference in self.differences)

    @property
    def is_complete(self) -> bool:
        """Whether every form of the sample was typed again and every difference decided."""
        return self.done == self.wanted and not self.open


def checked(session: Session, batch: PaperBatch, fields: Sequence[str]) -> Checked:
    """How the two typings of a batch compare in `fields` (`surveys.paper.names`)."""
    first = {form.number: form for form in paper.forms(session, batch)}
    again = paper.forms(session, batch, SECOND)
    found = []
    for form in again:
        one, other = first[form.number].typed, form.typed
        differing = tuple(rules.differences(one, other, fields))
        if differing:
            found.append(Difference(form.number, one, other, differing, dict(form.chosen)))
    differing_fields = sum(len(difference.fields) for difference in found)
    return Checked(len(batch.sample), len(again), len(again) * len(fields), differing_fields, tuple(found))


def settle(session: Session, by: By, batch: PaperBatch, chosen: Mapping[int, dict[str, int]]) -> None:
    """Decide which typing holds: by number of the form and field, 1 or 2."""
    paper.hold(session, batch)
    if batch.state != State.CHECKING.value:
        raise Refused("Kumpulan ini sedang tidak diperiksa.")
    for form in paper.forms(session, batch, SECOND):
        if form.number in chosen:
            form.chosen = {**form.chosen, **chosen[form.number]}
    by.note(session, "paper.settled", f"paper:{batch.id}", fields=sum(map(len, chosen.values())))
