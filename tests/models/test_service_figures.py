"""Unit figures of service mode, from answers to the sealed night."""

import pytest
from sqlalchemy.orm import Session

from models import flags, service_figures
from models.flags import Flag
from surveys import policy
from surveys.periods import parse
from surveys.service_mode import Service
from tests import factories, released
from tests.factories import TODAY, Town

MONTH = parse("2026-11")
POLICY = policy.load()


@pytest.fixture
def town(session: Session) -> Town:
    town = factories.town(session)
    factories.on_duty(session, town.officers[0], town.counters[0], TODAY)
    return town


def figures(session: Session) -> Service:
    found = service_figures.of_period(session, MONTH, POLICY)
    assert found is not None
    return found


def test_ratings_without_ticket_weigh_at_most_a_tenth_of_those_with_one(session: Session, town: Town) -> None:
    night = released.forms(20, answers=released.answers(4)) + released.forms(4, has_ticket=False)
    released.nights(session, town, [night])
    found = figures(session)
    assert found.units == (str(town.unit),)
    assert found.subjects == ((str(town.unit), str(town.officers[0])),)
    # 20 tickets; four phones without a ticket weigh 0.25 each.
    assert found.whole.W[0] == pytest.approx(21)


def test_a_flood_within_minutes_is_set_aside_and_weighs_a_tenth_even_where_it_is_restored(
    session: Session, town: Town
) -> None:
    released.nights(session, town, [released.forms(20) + released.forms(60, has_ticket=False)])
    assert figures(session).whole.W[0] == pytest.approx(20)
    for flag in flags.all_flags(session):
        flag.state = "dipulihkan"
    session.flush()
    assert figures(session).whole.W[0] == pytest.approx(22)


def test_a_flag_sets_the_stream_aside_until_it_is_lifted(session: Session, town: Town) -> None:
    released.nights(session, town, [released.forms(20) + released.forms(4, has_ticket=False)])
    flag = Flag(
        unit_id=town.unit, counter_id=town.counters[0], day=TODAY, last_day=TODAY, shift=1, detector="lonjakan",
        stream="tanpa_tiket", count=4, exponent=-7, parameters=POLICY.name,
    )  # fmt: skip
    session.add(flag)
    session.flush()
    assert figures(session).whole.W[0] == pytest.approx(20)
    flag.state = "dipulihkan"
    session.flush()
    assert figures(session).whole.W[0] == pytest.approx(21)


def test_a_period_without_ratings_has_no_figures(session: Session, town: Town) -> None:
    assert service_figures.of_period(session, MONTH, POLICY) is None
