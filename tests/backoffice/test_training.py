"""Training: exercises complete themselves from what the account did, only after its first log-in, only on a sample."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice import permissions
from backoffice.training import EXERCISES
from models import training
from models.agency import the_agency
from models.audit import AuditEvent
from models.changes import By
from models.users import ROLES
from tests.backoffice.conftest import Staff
from tests.factories import NOW

FOLDERS = [Path(__file__).resolve().parents[2] / name for name in ("models", "surveys", "backoffice")]
ALL = [(role, exercise) for role, exercises in EXERCISES.items() for exercise in exercises]


def by(username: str) -> By:
    """The signature of an account."""
    return By(1, username, "operator", NOW, bytes(16))


@pytest.fixture
def sample(app: Flask) -> Flask:
    """The application on a demonstration agency."""
    with app.extensions["house"].database.writing() as session:
        the_agency(session).is_sample = True
        session.commit()
    return app


def test_every_role_has_five_to_seven_exercises_it_may_do() -> None:
    assert set(EXERCISES) == set(ROLES)
    for role, exercises in EXERCISES.items():
        assert 5 <= len(exercises) <= 7, role
        assert len({exercise.key for exercise in exercises}) == len(exercises), role
    for role, exercise in ALL:
        assert permissions.may(role, exercise.endpoint), (role, exercise.key)
        assert bool(exercise.actions) != (exercise.question is not None), exercise.key
        if exercise.question:
            assert 0 <= exercise.question.right < len(exercise.question.choices), exercise.key


def test_every_action_that_completes_an_exercise_is_one_the_product_notes() -> None:
    files = [path for folder in FOLDERS for path in sorted(folder.glob("*.py")) if "exercises" not in path.name]
    source = "".join(path.read_text("utf-8") for path in files)
    for _role, exercise in ALL:
        for action in exercise.actions:
            noun, _, verb = action.partition(".")
            made_up = f'f"{noun}.{{' in source and f'"{verb}"' in source
            assert f'"{action}"' in source or made_up, action


def test_what_the_sample_tells_of_the_past_is_not_done_yet(session: Session) -> None:
    by("operator").note(session, "signs.checked", "unit:1")
    assert training.tried(session, "operator") == set()
    by("operator").note(session, "login", "user:1")
    by("petugas").note(session, "tickets.printed", "lot:1")
    assert training.tried(session, "operator") == {"login"}
    by("operator").note(session, "signs.checked", "unit:1")
    assert training.tried(session, "operator") == {"login", "signs.checked"}


def test_an_action_completes_its_exercise_and_the_progress_counts_it(sample: Flask, staff: Staff) -> None:
    client = staff("operator")
    assert "0 dari 7 selesai" in client.get("/staf/latihan").get_data(as_text=True)
    with sample.extensions["house"].database.writing() as session:
        by("operator").note(session, "tickets.printed", "lot:1")
        session.commit()
    page = client.get("/staf/latihan").get_data(as_text=True)
    assert "1 dari 7 selesai" in page
    assert page.count('<span class="badge ok">selesai</span>') == 1


def test_a_role_does_its_own_exercise_with_the_real_page(sample: Flask, staff: Staff) -> None:
    client = staff("admin")
    unit = {"name": "Dinas Latihan", "kind": "Dinas", "code": "latihan", "zone": "Asia/Jakarta"}
    assert client.post("/staf/unit/baru", data=unit).status_code == 303
    assert "1 dari 6 selesai" in client.get("/staf/latihan").get_data(as_text=True)


def test_a_question_is_done_by_its_right_answer_only_and_noted_once(sample: Flask, staff: Staff) -> None:
    client = staff("officer")
    for choice in ("1", "", "9"):
        wrong = client.post("/staf/latihan/jadwal-saya", data={"choice": choice}, follow_redirects=True)
        assert "Belum tepat." in wrong.get_data(as_text=True)
    for _again in range(2):
        right = client.post("/staf/latihan/jadwal-saya", data={"choice": "0"}, follow_redirects=True)
        assert "1 dari 6 selesai" in right.get_data(as_text=True)
    with sample.extensions["house"].database.reading() as session:
        noted = select(func.count()).where(AuditEvent.action == training.ANSWERED)
        assert session.scalar(noted) == 1


@pytest.mark.parametrize("key", ["harapan", "stiker", "tidak-ada"])
def test_only_questions_of_ones_own_role_can_be_answered(sample: Flask, staff: Staff, key: str) -> None:
    assert staff("officer").post(f"/staf/latihan/{key}", data={"choice": "0"}).status_code == 404


def test_a_real_agency_has_no_exercises_but_says_where_they_are(staff: Staff) -> None:
    client = staff("officer")
    page = client.get("/staf/latihan").get_data(as_text=True)
    assert "make run" in page
    assert "dari 6 selesai" not in page
    assert client.post("/staf/latihan/jadwal-saya", data={"choice": "0"}).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_every_exercise_leads_to_a_page_that_opens(sample: Flask, staff: Staff, role: str) -> None:
    client = staff(role)
    page = client.get("/staf/latihan").get_data(as_text=True)
    links = [line.split('href="')[1].split('"')[0] for line in page.splitlines() if "Buka halamannya" in line]
    assert len(links) == len(EXERCISES[role])
    assert [link for link in links if client.get(link).status_code >= 400] == []
