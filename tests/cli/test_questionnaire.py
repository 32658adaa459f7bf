"""`flask questionnaire`: a file is looked at in words, and published once, from a day to come."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

import clock
from models import periods, questionnaires, ratings
from models.audit import AuditEvent
from models.questionnaires import QuestionnaireUse
from surveys.questionnaire import DIRECTORY, QuestionnaireError
from tests import factories
from tests.factories import Town
from tests.public.citizen import Citizen
from tests.released import forms, nights
from tests.sixteen import PAIRS, written

NEW_YEAR = datetime(2027, 1, 4, 3, 0, tzinfo=factories.NOW.tzinfo)
TOWN = Town(1, (1, 2), (1, 2, 3), 1)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["questionnaire", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A form of sixteen questions."""
    path = tmp_path / "contoh-2026.toml"
    path.write_text(written(PAIRS), "utf-8")
    return path


def uses(app: Flask) -> list[str]:
    with app.extensions["house"].database.reading() as session:
        return [use.code for use in questionnaires.all_uses(session)]


def test_check_tells_what_would_change_and_writes_nothing(app: Flask, file: Path) -> None:
    result = run(app, "check", str(file))
    assert result.exit_code == 0, result.output
    assert "contoh-2026: Contoh, 16 pertanyaan, dapat diterbitkan." in result.output
    assert "- Ditambah: U1_1 (unsur U1) “Bagaimana U1_1?”" in result.output
    assert "formulir baru" in result.output
    assert uses(app) == ["skm-2017"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('code = "U9"', 'code = "U8"', "element: “U8” ada dua kali"),
        ('about = "person"', 'about = "orang"', "element[6].about"),
        ("[opening]", "[pembuka]", "pembuka: kunci tidak dikenal"),
        ('family = "skm"', 'family = "ikm"', "harus rumpun skm"),
    ],
)
def test_check_names_the_fault_and_ends_with_one(app: Flask, file: Path, old: str, new: str, reason: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    result = run(app, "check", str(file))
    assert result.exit_code == 1
    assert reason in result.output
    assert run(app, "publish", str(file), "--from", "2027-01-01").exit_code == 1


def test_a_file_that_is_not_there_or_is_no_text_is_refused_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    assert "tidak bisa dibaca" in run(app, "check", str(tmp_path / "tidak-ada.toml")).output
    (tmp_path / "gambar.toml").write_bytes(b"\x89PNG\xff")
    result = run(app, "check", str(tmp_path / "gambar.toml"))
    assert (result.exit_code, "bukan TOML yang sah" in result.output) == (1, True)


def test_publishing_keeps_the_text_with_its_digest_and_tells_the_audit_chain(app: Flask, file: Path) -> None:
    result = run(app, "publish", str(file), "--from", "2027-01-01")
    assert result.exit_code == 0, result.output
    with app.extensions["house"].database.reading() as session:
        use = session.scalars(select(QuestionnaireUse).where(QuestionnaireUse.code == "contoh-2026")).one()
        assert (use.starts_on, use.document) == (date(2027, 1, 1), file.read_text("utf-8"))
        assert questionnaires.load(session, "contoh-2026").checksum == use.checksum
        assert questionnaires.in_use(session, date(2026, 12, 31)).code == "skm-2017"
        assert questionnaires.in_use(session, date(2027, 1, 1)).code == "contoh-2026"
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "questionnaire.published")).one()
        assert event.detail["checksum"] == use.checksum
    again = run(app, "publish", str(file), "--from", "2027-04-01")
    assert (again.exit_code, "sudah terbit" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("day", "reason"),
    [("2026-11-03", "harus besok"), ("2026-11-15", "sedang berjalan"), ("2026-12-01", "Triwulan IV")],
)
def test_a_form_never_changes_today_nor_within_a_period_that_runs(
    app: Flask, file: Path, day: str, reason: str
) -> None:
    with app.extensions["house"].database.writing() as session:
        periods.ensure(session, factories.TODAY)
        session.commit()
    result = run(app, "publish", str(file), "--from", day)
    assert (result.exit_code, reason in result.output) == (1, True), result.output
    assert uses(app) == ["skm-2017"]


def test_a_supplement_may_change_on_any_day_to_come_and_its_versions_stand_apart(app: Flask, tmp_path: Path) -> None:
    text_ = (DIRECTORY / "spkp-2021.toml").read_text("utf-8").replace("2021", "2026")
    path = tmp_path / "spkp-2026.toml"
    path.write_text(text_, "utf-8")
    assert run(app, "publish", str(path), "--from", "2026-11-04").exit_code == 0
    assert uses(app) == ["skm-2017", "spkp-2021", "spkp-2026"]


def test_a_text_that_was_changed_in_the_database_is_not_asked(app: Flask, file: Path) -> None:
    assert run(app, "publish", str(file), "--from", "2027-01-01").exit_code == 0
    with app.extensions["house"].database.writing() as session:
        session.execute(text("UPDATE questionnaires SET document = replace(document, 'Bagaimana', 'Apakah')"))
        with pytest.raises(QuestionnaireError, match="berubah setelah diterbitkan"):
            questionnaires.load(session, "contoh-2026")


def test_a_change_of_form_keeps_old_answers_asks_new_questions_and_breaks_the_trend(app: Flask, file: Path) -> None:
    citizen = Citizen(app)
    with app.extensions["house"].database.writing() as session:
        nights(session, TOWN, [forms(40), forms(10)])
        session.commit()
    assert run(app, "publish", str(file), "--from", "2027-01-01").exit_code == 0
    clock.move_to(NEW_YEAR)
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    assert len([code for code, _ in PAIRS if f'name="{code}"' in second.text]) == 16
    assert citizen.complete(second, **dict.fromkeys((code for code, _ in PAIRS), "4")).status == 303
    new = {"questionnaire_id": 2, "answers": dict.fromkeys((code for code, _ in PAIRS), 4)}
    with app.extensions["house"].database.writing() as session:
        nights(session, TOWN, [forms(40, **new), forms(10, **new)], first=NEW_YEAR + timedelta(days=1))
        told = session.scalars(select(ratings.Rating.questionnaire_id)).all()
        assert (told.count(1), told.count(2)) == (50, 51)
        session.commit()
    clock.move_to(NEW_YEAR + timedelta(days=20))
    page = citizen.get("/hasil/dukcapil?periode=2027-01").text
    assert 'class="break"' in page
    assert 'Januari 2027 <span class="few">(formulir baru)</span>' in page
    assert "Kuesionernya berganti pada Januari 2027." in page
    assert "100,00" in page
    assert "75,00" in page
