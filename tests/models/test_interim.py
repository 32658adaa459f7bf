"""Interim numbers follow what was fixed for their period."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from models import component_records, interim, periods, preparation
from models.changes import By
from models.users import User
from surveys import policy
from surveys.periods import parse
from tests.factories import NOW, Town
from tests.released import staffed, work

BEFORE = date(2026, 10, 1)
NOVEMBER = parse("2026-11")


def by(role: str, user_id: int) -> By:
    return By(user_id, role, role, NOW, bytes(16))


@pytest.fixture
def town(session: Session) -> Town:
    """A town whose staff may sign."""
    town = staffed(session)
    session.add_all(User(id=n, username=role, name=role, role=role) for n, role in ((1, "hr"), (2, "evaluator")))
    session.flush()
    return town


def test_a_reference_fixed_before_the_period_places_its_officers(session: Session, town: Town) -> None:
    fields = {"consultation_from": None, "consultation_until": None, "questionnaire": "skm-2017", "policy": "2026-2"}
    reference = {"acuan": Decimal("97.25"), "acuan_reason": "Disepakati dalam rapat September"}
    preparation.prepare(session, by("hr", 1), BEFORE, code="2026-11", **fields, **reference)
    work(session, town)
    agency = interim.component_run(session, NOVEMBER).report["agency"]
    assert agency["acuan"] == 97.25
    assert agency["Q"] < 97.25


def test_without_one_the_agency_s_average_is_the_reference(session: Session, town: Town) -> None:
    work(session, town)
    assert periods.find(session, "2026-11") is not None
    agency = interim.component_run(session, NOVEMBER).report["agency"]
    assert agency["acuan"] == agency["Q"]


def test_a_period_that_does_not_exist_yet_has_the_newest_rule(session: Session, town: Town) -> None:
    run = interim.component_run(session, parse("2031"))
    assert (run.policy, run.report["agency"]) == (policy.load(), None)


def test_signed_components_are_used_unchanged(session: Session, town: Town) -> None:
    work(session, town)
    estimated = interim.component_run(session, NOVEMBER).report["components"]
    record = component_records.estimate(session, by("hr", 1), date(2026, 12, 31), policy.load())
    assert interim.component_run(session, NOVEMBER).report["components"] == estimated
    for signer in (by("hr", 1), by("evaluator", 2)):
        component_records.sign(session, signer, record)
    frozen = interim.component_run(session, NOVEMBER).report["components"]
    assert frozen["sigma2"] == record.components["sigma2"]
    assert frozen["sigma2"] != estimated["sigma2"]
