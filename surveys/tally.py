"""Additive integers made from forms: whatever a published figure needs, and nothing that names a form.

Tallies of disjoint sets of forms add up, in any order. A correction is a tally of negative integers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from surveys.questionnaire import SCALE, Questionnaire

H_BINS = range(2, 9)


class Form(NamedTuple):
    """One response: the first tap (1 to 4, or None) and the answers given, by question code."""

    opening: int | None
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Tally:
    """Counts of a set of forms.

    Attributes:
        counts: element -> how often the values 1, 2, 3, 4 were given to its questions.
        n_forms: forms.
        respondents: forms with an answer to at least one element: the n of an IKM.
        opening: how often the first tap was 1, 2, 3, 4.
        h: histogram 2..8 of the sum of the two elements about a person (U6+U7), over forms that answered both.
    """

    counts: Mapping[str, tuple[int, ...]]
    n_forms: int = 0
    respondents: int = 0
    opening: tuple[int, ...] = (0,) * len(SCALE)
    h: tuple[int, ...] = (0,) * len(H_BINS)

    def __add__(self, other: "Tally") -> "Tally":
        _refuse_other_elements(self.counts.keys() == other.counts.keys())
        return Tally(
            counts={element: _sum(self.counts[element], other.counts[element]) for element in self.counts},
            n_forms=self.n_forms + other.n_forms,
            respondents=self.respondents + other.respondents,
            opening=_sum(self.opening, other.opening),
            h=_sum(self.h, other.h),
        )

    def answers(self, element: str) -> int:
        """n_e: answers given to an element."""
        return sum(self.counts[element])

    def total(self, element: str) -> int:
        """S_e: sum of the answers given to an element."""
        return sum(value * count for value, count in enumerate(self.counts[element], 1))

    def to_json(self) -> dict[str, Any]:
        """The tally as plain lists and numbers."""
        return {
            "counts": {element: list(counts) for element, counts in self.counts.items()},
            "n_forms": self.n_forms,
            "respondents": self.respondents,
            "opening": list(self.opening),
            "h": list(self.h),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Tally":
        """The tally that `to_json` wrote."""
        return cls(
            counts={element: tuple(counts) for element, counts in plain["counts"].items()},
            n_forms=plain["n_forms"],
            respondents=plain["respondents"],
            opening=tuple(plain["opening"]),
            h=tuple(plain["h"]),
        )


@dataclass(frozen=True)
class Moments:
    """Sums over forms for each pair of elements e, f: the standard error of an IKM needs no more.

    With k_e the number of answers a form gives to element e and t_e their sum: N_ef = sum k_e k_f, X_ef = sum t_e k_f,
    P_ef = sum t_e t_f, as rows by e and columns by f in the order of `elements`.
    """

    elements: tuple[str, ...]
    n: tuple[tuple[int, ...], ...]
    x: tuple[tuple[int, ...], ...]
    p: tuple[tuple[int, ...], ...]

    def __add__(self, other: "Moments") -> "Moments":
        _refuse_other_elements(self.elements == other.elements)
        return Moments(
            self.elements,
            tuple(map(_sum, self.n, other.n)),
            tuple(map(_sum, self.x, other.x)),
            tuple(map(_sum, self.p, other.p)),
        )

    def to_json(self) -> dict[str, Any]:
        """The moments as plain lists and numbers."""
        matrices = {"n": self.n, "x": self.x, "p": self.p}
        return {"elements": list(self.elements), **{name: [list(row) for row in m] for name, m in matrices.items()}}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Moments":
        """The moments that `to_json` wrote."""
        n, x, p = (tuple(tuple(row) for row in plain[name]) for name in ("n", "x", "p"))
        return cls(tuple(plain["elements"]), n, x, p)


def count(questionnaire: Questionnaire, forms: Iterable[Form]) -> Tally:
    """Tally of forms that answered `questionnaire`; several questions of one element are pooled."""
    counts = {element: [0] * len(SCALE) for element in questionnaire.element_codes}
    element_of = {question.code: question.element for question in questionnaire.questions}
    pair = _personal_questions(questionnaire)
    n_forms = respondents = 0
    opening, h = [0] * len(SCALE), [0] * len(H_BINS)
    for form in forms:
        n_forms += 1
        respondents += bool(form.answers)
        if form.opening is not None:
            opening[form.opening - 1] += 1
        for question, value in form.answers.items():
            counts[element_of[question]][value - 1] += 1
        if pair and pair[0] in form.answers and pair[1] in form.answers:
            h[form.answers[pair[0]] + form.answers[pair[1]] - H_BINS.start] += 1
    return Tally(
        {element: tuple(values) for element, values in counts.items()},
        n_forms,
        respondents,
        tuple(opening),
        tuple(h),
    )


def moments(questionnaire: Questionnaire, forms: Sequence[Form]) -> Moments:
    """Moments of forms that answered `questionnaire`."""
    at = {element: column for column, element in enumerate(questionnaire.element_codes)}
    column_of = {question.code: at[question.element] for question in questionnaire.questions}
    given = np.zeros((len(forms), len(at)), dtype=np.int64)
    total = np.zeros_like(given)
    for row, form in enumerate(forms):
        for question, value in form.answers.items():
            given[row, column_of[question]] += 1
            total[row, column_of[question]] += value
    return Moments(
        questionnaire.element_codes, _matrix(given.T @ given), _matrix(total.T @ given), _matrix(total.T @ total)
    )


def _personal_questions(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The two questions behind `h`; none when the questionnaire has more or fewer about a person."""
    personal = {element.code for element in questionnaire.elements if element.about == "person"}
    codes = tuple(question.code for question in questionnaire.questions if question.element in personal)
    return codes if len(codes) == len(personal) == 2 else ()


def _refuse_other_elements(same: bool) -> None:
    if not same:
        raise ValueError("Rekap dari rumpun kuesioner yang berbeda tidak boleh dijumlahkan.")


def _sum(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _matrix(array: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in array.tolist())
