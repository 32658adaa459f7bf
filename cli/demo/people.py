"""The people of the sample town: officers with plausible NIPs, and how they and their units tend to be rated."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cli.demo.places import FAMILY_NAMES, GIVEN_NAMES, POSITIONS


@dataclass(frozen=True)
class Person:
    """An invented officer; `manner` is how much above or below colleagues the public rates him or her, in steps."""

    name: str
    nip: str | None
    code: str | None
    status: str
    position: str
    manner: float


def hire(chance: Random, number: int) -> Person:
    """An officer who differs from every other by `number`."""
    given, sex = GIVEN_NAMES[number % len(GIVEN_NAMES)]
    family = FAMILY_NAMES[(number // len(GIVEN_NAMES) * 7 + number) % len(FAMILY_NAMES)]
    status = chance.choices(("pns", "pppk", "non_asn"), (70, 22, 8))[0]
    return Person(
        name=f"{given} {family}",
        nip=None if status == "non_asn" else _nip(chance, number, sex, status),
        code=f"NA-{number:04}" if status == "non_asn" else None,
        status=status,
        position=POSITIONS[number % len(POSITIONS)],
        manner=chance.gauss(0, 0.13),
    )


def _nip(chance: Random, number: int, sex: str, status: str) -> str:
    born = date(1968, 1, 1) + timedelta(days=chance.randrange(365 * 31))
    joined = born.year + chance.randrange(22, 30)
    second = f"{joined}{chance.randrange(1, 13):02}" if status == "pns" else f"{max(joined, 2021)}21"
    return f"{born:%Y%m%d}{second}{1 if sex == 'L' else 2}{number % 999 + 1:03}"
