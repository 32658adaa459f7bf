"""A unit's own questions: a few sentences of its own beside the regulated ones, never about persons.

They are shown beside every index and part of none. A question keeps its words: another wording is another question.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from surveys import redaction
from surveys.questionnaire import Questionnaire
from surveys.questionnaire_parts import Question, own_element
from surveys.typed_toml import FALLBACK, PerLanguage

FAMILY: Final = "own"
MOST: Final = 3
MOST_WORDS, MOST_LETTERS = 12, 120
FACES, YES_NO = "faces", "yes_no"
TITLE: Final = PerLanguage(((FALLBACK, "Pertanyaan dari unit ini"),))
LABELS: Final[Mapping[str, PerLanguage[tuple[str, ...]]]] = {
    FACES: PerLanguage(
        (
            ("id", ("Tidak puas", "Kurang puas", "Puas", "Sangat puas")),
            ("en", ("Not satisfied", "Not very satisfied", "Satisfied", "Very satisfied")),
            ("su", ("Henteu sugema", "Kirang sugema", "Sugema", "Sugema pisan")),
            ("jv", ("Mboten marem", "Kirang marem", "Marem", "Marem sanget")),
        )
    ),
    YES_NO: PerLanguage(
        (
            ("id", ("Tidak", "Ya")),
            ("en", ("No", "Yes")),
            ("su", ("Henteu", "Muhun")),
            ("jv", ("Mboten", "Inggih")),
        )
    ),
}


class UnfitQuestion(Exception):
    """A question that may not be asked; the message says why and what to do."""


def check(words: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The words by language, without the empty ones. `names` are those of the unit's officers.

    Raises:
        UnfitQuestion: without Indonesian words, too long to be read at a counter, or naming a person.
    """
    given = {tag: text for tag, text in words.items() if text}
    if FALLBACK not in given:
        raise UnfitQuestion("Tulis pertanyaannya dalam bahasa Indonesia. Bahasa lain boleh kosong.")
    if any(len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS for text in given.values()):
        raise UnfitQuestion(f"Ringkaskan: paling banyak {MOST_WORDS} kata, supaya terbaca di depan loket.")
    if any(redaction.redact(text, list(names)) != text for text in given.values()):
        raise UnfitQuestion("Pertanyaan tidak boleh tentang orang. Hapus nama, NIK, atau nomor HP.")
    return given


def question(number: int, position: int, kind: str, words: Mapping[str, str]) -> Question:
    """A question as a form asks it; its code is its number, so that every answer knows the words it was given to."""
    text = PerLanguage(tuple(words.items()))
    code = f"Q{number}"
    return Question(code, code, position, short=text, text=text, labels=LABELS[kind])


def asked(questions: Sequence[Question]) -> Questionnaire:
    """Some own questions as a questionnaire that follows the form."""
    return Questionnaire(
        code=FAMILY,
        family=FAMILY,
        source="unit",
        title=TITLE,
        elements=tuple(map(own_element, questions)),
        tap=None,
        questions=tuple(questions),
        comment=None,
        profile=(),
        checksum="",
    )
