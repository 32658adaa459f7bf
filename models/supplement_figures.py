"""Figures of supplements: sums of released batches of one version each, the same for every viewer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import questionnaires, releases, supplements
from models.releases import Increment, ReleaseBatch
from surveys.disclosure import CELL_MINIMUM, PUBLIC_MINIMUM
from surveys.own_questions import FAMILY as OWN
from surveys.periods import Period
from surveys.questionnaire import Questionnaire
from surveys.supplements import Item, items


@dataclass(frozen=True)
class SupplementFigure:
    """What released batches say of one version of a supplement. Versions stand beside each other, never added up."""

    questionnaire: Questionnaire
    n: int
    items: tuple[Item, ...]
    released_on: date


def of_unit(session: Session, unit_id: int, period: Period) -> list[SupplementFigure]:
    """Every supplement of which a unit has released answers in a period, in the order of their publication."""
    months = [month.code for month in period.months]
    found = []
    for family in families(session):
        batches = releases.batches(session, family, months, unit_id)
        sums = supplements.told((batch.month, batch.payload) for batch in batches)
        sums = {code: part for code, part in sums.items() if part["n"] >= CELL_MINIMUM}
        for code in [
            *(use.code for use in questionnaires.all_uses(session) if use.code in sums),
            *({OWN} & sums.keys()),
        ]:
            asked = supplements.version(session, code, sums[code]["counts"])
            counts = {question: tuple(given) for question, given in sums[code]["counts"].items()}
            found.append(SupplementFigure(asked, sums[code]["n"], items(asked, counts), _newest(batches)))
    return found


def published(session: Session, unit_id: int, period: Period) -> list[SupplementFigure]:
    """What everyone may know: versions that thirty people answered, and own questions of thirty answers each.

    Own questions come and go one by one, so that those who answered a questionnaire of them never answered the same.
    """
    found = []
    for figure in of_unit(session, unit_id, period):
        if figure.questionnaire.family == OWN:
            known = tuple(item for item in figure.items if sum(item.counts) >= PUBLIC_MINIMUM)
            found += [replace(figure, items=known)] if known else []
        elif figure.n >= PUBLIC_MINIMUM:
            found.append(figure)
    return found


def waiting(session: Session, unit_id: int) -> dict[str, int]:
    """How many sealed forms of each family wait for their release."""
    rows = session.execute(
        select(Increment.stream, func.sum(Increment.n))
        .where(Increment.unit_id == unit_id, Increment.stream.in_(families(session)))
        .group_by(Increment.stream)
    )
    return {family: int(n) for family, n in rows}


def families(session: Session) -> list[str]:
    """Families of supplements that were ever in use, in the order of their first publication; units' own ones last."""
    used = (use.family for use in questionnaires.all_uses(session) if use.family != questionnaires.SKM)
    return [*dict.fromkeys(used), OWN]


def _newest(batches: Sequence[ReleaseBatch]) -> date:
    return max(batch.released_on for batch in batches)
