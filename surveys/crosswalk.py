"""From questions to elements: figures survive a change of form as long as every question says what it asks about.

An element may be asked about by several questions. Pooled, its NRR is the sum of all answers to its questions by the
number of those answers, so that every answer counts the same. `mean_of_questions` averages the questions' own NRR, so
that every question counts the same. The two differ only where answers are missing. Both are what PermenPANRB 14/2017
computes as long as each element has one question.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from surveys.ikm import TO_HUNDRED
from surveys.questionnaire import POOLED, Questionnaire

Counts = Mapping[str, tuple[int, ...]]  # how often each value of the scale was given, from 1 on


def question_counts(questionnaire: Questionnaire, forms: Iterable[Mapping[str, int]]) -> dict[str, tuple[int, ...]]:
    """How often each value was given to each question, in the order asked."""
    given = Counter((question, value) for answers in forms for question, value in answers.items())
    return {
        question.code: tuple(given[question.code, value] for value in question.scale)
        for question in questionnaire.questions
    }


def element_counts(questionnaire: Questionnaire, counts: Counts) -> dict[str, tuple[int, ...]]:
    """The same by element, in report order: all answers to an element's questions, pooled."""
    return {
        element: tuple(map(sum, zip(*(counts[question] for question in questions), strict=True)))
        for element, questions in questions_of(questionnaire).items()
    }


def questions_of(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """Codes of the questions about each element."""
    return {
        element: [question.code for question in questionnaire.questions if question.element == element]
        for element in questionnaire.element_codes
    }


def averages(questionnaire: Questionnaire, counts: Counts) -> dict[str, Fraction | None]:
    """NRR of each element by the questionnaire's own aggregation; None where nobody answered."""
    if questionnaire.aggregation == POOLED:
        return {element: average(pooled) for element, pooled in element_counts(questionnaire, counts).items()}
    return {
        element: _mean(known) if (known := _known(average(counts[question]) for question in questions)) else None
        for element, questions in questions_of(questionnaire).items()
    }


def index(questionnaire: Questionnaire, counts: Counts) -> Fraction | None:
    """The exact IKM, 25 x mean of the elements' NRR; None while an element has no answer, or beyond the scale of 4."""
    found = averages(questionnaire, counts)
    known = _known(found.values())
    if len(known) < len(found) or questionnaire.is_supplement:
        return None
    return TO_HUNDRED * _mean(known)


def average(counts: Sequence[int]) -> Fraction | None:
    """Mean of the values 1, 2, … given so often; None without an answer."""
    n = sum(counts)
    return Fraction(sum(value * count for value, count in enumerate(counts, 1)), n) if n else None


def breaks(versions: Sequence[Sequence[str]]) -> tuple[bool, ...]:
    """Which steps of a series begin with other versions of the questionnaire than the last step that has any."""
    found: list[bool] = []
    before: Sequence[str] = ()
    for asked in versions:
        found.append(bool(before) and bool(asked) and tuple(asked) != tuple(before))
        before = asked or before
    return tuple(found)


def _known(values: Iterable[Fraction | None]) -> list[Fraction]:
    return [value for value in values if value is not None]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
