"""How many answered anything, by seal and month: by these, and not by taps on a face, a unit's batches are cut."""

from collections import Counter

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.tallies import Tally
from surveys.validity import enters_ikm

Place = tuple[int, str]  # seal and month


def respondents(session: Session, *chosen: ColumnElement[bool]) -> Counter[Place]:
    """Forms with an answer to at least one element, in the tallies for which all of `chosen` hold.

    A tap on a face alone is no answer: it would hide nobody who said more.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    month = func.substr(Tally.day, 1, 7) if on_sqlite else func.to_char(Tally.day, "YYYY-MM")
    keys = (Tally.seal_id, month, Tally.validity)
    rows = session.execute(
        select(*keys, func.sum(Tally.n_respondents)).where(Tally.late.is_(False), *chosen).group_by(*keys)
    )
    counts: Counter[Place] = Counter()
    for seal_id, code, validity, n in rows:
        if enters_ikm(validity, late=False):
            counts[seal_id, code] += int(n)
    return counts
