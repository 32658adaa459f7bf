"""Objections through their pages: filed, commented, decided, agreed to, and carried by a revision."""

import html
import re
import shutil
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import clock
from backoffice import passwords
from config import Config
from database import Database
from models import inputs, periods, results
from models.audit import AuditEvent
from models.objections import Objection
from models.snapshots import RevisionProposal
from models.units import Unit
from models.users import User
from surveys import policy
from surveys.periods import parse
from tests.backoffice.conftest import account, log_in
from tests.conftest import Application
from tests.contested import LOCKED, PERIOD, snapshot
from tests.factories import TODAY
from tests.released import staffed, work

PASSWORD = "kuda terbang di atas awan"
MINE, NEW, LIST = "/staf/keberatan/saya", f"/staf/keberatan/baru/{PERIOD}", "/staf/keberatan"
FIRST = f"{TODAY.isoformat()}.1.1"
FILED = {"item": "roster", "slots": [FIRST], "statement": "Saya sakit hari itu.", "attachment": "Surat dokter 3/XI"}
UPHELD = {
    "outcome": "upheld",
    "remedy": "roster",
    "slots": [FIRST],
    "reasons": "Daftar hadir cocok dengan surat.",
    "password": PASSWORD,
}
SECOND = {"answer": "agree", "reasons": "Surat dokter sudah diperiksa.", "password": PASSWORD}
People = Callable[[str], FlaskClient]
Writing = Callable[[], AbstractContextManager[Session]]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A staffed town with two days of work in a locked month."""
    path = tmp_path_factory.mktemp("locked") / "suara.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        work(session, staffed(session))
        periods.ensure(session, TODAY)
        run = results.of_period(session, parse(PERIOD), policy.load(), {}, acuan=None, last=inputs.known(session))
        snapshot(session, report=zlib.compress(run.report))
        session.commit()
    database.close()
    return path


@pytest.fixture
def app(config: Config, application: Application, locked: Path) -> Flask:
    """The application on a copy of it, on the day of the lock."""
    shutil.copy(locked, config.data / "suara.db")
    clock.move_to(LOCKED)
    return application(config)


@pytest.fixture
def writing(app: Flask) -> Writing:
    """What a test stores or looks up beside the pages."""
    database: Database = app.extensions["house"].database
    return database.writing


@pytest.fixture
def people(app: Flask) -> People:
    """Staff by role (a digit at the end is another person) whose accounts have a password."""
    hashed = passwords.hashed(PASSWORD)

    def logged_in(name: str) -> FlaskClient:
        with app.extensions["house"].database.writing() as session:
            found = session.scalar(select(User.id).where(User.username == name))
            if found is None:
                found = account(session, name.rstrip("0123456789"), username=name, password_hash=hashed).id
            session.commit()
        return log_in(app, found)

    return logged_in


def text_of(answer: TestResponse) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", html.unescape(page))


def elsewhere(session: Session) -> int:
    """The id of another unit."""
    unit = Unit(code="dishub", name="Dinas Perhubungan", zone="Asia/Jakarta")
    session.add(unit)
    session.flush()
    return unit.id


def file(people: People, **fields: Any) -> str:
    """The address of a new objection."""
    answer = people("officer").post(NEW, data={**FILED, **fields})
    assert answer.status_code == 303, text_of(answer)
    return answer.location


def test_an_objection_goes_from_filing_to_a_revision_through_every_role(people: People, writing: Writing) -> None:
    officer, head, hr = people("officer"), people("unit_head"), people("hr")
    evaluator = people("evaluator")
    assert "Keberatan dapat diajukan sampai 23 Desember 2026 (14 hari lagi)" in text_of(officer.get(MINE))
    assert "paling lambat 23 Desember 2026" in text_of(officer.get(NEW))
    page = file(people)
    assert head.post(f"{page}/tanggapan", data={"text": "Benar, ia sakit."}).status_code == 303
    assert "Benar, ia sakit." in text_of(officer.get(page))
    assert evaluator.post(f"{page}/putusan", data=UPHELD).status_code == 303
    assert "Putusan:" not in text_of(officer.get(page))
    assert hr.post(f"{page}/persetujuan", data=SECOND).status_code == 303
    for reader in (officer, head, evaluator, hr, people("auditor")):
        shown = text_of(reader.get(page))
        assert "Putusan: dikabulkan" in shown
        assert "Daftar hadir cocok dengan surat." in shown
        assert "Dikabulkan, menunggu revisi" in shown
    assert hr.post(f"{page}/revisi", data={"password": PASSWORD}).status_code == 303
    with writing() as session:
        proposal = session.scalars(select(RevisionProposal)).one()
        assert (proposal.revision, proposal.reason) == (2, "Keberatan 1 dikabulkan.")
    assert "Revisi 2 sudah diajukan" in text_of(hr.get(page))


def test_before_and_after_stand_side_by_side_but_not_for_evaluators(people: People, writing: Writing) -> None:
    page = file(people)
    people("evaluator").post(f"{page}/putusan", data=UPHELD)
    people("hr").post(f"{page}/persetujuan", data=SECOND)
    with writing() as session:
        second = account(session, "evaluator", username="evaluator9").id
        snapshot(session, 2, n=40, approved_by=second, reason="Keberatan 1 dikabulkan.")
        session.commit()
    for role in ("officer", "unit_head", "hr"):
        shown = text_of(people(role).get(page))
        assert "Penilaian terverifikasi 60 40" in shown, role
        assert "Revisi 2 disimpan" in shown
    for role in ("evaluator", "auditor"):
        shown = text_of(people(role).get(page))
        assert "Sebelum" not in shown, role
        assert "90,0" not in shown


def test_a_difference_of_a_few_ratings_shows_a_rounded_figure_and_no_count(people: People, writing: Writing) -> None:
    page = file(people)
    people("evaluator").post(f"{page}/putusan", data=UPHELD)
    people("hr").post(f"{page}/persetujuan", data=SECOND)
    with writing() as session:
        snapshot(session, 2, n=57, approved_by=account(session, "evaluator", username="evaluator9").id)
        session.commit()
    shown = text_of(people("officer").get(page))
    assert "Nilai pelayanan 90,0 90 " in shown
    assert "57" not in shown
    assert "Kurang dari 10 penilaian yang berbeda" in shown


def test_only_those_who_may_judge_see_how_many_ratings_a_set_holds(people: People) -> None:
    page = file(people)
    for role, counted in (
        ("evaluator", True),
        ("hr", True),
        ("auditor", True),
        ("officer", False),
        ("unit_head", False),
    ):
        assert (">60<" in people(role).get(page).get_data(as_text=True)) is counted, role


def test_a_second_evaluator_lets_ratings_be_taken_out_and_the_first_may_not(people: People) -> None:
    page = file(people, item="ticket_stream")
    first, second = people("evaluator"), people("evaluator2")
    first.post(f"{page}/putusan", data={**UPHELD, "remedy": "exclude"})
    assert "Setujui atau kembalikan" not in text_of(first.get(page))
    refused = first.post(f"{page}/persetujuan", data=SECOND)
    assert refused.status_code == 422
    assert "tidak menunggu persetujuan Anda" in text_of(refused)
    assert "Setujui atau kembalikan" in text_of(second.get(page))
    assert second.post(f"{page}/persetujuan", data=SECOND).status_code == 303
    assert ">0<" in second.get(page).get_data(as_text=True)


def test_a_decision_that_is_sent_back_is_made_anew(people: People) -> None:
    page = file(people)
    evaluator = people("evaluator")
    evaluator.post(f"{page}/putusan", data=UPHELD)
    people("hr").post(f"{page}/persetujuan", data={**SECOND, "answer": "return"})
    assert "Dikembalikan kepada evaluator" in text_of(evaluator.get(page))
    dismissed = {"outcome": "dismissed", "remedy": "none", "reasons": "Surat untuk hari lain.", "password": PASSWORD}
    assert evaluator.post(f"{page}/putusan", data=dismissed).status_code == 303
    assert "Putusan: ditolak" in text_of(people("officer").get(page))


def test_a_wrong_password_decides_nothing_and_keeps_what_was_typed(people: People, writing: Writing) -> None:
    page = file(people)
    refused = people("evaluator").post(f"{page}/putusan", data={**UPHELD, "password": "kuda berjalan"})
    assert refused.status_code == 422
    assert "Kata sandi tidak cocok" in text_of(refused)
    assert "Daftar hadir cocok dengan surat." in text_of(refused)
    assert re.search(rf'<input checked [^>]*value="{FIRST}"', refused.get_data(as_text=True))
    with writing() as session:
        assert session.scalars(select(Objection.state)).one() == "filed"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"slots": []}, "Tandai hari dan sif"),
        ({"slots": [f"{TODAY.isoformat()}.1.2"]}, "Tandai hari dan sif"),
        ({"statement": ""}, "Tulis apa yang keliru"),
        ({"statement": "a" * 2001}, "paling banyak 2000 karakter"),
        ({"attachment": "a" * 10_001}, "paling banyak 10000 karakter"),
        ({"claims-0-day": "2026-11-04"}, "kosongkan keduanya"),
        ({"claims-0-day": "2026-10-04", "claims-0-place": "1.2"}, "di luar periode"),
        ({"item": "nilai"}, "Pilih salah satu"),
    ],
)
def test_a_form_that_lacks_something_says_what(people: People, wrong: dict[str, Any], reason: str) -> None:
    refused = people("officer").post(NEW, data={**FILED, **wrong})
    assert refused.status_code == 422
    assert reason in text_of(refused)
    assert "Surat dokter 3/XI" in text_of(refused) or "attachment" in wrong


def test_a_long_attachment_of_any_letters_is_taken(people: People) -> None:
    page = file(people, attachment="“ꦱꦸꦫꦠ”" * 1600)
    assert "“ꦱꦸꦫꦠ”" in text_of(people("evaluator").get(page))


def test_a_duty_that_is_not_on_the_roster_can_be_claimed(people: People) -> None:
    page = file(people, **{"claims-0-day": TODAY.isoformat(), "claims-0-place": "2.1"})
    shown = text_of(people("evaluator").get(page))
    assert "Loket 1, sif Siang belum tercatat" in shown


def test_after_the_last_day_nothing_can_be_filed(people: People) -> None:
    clock.move_to(LOCKED + timedelta(days=15))
    officer = people("officer")
    assert officer.get(NEW).location == MINE
    assert officer.post(NEW, data=FILED).location == MINE
    assert "Tidak ada nilai terkunci yang masih dapat dipersoalkan" in text_of(officer.get(MINE))
    assert officer.get("/staf/keberatan/baru/2026-10").status_code == 404


def test_others_do_not_find_an_objection(people: People, app: Flask, writing: Writing) -> None:
    page = file(people)
    with writing() as session:
        head = account(session, "unit_head", username="head2", unit_id=elsewhere(session)).id
        colleague = account(session, "officer", username="officer2", officer_id=2).id
        session.commit()
    for user_id in (head, colleague):
        assert log_in(app, user_id).get(page).status_code == 404
    assert "Keberatan 1" not in text_of(log_in(app, head).get(LIST))
    assert log_in(app, head).post(f"{page}/tanggapan", data={"text": "Tidak."}).status_code == 404


def test_an_officer_who_moved_still_finds_their_own(people: People, writing: Writing) -> None:
    page = file(people)
    with writing() as session:
        session.execute(update(User).where(User.username == "officer").values(unit_id=elsewhere(session)))
        session.commit()
    assert people("officer").get(page).status_code == 200


def test_the_list_begins_with_the_nearest_deadline_and_marks_what_is_late(people: People) -> None:
    file(people)
    clock.move_to(LOCKED + timedelta(days=2))
    file(people, item="shift")
    clock.move_to(LOCKED + timedelta(days=15))
    shown = text_of(people("evaluator").get(LIST))
    assert shown.index("Keberatan 1") < shown.index("Keberatan 2")
    assert "(lewat 1 hari)" in shown
    assert "(1 hari lagi)" in shown


def test_everybody_is_reminded_of_their_own_step(people: People) -> None:
    assert "Nilai November 2026 sudah dikunci. Keberatan sampai 23 Desember 2026." in text_of(
        people("officer").get("/staf/")
    )
    page = file(people)
    told = "Keberatan 1 menunggu Anda; batas putusan 23 Desember 2026, 14 hari lagi."
    head, evaluator, hr = people("unit_head"), people("evaluator"), people("hr")
    assert told in text_of(head.get("/staf/"))
    assert told in text_of(evaluator.get("/staf/"))
    assert told not in text_of(hr.get("/staf/"))
    head.post(f"{page}/tanggapan", data={"text": "Benar."})
    evaluator.post(f"{page}/putusan", data=UPHELD)
    assert "Keberatan 1" not in text_of(head.get("/staf/")) + text_of(evaluator.get("/staf/"))
    assert told in text_of(hr.get("/staf/"))
    hr.post(f"{page}/persetujuan", data=SECOND)
    assert "November 2026: keberatan dikabulkan, ajukan revisinya." in text_of(hr.get("/staf/"))
    hr.post(f"{page}/revisi", data={"password": PASSWORD})
    assert "keberatan dikabulkan" not in text_of(hr.get("/staf/"))
    clock.move_to(LOCKED + timedelta(days=1))
    file(people, item="shift", slots=[f"{(TODAY + timedelta(days=1)).isoformat()}.1.1"])
    clock.move_to(LOCKED + timedelta(days=20))
    assert "Keberatan 2 menunggu Anda; batas putusan 24 Desember 2026 sudah lewat." in text_of(
        people("evaluator").get("/staf/")
    )


def test_the_numbers_of_an_officer_say_that_they_are_contested(people: People) -> None:
    officer = people("officer")
    own = f"/staf/nilai-saya?periode={PERIOD}"
    assert "Ajukan keberatan sampai 23 Desember 2026" in text_of(officer.get(own))
    file(people)
    shown = text_of(officer.get(own))
    assert "DALAM PENINJAUAN" in shown
    assert "nilai terakhir yang sudah diaudit tetap berlaku (90,0, revisi 1)" in shown
    assert "DALAM PENINJAUAN" in text_of(people("hr").get(f"/staf/komponen/1?periode={PERIOD}"))
    assert "DALAM PENINJAUAN" not in text_of(people("hr").get(f"/staf/komponen/2?periode={PERIOD}"))


def test_every_step_is_audited_by_its_person(people: People, writing: Writing) -> None:
    page = file(people)
    people("unit_head").post(f"{page}/tanggapan", data={"text": "Benar."})
    people("evaluator").post(f"{page}/putusan", data=UPHELD)
    people("hr").post(f"{page}/persetujuan", data=SECOND)
    with writing() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.object == "objection:1").order_by(AuditEvent.seq))
        assert [(event.actor, event.action) for event in events] == [
            ("officer", "objection.filed"),
            ("unit_head", "objection.commented"),
            ("evaluator", "objection.considered"),
            ("hr", "objection.decided"),
        ]
