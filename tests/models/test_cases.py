"""Reports: stored once, read redacted, moved by the table, closed by their reporter, and wiped in time."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import attempts, case_filing, case_handling, case_originals, case_retention, cases, officers, schema
from models.audit import AuditEvent
from models.case_handling import Writing
from models.case_originals import CaseContact, CaseOriginal
from models.cases import Case, Sight
from models.changes import By, Refused
from models.units import Unit
from models.users import User
from surveys import case_codes, working_days
from surveys.cases import Desk, Event, Kind, State
from tests import factories
from tests.backoffice.conftest import account
from tests.factories import NOW, TODAY
from tests.reported import KEYS, QUEUE, answered, by, filed, form, forwarded

CALENDAR = working_days.load()
CLOCK = By(None, "flask retention", "system", NOW, bytes(16))


@pytest.fixture(autouse=True)
def town(session: Session) -> factories.Town:
    return factories.town(session)


@pytest.fixture
def operator(session: Session) -> User:
    return account(session, "operator")


@pytest.fixture
def evaluator(session: Session) -> User:
    return account(session, "evaluator")


def events(session: Session, case: Case) -> list[str]:
    return [step.event for step in cases.steps(session, case)]


def test_the_unit_reads_a_report_without_numbers_and_names(session: Session) -> None:
    case = filed(session, "Bu Ayu Lestari menyuruh saya kembali. HP 0812-3456-7890").case
    assert cases.said_by_reporter(session, case)[0].text == "Bu [petugas] menyuruh saya kembali. HP [telepon]"


def test_a_form_that_is_sent_twice_is_one_report(session: Session) -> None:
    written = form()
    first = filed(session, written=written)
    again = filed(session, written=written)
    other = filed(session, "Sudah beres.", written=written)
    assert (first.is_new, again.is_new, other.is_new) == (True, False, False)
    assert (again.is_same, other.is_same) == (True, False)
    assert first.case.id == again.case.id == other.case.id
    assert len(cases.running(session, Sight())) == 1


def test_a_taken_look_up_is_passed_over(session: Session) -> None:
    written = form()
    taken, free = islice(case_codes.lookups(KEYS.case_code, written.nonce), 2)
    filed(session).case.lookup = taken
    session.flush()
    assert filed(session, written=written).case.lookup == free


@pytest.mark.parametrize(
    ("kind", "said", "desk"),
    [
        (Kind.COMPLAINT, QUEUE, Desk.UNIT),
        (Kind.SUPERVISORY, QUEUE, Desk.EVALUATOR),
        (Kind.COMPLAINT, "Saya dimintai pungli.", Desk.EVALUATOR),
    ],
)
def test_what_names_a_crime_is_not_there_for_the_unit(session: Session, kind: Kind, said: str, desk: Desk) -> None:
    case = filed(session, said, kind).case
    assert [found.id for found in cases.running(session, Sight(desk))] == [case.id]
    assert cases.running(session, Sight(Desk.UNIT, 2)) == []
    assert (cases.running(session, Sight(Desk.UNIT, 1)) == []) == (desk is Desk.EVALUATOR)


def test_a_report_walks_from_receipt_to_confirmation(session: Session, operator: User) -> None:
    case = filed(session).case
    forwarded(session, case, operator, date(2026, 11, 4))
    assert (case.state, case.verified_on) == (State.FORWARDED.value, date(2026, 11, 4))
    case_handling.write(session, by(operator), case, Writing.MESSAGE, "Kami periksa.", date(2026, 11, 5))
    assert case.state == State.IN_PROGRESS.value
    case_handling.write(session, by(operator), case, Writing.ANSWER, "Loket dibuka.", date(2026, 11, 6))
    case_filing.confirm(session, case, date(2026, 11, 7))
    assert (case.state, case.answered_on, case.closed_on) == ("closed", date(2026, 11, 6), date(2026, 11, 7))
    assert events(session, case) == ["filed", "verified", "forwarded", "started", "message", "answered", "confirmed"]


def test_every_step_of_staff_is_in_the_audit_chain_without_words_and_none_of_the_reporter(
    session: Session, operator: User
) -> None:
    case = filed(session, contact="0812-3456-7890").case
    answered(session, case, operator)
    case_filing.confirm(session, case, TODAY)
    case_filing.score(session, case, 4, TODAY)
    noted = list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))
    assert [event.action for event in noted] == ["case.verified", "case.forwarded", "case.started", "case.answered"]
    assert not any("Loket" in str(event.detail) + event.reason for event in noted)


def test_nobody_answers_before_somebody_is_in_charge(session: Session, operator: User) -> None:
    case = filed(session).case
    for writing in (Writing.MESSAGE, Writing.ANSWER):
        with pytest.raises(Refused, match="penanggung jawab"):
            case_handling.write(session, by(operator), case, writing, "Ya.", TODAY)
    with pytest.raises(Refused, match="diverifikasi"):
        case_handling.assign(session, by(operator), case, operator, TODAY)
    case_handling.write(session, by(operator), case, Writing.NOTE, "Tanya loket 3.", TODAY)
    assert case.state == State.SENT.value


def test_only_people_of_the_desk_are_put_in_charge(session: Session, operator: User, evaluator: User) -> None:
    case = filed(session).case
    case_handling.verify(session, by(operator), case, Kind.COMPLAINT, "", TODAY)
    with pytest.raises(Refused, match="dari daftar"):
        case_handling.assign(session, by(operator), case, evaluator, TODAY)
    case_handling.escalate(session, by(operator), case, "Menyangkut kepala unit.", TODAY)
    assert [user.id for user in case_handling.handlers(session, case)] == [evaluator.id]


def test_a_rejected_report_stays_rejected_and_says_why(session: Session, operator: User) -> None:
    case = filed(session).case
    case_handling.reject(session, by(operator), case, "Bukan kewenangan kami.", TODAY)
    assert cases.steps(session, case)[-1].text == "Bukan kewenangan kami."
    with pytest.raises(Refused):
        case_handling.verify(session, by(operator), case, Kind.COMPLAINT, "", TODAY)
    with pytest.raises(Refused):
        case_filing.reopen(session, KEYS, case, "Masih sama.", form())


def test_a_class_changes_only_with_a_reason_and_supervisory_leaves_the_unit(session: Session, operator: User) -> None:
    case = filed(session).case
    with pytest.raises(Refused, match="alasan"):
        case_handling.verify(session, by(operator), case, Kind.SUPERVISORY, "", TODAY)
    case_handling.verify(session, by(operator), case, Kind.SUPERVISORY, "Uang diminta.", TODAY)
    assert (case.desk, case.kind, case.assignee_id) == ("evaluator", "supervisory", None)


def test_what_a_reporter_called_supervisory_never_comes_to_the_unit(session: Session, evaluator: User) -> None:
    case = filed(session, kind=Kind.SUPERVISORY).case
    with pytest.raises(Refused, match="pengawasan"):
        case_handling.verify(session, by(evaluator), case, Kind.COMPLAINT, "Bukan pungli.", TODAY)
    with pytest.raises(Refused, match="tidak dapat diserahkan"):
        case_handling.give_to_unit(session, by(evaluator), case, session.get_one(Unit, 1), "Biasa.", TODAY)


def test_a_report_handed_to_another_unit_hides_the_names_of_its_people_too(session: Session, evaluator: User) -> None:
    other = Unit(code="pajak", name="Pajak Daerah", zone="Asia/Jakarta")
    session.add(other)
    session.flush()
    session.add(officers.Officer(code="X1", name="Wulan Handayani", status="non_asn", unit_id=other.id))
    case = filed(session, "Kata Wulan Handayani ini tidak berbahaya, tetapi antre lama.").case
    case_handling.give_to_unit(session, by(evaluator), case, other, "Soal antrean.", TODAY)
    assert (case.desk, case.unit_id) == ("unit", other.id)
    assert "Wulan" not in cases.said_by_reporter(session, case)[0].text


def test_a_report_is_reopened_once(session: Session, operator: User) -> None:
    case = filed(session).case
    answered(session, case, operator)
    case_filing.reopen(session, KEYS, case, "Loketnya tetap tutup.", form(TODAY + timedelta(days=2)))
    assert (case.state, case.awaits_reply) == ("reopened", True)
    case_handling.write(session, by(operator), case, Writing.ANSWER, "Sekarang dibuka.", TODAY)
    with pytest.raises(Refused, match="satu kali"):
        case_filing.reopen(session, KEYS, case, "Belum.", form())
    assert case.answered_on == TODAY


def test_a_message_or_reopening_that_is_sent_twice_is_one(session: Session, operator: User) -> None:
    case = filed(session).case
    reply, again = form(), form()
    for _ in range(2):
        case_filing.reply(session, KEYS, case, "Tambahan.", reply)
    answered(session, case, operator)
    for _ in range(2):
        case_filing.reopen(session, KEYS, case, "Belum.", again)
    assert events(session, case).count("reply") == events(session, case).count("reopened") == 1


def test_the_handling_is_rated_once_and_only_after_an_answer(session: Session, operator: User) -> None:
    case = filed(session).case
    with pytest.raises(Refused, match="sesudah laporan dijawab"):
        case_filing.score(session, case, 1, TODAY)
    answered(session, case, operator)
    case_filing.score(session, case, 1, TODAY)
    with pytest.raises(Refused):
        case_filing.score(session, case, 4, TODAY)


def test_ten_working_days_of_silence_close_a_report_and_a_word_begins_them_anew(
    session: Session, operator: User
) -> None:
    case = filed(session).case
    answered(session, case, operator)  # Tuesday, 3 November: until the 17th
    assert case_retention.close_silent(session, at(date(2026, 11, 17)), CALENDAR) == 0
    case_filing.reply(session, KEYS, case, "Terima kasih, saya cek.", form(date(2026, 11, 10)))
    assert case_retention.close_silent(session, at(date(2026, 11, 18)), CALENDAR) == 0
    assert case_retention.close_silent(session, at(date(2026, 11, 25)), CALENDAR) == 1
    assert case_retention.close_silent(session, at(date(2026, 11, 25)), CALENDAR) == 0
    assert (case.state, events(session, case)[-1]) == ("closed", Event.LAPSED.value)


def test_no_report_is_closed_by_a_calendar_that_nobody_filled_in(session: Session, operator: User) -> None:
    case = filed(session).case
    answered(session, case, operator, date(2026, 12, 28))
    assert case_retention.close_silent(session, at(date(2027, 2, 1)), CALENDAR) == 0
    assert case.state == State.ANSWERED.value


def at(day: date) -> By:
    return replace(CLOCK, now=NOW + (day - TODAY))


def test_an_original_is_encrypted_and_opens_for_two_evaluators_only(session: Session, evaluator: User) -> None:
    second = account(session, "evaluator", username="eva2")
    case = filed(session, kind=Kind.SUPERVISORY).case
    assert all(b"Antrean" not in row.sealed for row in session.scalars(select(CaseOriginal)))
    with pytest.raises(Refused, match="evaluator lain setuju"):
        case_originals.read(session, by(evaluator), KEYS, case)
    case_originals.ask(session, by(evaluator), case, "Nomor loket tertutup.", TODAY)
    with pytest.raises(Refused, match="evaluator lain"):
        case_originals.grant(session, by(evaluator), case, TODAY)
    with pytest.raises(Refused, match="sudah tercatat"):
        case_originals.ask(session, by(evaluator), case, "Lagi.", TODAY)
    case_originals.grant(session, by(second), case, TODAY)
    found = case_originals.read(session, by(evaluator), KEYS, case)
    assert [said for _, said in found] == [QUEUE]
    with pytest.raises(Refused):
        case_originals.read(session, by(second), KEYS, case)
    actions = [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq))]
    assert actions == ["case.original_asked", "case.original_granted", "case.original_read"]


def test_two_originals_cannot_be_swapped(session: Session, evaluator: User) -> None:
    second = account(session, "evaluator", username="eva2")
    case = filed(session).case
    case_filing.reply(session, KEYS, case, "Tambahan.", form())
    first, last = session.scalars(select(CaseOriginal).order_by(CaseOriginal.step_id))
    first.iv, first.sealed = last.iv, last.sealed
    case_originals.ask(session, by(evaluator), case, "Periksa.", TODAY)
    case_originals.grant(session, by(second), case, TODAY)
    with pytest.raises(InvalidTag):
        case_originals.read(session, by(evaluator), KEYS, case)


def test_a_contact_is_read_by_name_and_erased_alone(session: Session, operator: User) -> None:
    case = filed(session, contact="Rina, 0812-3456-7890").case
    assert b"Rina" not in session.scalars(select(CaseContact)).one().sealed
    assert case_originals.contact(session, by(operator), KEYS, case) == "Rina, 0812-3456-7890"
    for _ in range(2):
        case_filing.erase_contact(session, case, TODAY)
    assert events(session, case) == ["filed", "contact_erased"]
    with pytest.raises(Refused, match="tidak meninggalkan kontak"):
        case_originals.contact(session, by(operator), KEYS, case)


def test_erasing_leaves_no_word_and_ends_the_report(session: Session, operator: User) -> None:
    case = filed(session, contact="0812-3456-7890").case
    answered(session, case, operator)
    for _ in range(2):
        case_filing.erase(session, case, TODAY)
    assert [step.text for step in cases.steps(session, case)] == [""] * len(cases.steps(session, case))
    assert not [*session.scalars(select(CaseOriginal)), *session.scalars(select(CaseContact))]
    assert (case.state, case.erased_on) == ("closed", TODAY)
    assert not case_filing.may_reopen(case)
    assert not case_filing.may_score(case)
    assert events(session, case)[-1] == "erased"


def test_originals_go_after_ninety_days_and_codes_and_texts_after_a_year(session: Session, operator: User) -> None:
    case = filed(session, contact="0812-3456-7890").case
    answered(session, case, operator)
    case_filing.confirm(session, case, TODAY)
    nothing = {"originals": 0, "contacts": 0, "requests": 0, "codes": 0, "texts": 0}
    before = len(list(session.scalars(select(AuditEvent))))
    assert case_retention.forget(session, CLOCK, TODAY + timedelta(days=90)) == nothing
    assert len(list(session.scalars(select(AuditEvent)))) == before
    gone = case_retention.forget(session, CLOCK, TODAY + timedelta(days=91))
    assert gone == {**nothing, "originals": 1, "contacts": 1}
    assert case.lookup is not None
    gone = case_retention.forget(session, CLOCK, TODAY + timedelta(days=366))
    assert gone == {**nothing, "codes": 1, "texts": 2}
    assert not case.lookup
    assert not case.secret_hash
    assert case_retention.forget(session, CLOCK, TODAY + timedelta(days=400)) == nothing
    assert len(list(session.scalars(select(AuditEvent)))) == before + 2


def test_the_database_itself_keeps_every_report_and_step(session: Session, operator: User) -> None:
    case = filed(session).case
    answered(session, case, operator)
    case_filing.score(session, case, 1, TODAY)
    for statement in (
        "DELETE FROM case_steps",
        "DELETE FROM cases",
        "UPDATE case_steps SET day = '2026-01-01'",
        "UPDATE case_steps SET text = 'lain' WHERE role = 'operator' AND text <> ''",
        "UPDATE cases SET score = 4",
        "UPDATE cases SET received_on = '2026-11-09'",
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))
    session.execute(text("UPDATE case_steps SET text = ''"))


def test_no_column_leads_from_a_report_to_a_rating_or_tells_the_hour() -> None:
    for table in schema.metadata.tables.values():
        targets = {key.column.table.name for key in table.foreign_keys}
        if table.name.startswith("case"):
            assert not targets & {"inbox", "ratings", "receipts", "submissions"}
            assert not [column.name for column in table.columns if "Moment" in type(column.type).__name__]
        elif table.name in {"inbox", "ratings", "receipts"}:
            assert not targets & {"cases", "case_steps"}


def test_guessing_from_one_network_is_slowed_and_then_stopped_for_a_minute(session: Session) -> None:
    network, other = b"n" * 32, b"o" * 32
    for _ in range(attempts.FREE):
        assert attempts.seconds_to_wait(session, network, NOW) == 0
        attempts.count(session, network, NOW)
        session.expire_all()
    assert attempts.seconds_to_wait(session, network, NOW) == 2
    assert attempts.seconds_to_wait(session, network, NOW + timedelta(seconds=2)) == 0
    assert attempts.seconds_to_wait(session, other, NOW) == 0
    for _ in range(attempts.MOST - attempts.FREE):
        attempts.count(session, network, NOW)
    session.expire_all()
    assert attempts.seconds_to_wait(session, network, NOW + timedelta(seconds=10)) == 50
    assert attempts.seconds_to_wait(session, network, NOW + timedelta(seconds=60)) == 0
    attempts.count(session, other, NOW + timedelta(seconds=61))
    assert [row.key for row in session.scalars(select(attempts.Attempts))] == [other]
