"""Slices of a locked figure: the same ratings, divided; nothing before, nothing of another length."""

from math import sqrt

import pytest
from sqlalchemy.orm import Session

from models import figures, slices
from surveys.periods import parse
from surveys.slices import Slices, Table
from tests import factories, locked, sliced
from tests.sliced import KK, KTP, RARE

NOVEMBER = parse(locked.MONTH)


def of_november(session: Session, unit: int) -> Slices | None:
    return slices.of_unit(session, unit, NOVEMBER, figures.unit_figure(session, unit, NOVEMBER).index)


def test_nothing_is_divided_before_the_lock_and_its_last_release(session: Session) -> None:
    town = sliced.month(session, factories.town(session))
    assert of_november(session, town.unit) is None
    locked.lock(session)
    assert of_november(session, town.unit) is None


def test_each_slice_is_the_index_of_its_own_answers(session: Session) -> None:
    town = sliced.month(session, factories.town(session))
    sliced.finish(session, town)
    found = of_november(session, town.unit)
    assert found is not None
    services = found.cells[Table.SERVICE]
    assert {key: (part.index.respondents, str(part.index.value)) for key, part in services.items()} == {
        (KTP,): (72, "100.00"),
    }
    assert found.closed[Table.SERVICE] == 78, "six rare ones take the next service along"
    assert (RARE,) not in services
    assert (KK,) not in services
    assert services[KTP,].counts["U1"] == (0, 0, 0, 72)


def test_channels_of_the_whole_add_up_to_it(session: Session) -> None:
    town = sliced.month(session, factories.town(session))
    sliced.finish(session, town)
    whole, found = figures.unit_figure(session, town.unit, NOVEMBER), of_november(session, town.unit)
    assert found is not None
    channels = found.cells[Table.CHANNEL]
    assert sum(part.index.respondents for part in channels.values()) + found.closed[Table.CHANNEL] == whole.respondents
    for part in channels.values():
        assert whole.index is not None
        assert part.index.standard_error is not None
        assert whole.index.standard_error is not None
        assert part.index.standard_error > whole.index.standard_error
        element, of_all = part.index.elements[2], whole.index.elements[2]
        assert element.standard_error is not None
        assert of_all.standard_error is not None
        assert element.standard_error == pytest.approx(of_all.standard_error * sqrt(of_all.n / element.n))


def test_a_locked_month_is_divided_and_the_quarter_around_it_is_not(session: Session) -> None:
    town = sliced.month(session, factories.town(session))
    sliced.finish(session, town)
    quarter = parse("2026-TW4")
    assert slices.of_unit(session, town.unit, quarter, figures.unit_figure(session, town.unit, quarter).index) is None
    assert slices.locked(session) == [NOVEMBER]


def test_a_figure_of_other_ratings_is_not_divided(session: Session) -> None:
    """Without the last release the page counts fewer ratings than were sealed."""
    town = sliced.month(session, factories.town(session))
    before = figures.unit_figure(session, town.unit, NOVEMBER).index
    sliced.finish(session, town)
    assert slices.of_unit(session, town.unit, NOVEMBER, before) is None
