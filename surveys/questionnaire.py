"""Questionnaires: versioned data files read into frozen values.

A questionnaire has elements (what is scored) and questions (what is asked); each question points to one element and
its options carry the values from 1 on in the order of their labels. Elements and questions are keyed by code and never
by position: many SKM forms ask U9 (sarana) before U8 (pengaduan).

One without an opening question is a supplement: it follows another questionnaire and has no index.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys import questionnaire_parts as parts
from surveys.questionnaire_parts import Comment, Element, Opening, ProfileField, Question
from surveys.typed_toml import PerLanguage, Table, TableError, parse

DIRECTORY = Path(__file__).parent / "questionnaires"
CHECKSUMS = "checksums.toml"
SCALE = parts.SCALE
MOST_VALUES = 6
POOLED, MEAN_OF_QUESTIONS = "pooled", "mean_of_questions"

_FILE_CODE = r"[a-z0-9]+(-[a-z0-9]+)*"
_ROOT = frozenset({
    "code", "family", "source", "title", "scale", "aggregation", "labels", "opening", "comment", "element", "question",
    "profile", "report",
})  # fmt: skip


class QuestionnaireError(Exception):
    """A questionnaire file cannot be used; the message names file, key and reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class AnswersError(Exception):
    """Answers that no form of ours sends; `problems` maps each code to an Indonesian sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{code}: {problem}" for code, problem in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Questionnaire:
    """A version of a questionnaire. `elements` come in report order, `questions` in the order they are asked.

    Attributes:
        tap: the opening question; None in a supplement.
        scale: the values of an answer, 1 to 4 or to 6, where every question has the same.
        aggregation: how an element's questions make its figure, see `surveys.crosswalk`.
        report: a gentle word, beside the questions, that what they are about can also be reported; perhaps none.
    """

    code: str
    family: str
    source: str
    title: PerLanguage[str]
    elements: tuple[Element, ...]
    tap: Opening | None
    questions: tuple[Question, ...]
    comment: Comment | None
    profile: tuple[ProfileField, ...]
    checksum: str
    scale: range = SCALE
    aggregation: str = POOLED
    report: PerLanguage[str] | None = None

    @property
    def is_supplement(self) -> bool:
        """Whether it follows another questionnaire."""
        return self.tap is None

    @property
    def opening(self) -> Opening:
        """The opening question. Raises QuestionnaireError for a supplement."""
        if self.tap is None:
            raise QuestionnaireError(
                f"{self.code}.toml", "opening", "kuesioner tambahan tidak punya pertanyaan pembuka"
            )
        return self.tap

    @property
    def element_codes(self) -> tuple[str, ...]:
        """Codes of the elements in report order."""
        return tuple(element.code for element in self.elements)

    def clean(self, answers: Mapping[str, object]) -> dict[str, int]:
        """Answers by question code as numbers of their scale, in the order asked; an empty one is left out, never 0.

        Raises:
            AnswersError: a code this questionnaire does not have, or a value outside the scale.
        """
        scales = {question.code: question.scale for question in self.questions}
        problems = {code: "pertanyaan tidak dikenal" for code in answers if code not in scales}
        given: dict[str, int] = {}
        for code, scale in scales.items():
            try:
                value = scale_value(answers.get(code), scale)
            except ValueError as error:
                problems[code] = str(error)
            else:
                given |= {} if value is None else {code: value}
        if problems:
            raise AnswersError(problems)
        return given


def scale_value(raw: object, scale: range = SCALE) -> int | None:
    """A value of the scale from a number or its digit; None for no answer.

    Raises:
        ValueError: anything else, with an Indonesian sentence.
    """
    if raw is None or raw == "":
        return None
    for value in scale:
        if type(raw) in (int, str) and str(raw) == str(value):
            return value
    raise ValueError(f"jawaban harus salah satu dari {', '.join(map(str, scale))}")


@cache
def load(code: str, directory: Path = DIRECTORY) -> Questionnaire:
    """The questionnaire `code`; once published, only with the bytes it was published with.

    Raises:
        QuestionnaireError: unknown, malformed, or changed after publication.
    """
    file = f"{code}.toml"
    if not re.fullmatch(_FILE_CODE, code) or not (directory / file).is_file():
        raise QuestionnaireError(file, "code", "kuesioner tidak ada")
    questionnaire = load_file(directory / file)
    if questionnaire.code != code:
        raise QuestionnaireError(file, "code", f"“{questionnaire.code}” tidak sama dengan nama berkas")
    if checksums(directory).get(code, questionnaire.checksum) != questionnaire.checksum:
        raise QuestionnaireError(
            file, "checksum", "isi berkas berubah setelah diterbitkan; pulihkan berkasnya dan buat versi baru"
        )
    return questionnaire


def load_file(path: Path) -> Questionnaire:
    """Read any questionnaire file, published or not.

    Raises:
        QuestionnaireError: malformed.
    """
    return read(path.read_bytes(), path.name)


def read(data: bytes, file: str) -> Questionnaire:
    """Read the bytes of a questionnaire; `file` is what errors call it.

    Raises:
        QuestionnaireError: malformed.
    """
    try:
        return _questionnaire(parse(data, known=_ROOT), hashlib.sha256(data).hexdigest())
    except TableError as error:
        raise QuestionnaireError(file, error.key, error.reason) from error


def checksums(directory: Path = DIRECTORY) -> dict[str, str]:
    """SHA-256 of each published file, by code."""
    path = directory / CHECKSUMS
    return dict(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else {}


@cache
def families(directory: Path = DIRECTORY) -> dict[str, tuple[str, ...]]:
    """Element codes of each family of published questionnaires with an index: the keys of its tallies.

    Raises:
        QuestionnaireError: two versions of one family that score different elements cannot be summed.
    """
    found: dict[str, tuple[str, ...]] = {}
    for code in sorted(checksums(directory)):
        questionnaire = load(code, directory)
        if questionnaire.is_supplement:  # its versions are shown one by one
            continue
        elements = found.setdefault(questionnaire.family, questionnaire.element_codes)
        if elements != questionnaire.element_codes:
            raise QuestionnaireError(f"{code}.toml", "element", f"tidak sama dengan rumpun “{questionnaire.family}”")
    return found


def _questionnaire(root: Table, checksum: str) -> Questionnaire:
    scale = _scale(root)
    elements = parts.elements(root)
    questions = parts.questions(root, elements, len(scale))
    return Questionnaire(
        code=root.text("code", _FILE_CODE),
        family=root.text("family", _FILE_CODE),
        source=root.text("source"),
        title=root.words("title"),
        elements=elements or tuple(map(parts.own_element, questions)),
        tap=parts.opening(root),
        questions=questions,
        comment=parts.comment(root),
        profile=parts.profile(root),
        checksum=checksum,
        scale=scale,
        aggregation=root.text("aggregation", f"{POOLED}|{MEAN_OF_QUESTIONS}") if "aggregation" in root else POOLED,
        report=root.words("report") if "report" in root else None,
    )


def _scale(root: Table) -> range:
    """The values of an answer; an index, and with it a questionnaire that opens, knows 1 to 4 only."""
    if "scale" not in root:
        return SCALE
    highest = root.number("scale")
    if not 1 < highest <= MOST_VALUES:
        raise root.refuse("scale", f"paling banyak {MOST_VALUES}, paling sedikit 2")
    if "opening" in root and highest != SCALE[-1]:
        raise root.refuse("scale", f"kuesioner dengan pertanyaan pembuka memakai 1 sampai {SCALE[-1]}")
    return range(1, highest + 1)
