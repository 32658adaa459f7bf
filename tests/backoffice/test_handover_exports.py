"""The file of an approved hand-over, opened and read back."""

import csv
import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backoffice import passwords
from models.appraisals import HandoverRow
from models.audit import AuditEvent
from models.users import User
from tests.backoffice.conftest import Staff
from tests.backoffice.handed_over import hand_over

PASSWORD = "kuda putih laut"


@pytest.fixture
def hr(staff: Staff, app: Flask) -> FlaskClient:
    """An HR manager who knows the own password."""
    client = staff("hr")
    with app.extensions["house"].database.writing() as session:
        session.scalars(select(User).where(User.username == "hr")).one().password_hash = passwords.hashed(PASSWORD)
        session.commit()
    return client


@pytest.fixture
def handover_id(app: Flask) -> int:
    """An approved hand-over whose first person bears a name that looks like a formula."""
    with app.extensions["house"].database.writing() as session:
        handover = hand_over(session, approved=False)
        rows = session.scalars(select(HandoverRow).order_by(HandoverRow.nip)).all()
        rows[-1].name, rows[-1].position = "=SUM(A1)", "@kepala"
        rows[-1].quantitative = {
            "number": "91.50", "text": None, "note": None,
            "indicators": [{"name": "KTP selesai", "target": "100", "realisation": "104"}],
        }  # fmt: skip
        rows[-1].hasil_kerja, rows[-1].perilaku_kerja = "sesuai", "di_atas"
        session.flush()
        second = session.scalars(select(User).where(User.username == "penyetuju")).one()
        handover.approved_by_id, handover.approved_at = second.id, handover.made_at
        session.commit()
        return handover.id


def table(hr: FlaskClient, handover_id: int) -> list[dict[str, str]]:
    """Rows of the CSV, as text."""
    answer = hr.post(f"/staf/serah-terima/{handover_id}/unduh.csv", data={"password": PASSWORD}, buffered=True)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def workbook(hr: FlaskClient, handover_id: int) -> openpyxl.Workbook:
    """The XLSX with its formulas, if there were any."""
    answer = hr.post(f"/staf/serah-terima/{handover_id}/unduh.xlsx", data={"password": PASSWORD}, buffered=True)
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_a_nip_is_text_in_the_workbook_and_grouped_in_the_csv(hr: FlaskClient, handover_id: int) -> None:
    sheet = workbook(hr, handover_id)["Data"]
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [
        ("198805042012011002", "s"),
        ("199001172015032004", "s"),
    ]
    assert [row["NIP"] for row in table(hr, handover_id)] == ["19880504 201201 1 002", "19900117 201503 2 004"]


def test_what_does_not_exist_is_an_empty_cell_and_never_zero(hr: FlaskClient, handover_id: int) -> None:
    unscored, scored = table(hr, handover_id)
    for heading in ("Realisasi", "U6 rerata", "U7 rerata", "Batas bawah", "Batas atas", "Hasil kerja", "Rumus lokal"):
        assert unscored[heading] == "", heading
    assert (scored["U6 rerata"], scored["U7 rerata"], scored["Batas bawah"]) == ("3,40", "3,45", "82,10")
    sheet = workbook(hr, handover_id)["Data"]
    headings = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, headings.index("U6 rerata") + 1).value is None
    assert sheet.cell(3, headings.index("U6 rerata") + 1).value == 3.4


def test_a_line_has_the_shape_of_an_skp_line(hr: FlaskClient, handover_id: int) -> None:
    scored = table(hr, handover_id)[1]
    assert scored["Perspektif"] == "Penerima Layanan"
    assert scored["Realisasi"] == "U6 3,40; U7 3,45"
    assert scored["Umpan balik berkelanjutan"].startswith("Penerima layanan:")
    assert scored["Bukti dukung"].startswith("SL-2026-S1-R1-")
    assert scored["Indikator kuantitatif"] == "KTP selesai: 104 dari target 100"
    assert scored["Hasil kuantitatif"] == "91,50"
    assert (scored["Hasil kerja"], scored["Perilaku kerja"]) == ("Sesuai ekspektasi", "Di atas ekspektasi")


def test_no_file_has_a_band_a_weighted_figure_or_a_predikat(hr: FlaskClient, handover_id: int) -> None:
    headings = {heading.casefold() for heading in table(hr, handover_id)[0]}
    assert not headings & {"letak", "band", "kq", "predikat", "kuadran", "nilai", "peringkat"}


def test_a_name_that_looks_like_a_formula_stays_text(hr: FlaskClient, handover_id: int) -> None:
    assert table(hr, handover_id)[1]["Nama"] == "'=SUM(A1)"
    cell = workbook(hr, handover_id)["Data"]["B3"]
    assert (cell.value, cell.data_type) == ("=SUM(A1)", "s")


def test_the_workbook_says_where_it_comes_from(hr: FlaskClient, handover_id: int) -> None:
    book = workbook(hr, handover_id)
    about = {row[0]: row[1] for row in book["Keterangan"].iter_rows(min_row=2, values_only=True)}
    assert about["Periode"] == "Semester I 2026"
    assert about["SHA-256"] == "00" * 32
    explained = {row[0] for row in book["Kamus"].iter_rows(min_row=2, values_only=True)}
    assert explained == {cell.value for cell in book["Data"][1]}


def test_without_the_password_nothing_leaves(hr: FlaskClient, handover_id: int) -> None:
    answer = hr.post(f"/staf/serah-terima/{handover_id}/unduh.csv", data={"password": "salah sekali"})
    assert answer.status_code == 422
    assert b"199001172015032004" not in answer.data


def test_every_file_leaves_an_audit_event(hr: FlaskClient, handover_id: int, app: Flask) -> None:
    workbook(hr, handover_id)
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "handover.exported")).one()
        assert (event.actor, event.detail["format"], event.detail["rows"]) == ("hr", "xlsx", 2)


def test_a_hand_over_that_nobody_approved_has_no_file(hr: FlaskClient, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        waiting = hand_over(session, approved=False).id
        session.commit()
    answer = hr.post(f"/staf/serah-terima/{waiting}/unduh.csv", data={"password": PASSWORD}, buffered=True)
    assert answer.status_code == 404
