"""Which people of HR's list are which officers: by NIP alone, with a suggestion where one digit or one swap is off.

A suggestion is one edit away (Damerau 1964; as the length is fixed, a digit substituted or two neighbours swapped);
how alike the names are is a help for the eye, and a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveys.hr_list import Person
from surveys.names import alike, similarity

MOST_SUGGESTIONS = 200
_DIGITS = "0123456789"


@dataclass(frozen=True)
class Known:
    """An officer the product can hand over."""

    officer_id: int
    nip: str
    name: str


@dataclass(frozen=True)
class Suggestion:
    """Officers whose NIP is one slip away from that of somebody nobody knows, each with how alike the names are."""

    person: Person
    officers: tuple[tuple[Known, float], ...]


@dataclass(frozen=True)
class Matches:
    """Every person of the list once: matched, suggested or unmatched; `absent`: officers who are not in it.

    renamed: matched people whose names are not alike.
    """

    matched: list[tuple[Person, Known]]
    suggested: list[Suggestion]
    unmatched: list[Person]
    renamed: list[tuple[Person, Known]]
    absent: list[Known]


def match(people: Iterable[Person], officers: Iterable[Known]) -> Matches:
    """Join both sides by NIP, then look for slips among those who are left."""
    by_nip = {officer.nip: officer for officer in officers}
    matched, strangers = [], []
    for person in people:
        officer = by_nip.get(person.nip)
        if officer is None:
            strangers.append(person)
        else:
            matched.append((person, officer))
    taken = {officer.nip for _, officer in matched}
    absent = [officer for nip, officer in by_nip.items() if nip not in taken]
    suggested = _suggested(strangers, absent)
    found = {suggestion.person.nip for suggestion in suggested}
    return Matches(
        matched=matched,
        suggested=suggested,
        unmatched=[person for person in strangers if person.nip not in found],
        renamed=[pair for pair in matched if pair[0].name and not alike(pair[0].name, pair[1].name)],
        absent=absent,
    )


def slips(nip: str) -> Iterator[str]:
    """Every text one digit or one swap of neighbours away from a NIP; without the NIP itself."""
    for at, digit in enumerate(nip):
        for other in _DIGITS:
            if other != digit:
                yield nip[:at] + other + nip[at + 1 :]
    for at in range(len(nip) - 1):
        if nip[at] != nip[at + 1]:
            yield nip[:at] + nip[at + 1] + nip[at] + nip[at + 2 :]


def _suggested(strangers: list[Person], absent: list[Known]) -> list[Suggestion]:
    """Slips between two sides, in the order of the list, the likeliest name first, as many as a person can look at."""
    near: dict[str, list[Known]] = {}
    # Spelling out the slips of the shorter side costs least.
    if len(strangers) < len(absent):
        known = {officer.nip: officer for officer in absent}
        for person in strangers:
            near[person.nip] = [known[slip] for slip in slips(person.nip) if slip in known]
    else:
        unknown = {person.nip for person in strangers}
        for officer in absent:
            for slip in slips(officer.nip):
                if slip in unknown:
                    near.setdefault(slip, []).append(officer)
    chosen = [person for person in strangers if near.get(person.nip)][:MOST_SUGGESTIONS]
    return [Suggestion(person, _ranked(person, near[person.nip])) for person in chosen]


def _ranked(person: Person, officers: list[Known]) -> tuple[tuple[Known, float], ...]:
    pairs = [(officer, similarity(person.name, officer.name) if person.name else 0.0) for officer in officers]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0].nip)))


def picked(matches: Matches, picks: Mapping[str, int]) -> list[tuple[Person, Known]]:
    """The matched people and those for whom a person picked a suggested officer (NIP of the list to officer id).

    Raises:
        ValueError: an officer was picked for two people.
    """
    chosen = [
        (suggestion.person, officer)
        for suggestion in matches.suggested
        for officer, _ in suggestion.officers
        if picks.get(suggestion.person.nip) == officer.officer_id
    ]
    if len({officer.officer_id for _, officer in chosen}) < len(chosen):
        raise ValueError(
            "Satu petugas dipilih untuk dua baris. Pilih petugas yang berbeda, atau biarkan tidak dipilih."
        )
    return [*matches.matched, *chosen]
