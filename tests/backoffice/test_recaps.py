"""Recaps from before: shown first, kept apart from every figure of ratings, and taken back."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice import recap
from models import old_figures
from models.audit import AuditEvent
from models.imports import Import
from models.old_figures import AggregateResult
from models.ratings import Rating
from models.units import Unit
from surveys.periods import parse
from tests.backoffice.conftest import Staff
from tests.backoffice.uploads import confirm, upload
from tests.factories import NOW, Town
from tests.released import forms, nights

HEAD = "OPP;U1;U2;U3;U4;U5;U6;U7;U8;U9;L;P;SAMPEL;NILAI IKM\n"
DUKCAPIL = "dukcapil;3,20;3,20;3,20;3,20;3,20;3,20;3,20;3,20;3,20;70;80;150;80,00\n"
PAGE = "/staf/unit/1/hasil"


@pytest.fixture
def reading(app: Flask) -> Iterator[Session]:
    with app.extensions["house"].database.reading() as session:
        yield session


def brought(staff: Staff, text: str = HEAD + DUKCAPIL, period: str = "2025") -> None:
    client = staff("evaluator")
    assert confirm(client, upload(client, "rekap", text, period=period), "rekap").status_code == 303


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_recap_is_shown_before_it_is_kept_and_never_becomes_ratings(staff: Staff, reading: Session) -> None:
    client = staff("evaluator")
    page = upload(client, "rekap", HEAD + DUKCAPIL, period="2025-s1")
    assert "1 unit mendapat angka lama Semester I 2025" in page.text
    assert reading.scalars(select(AggregateResult)).all() == []
    assert "Impor selesai" in client.get(confirm(client, page, "rekap").location).text
    reading.rollback()
    [figure] = old_figures.of_unit(reading, 1)
    assert (figure.period.code, str(figure.value), figure.grade.name, figure.respondents) == (
        "2025-S1",
        "80.00",
        "B",
        150,
    )
    assert reading.scalar(select(func.count()).select_from(Rating)) == 0
    event = reading.scalars(select(AuditEvent).where(AuditEvent.action == "recap.imported")).one()
    assert event.detail == {"period": "2025-S1", "units": 1}


def test_the_page_of_the_unit_shows_it_below_a_break_and_its_own_index_stays(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        nights(session, Town(1, (1, 2), (1, 2, 3), 1), [forms(40), forms(10)])
        session.commit()
    brought(staff)
    page = words(staff("unit_head").get(PAGE).text)
    assert "Sebelumnya: angka lama (rekap)" in page
    assert "Tahun 2025 80,00 B 150 3,20" in page
    assert "75,00" in page.split("Sebelumnya")[0]
    assert "80,00" not in page.split("Sebelumnya")[0]
    assert "80,00" not in words(app.test_client().get("/hasil/dukcapil?periode=2025").text)
    assert "angka lama (rekap)" not in staff("unit_head").get(f"{PAGE}?saluran=kiosk").text


def test_an_index_printed_otherwise_than_its_averages_say_is_pointed_out(staff: Staff) -> None:
    page = upload(staff("evaluator"), "rekap", HEAD + DUKCAPIL.replace("80,00", "83,10"), period="2025")
    assert "berkas mencetak IKM 83,10, sedangkan dari NRR-nya 80,00" in words(page.text)
    assert "Simpan semuanya" in page.text


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ("", "Isi periode rekapnya."),
        ("tahun lalu", "Tulis periode rekapnya"),
        ("2026", "Tahun 2026 belum berakhir"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_words(staff: Staff, period: str, sentence: str) -> None:
    page = upload(staff("evaluator"), "rekap", HEAD + DUKCAPIL, period=period)
    assert page.status_code == 422
    assert sentence in words(page.text)


def test_wrong_cells_are_named_by_row_and_column_and_nothing_is_kept(staff: Staff, reading: Session) -> None:
    page = upload(staff("evaluator"), "rekap", HEAD + DUKCAPIL.replace("3,20", "5", 1), period="2025")
    assert page.status_code == 422
    assert "Baris 2 U1 (B2) “5”" in words(page.text)
    assert "bukan rata-rata 1,00 sampai 4,00" in page.text
    assert reading.scalars(select(AggregateResult)).all() == []


def test_a_period_with_ratings_of_its_own_takes_no_old_figure(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        nights(session, Town(1, (1, 2), (1, 2, 3), 1), [forms(40), forms(10)], first=NOW.replace(month=9))
        session.commit()
    page = upload(staff("evaluator"), "rekap", HEAD + DUKCAPIL, period="2026-TW3")
    assert page.status_code == 422
    assert "sudah punya penilaian sendiri dalam periode ini" in page.text


def test_the_same_again_changes_nothing_and_another_figure_is_refused(staff: Staff) -> None:
    brought(staff)
    again = upload(staff("evaluator"), "rekap", HEAD + DUKCAPIL, period="2025")
    assert "isi berkas ini sudah ada semua" in again.text
    other = upload(staff("evaluator"), "rekap", HEAD + DUKCAPIL.replace("3,20", "3,40"), period="2025")
    assert other.status_code == 422
    assert "batalkan dahulu rekap itu" in other.text


def test_a_recap_is_taken_back_and_may_come_again(staff: Staff, reading: Session) -> None:
    client = staff("evaluator")
    for period in ("2024", "2025"):
        brought(staff, period=period)
    undo = re.findall(r'action="(/staf/impor/rekap/\w+/[\w-]+/batal)"', client.get("/staf/impor/rekap").text)
    assert len(undo) == 2
    assert "angka lamanya tidak tampil lagi" in client.post(undo[0], follow_redirects=True).text
    assert "sudah dibatalkan" in client.post(undo[0], follow_redirects=True).text
    assert [figure.period.code for figure in old_figures.of_unit(reading, 1)] == ["2024"]
    reading.rollback()
    client.post(undo[1])
    assert reading.scalars(select(Import)).all() == []
    brought(staff)
    assert "Tahun 2025" in staff("evaluator").get(PAGE).text


def test_units_are_known_by_name_too(app: Flask, staff: Staff, reading: Session) -> None:
    name = reading.scalars(select(Unit.name)).one()
    brought(staff, HEAD + DUKCAPIL.replace("dukcapil", name.upper()))
    reading.rollback()
    assert len(old_figures.of_unit(reading, 1)) == 1


def test_the_workbook_that_this_application_writes_is_read_again(staff: Staff, reading: Session) -> None:
    mean = (Decimal("3.20"),) * 9
    nobody = (None,) * sum(map(len, recap.PROFILE.values()))
    row = recap.Row(
        "Dinas Kependudukan dan Pencatatan Sipil",
        mean,
        nobody,
        900,
        269,
        150,
        Decimal("3.20"),
        Decimal("80.00"),
        "B (Baik)",
    )
    empty = recap.Row("Badan Pajak", (None,) * 9, nobody, None, None, None, None, None, None)
    book = recap.write([row, empty], parse("2025"), created=NOW)
    client = staff("evaluator")
    page = upload(client, "rekap", book, name="rekap.xlsx", period="2025")
    assert "1 unit mendapat angka lama Tahun 2025" in page.text
    assert "1 unit tanpa angka dilewati" in page.text
    assert confirm(client, page, "rekap").status_code == 303
    reading.rollback()
    assert [str(figure.value) for figure in old_figures.of_unit(reading, 1)] == ["80.00"]
