"""Words of the interface in each language, read from the .po files themselves: no compiled copy can be out of date."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

FOLDER: Final = Path(__file__).resolve().parent / "translations"


class Catalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's source of translations."""

    def get_translations(self) -> NullTranslations:
        """Those of the language of this request; the words in the code are Indonesian already."""
        return translations(str(get_locale() or ""))


def catalogue(language: str) -> Catalog:
    """The .po file of a language; an empty one where there is none."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> NullTranslations:
    """A catalogue ready for look-ups; what is missing or marked as doubtful in it stays Indonesian."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
