"""An exercise of the training: what to do, where, and how it is known that it is done.

Most are done when an action of the account stands in the audit chain. What leaves no trace there, because one only
reads, is a question with one right answer.
"""

from dataclasses import dataclass

from models.training import object_of


@dataclass(frozen=True)
class Question:
    """A question after reading. `right` is the place of the right choice; `why` explains it."""

    text: str
    choices: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Exercise:
    """Something to try.

    Attributes:
        endpoint: where, without "backoffice."; of_unit: whether that page is of the person's own unit.
        actions: any of them in the audit chain means done; empty for a question.
        done: how a person sees that it is done.
    """

    key: str
    title: str
    text: str
    endpoint: str
    actions: frozenset[str] = frozenset()
    done: str = ""
    question: Question | None = None
    of_unit: bool = False

    def is_done(self, tried: set[str]) -> bool:
        """Whether what an account tried (models.training.tried) completes it."""
        return bool(self.actions & tried) or object_of(self.key) in tried
