"""Words that everybody understands: short sentences, and none of the terms of those who count."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from surveys.translations import load

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    "public": ("**.py", "python"),
    "templates/public": ("**.html", "jinja2"),
    "templates/errors": ("**.html", "jinja2"),
}
MOST_WORDS, MOST_IN_A_QUESTION = 12, 8
JARGON = re.compile(
    r"\b(?:unsur|responden|nrr|konversi|tertimbang|agregat|nonce|token|valid\w*|verifikasi|autentik\w*|parameter|instrumen"
    r"|submit|respons|implementasi|optimal\w*|signifikan|metodologi|populasi|sampel|survei|stakeholder|terkait|guna"
    r"|dalam rangka|sehubungan|apabila|tersebut|merupakan|dipergunakan|error|gagal|invalid|ilegal)\b",
    re.IGNORECASE,
)


def told() -> set[str]:
    """Every text of ours that a citizen's page may show."""
    keywords = {**DEFAULT_KEYWORDS, "_l": None}
    found = [
        message if isinstance(message, str) else message[0]
        for folder, method in SOURCES.items()
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / folder, [method], keywords=keywords)
    ]
    assert len(found) > 200
    return set(found)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a value to be filled in is one word."""
    return re.split(r"(?<=[.?!:;])\s+", re.sub(r"%\(\w+\)[sd]|\{\w+\}", "x", text))


def words(sentence: str) -> int:
    """How many words; a dash or a dot in the middle is none."""
    return len(re.findall(r"\S*\w\S*", sentence))


def test_no_sentence_is_longer_than_twelve_words() -> None:
    assert [sentence for text in told() for sentence in sentences(text) if words(sentence) > MOST_WORDS] == []


def test_no_text_holds_a_word_of_the_trade() -> None:
    assert {text: found for text in told() if (found := JARGON.findall(text))} == {}


def test_no_text_shouts() -> None:
    assert [text for text in told() if "!" in text.replace("SP4N-LAPOR!", "")] == []


@pytest.mark.parametrize("tag", ["id", "en", "su", "jv"])
def test_no_question_is_longer_than_eight_words_in_any_language(tag: str) -> None:
    questions = [question.short(tag) for question in load("skm-2017").questions]
    assert [question for question in questions if words(question) > MOST_IN_A_QUESTION] == []
