"""A card of the first page: a heading and the facts below it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One thing and how it stands; `address` leads to the page that says more."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class Card:
    """Facts that belong together; `note` says what they mean."""

    heading: str
    facts: list[Fact]
    note: str = ""
