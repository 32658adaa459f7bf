"""An officer's page after the lock: the revision in force, what was not counted, earlier periods, themes."""

import html
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from config import Config
from database import Database
from models import component_records, locks, objection_filing, officers
from models.component_records import ComponentRecord
from models.corrections import TallyCorrection
from models.counters import Counter
from models.ratings import Comment
from models.snapshots import SnapshotLine
from surveys import policy
from surveys.objections import Filing, Item
from tests import factories, locked
from tests.backoffice.conftest import Staff, account, log_in
from tests.conftest import Application

OWN = "/staf/nilai-saya?periode=2026-11"


@pytest.fixture(scope="module")
def locked_town(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A town with a locked November; ten comments praise the officers, two complain of a toilet."""
    path = tmp_path_factory.mktemp("locked") / "suara.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        town = locked.closed_month(session)
        _settle(session)
        for number in range(12):
            text = "Petugasnya ramah sekali" if number < 10 else "Toilet rahasia kotor"
            session.add(Comment(id=bytes([number]) * 16, unit_id=town.unit, month=locked.MONTH, text=text))
        session.flush()
        locked.lock(session)
        account(session, "officer", username="ayu", approved_at=locked.DUE)
        session.commit()
    database.close()
    return path


def _settle(session: Session) -> None:
    """Signed components without a day effect: two days of tests say nothing about how much days differ."""
    estimated = component_records.estimate(session, locked.by("hr", locked.HR), date(2026, 12, 31), policy.load())
    columns = {column.key: getattr(estimated, column.key) for column in inspect(ComponentRecord).columns}
    record = ComponentRecord(**{**columns, "id": None, "components": {**estimated.components, "tau_d2": 0.0}})
    session.add(record)
    session.flush()
    component_records.sign(session, locked.by("hr", locked.HR), record)
    component_records.sign(session, locked.by("evaluator", locked.EVALUATOR), record)


@pytest.fixture
def app(config: Config, application: Application, locked_town: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application on a copy of it, on the day of the lock."""
    monkeypatch.setattr("clock.now", lambda: locked.DUE)
    shutil.copy(locked_town, config.data / "suara.db")
    return application(config)


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    """The first officer, who stood alone and has a score."""
    with app.extensions["house"].database.reading() as session:
        found = session.scalars(select(SnapshotLine.officer_id).where(SnapshotLine.score.is_not(None))).first()
        assert found == officers.all_officers(session)[0].id
    return log_in(app, 3)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_locked_period_shows_the_frozen_number_and_says_so(officer: FlaskClient, app: Flask) -> None:
    with app.extensions["house"].database.reading() as session:
        line = session.scalars(select(SnapshotLine).where(SnapshotLine.score.is_not(None))).first()
        assert line is not None
        score = f"{line.score:.1f}".replace(".", ",")
    page = text_of(officer.get(OWN).get_data(as_text=True))
    assert "Dikunci 8 Desember 2026, revisi 1" in page
    assert f"Nilai pelayanan {score}" in page
    assert "Bila bertambah 10 penilaian" not in page
    assert "Boleh menjadi satu bahan penilaian di samping sumber lain" in page


def test_a_running_period_says_that_its_numbers_are_for_the_time_being(officer: FlaskClient) -> None:
    page = text_of(officer.get("/staf/nilai-saya?periode=2026-12").get_data(as_text=True))
    assert "Dikunci" not in page
    assert "Sementara" in page


def test_earlier_periods_stand_below_with_state_score_and_interval(officer: FlaskClient) -> None:
    page = officer.get("/staf/nilai-saya?periode=2026-12").get_data(as_text=True)
    history = text_of(page[page.index("Periode yang sudah dikunci") :])
    assert re.search(r"November 2026 Terskor[ a-z,]* \d\d,\d \d\d,\d – \d\d,\d", history), history


def test_themes_are_counted_and_never_quoted(officer: FlaskClient) -> None:
    page = text_of(officer.get(OWN).get_data(as_text=True))
    assert "Sikap petugas: 10 komentar" in page
    assert "Toilet" not in page
    assert "Tempat dan sarana" not in page
    assert "ramah sekali" not in page


def test_the_frozen_numbers_can_be_redone_to_the_teams(officer: FlaskClient) -> None:
    page = officer.get(OWN).get_data(as_text=True)
    shown = {
        name: float(value.replace(".", "").replace(",", "."))
        for name, value in re.findall(r'data-value="(\w+)">(?:<strong>)?([\d,.]+)', page)
    }
    assert shown["acuan"] + 25 * shown["gap"] * shown["v"] / shown["gap"] == pytest.approx(shown["Q"], abs=0.02)
    assert "Rumus dan angka nilai tim" in page


def test_the_units_figure_of_service_mode_appears_with_the_lock(staff: Staff) -> None:
    page = text_of(staff("unit_head").get("/staf/unit/1/hasil?periode=2026-11").get_data(as_text=True))
    found = re.search(r"Mode layanan .* November 2026 (\d\d,\d) (\d\d,\d) – (\d\d,\d)", page)
    assert found is not None, page
    low, value, high = (float(found[at].replace(",", ".")) for at in (2, 1, 3))
    assert low < value < high


def revise(app: Flask, taken: int) -> None:
    """A second revision without some of the first officer's ratings of 4 and 4."""
    with app.extensions["house"].database.writing() as session:
        counter = session.scalars(select(Counter).order_by(Counter.id)).first()
        assert counter is not None
        row = TallyCorrection(
            source="objection:1", unit_id=counter.unit_id, counter_id=counter.id, day=factories.TODAY, shift=1,
            wait_band=1, channel="own_phone", validity="T", h8=-taken,
            u6_sum=-4 * taken, u6_n=-taken, u7_sum=-4 * taken, u7_n=-taken,
        )  # fmt: skip
        session.add(row)
        session.flush()
        locks.propose_revision(session, locked.by("hr", locked.HR), locked.MONTH, "Sif yang keliru.")
        locks.approve_revision(session, locked.by("evaluator", locked.EVALUATOR), locked.MONTH)
        session.commit()


def test_beside_an_earlier_revision_a_few_ratings_fewer_are_told_by_no_number(officer: FlaskClient, app: Flask) -> None:
    revise(app, 3)
    with app.extensions["house"].database.writing() as session:
        first, reader = officers.all_officers(session)[0].id, account(session, "hr", username="kepegawaian").id
        session.commit()
    hr = log_in(app, reader)
    for client, address in ((officer, OWN), (hr, f"/staf/komponen/{first}?periode=2026-11")):
        page = text_of(client.get(address).get_data(as_text=True))
        assert re.search(r"Nilai pelayanan \d\d Rentang kepercayaan 95 % \d\d – \d+ ", page), page
        assert "berbeda kurang dari 10 penilaian" in page
        for hidden in ("Semua angka untuk menghitung ulang", "Yang tidak dihitung", "67", "Keandalan 0"):
            assert hidden not in page, (address, hidden)
    table = hr.get("/staf/komponen?periode=2026-11").get_data(as_text=True)
    assert ">67<" not in table


def test_many_ratings_fewer_are_a_result_like_any_other(officer: FlaskClient, app: Flask) -> None:
    revise(app, 12)
    page = text_of(officer.get(OWN).get_data(as_text=True))
    assert "Penilaian terverifikasi 58" in page
    assert "berbeda kurang dari 10 penilaian" not in page


def test_a_contested_number_is_listed_as_under_review_and_without_a_label(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        first = officers.all_officers(session)[0]
        filing = Filing(Item.OTHER, "Hari itu saya sakit.", "", frozenset())
        today = locked.DUE.date()
        objection_filing.file(session, locked.by("officer", 3), first, locked.MONTH, filing, today=today, days=14)
        hr, name = account(session, "hr", username="kepegawaian").id, first.name
        session.commit()
    page = log_in(app, hr).get("/staf/komponen?periode=2026-11").get_data(as_text=True)
    row = text_of(page[page.index(f">{name}</a>") :].partition("</tr>")[0])
    assert "Dalam peninjauan" in row
    assert "acuan" not in row
    assert page.count("Dalam peninjauan") == 1
