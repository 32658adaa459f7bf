"""Pages and files of unit figures."""

import html
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backoffice import spreadsheets
from models import audit
from models.counters import ServiceCount
from models.units import Unit
from tests import factories
from tests.backoffice.conftest import Staff
from tests.factories import Town
from tests.released import Form, answers, forms, nights

TOWN = Town(1, (1, 2), (1, 2, 3), 1)
PAGE = "/staf/unit/1/hasil?periode=2026-11"


def release(app: Flask, days: Sequence[Sequence[Form]]) -> None:
    with app.extensions["house"].database.writing() as session:
        nights(session, TOWN, days)
        session.commit()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_before_the_first_release_the_page_says_why_and_how_many_are_missing(app: Flask, staff: Staff) -> None:
    release(app, [forms(14)])
    page = text_of(staff("unit_head").get(PAGE).text)
    assert "Belum cukup data: 14 dari 20 penilaian. Ini bukan nilai rendah." in page
    assert "disegel" in page
    assert "0,00" not in page


def test_a_unit_without_counters_says_what_to_do(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta"))
        session.commit()
    page = staff("hr").get("/staf/unit/2/hasil").text
    assert "Belum ada loket" in page
    assert "minta admin menambahkannya" in page
    assert "besok pagi" not in page


def test_the_index_stands_beside_its_grade_number_interval_and_certainty(app: Flask, staff: Staff) -> None:
    day = forms(20, answers=answers(4)) + forms(20, answers=answers(3, U3=2))
    release(app, [day, forms(10)])
    page = text_of(staff("unit_head").get(PAGE).text)
    assert "IKM 86,11" in page
    assert "B Baik" in page
    assert "N responden 40" in page
    assert "Data per 5 November 2026." in page
    assert "Tiga unsur terendah Waktu penyelesaian: 3,00 dari 4" in page
    assert "10 penilaian terbaru sudah disegel dan menunggu rilis" in page


def test_how_it_is_computed_lets_a_reader_redo_it(app: Flask, staff: Staff) -> None:
    release(app, [forms(10, answers=answers(4)) + forms(5, answers=answers(3)), forms(10)])
    page = text_of(staff("operator").get(PAGE).text)
    sums, exact = re.findall(r"25/9 × \(([^)]+)\) = (\d+/?\d*)", page)[0]
    total = sum(int(part.split("/")[0]) / int(part.split("/")[1]) for part in sums.split(" + "))
    top, _, below = exact.partition("/")
    assert 25 / 9 * total == pytest.approx(int(top) / int(below or 1), abs=1e-9)
    assert "91,67" in page
    assert "dengan bobot 0,11 hasilnya 90,75" in page


def test_taps_are_shown_from_twenty_and_blurred_at_the_ends(app: Flask, staff: Staff) -> None:
    release(app, [forms(12), forms(10)])
    client = staff("unit_head")
    assert "Sebaran ditampilkan mulai 20 ketukan." in client.get(PAGE).text
    release(app, [forms(30, opening=4)])
    page = text_of(client.get(PAGE).text)
    assert "≤ 5 %" in page
    assert "≥ 95 %" in page


def test_the_chart_and_its_table_show_the_same_months(app: Flask, staff: Staff) -> None:
    release(app, [forms(12), forms(10)])
    page = staff("unit_head").get(PAGE).text
    assert page.count('class="mark"/>') >= 1
    assert "November 2026</th><td" in page
    assert 'role="img"' in page
    assert "75,00" in page


def test_an_element_without_answers_leaves_the_index_open_in_words(app: Flask, staff: Staff) -> None:
    without_cost = {code: 3 for code in factories.ALL_THREES if code != "U4"}
    release(app, [forms(12, answers=without_cost), forms(10)])
    page = text_of(staff("unit_head").get(PAGE).text)
    assert "belum lengkap: U4" in page
    assert "IKM –" in page


def test_a_person_of_one_unit_sees_no_other_unit(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta"))
        session.commit()
    for role in ("officer", "unit_head", "operator"):
        client = staff(role)
        assert client.get("/staf/hasil?periode=2026-10").location == "/staf/unit/1/hasil?periode=2026-10"
        assert client.get("/staf/unit/2/hasil").status_code == 404
        assert client.post("/staf/unit/2/hasil/unduh.csv").status_code == 404
    assert staff("auditor").get("/staf/unit/2/hasil").status_code == 200
    assert staff("admin").get("/staf/unit/1/hasil").status_code == 403


def test_the_list_goes_by_name_and_keeps_pooled_figure_and_plain_mean_apart(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="bapenda", name="Badan Pendapatan", kind="Badan", zone="Asia/Jakarta"))
        session.commit()
    release(app, [forms(12), forms(10)])
    page = text_of(staff("hr").get("/staf/hasil?periode=2026-11").text)
    assert page.index("Badan Pendapatan") < page.rindex("Dinas Kependudukan")
    assert "Belum cukup data. Ini bukan nilai rendah." in page
    assert "Rata-rata biasa dari IKM 1 unit 75,00" in page


@pytest.mark.parametrize("code", ["2026-13", "x", "2026-TW5"])
def test_a_period_that_is_none_is_not_found(staff: Staff, code: str) -> None:
    assert staff("hr").get(f"/staf/unit/1/hasil?periode={code}").status_code == 404


def test_the_file_holds_the_page_and_says_where_it_comes_from(app: Flask, staff: Staff) -> None:
    release(app, [forms(10, answers=answers(4)) + forms(5, answers=answers(3, U2=2)), forms(10)])
    client = staff("unit_head")
    book = client.post("/staf/unit/1/hasil/unduh.xlsx?periode=2026-11")
    assert book.headers["Content-Disposition"] == "attachment; filename=ikm-dukcapil-2026-11.xlsx"
    header, first, second = spreadsheets.read("berkas", book.data).lines[:3]
    assert header.cells[:5] == ("Kode", "Unsur", "n", "Jumlah nilai", "NRR")
    assert first.cells[:5] == ("U1", "Persyaratan", "15", "55", "3.67")
    assert second.cells[4] == "3.33"
    file = client.post("/staf/unit/1/hasil/unduh.csv?periode=2026-11").data
    assert file.startswith(b"\xef\xbb\xbf")
    assert "U1;Persyaratan;15;55;3,67;0,407;91,67;A" in file.decode("utf-8-sig")


def test_a_file_about_nothing_has_empty_cells_and_no_zero(staff: Staff) -> None:
    file = staff("hr").post("/staf/hasil/unduh.csv?periode=2026-11").data.decode("utf-8-sig")
    assert file.splitlines()[1] == "Dinas Kependudukan dan Pencatatan Sipil;;;;;;;;;"


def test_every_export_leaves_a_trace_and_none_happens_by_get(app: Flask, staff: Staff) -> None:
    client = staff("hr")
    assert client.get("/staf/hasil/unduh.csv").status_code == 405
    assert client.post("/staf/hasil/unduh.csv?periode=2026-TW4").status_code == 200
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "export")).one()
    assert event.actor == "hr"
    assert event.detail["filters"] == "Periode: Triwulan IV 2026"
    assert len(event.detail["sha256"]) == 64


def served(app: Flask, services: int, *, reported: bool = True) -> None:
    """Services logged in the month of the releases."""
    with app.extensions["house"].database.writing() as session:
        row = ServiceCount(counter_id=1, day=factories.TODAY, shift=1, services=services)
        row.reported = services if reported else None
        session.add(row)
        session.commit()


def test_the_response_rate_stands_beside_the_index_in_total_and_with_tickets(app: Flask, staff: Staff) -> None:
    release(app, [forms(60) + forms(40, has_ticket=False), forms(20)])
    assert "Tingkat tanggapan tidak diketahui" in staff("unit_head").get(PAGE).text
    served(app, 400, reported=False)
    page = text_of(staff("unit_head").get(PAGE).text)
    assert "sedikitnya 25 % dari 400 layanan tercatat memberi penilaian. Dengan tiket kunjungan: 15 %." in page
    assert "belum dari register" in page
    assert "25 %" in text_of(staff("hr").get("/staf/hasil?periode=2026-11").text)
    rows = spreadsheets.read("ikm.csv", staff("hr").post("/staf/hasil/unduh.csv?periode=2026-11").data).lines
    assert {"400", "0,25"} <= set(rows[1][1])


@pytest.mark.parametrize("services", [99, 101, 109])
def test_a_rate_that_would_tell_of_fewer_than_ten_people_is_not_shown(app: Flask, staff: Staff, services: int) -> None:
    release(app, [forms(100), forms(20)])
    served(app, services)
    page = text_of(staff("unit_head").get(PAGE).text)
    assert "Tingkat tanggapan tidak ditampilkan" in page
    rows = spreadsheets.read("ikm.csv", staff("hr").post("/staf/hasil/unduh.csv?periode=2026-11").data).lines
    assert str(services) not in rows[1][1]
    assert "telah dinilai warga" not in app.test_client().get("/hasil/dukcapil?periode=2026-11").text


def test_the_public_reads_the_rate_where_it_reads_the_index(app: Flask) -> None:
    release(app, [forms(20), forms(20)])
    served(app, 400)
    visitor = app.test_client()
    assert "layanan yang tercatat" not in visitor.get("/hasil/dukcapil?periode=2026-11").text
    release_more = [forms(80), forms(20)]
    with app.extensions["house"].database.writing() as session:
        nights(session, TOWN, release_more, first=factories.NOW + timedelta(days=3))
        session.commit()
    page = text_of(visitor.get("/hasil/dukcapil?periode=2026-11").text)
    assert "Sedikitnya 30 % dari 400 layanan yang tercatat telah dinilai warga." in page


@pytest.mark.parametrize("code", ["0001-01", "0001-03", "9998-12", "0001"])
def test_the_first_and_the_last_year_there_are_have_a_page_too(staff: Staff, code: str) -> None:
    assert staff("hr").get(f"/staf/unit/1/hasil?periode={code}").status_code == 200
