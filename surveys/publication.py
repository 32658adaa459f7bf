"""What a figure may tell everyone: no index of fewer than thirty people, no element of fewer than ten answers, no
profile with a small cell; and how sure the words beside it may be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from math import hypot
from typing import Final

from surveys import disclosure
from surveys.ikm import TO_HUNDRED, Z_95, ElementFigure, Grade, Index

SURE: Final = 0.95
LIKELY: Final = 0.80


class Certainty(Enum):
    """How probable it is that a grade is the one of the long run: from 95 %, from 80 %, or less."""

    SURE = "sure"
    LIKELY = "likely"
    OPEN = "open"


class Change(Enum):
    """What two indices say together; a difference that chance may have made is none."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"


def published(index: Index | None) -> Index | None:
    """The index as far as everyone may know it; None below the public minimum of respondents."""
    return None if index is None or index.respondents < disclosure.PUBLIC_MINIMUM else told(index)


def told(index: Index) -> Index:
    """The index as far as anybody may know it.

    An element of one to nine answers is told as one without any, and then there is no index either: it would give the
    missing average away.
    """
    elements = tuple(
        element if disclosure.suppressed(element.n) is not None else replace(element, n=0, total=0)
        for element in index.elements
    )
    if elements == index.elements:
        return index
    return Index(elements, index.respondents, exact=None, standard_error=None)


def pooled(indices: Sequence[Index]) -> Index | None:
    """All published indices of one questionnaire family as one; without a standard error. None for none."""
    if not indices:
        return None
    elements = tuple(_added(parts) for parts in zip(*(index.elements for index in indices), strict=True))
    averages = [element.nrr for element in elements if element.nrr is not None]
    exact = None
    if len(averages) == len(elements):
        exact = Fraction(TO_HUNDRED, len(elements)) * sum(averages, Fraction(0))
    return Index(elements, sum(index.respondents for index in indices), exact, standard_error=None)


def plain_mean(indices: Sequence[Index]) -> Fraction | None:
    """The mean of the indices, each unit counting the same; None where no unit has one."""
    values = [index.exact for index in indices if index.exact is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


def profile_cells(quarters: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Counts of one profile field over some quarters that may be told, by code.

    A code that is too rare in one quarter is left out of all of them together: the others would give it away.
    """
    shown = [_cells(counts) for counts in quarters]
    codes = dict.fromkeys(code for counts in quarters for code in counts)
    return {
        code: total
        for code in codes
        if (total := sum(cells.get(code, 0) for cells in shown)) == sum(counts.get(code, 0) for counts in quarters)
    }


def certainty(index: Index) -> Certainty | None:
    """How sure the grade is; None where there is no grade or no standard error."""
    if index.certainty is None or index.grade is None:
        return None
    probability = index.certainty[index.grade]
    if probability >= SURE:
        return Certainty.SURE
    return Certainty.LIKELY if probability >= LIKELY else Certainty.OPEN


def rival(index: Index) -> Grade | None:
    """The second most probable grade; None where there is no standard error."""
    if index.certainty is None:
        return None
    others = {grade: share for grade, share in index.certainty.items() if grade is not index.grade}
    return max(others, key=lambda grade: others[grade])


def change(first: Index, last: Index) -> Change:
    """Whether the second of two independent indices is higher: their difference against 1.96 of its standard errors."""
    if first.exact is None or last.exact is None or first.standard_error is None or last.standard_error is None:
        return Change.UNCLEAR
    difference = float(last.exact - first.exact)
    if abs(difference) <= Z_95 * hypot(first.standard_error, last.standard_error):
        return Change.UNCLEAR
    return Change.UP if difference > 0 else Change.DOWN


def _cells(counts: Mapping[str, int]) -> dict[str, int]:
    """Cells of ten or more. While those left out are one to nine together, the smallest of the others joins them."""
    shown = {code: n for code, n in counts.items() if disclosure.suppressed(n)}
    while shown and disclosure.suppressed(sum(counts.values()) - sum(shown.values())) is None:
        del shown[min(shown, key=lambda code: shown[code])]
    return shown


def _added(parts: Sequence[ElementFigure]) -> ElementFigure:
    """One element of several units."""
    if len({part.code for part in parts}) > 1:
        raise ValueError("questionnaires of one family have the same elements")
    return replace(parts[0], n=sum(part.n for part in parts), total=sum(part.total for part in parts))
