"""Exact tails of counts, term by term with math.lgamma: no approximation, and no 1 - P that would lose small ones."""

import math
from collections.abc import Iterable


def poisson_at_least(k: int, mean: float) -> float:
    """P(X >= k) of a Poisson count; mean > 0."""
    if k <= 0:
        return 1.0
    if k <= mean:  # most of the mass lies above: add up what lies below
        return 1.0 - _total(_poisson(j, mean) for j in range(k))
    terms, j = [_poisson(k, mean)], k
    while terms[-1] > terms[0] * 1e-18:  # beyond the mean the terms fall faster than a geometric series
        j += 1
        terms.append(terms[-1] * mean / j)
    return _total(terms)


def binomial_at_least(k: int, n: int, p: float) -> float:
    """P(X >= k) of n draws that each succeed with probability p, 0 < p < 1."""
    return 1.0 if k <= 0 else _total(_binomial(j, n, p) for j in range(k, n + 1))


def beta_binomial_at_least(k: int, n: int, a: float, b: float) -> float:
    """P(X >= k) of n draws whose common probability follows Beta(a, b); a, b > 0."""
    return 1.0 if k <= 0 else _total(_beta_binomial(j, n, a, b) for j in range(k, n + 1))


def beta_binomial_at_most(k: int, n: int, a: float, b: float) -> float:
    """P(X <= k) of the same."""
    return 1.0 if k >= n else _total(_beta_binomial(j, n, a, b) for j in range(k + 1))


def normal_beyond(z: float) -> float:
    """P(|Z| >= |z|) of a standard normal value."""
    return math.erfc(abs(z) / math.sqrt(2.0))


def _poisson(j: int, mean: float) -> float:
    return math.exp(j * math.log(mean) - mean - math.lgamma(j + 1))


def _binomial(j: int, n: int, p: float) -> float:
    return math.exp(_log_choose(n, j) + j * math.log(p) + (n - j) * math.log1p(-p))


def _beta_binomial(j: int, n: int, a: float, b: float) -> float:
    return math.exp(_log_choose(n, j) + _log_beta(j + a, n - j + b) - _log_beta(a, b))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _total(terms: Iterable[float]) -> float:
    """Their sum, which rounding must not carry beyond 1."""
    return min(1.0, math.fsum(terms))
