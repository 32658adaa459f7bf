"""Ways to say by how much an officer differs, computed on the same made-up agency: naive ones and ours."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from surveys import tally_rows
from surveys.appraisal import Band, band, state
from surveys.component import Model, estimate
from surveys.policy import Policy
from surveys.rollup import Rollup, roll_up
from surveys.simulation.agency import Agency
from surveys.simulation.tables import Tables
from surveys.simulation.truth import PERSONAL
from surveys.simulation.visits import UNKNOWN_SHIFT

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ENOUGH = 30  # ratings from which an officer is judged
PRIOR = 30  # ratings of the agency's mean in a Bayesian average
BELOW = 2.5  # points under the reference from which somebody is below


@dataclass(frozen=True, eq=False)
class Estimate:
    """Points by which each officer differs, shape (K,), nan where unknown; se: its standard error, None without one.

    below: who would be called below the reference.
    """

    points: Floats
    below: Flags
    se: Floats | None = None


@dataclass(frozen=True, eq=False)
class World:
    """A made-up agency and what is counted of it."""

    agency: Agency
    tables: Tables = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", Tables(self.agency))

    @cached_property
    def rollup(self) -> Rollup:
        """The rows of the officer model."""
        rows = [row for row in self.tables.tallies() if row["verified"] in tally_rows.VERIFIED]
        return roll_up(tally_rows.read(rows).duties)

    @cached_property
    def verified(self) -> Flags:
        """Visits that the officer component counts: with a ticket, the officer alone on duty, U6 and U7 answered."""
        return self._alone & np.isin(self.tables.codes, tally_rows.VERIFIED)

    @cached_property
    def _alone(self) -> Flags:
        visits = self.agency.visits
        alone = np.array([len(officers) == 1 for officers in self.tables.rostered])
        both = (visits.answers[:, PERSONAL] > 0).all(axis=1)
        found: Flags = alone[visits.slot] & (visits.shift != UNKNOWN_SHIFT) & both
        return found

    @cached_property
    def n(self) -> npt.NDArray[np.int64]:
        """Counted ratings of each officer."""
        return np.bincount(self.agency.visits.officer[self.verified], minlength=len(self.agency.places.unit))

    @property
    def judged(self) -> Flags:
        """Officers with enough ratings to be judged."""
        found: Flags = self.n >= ENOUGH
        return found

    def raw(self, *, nine: bool = False, everyone: bool = False, prior: int = 0) -> Estimate:
        """Plain means less the agency's, of U6+U7 or all elements, verified or all votes, with prior ratings."""
        chosen = self._alone if everyone else self.verified
        given = self.agency.visits.answers[chosen][:, range(9) if nine else PERSONAL]
        y = 25.0 * given.sum(axis=1) / np.maximum((given > 0).sum(axis=1), 1)
        officer, size = self.agency.visits.officer[chosen], len(self.n)
        n, mean = np.bincount(officer, minlength=size), float(y.mean())
        with np.errstate(divide="ignore", invalid="ignore"):
            own = np.bincount(officer, y, size) / n
            se = np.sqrt(np.bincount(officer, (y - own[officer]) ** 2, size) / (n - 1) / n)
            points = (own - mean) * n / (n + prior)
        return Estimate(points, points < -BELOW, None if prior else se)

    def modelled(self, policy: Policy) -> Estimate:
        """The officer component under a policy; only who is scored can be called below."""
        model = self.model(policy)
        points, se = np.full((2, len(self.n)), np.nan)
        below = np.zeros(len(self.n), dtype=bool)
        at = self.row_officer
        scores = model.scores
        points[at], se[at] = 25.0 * scores.v, scores.se
        columns = (scores.n.tolist(), scores.B.tolist(), scores.P_low.tolist(), scores.P_high.tolist())
        below[at] = [
            state(n, b, 0, policy).scored and band(low, high, policy) is Band.DI_BAWAH
            for n, b, low, high in zip(*columns, strict=True)
        ]
        return Estimate(points, below, se)

    @cached_property
    def row_officer(self) -> npt.NDArray[np.int64]:
        """The number of the officer of each row of the model."""
        number = {name: i for i, name in enumerate(self.tables.officers)}
        return np.array([number[name] for name in self.rollup.officers])

    def model(self, policy: Policy) -> Model:
        """The finished run."""
        rows = self.rollup
        model = estimate(rows.hist, rows.unit, policy, cells=rows.cells, shared=rows.shared)
        assert model is not None
        return model
