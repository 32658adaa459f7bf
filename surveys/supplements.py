"""Questionnaires that follow another one, such as SPKP and SPAK of PermenPANRB 90/2021, and what may be shown of them.

Every item stands for itself on its own scale: there is no index, no grade and no conversion to another scale, and no
figure of an officer has a part of them.
"""

from dataclasses import dataclass
from decimal import Decimal

from surveys import crosswalk, disclosure
from surveys.crosswalk import Counts
from surveys.ikm import half_up
from surveys.questionnaire import Questionnaire
from surveys.questionnaire_parts import Question

YES_OR_NO = 2  # values of a question that has no middle


@dataclass(frozen=True)
class Item:
    """One question with the answers of released batches, and as much of them as may be shown."""

    question: Question
    counts: tuple[int, ...]

    @property
    def n(self) -> int | None:
        """Answers given; None where they are so few that they could describe somebody."""
        return disclosure.suppressed(sum(self.counts))

    @property
    def mean(self) -> Decimal | None:
        """Mean on the item's own scale, two decimals; None for too few answers, and for no and yes."""
        mean = crosswalk.average(self.counts)
        return half_up(mean) if self.n and mean is not None and len(self.counts) > YES_OR_NO else None

    @property
    def shares(self) -> tuple[str | None, ...]:
        """Share of each value, its ends blurred; None below twenty answers."""
        return tuple(disclosure.capped_share(count, sum(self.counts)) for count in self.counts)


def items(questionnaire: Questionnaire, counts: Counts) -> tuple[Item, ...]:
    """The questions in the order asked; `counts` may lack a question nobody answered."""
    return tuple(
        Item(question, tuple(counts.get(question.code, (0,) * len(question.scale))))
        for question in questionnaire.questions
    )
