"""Case-mix: what a shift, a waiting time and a channel do to ratings, learned within officers and taken out of them.

Ordinary least squares with one intercept per officer (the within estimator: Wooldridge, Econometric Analysis, ch. 10),
from sums alone, because a circumstance is the same for all ratings of a cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from surveys.arrays import FloatArray, IntArray, by_group, total
from surveys.cells import Cells
from surveys.noise import Sums

SMALLEST_PIVOT = 1e-9  # beside the largest diagonal element; below it circumstances cannot be told apart


@dataclass(frozen=True)
class CaseMix:
    """Effects of circumstances on a rating, Likert scale, by column: beta, its inverse matrix's diagonal, and means.

    beta: difference from the reference; means (xbar): share of all ratings with the circumstance; spread: diagonal of
    the inverse of A, so that se = sqrt(sigma² spread); explained: beta'b, the sum of squares that beta accounts for.
    """

    beta: dict[str, float]
    means: dict[str, float]
    spread: dict[str, float]
    explained: float


NO_CASE_MIX = CaseMix({}, {}, {}, 0.0)


def fit(cells: Cells, sums: Sums, rows: Sums, *, minimum: int) -> CaseMix:
    """Least squares beta = A⁻¹ b, over officers i and their cells; NO_CASE_MIX if there is too little to learn from.

        A = sum_i (Sxx_i - Sx_i Sx_i'/n_i),    b = sum_i (Sxy_i - Sx_i S_i/n_i)

    sums: of the cells (M,), rows: of the officers (K,), n >= 1 each. Nothing is learned from fewer than `minimum`
    ratings beyond one per officer. A column is left out if all cells agree on it, or if its pivot of A is next to zero:
    it then differs between officers only, or always comes with earlier ones (docs/decisions/0014).
    """
    varying = [at for at in range(len(cells.columns)) if 0 < int(cells.x[:, at].sum()) < len(cells.row)]
    ratings = int(rows.n.sum())
    if ratings - len(rows.n) < minimum:
        return NO_CASE_MIX
    # Who has which circumstance is counted in integers, which add to the same whatever the order.
    having = {at: cells.x[:, at] * sums.n for at in varying}
    per_row = {at: by_group(n.astype(np.float64), cells.row, len(rows.n)) for at, n in having.items()}
    a = {
        (at, other): float((having[at] * cells.x[:, other]).sum()) - total(per_row[at] * per_row[other] / rows.n)
        for at in varying
        for other in varying
    }
    kept = _independent(a, varying)
    if not kept:
        return NO_CASE_MIX
    b = [total(cells.x[:, at] * sums.S) - total(per_row[at] * rows.S / rows.n) for at in kept]
    inverse = _inverted([[a[at, other] for other in kept] for at in kept])
    beta = [sum(part * value for part, value in zip(row, b, strict=True)) for row in inverse]
    names = [cells.columns[at] for at in kept]
    return CaseMix(
        beta=dict(zip(names, beta, strict=True)),
        means={name: total(per_row[at]) / ratings for name, at in zip(names, kept, strict=True)},
        spread={name: row[at] for at, (name, row) in enumerate(zip(names, inverse, strict=True))},
        explained=sum(effect * value for effect, value in zip(beta, b, strict=True)),
    )


def deviation(cells: Cells, beta: Mapping[str, float], means: Mapping[str, float]) -> FloatArray:
    """Per cell a = (x - means)' beta, shape (M,); a circumstance that no cell has is 0 everywhere."""
    found = np.zeros(len(cells.row))
    for name in sorted(beta):
        has = cells.x[:, cells.columns.index(name)] if name in cells.columns else 0.0
        found += beta[name] * (has - means[name])
    return found


def counts(cells: Cells, n: IntArray, rows: int) -> dict[str, IntArray]:
    """Ratings of each row in each circumstance, by column, shape (rows,); n (M,): ratings of each cell."""
    found = {}
    for at, name in enumerate(cells.columns):
        found[name] = np.zeros(rows, dtype=np.int64)
        np.add.at(found[name], cells.row, cells.x[:, at] * n)
    return found


def adjusted(sums: Sums, a: FloatArray) -> Sums:
    """Sums of the ratings less their circumstances: S - n a and SS - 2 a S + a² n."""
    return Sums(sums.n, sums.S - sums.n * a, sums.SS - 2.0 * a * sums.S + a * a * sums.n)


def _independent(a: Mapping[tuple[int, int], float], columns: list[int]) -> list[int]:
    """The columns whose pivot is not next to zero once the earlier ones are eliminated, in their order."""
    left = dict(a)
    smallest = SMALLEST_PIVOT * max((a[at, at] for at in columns), default=0.0)
    kept = []
    for at in columns:
        if not left[at, at] > max(smallest, 0.0):
            continue
        kept.append(at)
        for row in columns[columns.index(at) + 1 :]:
            factor = left[row, at] / left[at, at]
            for other in columns:
                left[row, other] -= factor * left[at, other]
    return kept


def _inverted(matrix: list[list[float]]) -> list[list[float]]:
    """The inverse of a symmetric positive definite matrix, pivots in the order given."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for k in range(size):
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(size):
            if i != k:
                factor = rows[i][k]
                rows[i] = [value - factor * pivot for value, pivot in zip(rows[i], rows[k], strict=True)]
    return [row[size:] for row in rows]
