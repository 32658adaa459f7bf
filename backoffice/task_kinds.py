"""A task of today: its kind, what to do and where."""

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """Kinds of tasks, the most urgent first."""

    APPROVAL = auto()
    SEALING = auto()
    LEAK = auto()
    SIGN = auto()
    CASE = auto()
    COMMENT = auto()
    FLAG = auto()
    OBJECTION = auto()
    CORRECTION = auto()
    CONTEST = auto()
    LOCK = auto()
    REVISION = auto()
    ROSTER = auto()
    HANDOVER = auto()
    SIGNATURE = auto()
    FOLLOW_UP = auto()
    REMARK = auto()
    QUESTION = auto()
    CONSULTATION = auto()
    READING = auto()
    THIS_WEEK = auto()
    STICKER = auto()
    CALENDAR = auto()
    COUNTS = auto()
    PAPER = auto()
    SET_UP = auto()
    KEY = auto()
    NEXT_WEEK = auto()
    DISPLAY = auto()


@dataclass(frozen=True)
class Task:
    """One thing to do and where."""

    kind: Kind
    text: str
    address: str
