"""How near estimates come to the truth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau

from bench.estimates import BELOW, Estimate, Flags, Floats

Z = 1.959963984540054


@dataclass(frozen=True)
class Judgement:
    """Of `officers`: rmse in points, Kendall's tau, share of 95 % intervals that hold the truth (nan without them).

    labelled: called below the reference; wrong: of those, truly not 2.5 points below; fine: truly not below at all.
    """

    officers: int
    rmse: float
    tau: float
    coverage: float
    labelled: int
    wrong: int
    fine: int

    @property
    def wrong_share(self) -> float:
        """Wrong labels per label; 0 without any."""
        return self.wrong / self.labelled if self.labelled else 0.0


def judge(estimate: Estimate, truth: Floats, judged: Flags) -> Judgement:
    """One world; truth and judged (K,)."""
    error = (estimate.points - truth)[judged]
    below = estimate.below[judged]
    inside = np.nan if estimate.se is None else float((np.abs(error) <= Z * estimate.se[judged]).mean())
    varies = truth[judged].std() > 0
    return Judgement(
        officers=len(error),
        rmse=float(np.sqrt((error**2).mean())),
        tau=float(kendalltau(estimate.points[judged], truth[judged]).statistic) if varies else math.nan,
        coverage=inside,
        labelled=int(below.sum()),
        wrong=int((truth[judged][below] >= -BELOW).sum()),
        fine=int((truth[judged][below] >= 0).sum()),
    )


def pooled(judgements: Sequence[Judgement]) -> Judgement:
    """Several worlds: errors and intervals by officers, tau by worlds."""
    officers = [each.officers for each in judgements]
    return Judgement(
        officers=sum(officers),
        rmse=math.sqrt(float(np.average([each.rmse**2 for each in judgements], weights=officers))),
        tau=float(np.mean([each.tau for each in judgements])),
        coverage=float(np.average([each.coverage for each in judgements], weights=officers)),
        labelled=sum(each.labelled for each in judgements),
        wrong=sum(each.wrong for each in judgements),
        fine=sum(each.fine for each in judgements),
    )
