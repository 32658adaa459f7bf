"""The plans of the sample town: written by the product's own verbs, for the lowest elements and with comments."""

from datetime import timedelta
from random import Random

from sqlalchemy.orm import Session

from cli.demo import follow_ups as sample
from cli.demo.comments import UNHAPPY
from cli.demo.places import PLACES
from cli.demo.town import Built
from models import follow_ups, improvements, units
from surveys.periods import parse
from tests import commented, factories, released
from tests.factories import NOW, TODAY


def test_a_unit_of_the_sample_plans_for_its_lowest_elements_and_reports_on_its_last_plan(session: Session) -> None:
    town = factories.town(session)
    forms = released.forms(10, answers=released.answers(4, U3=1, U9=2, U1=3))
    released.nights(session, town, [forms, released.forms(10)], first=NOW - timedelta(days=60))
    commented.released(session, town.unit, *UNHAPPY, now=NOW - timedelta(days=40))
    place = Built(PLACES[0], units.get(session, town.unit), [], [])
    sample.plan(session, [place], TODAY, NOW, Random(1))

    plan = follow_ups.plan_of(session, town.unit, parse("2026-TW3"))
    assert [step.element for step in plan.steps] == ["U3", "U9", "U1"]
    assert [len(follow_ups.comments_of(session, step)) for step in plan.steps] == [2, 0, 1]
    assert plan.closing == 0
    last = follow_ups.previous_plan(session, town.unit, plan.period)
    assert last is not None
    assert last.closing == 67
    assert len(improvements.of_unit(session, town.unit)) == 1
