"""Names of people as lists write them: with titles and without, in capitals or not. For comparison only."""

import re
from difflib import SequenceMatcher

from surveys.headings import plain

ALIKE = 0.8
_BEFORE = re.compile(r"^(?:(?:prof|dr|drs|dra|drg|ir|h|hj|apt|ns)\.?\s+)+", re.IGNORECASE)
_DOTTED = re.compile(r"\b[A-Za-z]{1,3}\.[A-Za-z]{1,6}\b\.?")


def bare(name: str) -> str:
    """A name without its titles: what follows a comma, dotted degrees, and the words of honour in front."""
    without = _DOTTED.sub(" ", _BEFORE.sub("", name.strip()).partition(",")[0])
    return plain(without) or plain(name)


def similarity(one: str, other: str) -> float:
    """0 (nothing in common) to 1 (the same), whatever the order of the words."""
    first, second = (" ".join(sorted(bare(name).split())) for name in (one, other))
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def alike(one: str, other: str) -> bool:
    """Whether two spellings are near enough to be the same person under the same number."""
    return similarity(one, other) >= ALIKE
