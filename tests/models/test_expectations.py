"""What is fixed before a period opens: the reference, the rule, what is expected and what officers said to it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import audit, expectations, periods, preparation
from models.changes import By, Refused
from models.expectations import Expectation
from models.periods import Period
from models.units import Unit
from models.users import User
from tests import factories
from tests.factories import NOW, TODAY

CODE = "2027-TW1"
BEFORE = date(2026, 12, 31)
FIELDS: dict[str, Any] = {
    "policy": "2026-2",
    "questionnaire": "skm-2017",
    "acuan": Decimal("82.5"),
    "acuan_reason": "Rata-rata tiga triwulan terakhir",
    "consultation_from": TODAY,
    "consultation_until": TODAY + timedelta(days=14),
}
ALONE = {**FIELDS, "consultation_from": None, "consultation_until": None}
WORDS = {"position": "", "expectation": "Menyapa lebih dahulu", "indicator": "U7 membaik", "target": ""}


def by(role: str, user_id: int) -> By:
    return By(user_id, role, role, NOW, bytes(16))


HR, OFFICER, HEAD = by("hr", 1), by("officer", 2), by("unit_head", 3)


@pytest.fixture
def unit(session: Session) -> int:
    """The unit of an officer and a head with accounts."""
    town = factories.town(session)
    session.add(User(id=1, username="hr", name="HR", role="hr"))
    session.add_all(
        User(id=number, username=role, name=role, role=role, unit_id=town.unit, approved_at=NOW)
        for number, role in ((2, "officer"), (3, "unit_head"))
    )
    session.flush()
    return town.unit


@pytest.fixture
def draft(session: Session, unit: int) -> Period:
    """The first quarter of next year, on which officers are being asked."""
    return preparation.prepare(session, HR, TODAY, code=CODE, **FIELDS)


@pytest.fixture
def expectation(session: Session, draft: Period, unit: int) -> Expectation:
    """What the head expects of the unit."""
    return expectations.add(session, HEAD, draft, unit_id=unit, **WORDS)


def test_a_reference_keeps_its_hundredths_its_reason_its_author_and_its_date(draft: Period) -> None:
    assert draft.acuan_hundredths == 8250
    assert (draft.acuan_reason, draft.acuan_by, draft.acuan_on) == (FIELDS["acuan_reason"], "hr", TODAY)


def test_a_change_that_leaves_the_reference_alone_leaves_its_author_alone(session: Session, draft: Period) -> None:
    other = by("hr", 1)
    preparation.change(session, other, draft, TODAY + timedelta(days=1), **ALONE)
    assert draft.acuan_on == TODAY
    preparation.change(session, other, draft, TODAY + timedelta(days=1), **{**ALONE, "acuan": None, "acuan_reason": ""})
    assert [draft.acuan_hundredths, draft.acuan_by, draft.acuan_on] == [None, "", None]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"policy": "2026-1"}, "mengatur penguncian"),
        ({"policy": "2099-9"}, "mengatur penguncian"),
        ({"questionnaire": "skm-1900"}, "bukan yang berlaku"),
        ({"acuan_reason": ""}, "Isi acuan dan alasannya"),
        ({"acuan": None}, "Isi acuan dan alasannya"),
        ({"acuan": Decimal(24)}, "antara 25 dan 100"),
        ({"acuan": Decimal("82.555")}, "dua angka di belakang koma"),
        ({"consultation_until": None}, "hari pertama dan hari terakhir"),
        ({"consultation_until": TODAY - timedelta(days=1)}, "harus berakhir hari ini"),
        ({"consultation_from": TODAY + timedelta(days=15)}, "tidak sebelum dimulai"),
        ({"consultation_until": date(2027, 1, 1)}, "sebelum hari pertama periode"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    session: Session, unit: int, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        preparation.prepare(session, HR, TODAY, code=CODE, **{**FIELDS, **fields})


def test_no_reference_is_set_once_the_period_has_begun(session: Session, unit: int) -> None:
    with pytest.raises(Refused, match="sebelum periode dimulai"):
        preparation.prepare(session, HR, TODAY, code="2026-11", **ALONE)
    running = preparation.prepare(session, HR, TODAY, code="2026-11", **{**ALONE, "acuan": None, "acuan_reason": ""})
    assert running.acuan is None


def test_a_period_can_be_prepared_once(session: Session, draft: Period) -> None:
    assert CODE not in {period.code for period in preparation.preparable(session, TODAY)}
    with pytest.raises(Refused, match="sudah ada"):
        preparation.prepare(session, HR, TODAY, code=CODE, **FIELDS)


def test_running_and_coming_periods_of_every_kind_can_be_prepared(session: Session) -> None:
    codes = [period.code for period in preparation.preparable(session, TODAY)]
    assert {"2026", "2026-S2", "2026-TW4", "2026-11", "2027", "2027-S1", "2027-TW1", "2027-11"} <= set(codes)
    assert "2026-10" not in codes
    assert codes[0] == "2026"


def test_officers_are_heard_while_they_are_asked_and_answered_once(
    session: Session, draft: Period, expectation: Expectation, unit: int
) -> None:
    with pytest.raises(Refused, match="tidak sedang dibuka"):
        expectations.comment(session, OFFICER, expectation, "Terlambat", TODAY + timedelta(days=15))
    remark = expectations.comment(session, OFFICER, expectation, "Bagaimana diukur?", TODAY)
    assert expectations.unanswered(session) == expectations.unanswered(session, unit) == {CODE: 1}
    assert expectations.unanswered(session, unit + 1) == {}
    expectations.answer(session, HEAD, remark, "Dari U7.")
    with pytest.raises(Refused, match="sudah dijawab"):
        expectations.answer(session, HEAD, remark, "Lain.")
    assert expectations.unanswered(session) == {}
    assert audit.first_broken(session) is None


def test_an_expectation_that_was_spoken_to_is_reworded_but_never_removed(
    session: Session, expectation: Expectation
) -> None:
    expectations.comment(session, OFFICER, expectation, "Bagaimana diukur?", TODAY)
    with pytest.raises(Refused, match="sudah ditanggapi"):
        expectations.remove(session, HEAD, expectation)
    expectations.change(session, HEAD, expectation, indicator="U7 rata-rata 3,5")
    assert expectation.indicator == "U7 rata-rata 3,5"


def test_people_of_a_unit_find_their_own_and_the_agency_s_expectations(
    session: Session, draft: Period, expectation: Expectation, unit: int
) -> None:
    session.add(Unit(id=99, code="lain", name="Kantor Lain", zone="Asia/Jakarta"))
    session.flush()
    everybody = expectations.add(session, HR, draft, unit_id=None, **WORDS)
    elsewhere = expectations.add(session, HR, draft, unit_id=99, **WORDS)
    assert expectations.visible(session, CODE, unit) == [everybody, expectation]
    assert expectations.visible(session, CODE) == [everybody, expectation, elsewhere]
    assert expectations.own(session, expectation.id, unit) is expectation
    for read, row in ((expectations.own, everybody), (expectations.own, elsewhere), (expectations.get, elsewhere)):
        with pytest.raises(Exception, match="No row"):
            read(session, row.id, unit)


def test_a_period_opens_only_when_officers_were_heard_and_answered(
    session: Session, draft: Period, expectation: Expectation
) -> None:
    remark = expectations.comment(session, OFFICER, expectation, "Bagaimana diukur?", TODAY)
    with pytest.raises(Refused, match="belum selesai"):
        preparation.open_now(session, HR, draft, TODAY + timedelta(days=14))
    with pytest.raises(Refused, match="1 tanggapan"):
        preparation.open_now(session, HR, draft, TODAY + timedelta(days=15))
    expectations.answer(session, HEAD, remark, "Dari U7.")
    preparation.open_now(session, HR, draft, TODAY + timedelta(days=15))
    assert (draft.state, draft.opened_at) == ("open", NOW)
    with pytest.raises(Refused, match="sudah dibuka"):
        preparation.open_now(session, HR, draft, TODAY + timedelta(days=15))


def test_a_draft_whose_ratings_are_sealed_opens_as_it_stands(session: Session, draft: Period) -> None:
    periods.ensure(session, date(2027, 1, 4))
    session.refresh(draft)
    assert (draft.state, draft.opened_at, draft.acuan_hundredths) == ("open", None, 8250)
    made = periods.get(session, "2027-01")
    assert (made.state, made.policy, made.questionnaire, made.acuan) == ("open", "2026-2", None, None)


STATEMENTS = (
    "UPDATE periods SET acuan_hundredths = 9000",
    "UPDATE periods SET policy = '2026-1'",
    "UPDATE expectations SET target = '100'",
    "DELETE FROM expectations",
    """INSERT INTO expectations (period_code, position, expectation, indicator, target, changed_at)
    VALUES ('2027-TW1', '', 'x', 'x', 'x', '2026-11-03')""",
)


def test_what_was_fixed_is_refused_in_words_after_the_opening(
    session: Session, draft: Period, expectation: Expectation
) -> None:
    preparation.open_now(session, HR, draft, BEFORE)
    with pytest.raises(Refused, match="sudah dibuka"):
        preparation.change(session, HR, draft, BEFORE, **ALONE)
    with pytest.raises(Refused, match="sudah dibuka"):
        expectations.add(session, HR, draft, unit_id=None, **WORDS)
    with pytest.raises(Refused, match="sudah dibuka"):
        expectations.change(session, HR, expectation, target="100")
    with pytest.raises(Refused, match="sudah dibuka"):
        expectations.remove(session, HR, expectation)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_itself_refuses_to_change_what_was_fixed(
    session: Session, draft: Period, expectation: Expectation, statement: str
) -> None:
    preparation.open_now(session, HR, draft, BEFORE)
    session.flush()
    with pytest.raises(DatabaseError, match="the period is open"):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE expectation_remarks SET text = 'x'",
        "UPDATE expectation_remarks SET answer = 'x'",
        "DELETE FROM expectation_remarks",
    ],
)
def test_the_database_itself_refuses_to_rewrite_what_was_said(
    session: Session, expectation: Expectation, statement: str
) -> None:
    remark = expectations.comment(session, OFFICER, expectation, "Bagaimana diukur?", TODAY)
    expectations.answer(session, HEAD, remark, "Dari U7.")
    session.flush()
    with pytest.raises(DatabaseError, match="never rewritten"):
        session.execute(text(statement))


def test_reading_is_counted_once_and_only_of_what_is_fixed(session: Session, draft: Period, unit: int) -> None:
    with pytest.raises(Refused, match="belum dibuka"):
        expectations.read(session, OFFICER, draft)
    preparation.open_now(session, HR, draft, BEFORE)
    first = date(2027, 1, 1)
    assert expectations.is_to_read(session, draft, 2, first)
    expectations.read(session, OFFICER, draft)
    expectations.read(session, OFFICER, draft)
    assert not expectations.is_to_read(session, draft, 2, first)
    assert expectations.readers(session) == expectations.readers(session, unit) == {CODE: 1}
    assert expectations.readers(session, unit + 1) == {}
    assert (expectations.audience(session), expectations.audience(session, unit + 1)) == (1, 0)


def test_officers_see_a_draft_from_the_day_they_are_asked(session: Session, draft: Period) -> None:
    assert expectations.shown_to_officers(session, TODAY - timedelta(days=1)) == []
    assert expectations.shown_to_officers(session, BEFORE) == [draft]
