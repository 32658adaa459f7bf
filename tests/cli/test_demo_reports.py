"""The reports of the sample town: in every state a desk may meet, told by the product's own verbs."""

from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cli.demo import reports
from cli.demo.places import PLACES
from cli.demo.town import Built
from models import units
from models.case_originals import CaseContact
from models.cases import Case, CaseStep
from models.users import User
from surveys.cases import State
from surveys.keys import KeyRing
from tests import factories
from tests.conftest import SECRET
from tests.factories import NOW


def told(session: Session) -> list[Case]:
    """The reports of a town whose first unit has an operator, with an evaluator beside it."""
    town = factories.town(session)
    for role, unit_id in (("operator", town.unit), ("evaluator", None)):
        session.add(User(username=role, name=role, role=role, unit_id=unit_id, password_hash="-", approved_at=NOW))
    place = next(place for place in PLACES if place.code == "dukcapil")
    built = [Built(place, units.get(session, town.unit), [], [])]
    reports.report(session, KeyRing(SECRET), built, NOW, Random(1))
    session.flush()
    return list(session.scalars(select(Case).order_by(Case.id)))


def test_the_sample_shows_a_report_in_nearly_every_state(session: Session) -> None:
    cases = told(session)
    assert len(cases) == len(reports.STORIES)
    assert {State(case.state) for case in cases} == set(State) - {State.VERIFIED, State.FORWARDED}
    assert {case.desk for case in cases} == {"unit", "evaluator"}
    assert [case.score for case in cases if case.score] == [4, 2]
    assert session.scalar(select(func.count()).select_from(CaseContact)) == 1


def test_steps_follow_each_other_on_weekdays_and_no_number_is_readable(session: Session) -> None:
    cases = told(session)
    steps = list(session.scalars(select(CaseStep).order_by(CaseStep.id)))
    assert {step.day.weekday() for step in steps} <= set(range(5))
    for case in cases:
        days = [step.day for step in steps if step.case_id == case.id]
        assert days == sorted(days)
        assert days[0] == case.received_on
    assert not any("0812" in step.text for step in steps)
