"""Imports of answers: counted for the unit, for no officer, and once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import figures, inbox, releases, seals, units
from models.ratings import Rating
from models.waiting_imports import ImportedForm
from surveys.periods import parse
from tests import factories
from tests.backoffice.conftest import Staff
from tests.backoffice.uploads import confirm, upload

ROWS_141_175 = Path(__file__).parents[1] / "data" / "kelurahan_pelabuhan_samarinda_2022_rows_141_175.csv"


@pytest.fixture
def reading(app: Flask) -> Iterator[Session]:
    with app.extensions["house"].database.reading() as session:
        yield session


def test_the_same_answers_are_not_taken_twice(staff: Staff) -> None:
    client = staff("operator")
    page = upload(client, "jawaban", ROWS_141_175.read_bytes(), channel="paper", day="2026-11-02")
    assert confirm(client, page, "jawaban").status_code == 303
    again = upload(client, "jawaban", ROWS_141_175.read_bytes(), channel="import", day="2026-11-01")
    assert again.status_code == 422
    assert "sudah diimpor pada 3 November 2026 (35 baris)" in again.get_data(as_text=True)
    assert confirm(client, page, "jawaban").status_code == 422


def test_an_import_is_taken_back_on_its_own_page_until_its_night(staff: Staff) -> None:
    client = staff("operator")
    page = upload(client, "jawaban", ROWS_141_175.read_bytes(), channel="paper", day="2026-11-02")
    after = confirm(client, page, "jawaban")
    assert "Sampai segel malam ini" in client.get(after.location).text
    [address] = re.findall(r'action="(/staf/impor/jawaban/[0-9a-f]{64}/batal)"', client.get(after.location).text)
    assert client.post(address).status_code == 303
    assert "Impor dibatalkan" in client.get(after.location).text
    assert "/batal" not in client.get(after.location).text
    assert client.post(address).status_code == 303
    assert "sudah disegel" in client.get(after.location).text
    again = upload(client, "jawaban", ROWS_141_175.read_bytes(), channel="paper", day="2026-11-02")
    assert again.status_code == 200


def test_thirty_five_published_rows_give_their_index_in_the_preview(staff: Staff) -> None:
    page = upload(staff("operator"), "jawaban", ROWS_141_175.read_bytes(), channel="import", day="2026-11-02")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "35 responden" in text
    assert "IKM dari berkas ini: 82,14, mutu B (Baik)" in text


def test_confirmed_answers_count_for_the_unit_and_for_no_officer(staff: Staff, app: Flask) -> None:
    client = staff("operator")
    page = upload(client, "jawaban", ROWS_141_175.read_bytes(), channel="paper", day="2026-11-02")
    assert confirm(client, page, "jawaban").status_code == 303
    with app.extensions["house"].database.writing() as session:
        forms = session.scalars(select(ImportedForm)).all()
        assert len({form.key for form in forms}) == len({form.receipt_leaf for form in forms}) == 35
        unit = units.get(session, 1)
        for number in range(2):
            night = factories.NOW + timedelta(days=1 + number)
            list(seals.seal_unit(session, unit, chance=seals.seeded(number), now=night))
            releases.release_unit(session, unit, now=night, salt=bytes(16))
            for extra in range(10):
                town = factories.Town(1, (1, 2), (1, 2, 3), 1)
                factories.arrive(session, town, 100 * number + extra + 1, moment=night)
        assert session.scalars(select(ImportedForm)).all() == []
        assert {rating.validity for rating in session.scalars(select(Rating)).all()[:35]} <= {"A", "T"}
        figure = figures.unit_figure(session, 1, parse("2026-11"))
        assert figure.index is not None
        assert (str(figure.index.value), figure.n_forms) == ("82.14", 35)
        assert releases.batches(session, releases.OFFICER, ["2026-11"]) == []


def test_dates_come_from_the_file_and_future_or_missing_ones_are_errors(staff: Staff) -> None:
    head = "Tanggal;" + ";".join(f"U{number}" for number in range(1, 10)) + "\n"
    rows = "2/11/2026;3;3;3;3;3;3;3;3;3\n;4;4;4;4;4;4;4;4;4\n4/11/2026;4;4;4;4;4;4;4;4;4\n1/1/2001;4;4;4;4;4;4;4;4;4\n"
    client = staff("operator")
    missing = upload(client, "jawaban", head + rows, channel="paper").get_data(as_text=True)
    assert "3 sel perlu diperbaiki" in missing
    assert "belum ada tanggalnya" in missing
    assert "belum terjadi" in missing
    assert "periksa tahunnya" in missing
    assert "Tanggal (A4)" in missing
    both = upload(client, "jawaban", head + "4/11/2026;9;;;;;;;;\n", channel="paper").get_data(as_text=True)
    assert "2 sel perlu diperbaiki" in both
    good = upload(client, "jawaban", head + rows.partition("4/11")[0], channel="paper", day="2026-10-30")
    assert "2 responden" in good.get_data(as_text=True)


def test_answers_of_another_unit_and_other_scales_are_refused(staff: Staff, reading: Session) -> None:
    head = "unit_id;" + ";".join(f"U{number}" for number in range(1, 10)) + "\n"
    client = staff("operator")
    other = upload(client, "jawaban", head + "dishub;3;3;3;3;3;3;3;3;3\n", channel="paper", day="2026-11-02")
    assert "bukan unit Anda" in other.get_data(as_text=True)
    assert "unit_id (A2)" in other.get_data(as_text=True)
    stars = upload(client, "jawaban", head + "dukcapil;5;3;3;3;3;3;3;3;3\n", channel="paper", day="2026-11-02")
    assert "di luar skala" in stars.get_data(as_text=True)
    assert inbox.waiting(reading) == 0


def test_profiles_that_nobody_knows_are_counted_in_the_preview(staff: Staff) -> None:
    text = "JK;" + ";".join(f"U{number}" for number in range(1, 10)) + "\nX;3;3;3;3;3;3;3;3;3\nP;3;3;3;3;3;3;3;3;3\n"
    page = upload(staff("operator"), "jawaban", text, channel="paper", day="2026-11-02").get_data(as_text=True)
    assert "Profil yang tidak dikenal dikosongkan: kolom JK 1 isian" in page
    assert "2 responden" in page


def test_rows_without_an_answer_are_skipped_and_said_so(staff: Staff) -> None:
    text = "No;" + ";".join(f"U{number}" for number in range(1, 10)) + "\n1;3;3;3;3;3;3;3;3;3\n2;;;;;;;;;\n"
    page = upload(staff("operator"), "jawaban", text, channel="paper", day="2026-11-02").get_data(as_text=True)
    assert "1 baris tanpa satu pun jawaban dilewati" in page
    assert "1 responden" in page
