"""What comments are about: themes by a published list of words, counted and never quoted.

A theme is named once per comment, however often its words occur. Praise and complaint are not told apart: a count says
what people speak of, and enters no score.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicons"
CURRENT = "id-1"
MINIMUM = 5  # comments of a theme in one batch, below which it is not named

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Theme:
    """A theme and the pattern of the words that mark it."""

    code: str
    label: str
    pattern: re.Pattern[str]


@cache
def lexicon(name: str = CURRENT) -> tuple[Theme, ...]:
    """The themes of a published list, in its order."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(Theme(row["code"], row["label"], _pattern(row["words"])) for row in table["theme"])


def of(text: str, themes: Iterable[Theme]) -> set[str]:
    """Codes of the themes a comment speaks of."""
    words = _WORD.findall(text.casefold())
    return {theme.code for theme in themes if any(theme.pattern.fullmatch(word) for word in words)}


def counts(texts: Iterable[str], themes: tuple[Theme, ...] | None = None, minimum: int = MINIMUM) -> dict[str, int]:
    """How many comments speak of each theme; a theme of fewer than `minimum` comments is left out."""
    themes = lexicon() if themes is None else themes
    found = Counter(code for text in texts for code in of(text, themes))
    return {theme.code: found[theme.code] for theme in themes if found[theme.code] >= minimum}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Words as one pattern; a star stands for any ending."""
    return re.compile(
        "|".join(re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    )
