"""What people write for an officer in a roster: a short code, a NIP, a name or the part of it only one of them has."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.headings import plain

NOBODY = {"", "-", "–", "—", "x", "kosong", "libur", "off"}
BETWEEN = re.compile(r"[+;,/&\n]")
_SHORTEST_PART = 3


@dataclass(frozen=True)
class Person:
    """An officer as the unit knows them; `number` is a NIP or the agency's own code."""

    id: int
    name: str
    number: str = ""


@dataclass(frozen=True)
class Names:
    """Everybody whom a roster of the unit may name; `former` ones only keep their codes from being given again."""

    people: tuple[Person, ...]
    former: tuple[Person, ...] = ()

    @cached_property
    def codes(self) -> dict[int, str]:
        """A short code for each: initials, longer or numbered where somebody with a smaller id has them already."""
        found: dict[int, str] = {}
        for person in sorted({*self.people, *self.former}, key=lambda one: one.id):
            taken = set(found.values())
            found[person.id] = next(
                code for code in _candidates(person) if code not in taken and code.casefold() not in NOBODY
            )
        return {person.id: found[person.id] for person in self.people}

    @cached_property
    def _known(self) -> Mapping[str, set[int]]:
        """Who is meant by each way of writing, letters and digits only."""
        known: dict[str, set[int]] = defaultdict(set)
        for person in self.people:
            words = plain(person.name).split()
            written = {"".join(words), _key(person.number), *(word for word in words if len(word) >= _SHORTEST_PART)}
            for key in written - {""}:
                known[key].add(person.id)
        return known

    def find(self, text: str) -> int | None:
        """The one officer that a text means, degrees after the name aside; None if it means nobody or several."""
        exact = self._exact(text)
        return exact if exact is not None else _only(self._with_title(text))

    def _exact(self, text: str) -> int | None:
        for officer, code in self.codes.items():
            if _key(code) == _key(text):
                return officer
        return _only(self._known.get(_key(text), set()))

    def _with_title(self, text: str) -> set[int]:
        return {one.id for one in self.people if f"{plain(text)} ".startswith(f"{plain(one.name)} ")}

    def read(self, text: str) -> frozenset[int]:
        """The officers a cell names, none for a dash or nothing.

        Raises:
            ValueError: a part that means nobody, or several; the sentence begins with it.
        """
        if text.strip().casefold() in NOBODY:
            return frozenset()
        try:
            return frozenset(self._parts(text))
        except ValueError:
            titled = self.find(text)
            if titled is None:
                raise
            return frozenset([titled])

    def _parts(self, text: str) -> Iterator[int]:
        for part in filter(None, map(str.strip, BETWEEN.split(text))):
            whole = self._exact(part)
            yield from [whole] if whole is not None else [self._sure(word) for word in part.split()]

    def _sure(self, word: str) -> int:
        found = self._exact(word)
        if found is not None:
            return found
        if self._known.get(_key(word)):
            raise ValueError(f"“{word}” bisa berarti beberapa petugas; tulis singkatannya")
        raise ValueError(f"“{word}” bukan petugas unit ini; tulis singkatan, nama, atau NIP-nya")


def _only(meant: set[int]) -> int | None:
    return next(iter(meant)) if len(meant) == 1 else None


def _key(text: str) -> str:
    return plain(text).replace(" ", "")


def _candidates(person: Person) -> Iterator[str]:
    words = plain(person.name).upper().split() or ["X"]
    initials = "".join(word[0] for word in words[:3])
    if len(initials) > 1:
        yield initials
    yield words[0][:3]
    number = 2
    while True:
        yield f"{initials}{number}"
        number += 1
