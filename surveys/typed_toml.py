"""Typed reading of a TOML table: what is missing, mistyped or unknown is named by its key."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

FALLBACK = "id"
_KINDS: dict[type, str] = {str: "teks", int: "bilangan bulat", dict: "tabel", list: "daftar"}


class TableError(Exception):
    """A key of a TOML document cannot be used; `reason` is Indonesian."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True)
class PerLanguage(Generic[T]):
    """One text, or one list of texts, in each language that has it; call it with a language tag.

    A language without this text gets the Indonesian one, which is always there.
    """

    texts: tuple[tuple[str, T], ...]

    def __call__(self, language: str = FALLBACK) -> T:
        texts = dict(self.texts)
        return texts.get(language, texts[FALLBACK])

    def tag(self, language: str) -> str:
        """Tag of the language in which a call for `language` is answered."""
        return language if language in dict(self.texts) else FALLBACK

    def also(self, language: str, value: T) -> "PerLanguage[T]":
        """The same with one more language."""
        return PerLanguage((*self.texts, (language, value)))


class Table:
    """One table of a document. Each reading method raises `TableError`."""

    def __init__(self, value: object, key: str = "", *, known: frozenset[str]) -> None:
        self._key = key
        if not isinstance(value, dict):
            raise self.refuse("", "harus berupa tabel")
        self._values: dict[str, object] = value
        for name in value:
            if name not in known:
                raise self.refuse(name, "kunci tidak dikenal")

    def refuse(self, name: str, reason: str) -> TableError:
        """An error about the key `name` of this table."""
        return TableError(".".join(part for part in (self._key, name) if part), reason)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, pattern: str = r".*\S.*") -> str:
        """A text that matches `pattern` as a whole."""
        value = self._get(name, str)
        if not re.fullmatch(pattern, value):
            raise self.refuse(name, f"“{value}” tidak memenuhi bentuk {pattern}")
        return value

    def number(self, name: str) -> int:
        """A whole number of at least 1."""
        value = self._get(name, int)
        if isinstance(value, bool) or value < 1:
            raise self.refuse(name, "harus bilangan bulat mulai 1")
        return value

    def words(self, name: str) -> PerLanguage[str]:
        """A text in every language it is given in."""
        table = self._languages(name)
        return PerLanguage(tuple((language, table.text(language)) for language in table))

    def labels(self, name: str, count: int) -> PerLanguage[tuple[str, ...]]:
        """`count` different texts in every language they are given in."""
        table = self._languages(name)
        return PerLanguage(tuple((language, table.texts(language, count)) for language in table))

    def texts(self, name: str, count: int) -> tuple[str, ...]:
        """`count` different texts."""
        labels = self._get(name, list)
        if len(labels) != count:
            raise self.refuse(name, f"harus {count} label, bukan {len(labels)}")
        if any(not isinstance(label, str) or not label.strip() for label in labels):
            raise self.refuse(name, "setiap label harus berupa teks yang berisi")
        if len(set(labels)) != count:
            raise self.refuse(name, "label yang sama muncul dua kali")
        return tuple(labels)

    def table(self, name: str, *, known: frozenset[str]) -> "Table":
        """A table inside this one."""
        return Table(self._get(name, dict), self._path(name), known=known)

    def tables(self, name: str, *, known: frozenset[str]) -> "list[Table]":
        """A list of at least one table; errors count them from 1."""
        values = self._get(name, list)
        if not values:
            raise self.refuse(name, "daftar kosong")
        return [Table(value, f"{self._path(name)}[{at}]", known=known) for at, value in enumerate(values, 1)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def _path(self, name: str) -> str:
        return f"{self._key}.{name}" if self._key else name

    def _get(self, name: str, kind: type[T]) -> T:
        if name not in self._values:
            raise self.refuse(name, "kunci tidak ada")
        value = self._values[name]
        if not isinstance(value, kind):
            raise self.refuse(name, f"harus berupa {_KINDS[kind]}")
        return value

    def _languages(self, name: str) -> "Table":
        languages = self._get(name, dict)
        tags = frozenset(tag for tag in languages if re.fullmatch(r"[a-z]{2,3}", tag))
        table = Table(languages, self._path(name), known=tags)
        if FALLBACK not in languages:
            raise table.refuse(FALLBACK, "kunci tidak ada")
        return table


def parse(data: bytes, *, known: frozenset[str]) -> Table:
    """The root table of a TOML document."""
    try:
        return Table(tomllib.loads(data.decode("utf-8")), known=known)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError("(berkas)", f"bukan TOML yang sah: {error}") from error
