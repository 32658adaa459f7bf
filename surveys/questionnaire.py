"""Questionnaires: versioned data files read into frozen values.

A questionnaire has elements (what is scored) and questions (what is asked); each question points to one element and
its options carry the values 1 to 4 in the order of their labels. Elements and questions are keyed by code and never by
position: many SKM forms ask U9 (sarana) before U8 (pengaduan).
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.typed_toml import PerLanguage, Table, TableError, parse

DIRECTORY = Path(__file__).parent / "questionnaires"
CHECKSUMS = "checksums.toml"
SCALE = range(1, 5)

_CODE = r"[A-Za-z0-9_]{1,20}"
_FILE_CODE = r"[a-z0-9]+(-[a-z0-9]+)*"
_ROOT = frozenset({"code", "family", "source", "title", "opening", "comment", "element", "question", "profile"})
_OPENING = frozenset({"text", "labels"})
_COMMENT = frozenset({"text", "limit"})
_ELEMENT = frozenset({"code", "about", "name", "definition"})
_QUESTION = frozenset({"code", "element", "position", "short", "text", "labels"})
_PROFILE = frozenset({"code", "text", "options"})
_OPTION = frozenset({"code", "text"})


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
class Element:
    """What is scored. `about` is "unit" or "person": only the latter may speak about an officer."""

    code: str
    about: str
    name: PerLanguage[str]
    definition: PerLanguage[str]


@dataclass(frozen=True)
class Opening:
    """The first question of all, answered by one tap; it belongs to no element and enters no index."""

    text: PerLanguage[str]
    labels: PerLanguage[tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """One question: its official wording, an everyday short form, and the labels of the values 1 to 4."""

    code: str
    element: str
    position: int
    short: PerLanguage[str]
    text: PerLanguage[str]
    labels: PerLanguage[tuple[str, ...]]


@dataclass(frozen=True)
class Comment:
    """The invitation to write, and how many characters it takes."""

    text: PerLanguage[str]
    limit: int


@dataclass(frozen=True)
class Option:
    """One closed code of a profile field."""

    code: str
    text: PerLanguage[str]


@dataclass(frozen=True)
class ProfileField:
    """One optional question about the respondent."""

    code: str
    text: PerLanguage[str]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Questionnaire:
    """A version of a questionnaire. `elements` come in report order, `questions` in the order they are asked."""

    code: str
    family: str
    source: str
    title: PerLanguage[str]
    elements: tuple[Element, ...]
    opening: Opening
    questions: tuple[Question, ...]
    comment: Comment | None
    profile: tuple[ProfileField, ...]
    checksum: str

    @property
    def element_codes(self) -> tuple[str, ...]:
        """Codes of the elements in report order."""
        return tuple(element.code for element in self.elements)

    def clean(self, answers: Mapping[str, object]) -> dict[str, int]:
        """Answers by question code as numbers 1 to 4, in the order asked; an empty answer is left out, never 0.

        Raises:
            AnswersError: a code this questionnaire does not have, or a value outside the scale.
        """
        codes = [question.code for question in self.questions]
        problems = {code: "pertanyaan tidak dikenal" for code in answers if code not in codes}
        given: dict[str, int] = {}
        for code in codes:
            try:
                value = scale_value(answers.get(code))
            except ValueError as error:
                problems[code] = str(error)
            else:
                given |= {} if value is None else {code: value}
        if problems:
            raise AnswersError(problems)
        return given


def scale_value(raw: object) -> int | None:
    """1 to 4 from a number or its digit; None for no answer.

    Raises:
        ValueError: anything else, with an Indonesian sentence.
    """
    if raw is None or raw == "":
        return None
    for value in SCALE:
        if type(raw) in (int, str) and str(raw) == str(value):
            return value
    raise ValueError("jawaban harus salah satu dari 1, 2, 3, 4")


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
    data = path.read_bytes()
    try:
        root = parse(data, known=_ROOT)
        return _questionnaire(root, hashlib.sha256(data).hexdigest())
    except TableError as error:
        raise QuestionnaireError(path.name, error.key, error.reason) from error


def checksums(directory: Path = DIRECTORY) -> dict[str, str]:
    """SHA-256 of each published file, by code."""
    path = directory / CHECKSUMS
    return dict(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else {}


@cache
def families(directory: Path = DIRECTORY) -> dict[str, tuple[str, ...]]:
    """Element codes of each family of published questionnaires: the keys of its tallies.

    Raises:
        QuestionnaireError: two versions of one family that score different elements cannot be summed.
    """
    found: dict[str, tuple[str, ...]] = {}
    for code in sorted(checksums(directory)):
        questionnaire = load(code, directory)
        elements = found.setdefault(questionnaire.family, questionnaire.element_codes)
        if elements != questionnaire.element_codes:
            raise QuestionnaireError(f"{code}.toml", "element", f"tidak sama dengan rumpun “{questionnaire.family}”")
    return found


def _questionnaire(root: Table, checksum: str) -> Questionnaire:
    elements = tuple(_element(table) for table in root.tables("element", known=_ELEMENT))
    codes = _unique(root, "element", (element.code for element in elements))
    return Questionnaire(
        code=root.text("code", _FILE_CODE),
        family=root.text("family", _FILE_CODE),
        source=root.text("source"),
        title=root.words("title"),
        elements=elements,
        opening=_opening(root.table("opening", known=_OPENING)),
        questions=_questions(root, codes),
        comment=_comment(root.table("comment", known=_COMMENT)) if "comment" in root else None,
        profile=_profile(root) if "profile" in root else (),
        checksum=checksum,
    )


def _element(table: Table) -> Element:
    return Element(
        code=table.text("code", _CODE),
        about=table.text("about", "unit|person"),
        name=table.words("name"),
        definition=table.words("definition"),
    )


def _opening(table: Table) -> Opening:
    return Opening(text=table.words("text"), labels=table.labels("labels", len(SCALE)))


def _comment(table: Table) -> Comment:
    return Comment(text=table.words("text"), limit=table.number("limit"))


def _questions(root: Table, elements: list[str]) -> tuple[Question, ...]:
    questions = [_question(table, elements) for table in root.tables("question", known=_QUESTION)]
    _unique(root, "question", (question.code for question in questions))
    _unique(root, "question", (f"position {question.position}" for question in questions))
    for element in elements:
        if all(question.element != element for question in questions):
            raise root.refuse("question", f"tidak ada pertanyaan untuk unsur “{element}”")
    return tuple(sorted(questions, key=lambda question: question.position))


def _question(table: Table, elements: list[str]) -> Question:
    element = table.text("element")
    if element not in elements:
        raise table.refuse("element", f"unsur “{element}” tidak dikenal")
    return Question(
        code=table.text("code", _CODE),
        element=element,
        position=table.number("position"),
        short=table.words("short"),
        text=table.words("text"),
        labels=table.labels("labels", len(SCALE)),
    )


def _profile(root: Table) -> tuple[ProfileField, ...]:
    tables = root.tables("profile", known=_PROFILE)
    fields = tuple(
        ProfileField(code=table.text("code", _CODE), text=table.words("text"), options=_options(table))
        for table in tables
    )
    _unique(root, "profile", (field.code for field in fields))
    return fields


def _options(field: Table) -> tuple[Option, ...]:
    tables = field.tables("options", known=_OPTION)
    options = tuple(Option(code=table.text("code", _CODE), text=table.words("text")) for table in tables)
    _unique(field, "options", (option.code for option in options))
    return options


def _unique(table: Table, key: str, codes: Iterable[str]) -> list[str]:
    found: list[str] = []
    for code in codes:
        if code in found:
            raise table.refuse(key, f"“{code}” ada dua kali")
        found.append(code)
    return found
