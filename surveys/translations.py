"""Questionnaires in other languages: one file of words for each language, laid over the questionnaire it belongs to.

A published questionnaire never changes, so its translations stand beside it, keyed by the same codes. They are pinned
too: whoever corrects one puts the new checksum in. The checksum of the questionnaire, which answers keep, stays.
"""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from surveys import questionnaire as questionnaires
from surveys.languages import LANGUAGES
from surveys.questionnaire import Questionnaire, QuestionnaireError
from surveys.questionnaire_parts import Element, Option, ProfileField, Question, own_element
from surveys.typed_toml import FALLBACK, PerLanguage, Table, TableError, parse

FOLDER: Final = "translations"
CHECKSUMS: Final = "checksums.toml"

T = TypeVar("T")

_ROOT: Final = frozenset({"title", "labels", "report", "opening", "comment", "element", "question", "profile"})


@dataclass(frozen=True)
class _Words:
    """The words of one language in one table of its file; a key that is not there changes nothing."""

    language: str
    table: Table | None

    def inside(self, name: str, known: frozenset[str]) -> "_Words":
        table = self.table.table(name, known=known) if self.table and name in self.table else None
        return _Words(self.language, table)

    def text(self, name: str, so_far: PerLanguage[str]) -> PerLanguage[str]:
        return self._also(name, so_far, lambda table: table.text(name))

    def labels(self, name: str, so_far: PerLanguage[tuple[str, ...]]) -> PerLanguage[tuple[str, ...]]:
        return self._also(name, so_far, lambda table: table.texts(name, len(so_far())))

    def _also(self, name: str, so_far: PerLanguage[T], read: Callable[[Table], T]) -> PerLanguage[T]:
        if self.table is None or name not in self.table:
            return so_far
        return so_far.also(self.language, read(self.table))


@cache
def load(code: str, directory: Path = questionnaires.DIRECTORY) -> Questionnaire:
    """The questionnaire `code` with the words of every language that has a pinned file for it.

    Raises:
        QuestionnaireError: as `questionnaire.load`, and when a pinned file cannot be used.
    """
    found = questionnaires.load(code, directory)
    for language in LANGUAGES:
        path = directory / FOLDER / f"{code}.{language}.toml"
        if language != FALLBACK and path.is_file():
            found = _translated(found, language, path)
    return found


def checksums(directory: Path = questionnaires.DIRECTORY) -> dict[str, str]:
    """SHA-256 of each file of words, by its name without the ending."""
    path = directory / FOLDER / CHECKSUMS
    return dict(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else {}


def _translated(questionnaire: Questionnaire, language: str, path: Path) -> Questionnaire:
    """Words that are not the pinned ones are left out: nobody may be asked something that nobody has read."""
    data = path.read_bytes()
    if checksums(path.parents[1]).get(path.stem) != hashlib.sha256(data).hexdigest():
        return questionnaire
    try:
        return _with(questionnaire, _Words(language, parse(data, known=_ROOT)))
    except TableError as error:
        raise QuestionnaireError(path.name, error.key, error.reason) from error


def _with(asked: Questionnaire, words: _Words) -> Questionnaire:
    opening = words.inside("opening", frozenset({"text", "labels"}))
    comment = words.inside("comment", frozenset({"text"}))
    elements = words.inside("element", frozenset(asked.element_codes))
    question_words = words.inside("question", frozenset(question.code for question in asked.questions))
    questions = tuple(_question(question, question_words, words) for question in asked.questions)
    profile = words.inside("profile", frozenset(field.code for field in asked.profile))
    return replace(
        asked,
        title=words.text("title", asked.title),
        tap=asked.tap
        and replace(
            asked.tap, text=opening.text("text", asked.tap.text), labels=opening.labels("labels", asked.tap.labels)
        ),
        comment=asked.comment and replace(asked.comment, text=comment.text("text", asked.comment.text)),
        elements=tuple(map(own_element, questions))
        if asked.elements == tuple(map(own_element, asked.questions))
        else tuple(_element(element, elements) for element in asked.elements),
        questions=questions,
        profile=tuple(_field(field, profile) for field in asked.profile),
        report=asked.report and words.text("report", asked.report),
    )


def _element(element: Element, words: _Words) -> Element:
    own = words.inside(element.code, frozenset({"name", "definition"}))
    return replace(element, name=own.text("name", element.name), definition=own.text("definition", element.definition))


def _question(question: Question, words: _Words, whole: _Words) -> Question:
    """A question in its own words; labels that it has none of are those of the whole file, if there are any."""
    own = words.inside(question.code, frozenset({"short", "text", "labels"}))
    labels = own if own.table and "labels" in own.table else whole
    return replace(
        question,
        short=own.text("short", question.short),
        text=own.text("text", question.text),
        labels=labels.labels("labels", question.labels),
    )


def _field(field: ProfileField, words: _Words) -> ProfileField:
    own = words.inside(field.code, frozenset({"text", "options"}))
    options = own.inside("options", frozenset(option.code for option in field.options))
    return replace(
        field,
        text=own.text("text", field.text),
        options=tuple(_option(option, options) for option in field.options),
    )


def _option(option: Option, words: _Words) -> Option:
    return replace(option, text=words.text(option.code, option.text))
