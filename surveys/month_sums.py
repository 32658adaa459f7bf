"""A unit's released month as one sum that grows with each batch, so that no page adds a year of batches anew.

Verified forms may stand beside all of them only where that sets fewer than ten apart: a batch of ten with nine
verified ones would give the tenth away. Batches of a unit and month are therefore joined until verified and other forms
are each none or enough (`separable`); what is joined and not enough yet is the `run`, which waits for the next batch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from surveys import disclosure
from surveys.tally import Moments, Tally

VALID, VERIFIED = "valid", "verified"
Part = Mapping[str, Any]  # {"tally": …, "moments": …} as they are written into a batch


@dataclass(frozen=True)
class Sums:
    """What batches say together.

    Attributes:
        valid: of all valid forms.
        separable: of the verified forms that may be told apart; run: of those that wait; None where there is none.
        run_forms: valid forms of the batches of the run.
        codes: versions of the questionnaire that were answered.
    """

    valid: Part | None = None
    separable: Part | None = None
    run: Part | None = None
    run_forms: int = 0
    codes: tuple[str, ...] = ()

    def grown(self, payload: Mapping[str, Mapping[str, Part]]) -> "Sums":
        """With one more batch of the same month: questionnaire -> basis -> tally and moments."""
        valid = [parts[VALID] for parts in payload.values() if VALID in parts]
        run = added([self.run, *(parts[VERIFIED] for parts in payload.values() if VERIFIED in parts)])
        waiting = self.run_forms + sum(part["tally"]["n_forms"] for part in valid)
        grown = Sums(
            valid=added([self.valid, *valid]),
            separable=self.separable,
            run=run,
            run_forms=waiting,
            codes=tuple(sorted({*self.codes, *payload})),
        )
        if not disclosure.may_slice(run["tally"]["n_forms"] if run else 0, waiting):
            return grown
        return Sums(grown.valid, added([self.separable, run]), None, 0, grown.codes)

    @property
    def verified(self) -> Part | None:
        """Of all verified forms."""
        return added([self.separable, self.run])

    def to_json(self) -> dict[str, Any]:
        """As plain lists and numbers."""
        return {**vars(self), "codes": list(self.codes)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Sums":
        """The sums that `to_json` wrote."""
        return cls(**{**plain, "codes": tuple(plain["codes"])})


def together(months: Iterable[Sums]) -> Sums:
    """Sums of other months or units as one; what waits in each of them goes on waiting."""
    found = list(months)
    return Sums(
        valid=added([one.valid for one in found]),
        separable=added([one.separable for one in found]),
        run=added([one.run for one in found]),
        run_forms=sum(one.run_forms for one in found),
        codes=tuple(sorted({code for one in found for code in one.codes})),
    )


def added(parts: Iterable[Part | None]) -> Part | None:
    """Sum of tallies and moments; None for none.

    As arrays, because adding `Tally` and `Moments` one by one takes several times as long, and an agency has many.
    """
    found = [part for part in parts if part is not None]
    if len(found) < 2:
        return found[0] if found else None
    tallies, moments = [part["tally"] for part in found], [part["moments"] for part in found]
    elements = tallies[0]["counts"].keys()
    if any(
        tally["counts"].keys() != elements or moment["elements"] != moments[0]["elements"]
        for tally, moment in zip(tallies, moments, strict=True)
    ):
        raise ValueError("questionnaires of one family have the same elements")
    total = {name: _sum([tally[name] for tally in tallies]) for name in ("n_forms", "respondents", "opening", "h")}
    counts = _sum([[tally["counts"][element] for element in elements] for tally in tallies])
    matrices = {name: _sum([moment[name] for moment in moments]) for name in ("n", "x", "p")}
    return {
        "tally": {**total, "counts": dict(zip(elements, counts, strict=True))},
        "moments": {**matrices, "elements": list(moments[0]["elements"])},
    }


def read(part: Part) -> tuple[Tally, Moments]:
    """A part as what an index is made of."""
    return Tally.from_json(part["tally"]), Moments.from_json(part["moments"])


def _sum(numbers: Sequence[Any]) -> Any:
    """Sum of integers, or of lists of integers of one shape."""
    return np.array(numbers, dtype=np.int64).sum(axis=0).tolist()
