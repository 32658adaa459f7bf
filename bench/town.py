"""A small installation to measure: the town of the tests on a fresh SQLite file with full durability."""

from datetime import date, time
from pathlib import Path

from flask import Flask

import clock
from app import create_app
from config import Config
from database import Database
from models import schema
from models.agency import Agency
from models.counters import Counter
from models.questionnaires import QuestionnaireUse
from models.units import Service, Shift, Unit
from surveys import tickets
from surveys.keys import KeyRing
from surveys.questionnaire import load

SECRET = b"a secret of sufficient length, for measuring only"
UNIT_NAME = "Dinas Kependudukan dan Pencatatan Sipil Kota Contoh Jaya"


def config(folder: Path) -> Config:
    """Settings of a server on a file in `folder`."""
    return Config(
        "development",
        SECRET,
        f"sqlite:///{folder / 'suara.db'}",
        "http://localhost",
        ("localhost", "127.0.0.1"),
        0,
        folder,
    )


def application(folder: Path) -> Flask:
    """The application with one unit and one counter; the file is made when it is missing."""
    settings = config(folder)
    fresh = not (folder / "suara.db").exists()
    if fresh:
        fill(Database(settings.database_url))
    return create_app(settings)


def fill(database: Database) -> None:
    """Migrate and add one unit with one counter."""
    with database.engine.begin() as connection:
        schema.upgrade(connection)
    form = load("skm-2017")
    now = clock.now()
    with database.writing() as session:
        session.add(Agency(id=1, name="Kota Contoh", zone="Asia/Jakarta", help_line="(021) 555-0100", created_at=now))
        session.add(
            QuestionnaireUse(code=form.code, family=form.family, checksum=form.checksum, starts_on=date(2025, 1, 1))
        )
        unit = Unit(code="dukcapil", name=UNIT_NAME, zone="Asia/Jakarta")
        session.add(unit)
        session.flush()
        service = Service(unit_id=unit.id, name="KTP-el")
        session.add(service)
        session.flush()
        session.add(Counter(unit_id=unit.id, service_id=service.id, label="3", sign_words="melati biru"))
        session.add(Shift(unit_id=unit.id, number=1, name="Sehari", starts=time(0), ends=time(23, 59), band="pagi"))
        session.commit()
    database.close()


def sign_address() -> str:
    """Path of the counter's page."""
    return "/L/" + tickets.sign_code(KeyRing(SECRET).sign(1), tickets.Sign(1, 1))
