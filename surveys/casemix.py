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

    sums: of the cells (M,), rows: of the officers (K,), n >= 1 each. Columns constant over all cells are left out.
    Nothing is learned from fewer than `minimum` ratings beyond one per officer, or if a pivot of A is next to zero.
    """
    kept = [at for at in range(len(cells.columns)) if 0 < int(cells.x[:, at].sum()) < len(cells.row)]
    ratings = int(rows.n.sum())
    if not kept or ratings - len(rows.n) < minimum:
        return NO_CASE_MIX
    # Who has which circumstance is counted in integers, which add to the same whatever the order.
    having = [cells.x[:, at] * sums.n for at in kept]
    per_row = [by_group(n.astype(np.float64), cells.row, len(rows.n)) for n in having]
    a = [
        [float((n * cells.x[:, other]).sum()) - total(own * per_row[j] / rows.n) for j, other in enumerate(kept)]
        for n, own in zip(having, per_row, strict=True)
    ]
    b = [total(cells.x[:, at] * sums.S) - total(own * rows.S / rows.n) for at, own in zip(kept, per_row, strict=True)]
    inverse = _inverted(a)
    if inverse is None:
        return NO_CASE_MIX
    beta = [sum(part * value for part, value in zip(row, b, strict=True)) for row in inverse]
    names = [cells.columns[at] for at in kept]
    return CaseMix(
        beta=dict(zip(names, beta, strict=True)),
        means={name: total(own) / ratings for name, own in zip(names, per_row, strict=True)},
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


def _inverted(matrix: list[list[float]]) -> list[list[float]] | None:
    """The inverse of a symmetric positive definite matrix, pivots in the order given; None if one is next to zero."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    smallest = SMALLEST_PIVOT * max(matrix[i][i] for i in range(size))
    for k in range(size):
        if not rows[k][k] > max(smallest, 0.0):
            return None
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(size):
            if i != k:
                factor = rows[i][k]
                rows[i] = [value - factor * pivot for value, pivot in zip(rows[i], rows[k], strict=True)]
    return [row[size:] for row in rows]
