"""Batches of paper forms: typed, typed again by somebody else, decided, and then counted like any other answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from database import Database
from models import paper, paper_checks, paper_closing, paper_typing, releases, seals, units
from models.audit import AuditEvent
from models.changes import By, Refused
from models.inbox import Arrival
from models.paper import FIRST, SECOND, PaperBatch, PaperForm
from models.paper_typing import NumberTaken
from models.periods import Period
from models.ratings import Comment, Rating
from models.tallies import Tally
from models.units import Unit
from surveys.paper import Rule, State, names
from surveys.questionnaire import load
from tests import factories
from tests.backoffice.conftest import account
from tests.factories import ALL_THREES, NOW, TODAY, Town
from tests.models.test_lock_races import until_done

YESTERDAY = TODAY - timedelta(days=1)
FIELDS = names(load("skm-2017"))
KEY = bytes(32)


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


@pytest.fixture
def unit(session: Session, town: Town) -> Unit:
    return units.get(session, town.unit)


@pytest.fixture
def typist(session: Session, town: Town) -> By:
    return signature(session, "operator")


@pytest.fixture
def checker(session: Session, town: Town) -> By:
    return signature(session, "unit_head")


def signature(session: Session, role: str) -> By:
    user = account(session, role)
    return By(user.id, user.username, user.role, NOW, bytes(16))


def batch_of(session: Session, by: By, unit: Unit, **fields: Any) -> PaperBatch:
    values = {"code": "7KQ2M9PX", "first_day": YESTERDAY, "last_day": TODAY, "sheets": 30, "questionnaire_id": 1}
    return paper.add(session, by, unit, PaperBatch(**{**values, **fields}))


def test_a_batch_that_is_asked_for_twice_at_once_is_printed_once(database: Database) -> None:
    with database.writing() as session:
        factories.town(session)
        session.commit()
    clerk = By(None, "operator", "operator", NOW, bytes(16))

    def ask(session: Session) -> None:
        batch_of(session, clerk, units.get(session, 1))

    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(until_done, database, ask) for _ in range(4)]:
            asked.result()
    with database.reading() as session:
        assert [batch.code for batch in session.scalars(select(PaperBatch))] == ["7KQ2M9PX"]


def form(number: int, entry: int = FIRST, **changed: Any) -> dict[str, Any]:
    values = {"day": YESTERDAY, "shift": 1, "answers": ALL_THREES, "profile": {"sex": "P"}, "comment": ""}
    return {"entry": entry, "number": number, **values, **changed}


def type_all(session: Session, by: By, batch: PaperBatch, n: int, entry: int = FIRST) -> None:
    for number in range(1, n + 1):
        paper_typing.put(session, by, batch, form(number, entry), anew=True)


def close(session: Session, by: By, unit: Unit, batch: PaperBatch) -> None:
    paper_closing.close(session, by, unit, batch, FIELDS, KEY)


def waiting(session: Session) -> list[Arrival]:
    return list(session.scalars(select(Arrival).order_by(Arrival.key)))


def test_the_closed_batch_counts_for_the_unit_as_paper_and_for_no_officer(
    session: Session, unit: Unit, typist: By
) -> None:
    paper.set_rule(session, typist, unit.id, Rule.NONE)
    batch = batch_of(session, typist, unit, service_id=1)
    type_all(session, typist, batch, 12)
    assert waiting(session) == []
    close(session, typist, unit, batch)
    assert {(a.channel, a.counter_id, a.has_ticket, a.service_id, a.shift) for a in waiting(session)} == {
        ("paper", None, False, 1, 1)
    }
    night = NOW + timedelta(days=1)
    list(seals.seal_unit(session, unit, chance=seals.seeded(1), now=night))
    releases.release_unit(session, unit, now=night, salt=bytes(16))
    found = session.scalars(select(Rating)).all()
    assert {(rating.validity, rating.service_day, rating.late) for rating in found} == {("A", YESTERDAY, False)}
    tallies = session.execute(select(Tally.channel, Tally.counter_id, Tally.shift, Tally.n_forms)).all()
    assert [tuple(row) for row in tallies] == [("paper", None, 1, 12)]
    assert releases.batches(session, releases.OFFICER, ["2026-11"]) == []


def test_after_closing_nothing_of_what_was_typed_and_nobody_who_typed_is_left(
    session: Session, unit: Unit, typist: By
) -> None:
    paper.set_rule(session, typist, unit.id, Rule.NONE)
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 3)
    close(session, typist, unit, batch)
    assert session.scalar(select(func.count()).select_from(PaperForm)) == 0
    assert (batch.typists, batch.sample, batch.forms, batch.ended_on) == ([], [], 3, TODAY)
    events = session.scalars(select(AuditEvent.action).where(AuditEvent.object == f"paper:{batch.id}"))
    assert list(events) == ["paper.printed", "paper.closed"], "no event tells when a form was typed"


def test_a_comment_on_paper_is_sealed_without_its_names(session: Session, unit: Unit, typist: By) -> None:
    paper.set_rule(session, typist, unit.id, Rule.NONE)
    batch = batch_of(session, typist, unit)
    paper_typing.put(session, typist, batch, form(1, comment="Ayu Lestari ramah"), anew=True)
    close(session, typist, unit, batch)
    list(seals.seal_unit(session, unit, chance=seals.seeded(1), now=NOW + timedelta(days=1)))
    assert session.scalars(select(Comment.text)).all() == ["[petugas] ramah"]


def test_a_unit_that_asks_for_nothing_else_has_a_sample_typed_again(session: Session, unit: Unit, typist: By) -> None:
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 20)
    with pytest.raises(Refused, match="diperiksa orang kedua"):
        close(session, typist, unit, batch)
    paper_typing.finish(session, typist, batch, Random(1))
    assert len(batch.sample) == 5
    with pytest.raises(Refused, match="diperiksa orang kedua"):
        close(session, typist, unit, batch)
    assert waiting(session) == []


def test_who_typed_a_batch_never_checks_it(session: Session, unit: Unit, typist: By, checker: By) -> None:
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 5)
    paper_typing.finish(session, typist, batch, Random(1))
    assert typist.user_id is not None
    assert checker.user_id is not None
    assert paper.awaiting_check(session, unit.id, typist.user_id) == []
    assert paper.awaiting_check(session, unit.id, checker.user_id) == [batch]
    with pytest.raises(Refused, match="orang yang tidak mengetik"):
        paper_typing.put(session, typist, batch, form(1, SECOND), anew=True)
    paper_typing.put(session, checker, batch, form(1, SECOND), anew=True)


def test_whoever_corrected_one_form_has_typed_the_batch_too(session: Session, unit: Unit, typist: By) -> None:
    other = signature(session, "hr")
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 2)
    paper_typing.put(session, other, batch, form(1, shift=2), anew=False)
    assert batch.typists == sorted([typist.user_id or 0, other.user_id or 0])


def test_differences_are_counted_decided_and_only_then_closed(
    session: Session, unit: Unit, typist: By, checker: By
) -> None:
    paper.set_rule(session, checker, unit.id, Rule.ALL)
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 2)
    paper_typing.finish(session, typist, batch, Random(1))
    paper_typing.put(session, checker, batch, form(1, SECOND), anew=True)
    slip = {**ALL_THREES, "U3": 1, "U4": 4}
    paper_typing.put(session, checker, batch, form(2, SECOND, answers=slip, profile={}), anew=True)
    found = paper_checks.checked(session, batch, FIELDS)
    assert (found.done, found.wanted, found.differing, found.compared) == (2, 2, 3, 2 * 15)
    assert [(d.number, d.fields) for d in found.differences] == [(2, ("U3", "U4", "sex"))]
    assert (found.open, found.is_complete) == (3, False)
    with pytest.raises(Refused):
        close(session, typist, unit, batch)
    paper_checks.settle(session, checker, batch, {2: {"U3": 2, "U4": 1, "sex": 2}})
    assert paper_checks.checked(session, batch, FIELDS).is_complete
    close(session, typist, unit, batch)
    assert (batch.forms, batch.differing, batch.compared) == (2, 3, 30)
    [changed] = [a for a in waiting(session) if a.answers != ALL_THREES]
    assert (changed.answers, changed.profile) == ({**ALL_THREES, "U3": 1}, {})


def test_typing_a_form_again_asks_for_its_decisions_again(
    session: Session, unit: Unit, typist: By, checker: By
) -> None:
    paper.set_rule(session, checker, unit.id, Rule.ALL)
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 1)
    paper_typing.finish(session, typist, batch, Random(1))
    paper_typing.put(session, checker, batch, form(1, SECOND, shift=2), anew=True)
    paper_checks.settle(session, checker, batch, {1: {"shift": 1}})
    paper_typing.put(session, checker, batch, form(1, SECOND, shift=0), anew=False)
    assert paper_checks.checked(session, batch, FIELDS).open == 1


def test_going_back_to_the_typing_forgets_the_check_and_its_sample(
    session: Session, unit: Unit, typist: By, checker: By
) -> None:
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 3)
    paper_typing.finish(session, typist, batch, Random(1))
    type_all(session, checker, batch, 3, SECOND)
    paper_typing.reopen(session, typist, batch)
    assert (batch.state, batch.sample) == (State.TYPING.value, [])
    assert paper.forms(session, batch, SECOND) == []
    assert len(paper.forms(session, batch)) == 3


def test_the_same_form_sent_twice_is_one_and_another_under_its_number_is_refused(
    session: Session, unit: Unit, typist: By
) -> None:
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 1)
    type_all(session, typist, batch, 1)
    with pytest.raises(NumberTaken, match="Nomor 1"):
        paper_typing.put(session, typist, batch, form(1, shift=2), anew=True)
    paper_typing.put(session, typist, batch, form(1, shift=2), anew=False)
    assert [row.shift for row in paper.forms(session, batch)] == [2]


def test_a_form_that_was_left_out_does_not_count_until_it_is_taken_back_or_typed_again(
    session: Session, unit: Unit, typist: By
) -> None:
    paper.set_rule(session, typist, unit.id, Rule.NONE)
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 4)
    for number, left_out in ((1, True), (2, True), (2, False), (3, True)):
        paper_typing.leave_out(session, batch, number, left_out=left_out)
    paper_typing.put(session, typist, batch, form(3), anew=True)
    assert paper.counts(session, [batch]) == {(batch.id, FIRST): 3}
    close(session, typist, unit, batch)
    assert len(waiting(session)) == 3
    told = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "paper.closed")).one()
    assert (told["forms"], told["left_out"]) == (3, 1)


def test_forms_of_a_locked_period_are_late_and_compute_nothing(session: Session, unit: Unit, typist: By) -> None:
    october = date(2026, 10, 30)
    month = {"code": "2026-10", "kind": "month", "state": "locked"}
    session.add(Period(starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31), **month))
    session.flush()
    paper.set_rule(session, typist, unit.id, Rule.NONE)
    batch = batch_of(session, typist, unit, first_day=october)
    paper_typing.put(session, typist, batch, form(1, day=october), anew=True)
    close(session, typist, unit, batch)
    list(seals.seal_unit(session, unit, chance=seals.seeded(1), now=NOW + timedelta(days=1)))
    assert session.scalars(select(Rating.late)).all() == [True]


def test_what_has_ended_moves_no_more_whoever_asks(session: Session, unit: Unit, typist: By) -> None:
    paper.set_rule(session, typist, unit.id, Rule.NONE)
    batch = batch_of(session, typist, unit)
    type_all(session, typist, batch, 1)
    paper_closing.void(session, typist, unit, batch, "Formulir basah")
    assert (batch.state, batch.forms, waiting(session)) == ("void", 0, [])
    session.flush()
    with pytest.raises(Refused):
        close(session, typist, unit, batch)
    with pytest.raises(Refused):
        paper_closing.void(session, typist, unit, batch, "lagi")
    with pytest.raises(Refused):
        paper_typing.put(session, typist, batch, form(2), anew=True)
    with pytest.raises(Refused):
        paper_typing.leave_out(session, batch, 1, left_out=True)
    with pytest.raises(DBAPIError, match="what has ended stays"), session.begin_nested():
        session.execute(update(PaperBatch).values(forms=99))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"first_day": TODAY, "last_day": YESTERDAY}, "sebelum hari pertama"),
        ({"first_day": TODAY - timedelta(days=92)}, "paling panjang 92 hari"),
        ({"last_day": TODAY + timedelta(days=93), "first_day": TODAY + timedelta(days=90)}, "Terlalu jauh"),
        ({"sheets": 0}, "dari 1 sampai 500"),
        ({"sheets": 501}, "dari 1 sampai 500"),
        ({"service_id": 99}, "bukan layanan unit ini"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(
    session: Session, unit: Unit, typist: By, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        batch_of(session, typist, unit, **fields)


def test_more_forms_than_were_printed_are_refused(session: Session, unit: Unit, typist: By) -> None:
    batch = batch_of(session, typist, unit, sheets=2)
    with pytest.raises(Refused, match="hanya 2 lembar"):
        type_all(session, typist, batch, 3)


def test_a_batch_is_found_by_its_code_and_only_within_its_unit(session: Session, unit: Unit, typist: By) -> None:
    batch = batch_of(session, typist, unit)
    assert paper.by_code(session, "7KQ2M9PX") is batch
    assert paper.get(session, batch.id, unit.id) is batch
    assert paper.of_unit(session, unit.id, TODAY) == paper.being_typed(session, unit.id) == [batch]
    assert paper.of_unit(session, unit.id + 1, TODAY) == []
