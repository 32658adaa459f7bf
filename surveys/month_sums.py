"""A unit's released month as one sum that grows with each batch, so that no page adds a year of batches anew.

Verified forms may stand beside all of them only where that sets no fewer than ten apart: a batch of ten with nine
verified ones would give the tenth away. Batches of a unit and month are therefore joined until verified and other forms
each have none or enough answers to every element (`separable`); what is joined and not enough yet is the `run`, which
waits for the next batch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np

from surveys import disclosure
from surveys.questionnaire import SCALE
from surveys.tally import H_BINS, Moments, Tally

VALID, VERIFIED = "valid", "verified"
OPENING: Final = slice(2, 2 + len(SCALE))
H: Final = slice(OPENING.stop, OPENING.stop + len(H_BINS))
Written = Mapping[str, Any]  # {"tally": …, "moments": …} as they stand in a batch


class Part(NamedTuple):
    """A tally and its moments as one row of integers, because an agency adds up thousands of them for one page.

    forms, respondents, four first taps, seven bins of h, four counts per element, and the matrices n, x, p by rows.
    """

    elements: tuple[str, ...]
    values: list[int]

    @property
    def n_forms(self) -> int:
        """Forms."""
        return self.values[0]

    @property
    def hides(self) -> bool:
        """Whether these forms, and the answers to every element, are none or enough to hide each of them."""
        tables = self.values[H.stop : H.stop + len(self.elements) * len(SCALE)]
        answered = (sum(tables[at : at + len(SCALE)]) for at in range(0, len(tables), len(SCALE)))
        return all(disclosure.suppressed(n) is not None for n in (self.n_forms, *answered))

    @property
    def n_personal(self) -> int:
        """Forms that answered both elements about a person."""
        return sum(self.values[H])

    @classmethod
    def of(cls, written: Written) -> "Part":
        """The row of what stands in a batch."""
        counts, moments = written["tally"], written["moments"]
        elements = tuple(moments["elements"])
        if elements != tuple(counts["counts"]):
            raise ValueError("tally and moments count the same elements")
        tables = [*counts["counts"].values(), *(row for name in ("n", "x", "p") for row in moments[name])]
        head = [counts["n_forms"], counts["respondents"], *counts["opening"], *counts["h"]]
        return cls(elements, [*head, *chain.from_iterable(tables)])

    def read(self) -> tuple[Tally, Moments]:
        """The row as what an index is made of."""
        size, rest = len(self.elements), self.values[H.stop :]
        rows = [tuple(rest[at : at + len(SCALE)]) for at in range(0, size * len(SCALE), len(SCALE))]
        cells = rest[size * len(SCALE) :]
        lines = [tuple(cells[at : at + size]) for at in range(0, 3 * size * size, size)]
        n, x, p = (tuple(lines[at : at + size]) for at in range(0, 3 * size, size))
        counts = dict(zip(self.elements, rows, strict=True))
        n_forms, respondents = self.values[: OPENING.start]
        tally = Tally(counts, n_forms, respondents, tuple(self.values[OPENING]), tuple(self.values[H]))
        return tally, Moments(self.elements, n, x, p)


@dataclass(frozen=True)
class Sums:
    """What batches say together.

    Attributes:
        valid: of all valid forms.
        separable: of the verified forms that may be told apart; run: of those that wait; None where there is none.
        others: of the forms that are not verified, in the batches of the run.
        codes: versions of the questionnaire that were answered.
    """

    valid: Part | None = None
    separable: Part | None = None
    run: Part | None = None
    others: Part | None = None
    codes: tuple[str, ...] = ()

    def grown(self, payload: Mapping[str, Mapping[str, Written]]) -> "Sums":
        """With one more batch of the same month: questionnaire -> basis -> tally and moments."""
        valid = [Part.of(parts[VALID]) for parts in payload.values() if VALID in parts]
        verified = [Part.of(parts[VERIFIED]) for parts in payload.values() if VERIFIED in parts]
        run, others = added([self.run, *verified]), added([self.others, *valid, *map(_negative, verified)])
        told, codes = added([self.valid, *valid]), tuple(sorted({*self.codes, *payload}))
        if not all(part is None or part.hides for part in (run, others)):
            return Sums(told, self.separable, run, others, codes)
        return Sums(told, added([self.separable, run]), None, None, codes)

    @property
    def verified(self) -> Part | None:
        """Of all verified forms."""
        return added([self.separable, self.run])

    @property
    def run_forms(self) -> int:
        """Valid forms of the batches of the run."""
        return sum(part.n_forms for part in (self.run, self.others) if part)

    def to_json(self) -> dict[str, Any]:
        """As plain lists and numbers."""
        parts = {"valid": self.valid, "separable": self.separable, "run": self.run, "others": self.others}
        written = {name: part and [list(part.elements), part.values] for name, part in parts.items()}
        return {**written, "codes": list(self.codes)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Sums":
        """The sums that `to_json` wrote."""
        valid, separable, run, others = (
            Part(tuple(part[0]), part[1]) if part else None
            for part in (plain[name] for name in ("valid", "separable", "run", "others"))
        )
        return cls(valid, separable, run, others, tuple(plain["codes"]))


def together(months: Iterable[Sums]) -> Sums:
    """Sums of other months or units as one; what waits in each of them goes on waiting."""
    found = list(months)
    return Sums(
        valid=added([one.valid for one in found]),
        separable=added([one.separable for one in found]),
        run=added([one.run for one in found]),
        others=added([one.others for one in found]),
        codes=tuple(sorted({code for one in found for code in one.codes})),
    )


def added(parts: Iterable[Part | None]) -> Part | None:
    """Sum of rows; None for none. ValueError for other elements."""
    found = [part for part in parts if part is not None]
    if len(found) <= 1:
        return found[0] if found else None
    if any(part.elements != found[0].elements for part in found):
        raise ValueError("questionnaires of one family have the same elements")
    total: list[int] = np.array([part.values for part in found], dtype=np.int64).sum(axis=0).tolist()
    return Part(found[0].elements, total)


def _negative(part: Part) -> Part:
    return Part(part.elements, [-value for value in part.values])
