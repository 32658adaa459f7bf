"""What more ratings would change: how many a score still needs, and what a few good ones would make of it."""

import math
from dataclasses import replace

import numpy as np

from surveys.cells import BINS, Cells, Groups
from surveys.policy import Policy
from surveys.rollup import Rollup


def ratings_needed(policy: Policy, *, sigma2: float, tau_v2: float, v: float) -> int | None:
    """Smallest n that reaches the policy's minimum of ratings and of reliability; None where no n does.

    sigma2/n: variance of the mean of n ratings, tau_v2: between officers, v: what does not shrink with n, above all
    the variance of the expectation (it rests on colleagues only); all on the Likert scale. From
    B = tau_v2 / (tau_v2 + sigma2/n + v) >= b_min.
    """
    if policy.b_min <= 0:
        return policy.n_min
    room = tau_v2 * (1 / policy.b_min - 1) - v
    return max(policy.n_min, math.ceil(sigma2 / room)) if room > 0 else None


def with_best(rollup: Rollup, row: int, n: int) -> Rollup:
    """The roll-up after `n` more ratings of 4 and 4 for a row: each on a day of its own, else as its usual cell."""
    cells, hist = rollup.cells, rollup.hist.copy()
    hist[row, BINS - 1] += n
    own = np.flatnonzero(cells.row == row)
    usual = int(own[np.argmax(cells.hist[own].sum(axis=1))])
    best = np.zeros((n, BINS), dtype=np.int64)
    best[:, BINS - 1] = 1
    more = Cells(
        row=np.append(cells.row, np.full(n, row)),
        hist=np.vstack([cells.hist, best]),
        columns=cells.columns,
        x=np.vstack([cells.x, np.repeat(cells.x[usual : usual + 1], n, axis=0)]),
        counters=_joined(cells.counters, usual, len(cells.row) + np.arange(n), apart=False),
        days=_joined(cells.days, usual, len(cells.row) + np.arange(n), apart=True),
    )
    return replace(rollup, hist=hist, cells=more)


def _joined(groups: Groups, usual: int, new: np.ndarray, *, apart: bool) -> Groups:
    """New cells in the group of the usual one, or each in a group of its own; in none if the usual one is in none."""
    (at,) = np.nonzero(groups.cell == usual)
    if not len(at):
        return groups
    (group,) = groups.of[at]
    of = len(groups.row) + np.arange(len(new)) if apart else np.full(len(new), group)
    row = np.append(groups.row, np.full(len(new) if apart else 0, groups.row[group]))
    return Groups(np.append(groups.cell, new), np.append(groups.of, of), row)
