"""Files that take their time: progress, a day on the server, and nobody else's."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import clock
from backoffice import file_making, large_tables
from cli import retention
from database import Database
from models import downloads
from models.audit import AuditEvent
from models.downloads import Download
from models.users import User
from tests.backoffice.conftest import Staff, account
from tests.factories import NOW, town

LIST = "/staf/hasil/unduh.csv?periode=2026-11"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request waits for its file."""
    monkeypatch.setattr(file_making, "PATIENCE", 0.0)


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where files wait."""
    return Path(app.extensions["house"].config.data) / file_making.FOLDER


def asked(client: FlaskClient) -> str:
    """The page of a file that was asked for and is not ready yet."""
    with file_making._turn:  # somebody else's file is being made
        answer = client.post(LIST)
        assert answer.status_code == 303
        page = client.get(answer.location)
        assert "Menunggu giliran" in page.text
        assert client.get(f"{answer.location}/kemajuan").json == {
            "state": "waiting", "done": 0, "total": 0, "words": "Menunggu giliran",
        }  # fmt: skip
    return answer.location


def eventually(what: Callable[[], bool]) -> None:
    """Wait until something is true."""
    for _moment in range(600):
        if what():
            return
        time.sleep(0.05)
    pytest.fail("never true")


def until(client: FlaskClient, page: str, state: str) -> None:
    """Wait until a file is so far."""
    eventually(lambda: f'"state":"{state}"' in client.get(f"{page}/kemajuan").text)


def test_a_file_made_at_once_is_handed_over_and_leaves_nothing_behind(staff: Staff, folder: Path) -> None:
    client = staff("hr")
    assert client.post(LIST).data.startswith("\ufeffUnit;N;".encode())
    assert list(folder.iterdir()) == []
    assert "Belum ada berkas" in client.get("/staf/unduhan").text


def test_a_file_that_takes_longer_waits_for_its_person(staff: Staff, impatient: None, app: Flask, folder: Path) -> None:
    client = staff("hr")
    page = asked(client)
    until(client, page, "ready")
    assert "ikm-2026-11.csv" in client.get("/staf/unduhan").text
    assert "Berkas siap" in client.get(page).text
    first, again = client.post(f"{page}/berkas"), client.post(f"{page}/berkas")
    assert first.data == again.data
    assert first.data.startswith("\ufeffUnit;N;".encode())
    assert first.headers["Content-Disposition"] == "attachment; filename=ikm-2026-11.csv"
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]
    with app.extensions["house"].database.reading() as session:
        events = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc()).limit(3)).all()
    assert events == ["download.fetched", "download.fetched", "export"]


def test_somebody_elses_file_is_not_there(staff: Staff, impatient: None) -> None:
    page, other = asked(staff("hr")), staff("auditor")
    assert other.get(page).status_code == 404
    assert other.get(f"{page}/kemajuan").status_code == 404
    assert other.post(f"{page}/berkas").status_code == 404
    assert other.post(f"{page}/hapus").status_code == 404
    until(staff("hr"), page, "ready")


def test_a_file_can_be_given_up_before_and_after_it_is_made(staff: Staff, impatient: None, folder: Path) -> None:
    client = staff("hr")
    with file_making._turn:
        waiting = client.post(LIST).location
        client.post(f"{waiting}/hapus")
    made = asked(client)
    until(client, made, "ready")
    eventually(lambda: len(list(folder.iterdir())) == 1)  # the other one may be on its way out
    assert "sudah dihapus dari server" in client.post(f"{made}/hapus", follow_redirects=True).text
    eventually(lambda: list(folder.iterdir()) == [])
    assert client.get(made).status_code == 404


def test_a_disk_that_is_full_is_told_on_the_page(
    staff: Staff, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(large_tables, "write_csv", full)
    client = staff("hr")
    answer = client.post(LIST)
    assert answer.status_code == 303
    assert "gagal dibuat" in client.get(answer.location).text
    assert list(folder.iterdir()) == []
    assert "No space left" in caplog.text
    assert client.post(f"{answer.location}/berkas").status_code == 303


def test_after_a_restart_of_the_server_the_page_says_that_it_was_stopped(staff: Staff, app: Flask) -> None:
    client = staff("hr")
    with app.extensions["house"].database.writing() as session:
        user = session.scalars(select(User).where(User.username == "hr")).one()
        row = Download(user_id=user.id, token="0" * 32, name="x.csv", total=9, done=3, asked_at=NOW, seen_at=NOW)
        session.add(row)
        session.commit()
    assert "3 dari 9" in client.get(f"/staf/unduhan/{row.id}").text
    clock.move_to(NOW + downloads.SILENT)
    assert "server dimulai ulang" in client.get(f"/staf/unduhan/{row.id}").text


def test_more_files_than_a_person_needs_are_refused_for_a_while_and_noted(staff: Staff, app: Flask) -> None:
    client = staff("hr")
    with app.extensions["house"].database.writing() as session:
        user = session.scalars(select(User).where(User.username == "hr")).one()
        for number in range(downloads.MOST_AN_HOUR):
            session.add(Download(user_id=user.id, token=str(number), asked_at=NOW, seen_at=NOW))
        session.commit()
    answer = client.post(LIST)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Tunggu 60 menit" in answer.text
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc())).first() == "export.refused"
    assert staff("auditor").post(LIST).status_code == 200
    clock.move_to(NOW + downloads.HOUR)
    assert staff("hr").post(LIST).status_code == 200


def test_after_a_day_the_file_is_gone(staff: Staff, impatient: None, app: Flask, folder: Path) -> None:
    client = staff("hr")
    until(client, page := asked(client), "ready")
    database: Database = app.extensions["house"].database
    data = app.extensions["house"].config.data
    with app.app_context():
        clock.move_to(NOW + downloads.KEPT - timedelta(minutes=1))
        retention.retain_all(database, data)
        assert len(list(folder.iterdir())) == 1
        clock.move_to(None)  # files bear the time of the world
        clock.move_to(max(clock.now(), NOW) + downloads.KEPT + timedelta(minutes=1))
        retention.retain_all(database, data)
    assert list(folder.iterdir()) == []
    assert staff("hr").get(page).status_code == 404


def test_a_person_has_only_their_own_files_of_the_last_day(session: Session) -> None:
    town(session)
    one, other = account(session, "hr"), account(session, "auditor")
    for number, (user, age, taken) in enumerate(
        [(one, timedelta(), None), (one, downloads.KEPT, None), (one, timedelta(), NOW), (other, timedelta(), None)]
    ):
        session.add(Download(user_id=user.id, token=str(number), asked_at=NOW - age, seen_at=NOW - age, taken_at=taken))
    session.flush()
    assert [row.token for row in downloads.of_user(session, one.id, NOW)] == ["0"]
    downloads.forget(session, NOW)
    assert sorted(session.scalars(select(Download.token))) == ["0", "2", "3"]
