"""What a questionnaire is made of, each part read from its table of the data file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from surveys.typed_toml import PerLanguage, Table

SCALE: Final = range(1, 5)
CODE: Final = r"[A-Za-z0-9_]{1,20}"

_OPENING: Final = frozenset({"text", "labels"})
_COMMENT: Final = frozenset({"text", "limit"})
_ELEMENT: Final = frozenset({"code", "about", "name", "definition"})
_QUESTION: Final = frozenset({"code", "element", "position", "short", "text", "labels"})
_PROFILE: Final = frozenset({"code", "text", "options"})
_OPTION: Final = frozenset({"code", "text"})


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
    """One question: its official wording, an everyday short form, and the labels of its values from 1 on."""

    code: str
    element: str
    position: int
    short: PerLanguage[str]
    text: PerLanguage[str]
    labels: PerLanguage[tuple[str, ...]]

    @property
    def scale(self) -> range:
        """The values of its answers."""
        return range(1, len(self.labels()) + 1)


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


def opening(root: Table) -> Opening | None:
    """The opening question; None in a questionnaire that follows another one."""
    if "opening" not in root:
        return None
    table = root.table("opening", known=_OPENING)
    return Opening(text=table.words("text"), labels=table.labels("labels", len(SCALE)))


def elements(root: Table) -> tuple[Element, ...]:
    """The elements in report order; none where every question is one of its own."""
    if "element" not in root:
        return ()
    found = tuple(_element(table) for table in root.tables("element", known=_ELEMENT))
    unique(root, "element", (element.code for element in found))
    return found


def own_element(question: Question) -> Element:
    """The element that a question is, where the file names none: its short form is the name."""
    return Element(question.code, "unit", question.short, question.text)


def questions(root: Table, elements: tuple[Element, ...], values: int) -> tuple[Question, ...]:
    """The questions in the order they are asked; each has `values` labels, of its own or those of the whole file."""
    codes = [element.code for element in elements]
    shared = root.labels("labels", values) if "labels" in root else None
    found = [_question(table, codes, values, shared) for table in root.tables("question", known=_QUESTION)]
    unique(root, "question", (question.code for question in found))
    unique(root, "question", (f"position {question.position}" for question in found))
    for element in codes:
        if all(question.element != element for question in found):
            raise root.refuse("question", f"tidak ada pertanyaan untuk unsur “{element}”")
    return tuple(sorted(found, key=lambda question: question.position))


def comment(root: Table) -> Comment | None:
    """The invitation to write, if there is one."""
    if "comment" not in root:
        return None
    table = root.table("comment", known=_COMMENT)
    return Comment(text=table.words("text"), limit=table.number("limit"))


def profile(root: Table) -> tuple[ProfileField, ...]:
    """The questions about the respondent."""
    if "profile" not in root:
        return ()
    fields = tuple(
        ProfileField(code=table.text("code", CODE), text=table.words("text"), options=_options(table))
        for table in root.tables("profile", known=_PROFILE)
    )
    unique(root, "profile", (field.code for field in fields))
    return fields


def unique(table: Table, key: str, codes: Iterable[str]) -> None:
    """Refuse a code that is there twice."""
    found: list[str] = []
    for code in codes:
        if code in found:
            raise table.refuse(key, f"“{code}” ada dua kali")
        found.append(code)


def _element(table: Table) -> Element:
    return Element(
        code=table.text("code", CODE),
        about=table.text("about", "unit|person"),
        name=table.words("name"),
        definition=table.words("definition"),
    )


def _question(table: Table, elements: list[str], values: int, shared: PerLanguage[tuple[str, ...]] | None) -> Question:
    code = table.text("code", CODE)
    element = table.text("element") if elements else code
    if elements and element not in elements:
        raise table.refuse("element", f"unsur “{element}” tidak dikenal")
    return Question(
        code=code,
        element=element,
        position=table.number("position"),
        short=table.words("short"),
        text=table.words("text"),
        labels=shared if shared and "labels" not in table else table.labels("labels", values),
    )


def _options(field: Table) -> tuple[Option, ...]:
    tables = field.tables("options", known=_OPTION)
    options = tuple(Option(code=table.text("code", CODE), text=table.words("text")) for table in tables)
    unique(field, "options", (option.code for option in options))
    return options
