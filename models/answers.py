"""How many answered every element, by seal and month: by these, and not by taps on a face, a unit's batches are cut."""

from collections import Counter, defaultdict

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.tallies import VALUES, ElementTally, Tally
from surveys.validity import enters_ikm

Place = tuple[int, str]  # seal and month


def fewest(session: Session, *chosen: ColumnElement[bool]) -> dict[Place, int]:
    """The number of answers to the element that has the fewest, in the tallies for which all of `chosen` hold.

    The sum of these over some seals is never more than what any element has in all of them. An element that nobody
    answered in the whole month hides nothing and holds nobody back; a tap on a face alone is no answer.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    month = func.substr(Tally.day, 1, 7) if on_sqlite else func.to_char(Tally.day, "YYYY-MM")
    given = func.sum(sum(getattr(ElementTally, f"v{value}") for value in VALUES))
    keys = (Tally.seal_id, month, Tally.validity, ElementTally.element)
    rows = session.execute(
        select(*keys, given)
        .join(ElementTally, ElementTally.tally_id == Tally.id)
        .where(Tally.late.is_(False), *chosen)
        .group_by(*keys)
    )
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    answered: dict[str, set[str]] = defaultdict(set)
    for seal_id, code, validity, element, n in rows:
        if enters_ikm(validity, late=False):
            counts[seal_id, code][element] += int(n)
            answered[code].add(element)
    return {(seal_id, code): min(of[element] for element in answered[code]) for (seal_id, code), of in counts.items()}
