"""The first page below its tasks: the newest release in words, and what each role looks after."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

import clock
from backoffice.home_figures import Release
from models.counters import Counter
from models.figures import Figure
from models.follow_ups import FollowUp
from models.ratings import Seal
from models.units import Service, Shift, Unit
from models.users import ROLES
from surveys.ikm import ElementFigure, Index
from surveys.periods import parse
from surveys.publication import Change
from tests import factories, released
from tests.backoffice.conftest import Staff
from tests.factories import TODAY, Town
from tests.released import answers, forms

TOWN = Town(1, (1, 2), (1, 2, 3), 1)
MANY = 12


def home(staff: Staff, role: str) -> str:
    """The first page of a role, blanks told as one."""
    return re.sub(r"\s+", " ", staff(role).get("/staf/").get_data(as_text=True))


def rated(app: Flask, nights: list[list[released.Form]], first: datetime = factories.NOW) -> None:
    """Let the public of the first unit answer for some days, and go to the morning after."""
    with app.extensions["house"].database.writing() as session:
        now = released.nights(session, TOWN, nights, first=first)
        session.commit()
    clock.move_to(now)


def index(value: float, error: float, n: int = 100) -> Index:
    """An index of one element."""
    total = round(value / 25 * n)
    element = ElementFigure("U1", n, total, weight=1, standard_error=error)  # type: ignore[arg-type]
    return Index((element,), n, element.nrr * 25 if element.nrr else None, error)


def told(first: Index | None, last: Index, before_form: str = "skm") -> Release:
    """A release after a quarter with another one."""
    before = Figure(index=first, questionnaires=(before_form,))
    return Release(parse("2026-TW4"), Figure(index=last, questionnaires=("skm",)), before)


def test_a_change_is_told_only_where_chance_does_not_explain_it() -> None:
    assert told(index(75, 1), index(80, 1)).moved is Change.UP
    assert told(index(80, 1), index(75, 1)).moved is Change.DOWN
    assert told(index(75, 2), index(80, 2)).moved is Change.UNCLEAR  # 5 within 1.96 x 2.83 = 5.5
    points, half = told(index(75, 1), index(80, 1)).difference
    assert points == pytest.approx(5)
    assert half == pytest.approx(1.96 * 2**0.5, abs=1e-3)


def test_another_form_or_no_figure_is_not_compared() -> None:
    assert told(None, index(80, 1)).moved is None
    other = told(index(75, 1), index(80, 1), before_form="skm-lama")
    assert other.moved is None
    assert other.is_other_form


def test_the_unit_head_reads_the_newest_release_with_n_and_interval(app: Flask, staff: Staff) -> None:
    rated(app, [forms(40, answers=answers(4, U3=2)), forms(10)])
    page = home(staff, "unit_head")
    assert "Rilis terakhir, Dinas Kependudukan dan Pencatatan Sipil" in page
    assert "<dt>N responden</dt><dd>" in page
    assert "Rentang kepercayaan 95" in page
    assert "Triwulan III 2026 belum punya nilai, jadi belum ada yang dibandingkan." in page
    assert "Paling rendah: " in page
    assert "Belum ada rencana. Mulai dari unsur yang paling rendah." in page


def test_a_quarter_without_a_release_shows_the_one_before(app: Flask, staff: Staff) -> None:
    rated(app, [forms(40), forms(10)], first=factories.NOW - timedelta(days=60))
    clock.move_to(factories.NOW)
    assert "Triwulan III 2026, data per" in home(staff, "unit_head")


def test_the_head_reads_how_far_the_newest_plan_is(app: Flask, staff: Staff) -> None:
    rated(app, [forms(40), forms(10)])
    with app.extensions["house"].database.writing() as session:
        for state, day in (("done", TODAY), ("planned", None), ("running", None)):
            session.add(
                FollowUp(
                    unit_id=1,
                    period_code="2026-TW3",
                    programme="Menambah kursi",
                    due="2026-TW4",
                    responsible="Kepala seksi",
                    state=state,
                    done_on=day,
                )
            )
        session.commit()
    assert "Triwulan III 2026: 1 dari 3 kegiatan selesai (33" in home(staff, "unit_head")


def test_the_agency_reads_one_figure_and_no_list_of_units(app: Flask, staff: Staff) -> None:
    rated(app, [forms(40), forms(10)])
    page = home(staff, "hr")
    assert "Rilis terakhir, semua unit digabung" in page
    assert "Unit yang jumlah layanannya belum tercatat lengkap</dt><dd>1</dd>" in page
    assert "Hasil yang sedang disiapkan" not in page  # every unit has its first release


def test_an_officer_is_told_the_own_state_and_what_is_missing(staff: Staff) -> None:
    page = home(staff, "officer")
    assert "Belum ada angka" in page
    assert "keadaan berubah mulai 10 penilaian terverifikasi" in page
    assert "Hari ini Anda tidak dijadwalkan." in page


def test_officer_and_operator_see_who_stands_where_today(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 1, TODAY)
        session.commit()
    assert "Loket 1, 08.00" in home(staff, "officer")
    page = home(staff, "operator")
    assert "Loket 1: Ayu Lestari; 1 loket tanpa petugas" in page
    assert "0 dari 2 loket" in page


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("hr", "Periode pertama dibuat pada segel malam pertama."),
        ("evaluator", "Keberatan yang belum diputus"),
        ("admin", "belum ada; jalankan flask backup setiap hari"),
        ("auditor", "Keutuhannya diperiksa dengan perintah flask verify"),
    ],
)
def test_each_role_of_the_agency_has_a_card_of_its_own(staff: Staff, role: str, words: str) -> None:
    assert words in home(staff, role)


def test_the_admin_reads_the_day_of_the_newest_backup(app: Flask, staff: Staff) -> None:
    folder = app.extensions["house"].config.data / "backup"
    folder.mkdir()
    (folder / "suara.db").touch()
    assert "jalankan flask backup" not in home(staff, "admin")


def test_only_the_first_units_without_a_release_are_listed(app: Flask, staff: Staff) -> None:
    more_units(app, 30)
    page = home(staff, "hr")
    assert "Dan 11 unit lain yang belum punya rilis." in page


def more_units(app: Flask, many: int) -> None:
    """Units with a service, a shift, a counter and a night each."""
    with app.extensions["house"].database.writing() as session:
        for number in range(many):
            unit = Unit(code=f"unit-{number}", name=f"Puskesmas {number}", zone="Asia/Jakarta")
            session.add(unit)
            session.flush()
            session.add(Service(unit_id=unit.id, name="Loket"))
            session.add(Shift(unit_id=unit.id, number=1, name="Pagi", starts=time(8), ends=time(12), band="pagi"))
            session.add(Counter(unit_id=unit.id, label="1", sign_words="rusa perak"))
            session.add(Seal(unit_id=unit.id, day=TODAY, forms=2, rating_root=bytes(32), receipt_root=bytes(32)))
        session.commit()


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    engine, found = app.extensions["house"].database.engine, []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("role", ROLES)
def test_the_number_of_statements_does_not_grow_with_the_agency(app: Flask, staff: Staff, role: str) -> None:
    client = staff(role)
    client.get("/staf/")
    with counted(app) as few:
        assert client.get("/staf/").status_code == 200
    more_units(app, MANY)
    client.get("/staf/")
    with counted(app) as many:
        assert client.get("/staf/").status_code == 200
    assert len(many) == len(few)
