"""Which words of a comment lead to which theme: a list of words that people keep, met as written or by their stem.

An entry with a star stands for every word that begins with it. Any entry is met too by a word of the same stem, after
the Indonesian stemmer of Snowball (Tala 2003, “A study of stemming effects on information retrieval in Bahasa
Indonesia”). A theme counts once per comment. Praise and complaint are not told apart, and no count enters a score.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from snowballstemmer import stemmer

from surveys import disclosure
from surveys.themes import CURRENT, FOLDER, MINIMUM

MOST_THEMES, MOST_WORDS = 30, 120
LONGEST_WORD = 40

_WORD = re.compile(r"\w+")
_ENTRY = re.compile(r"[^\W_]{2,}\*?")
_MASK = re.compile(r"\[\w+\]")  # what redaction left, such as [alamat]: no word of the writer
_SEPARATORS = re.compile(r"[\s,;]+")
_STAR = "*"


class LexiconError(ValueError):
    """The list of words cannot be used; the message says what to change, in Indonesian."""


@dataclass(frozen=True)
class Theme:
    """A theme and the words that mark it, as people keep them."""

    code: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A word of a comment that led to a theme; `entry` is the word of the list that it met."""

    theme: Theme
    word: str
    entry: str


@dataclass(frozen=True)
class Difference:
    """How two lists judge the same comments: how many speak of a theme, and how many are new or no longer there."""

    before: int
    gained: int
    lost: int


Lexicon = tuple[Theme, ...]


@cache
def built_in(name: str = CURRENT) -> Lexicon:
    """The themes of a published list, in its order."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(Theme(row["code"], row["label"], tuple(row["words"])) for row in table["theme"])


def words_of(text: str) -> tuple[str, ...]:
    """The entries in a text where commas, blanks or lines part them: in lower case, each once."""
    return tuple(dict.fromkeys(word for word in _SEPARATORS.split(text.casefold()) if word))


def checked(lexicon: Lexicon) -> Lexicon:
    """The list itself. Raises LexiconError for what is no list of words."""
    if not 1 <= len(lexicon) <= MOST_THEMES:
        raise LexiconError(f"Daftar kata memuat 1 sampai {MOST_THEMES} tema.")
    if len({theme.label.casefold() for theme in lexicon}) < len(lexicon):
        raise LexiconError("Dua tema memakai nama yang sama. Ubah salah satunya.")
    for theme in lexicon:
        _check(theme)
    return lexicon


def hits(text: str, lexicon: Lexicon) -> tuple[Hit, ...]:
    """The words of a comment that led to a theme, each once, in the order of the comment."""
    find = _finder(lexicon)
    words = dict.fromkeys(_WORD.findall(_MASK.sub(" ", text).casefold()))
    return tuple(hit for word in words for hit in find(word))


def themes_of(text: str, lexicon: Lexicon) -> set[str]:
    """Codes of the themes a comment speaks of."""
    return {hit.theme.code for hit in hits(text, lexicon)}


def counts(texts: Iterable[str], lexicon: Lexicon) -> dict[str, int]:
    """How many comments speak of each theme, in the order of the list; what may be shown is for the caller."""
    found = Counter(code for text in texts for code in themes_of(text, lexicon))
    return {theme.code: found[theme.code] for theme in lexicon}


def differences(texts: Iterable[str], old: Lexicon, new: Lexicon) -> dict[str, Difference]:
    """What changes for each theme of either list, those of the new one first."""
    before: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for text in texts:
        was, becomes = themes_of(text, old), themes_of(text, new)
        before.update(was)
        gained.update(becomes - was)
        lost.update(was - becomes)
    codes = dict.fromkeys(theme.code for theme in (*new, *old))
    return {code: Difference(before[code], gained[code], lost[code]) for code in codes}


def shown(n: int) -> int | None:
    """A number of comments, or None where so few could be recognised; zero is nobody's."""
    return disclosure.suppressed(n, MINIMUM)


def rough(n: int) -> int | None:
    """A number of comments in whole fives, rounded down; None for one to four.

    For people who may not read the comments: exact numbers of two lists, subtracted, would tell of a single one.
    """
    return None if shown(n) is None else n - n % MINIMUM


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of an Indonesian word in lower case."""
    found: str = stemmer("indonesian").stemWord(word)  # a stemmer holds the word it works on: one per call
    return found


@lru_cache(maxsize=4)
def _finder(lexicon: Lexicon) -> Callable[[str], tuple[Hit, ...]]:
    """What a list says of a word. It remembers: people use the same few thousand."""
    return lru_cache(maxsize=50_000)(lambda word: _met(word, lexicon))


def _met(word: str, lexicon: Lexicon) -> tuple[Hit, ...]:
    """The themes a word leads to, each by the first entry that it meets."""
    found = []
    for theme in lexicon:
        entry = next((entry for entry in theme.words if _meets(word, entry)), None)
        if entry is not None:
            found.append(Hit(theme, word, entry))
    return tuple(found)


def _meets(word: str, entry: str) -> bool:
    plain = entry.removesuffix(_STAR)
    return word == plain or (entry.endswith(_STAR) and word.startswith(plain)) or stem(word) == stem(plain)


def _check(theme: Theme) -> None:
    if not theme.label:
        raise LexiconError("Isi nama tema.")
    if not 1 <= len(theme.words) <= MOST_WORDS:
        raise LexiconError(f"Tema “{theme.label}”: isi 1 sampai {MOST_WORDS} kata.")
    for word in theme.words:
        if not _ENTRY.fullmatch(word) or len(word) > LONGEST_WORD:
            raise LexiconError(
                f"“{word[:LONGEST_WORD]}” tidak dapat dipakai. Tulis satu kata dari huruf dan angka, boleh diakhiri *."
            )
