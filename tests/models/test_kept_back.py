"""Beside a locked figure no interim one gives away what another month or quarter of fewer than ten holds."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import interim, kept_back
from models.periods import Period
from surveys.periods import parse
from tests import factories
from tests.factories import Town
from tests.released import answers, forms, nights

SEPTEMBER = datetime(2026, 9, 1, 3, tzinfo=factories.NOW.tzinfo)
OCTOBER = datetime(2026, 10, 1, 3, tzinfo=factories.NOW.tzinfo)
LAST_WEEK = datetime(2026, 9, 28, 3, tzinfo=factories.NOW.tzinfo)


@pytest.fixture
def town(session: Session) -> Town:
    """A town whose first officer stands alone at the first counter in both quarters."""
    town = factories.town(session)
    for first in (SEPTEMBER, LAST_WEEK, OCTOBER):
        for number in range(3):
            day = (first + timedelta(days=number)).date()
            factories.on_duty(session, town.officers[0], town.counters[0], day)
    return town


def rated(session: Session, town: Town, first: datetime, *sizes: int) -> None:
    own = {"answers": answers(4), "counter_id": town.counters[0]}
    nights(session, town, [forms(size, **own) for size in sizes], first)


def lock(session: Session, code: str) -> None:
    session.execute(update(Period).where(Period.code == code).values(state="locked", revision=1))


def n(session: Session, town: Town, code: str) -> int:
    officers = interim.component_run(session, parse(code)).report["officers"]
    return int(officers.get(str(town.officers[0]), {"n": 0})["n"])


def test_a_month_of_a_locked_quarter_stays_as_it_was_and_the_half_year_counts_all_of_it(
    session: Session, town: Town
) -> None:
    rated(session, town, SEPTEMBER, 10, 12, 3)
    assert (n(session, town, "2026-09"), n(session, town, "2026-S2")) == (10, 10)
    lock(session, "2026-TW3")
    rated(session, town, OCTOBER, 10, 10)
    assert n(session, town, "2026-09") == 10
    assert n(session, town, "2026-TW4") == 10
    assert n(session, town, "2026-S2") == 35


def test_fewer_than_ten_of_a_locked_quarter_are_in_no_longer_figure(session: Session, town: Town) -> None:
    rated(session, town, SEPTEMBER, 4)
    lock(session, "2026-TW3")
    rated(session, town, OCTOBER, 10, 10)
    assert n(session, town, "2026-S2") == n(session, town, "2026-TW4") == 10


def test_a_month_locked_within_a_locked_quarter_counts_once(session: Session, town: Town) -> None:
    rated(session, town, SEPTEMBER, 10, 12)
    lock(session, "2026-09")
    lock(session, "2026-TW3")
    assert sum(row.n for row in kept_back.within(session, parse("2026-S2"))) == 12
