"""Duties that cannot all be kept: one person in two places at once, or on a day when that person is not there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum, auto
from itertools import combinations
from typing import NamedTuple

from surveys.roster_table import overlaps


class Post(NamedTuple):
    """An officer at a counter in one shift of a day, which runs from `starts` until just before `ends`."""

    officer: int
    day: date
    counter: int
    shift: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Presence:
    """When an officer can be on duty: until the day before `left_on`, in the unit, and not within `away`."""

    left_on: date | None = None
    has_moved: bool = False
    away: tuple[tuple[date, date], ...] = ()


class Kind(Enum):
    """What is wrong."""

    TWICE = auto()
    AWAY = auto()
    LEFT = auto()
    MOVED = auto()


class Clash(NamedTuple):
    """What is wrong with one post, or with two that overlap."""

    kind: Kind
    posts: tuple[Post, ...]

    @property
    def officer(self) -> int:
        """The one whom it is about."""
        return self.posts[0].officer

    @property
    def day(self) -> date:
        """The day it happens."""
        return self.posts[0].day


def clashes(posts: Iterable[Post], people: Mapping[int, Presence], elsewhere: Iterable[Post] = ()) -> list[Clash]:
    """What is wrong with a unit's posts, by day; `elsewhere` are the same officers' posts in other units.

    Whatever is wrong between posts elsewhere is for the other units to see.
    """
    own = sorted(set(posts))
    found = [Clash(kind, (post,)) for post in own for kind in _absent(post, people.get(post.officer, Presence()))]
    by_person: dict[tuple[int, date], list[Post]] = defaultdict(list)
    for post in [*own, *sorted(set(elsewhere))]:
        by_person[post.officer, post.day].append(post)
    known = set(own)
    for together in by_person.values():
        for one, other in combinations(together, 2):
            if one in known and one.counter != other.counter and _overlap(one, other):
                found.append(Clash(Kind.TWICE, (one, other)))
    return sorted(found, key=lambda clash: (clash.day, clash.posts, clash.kind.value))


def _absent(post: Post, presence: Presence) -> list[Kind]:
    """Only the strongest reason: whoever has left is not on leave as well."""
    if presence.left_on is not None and presence.left_on <= post.day:
        return [Kind.LEFT]
    if presence.has_moved:
        return [Kind.MOVED]
    return [Kind.AWAY] if any(first <= post.day <= last for first, last in presence.away) else []


def _overlap(one: Post, other: Post) -> bool:
    return overlaps((one.starts, one.ends), (other.starts, other.ends))
