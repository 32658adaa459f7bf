"""The languages a citizen may read, and which of them a phone asks for."""

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from surveys.typed_toml import FALLBACK

FILE: Final = Path(__file__).parent / "languages.toml"


@dataclass(frozen=True)
class Language:
    """A language by its tag (BCP 47), with its name in itself.

    Attributes:
        codes: other codes that mean it: legacy ones, three letters, a neighbour that is read as easily.
        is_draft: no native speaker has signed the texts.
        is_complete: claims that no text is missing.
    """

    tag: str
    name: str
    codes: tuple[str, ...]
    is_draft: bool
    is_complete: bool


def _read(data: bytes) -> dict[str, Language]:
    return {
        tag: Language(tag, row["name"], tuple(row["codes"]), row["draft"], row["complete"])
        for tag, row in tomllib.loads(data.decode()).items()
    }


LANGUAGES: Final = _read(FILE.read_bytes())
_TAGS: Final = {code: language.tag for language in LANGUAGES.values() for code in (language.tag, *language.codes)}


def known(code: str) -> str:
    """Tag of the language that a code means, in capitals and with a region or script as well; "" for any other."""
    return _TAGS.get(re.split("[-_]", code.strip().lower(), maxsplit=1)[0], "")


def choose(codes: Iterable[str], offered: Collection[str]) -> str:
    """The first offered language among codes, the most wanted first; Indonesian when there is none."""
    return next((tag for tag in map(known, codes) if tag in offered), FALLBACK)
