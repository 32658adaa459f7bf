"""Forms on paper: what somebody typed from one, which are typed a second time, and where two typings differ.

The second typing is blind and by another person, as in clinical and census data entry; what is told of it is the share
of fields that differ. It finds slips of the hand and says nothing about the answers themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Protocol

from surveys.questionnaire import Questionnaire, scale_value
from surveys.questionnaire_parts import ProfileField

MOST_SHEETS: Final = 500
LONGEST_SPAN: Final = 92  # days: a quarter
LEAST_SAMPLE: Final = 5
SAMPLE_SHARE: Final = 10  # one form in ten
DAY, SHIFT = "day", "shift"
NOT_FILLED: Final = {"", "0"}


class State(StrEnum):
    """Where a batch stands. What is closed or void stays so."""

    TYPING = "typing"
    CHECKING = "checking"
    CLOSED = "closed"
    VOID = "void"


class Move(StrEnum):
    """What is done to a batch as a whole."""

    FINISH = "finish"
    REOPEN = "reopen"
    CLOSE = "close"
    VOID = "void"


MOVES: Final[Mapping[tuple[State, Move], State]] = {
    (State.TYPING, Move.FINISH): State.CHECKING,
    (State.TYPING, Move.CLOSE): State.CLOSED,
    (State.TYPING, Move.VOID): State.VOID,
    (State.CHECKING, Move.REOPEN): State.TYPING,
    (State.CHECKING, Move.CLOSE): State.CLOSED,
    (State.CHECKING, Move.VOID): State.VOID,
}


class Rule(StrEnum):
    """How many forms of a batch a second person types again."""

    NONE = "none"
    SAMPLE = "sample"
    ALL = "all"


class Draws(Protocol):
    """Chance that draws without putting back, as `random.SystemRandom` does."""

    def sample(self, population: Sequence[Any], k: int) -> list[Any]:
        """`k` different members."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed from one form; what was left empty is absent. `shift` is 0 where nobody ticked one."""

    day: date
    shift: int
    answers: dict[str, int]
    profile: dict[str, str]

    @property
    def fields(self) -> dict[str, str]:
        """Every field as text: day, shift, questions, profile."""
        answers = {code: str(value) for code, value in self.answers.items()}
        return {DAY: self.day.isoformat(), SHIFT: str(self.shift), **answers, **self.profile}


def read_answers(questionnaire: Questionnaire, typed: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Values by question code, and what is wrong by code: an Indonesian sentence. Empty or 0 is no answer."""
    answers: dict[str, int] = {}
    problems: dict[str, str] = {}
    for question in questionnaire.questions:
        text = typed.get(question.code, "").strip()
        try:
            value = None if text in NOT_FILLED else scale_value(text, questionnaire.scale)
        except ValueError:
            first, last = questionnaire.scale[0], questionnaire.scale[-1]
            problems[question.code] = f"isi {first} sampai {last}, atau kosongkan bila tidak dijawab"
        else:
            answers |= {} if value is None else {question.code: value}
    return answers, problems


def read_profile(fields: Sequence[ProfileField], typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Codes by field, from the numbers printed beside the options; and what is wrong by field."""
    profile: dict[str, str] = {}
    problems: dict[str, str] = {}
    for field in fields:
        text = typed.get(field.code, "").strip()
        numbered = {str(number): option.code for number, option in enumerate(field.options, 1)}
        if text in numbered:
            profile[field.code] = numbered[text]
        elif text not in NOT_FILLED:
            problems[field.code] = f"isi 1 sampai {len(numbered)}, atau kosongkan bila tidak diisi"
    return profile, problems


def number_of(field: ProfileField, code: str | None) -> str:
    """The number printed beside an option; empty for none."""
    return next((str(number) for number, option in enumerate(field.options, 1) if option.code == code), "")


def names(questionnaire: Questionnaire) -> list[str]:
    """The fields that two typings are compared in, in the order of the form."""
    questions = [question.code for question in questionnaire.questions]
    return [DAY, SHIFT, *questions, *(field.code for field in questionnaire.profile)]


def drawn(numbers: Sequence[int], rule: Rule, chance: Draws) -> list[int]:
    """The forms that are typed again, in order: one in ten and at least five, all, or none."""
    if rule is Rule.NONE:
        return []
    n = len(numbers) if rule is Rule.ALL else max(LEAST_SAMPLE, -(-len(numbers) // SAMPLE_SHARE))
    return sorted(chance.sample(numbers, min(n, len(numbers))))


def differences(first: Typed, second: Typed, fields: Sequence[str]) -> list[str]:
    """The fields whose text is not the same, in the order given."""
    one, other = first.fields, second.fields
    return [field for field in fields if one.get(field, "") != other.get(field, "")]


def settled(first: Typed, second: Typed, chosen: Mapping[str, int]) -> Typed:
    """The first typing, with the second one's value wherever `chosen` says 2."""
    taken = {field for field, entry in chosen.items() if entry == 2}
    return Typed(
        day=second.day if DAY in taken else first.day,
        shift=second.shift if SHIFT in taken else first.shift,
        answers=_overlaid(first.answers, second.answers, taken),
        profile=_overlaid(first.profile, second.profile, taken),
    )


def error_rate(differing: int, compared: int) -> Fraction | None:
    """The share of compared fields that differed; None before anything was compared."""
    return Fraction(differing, compared) if compared else None


def _overlaid(first: dict[str, Any], second: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    kept = {code: value for code, value in first.items() if code not in taken}
    return {**kept, **{code: value for code, value in second.items() if code in taken}}
