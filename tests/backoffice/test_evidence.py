"""Evidence sheets: what is printed, who may read them, and how a paper is proved genuine."""

import io
import re
import zipfile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from backoffice import passwords
from models import evidence
from models.audit import AuditEvent
from models.officers import Officer
from models.snapshots import Snapshot
from models.units import Unit
from models.users import User
from tests.backoffice.conftest import Staff
from tests.backoffice.handed_over import hand_over


@pytest.fixture
def sheets(app: Flask) -> tuple[int, int, int]:
    """Number of an approved hand-over and of its two officers."""
    with app.extensions["house"].database.writing() as session:
        handover = hand_over(session)
        officers = session.scalars(select(Officer.id).order_by(Officer.id)).all()
        session.commit()
        return handover.id, officers[0], officers[1]


def words(data: bytes) -> str:
    """Text of all pages of a PDF, as somebody copies it."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_the_pdf_says_what_the_row_says(staff: Staff, sheets: tuple[int, int, int]) -> None:
    answer = staff("hr").post(f"/staf/bukti/{sheets[0]}/{sheets[1]}.pdf")
    text = words(answer.data)
    assert answer.mimetype == "application/pdf"
    for part in ("Ayu Lestari", "19900117 201503 2 004", "67", "3,40", "3,45", "82,10 – 90,30", "Penerima layanan:"):
        assert part in text, part
    assert "%%" not in text
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1


def test_a_sheet_has_no_band_no_weighted_figure_and_no_predikat(staff: Staff, sheets: tuple[int, int, int]) -> None:
    text = words(staff("hr").post(f"/staf/bukti/{sheets[0]}/{sheets[1]}.pdf").data).lower()
    for banned in ("di atas acuan", "di bawah acuan", "sesuai acuan", "kq", "sangat baik", "ekspektasi"):
        assert banned not in text, banned


def test_every_sheet_taken_away_leaves_who_took_it(staff: Staff, app: Flask, sheets: tuple[int, int, int]) -> None:
    staff("unit_head").post(f"/staf/bukti/{sheets[0]}/{sheets[1]}.pdf")
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "evidence.exported")).one()
    assert (event.role, event.detail) == ("unit_head", {"officer": sheets[1], "sheets": 1})


def test_too_few_ratings_print_words_and_no_figure(staff: Staff, sheets: tuple[int, int, int]) -> None:
    text = words(staff("hr").post(f"/staf/bukti/{sheets[0]}/{sheets[2]}.pdf").data)
    assert text.count("belum cukup data") >= 3
    assert not re.search(r"\b[34],\d\d\b", text)


def test_the_same_sheet_gives_the_same_bytes(staff: Staff, sheets: tuple[int, int, int]) -> None:
    hr = staff("hr")
    address = f"/staf/bukti/{sheets[0]}/{sheets[1]}.pdf"
    assert hr.post(address).data == hr.post(address).data


def test_an_officer_reads_the_own_sheet_and_nobody_elses(staff: Staff, sheets: tuple[int, int, int]) -> None:
    officer = staff("officer")
    assert officer.get(f"/staf/bukti/{sheets[0]}/{sheets[1]}").status_code == 200
    assert officer.post(f"/staf/bukti/{sheets[0]}/{sheets[1]}.pdf").status_code == 200
    assert officer.get(f"/staf/bukti/{sheets[0]}/{sheets[2]}").status_code == 404
    assert f"/staf/bukti/{sheets[0]}/{sheets[1]}" in officer.get("/staf/bukti").get_data(as_text=True)


def test_a_unit_head_reads_the_sheets_of_the_own_unit_only(
    staff: Staff, app: Flask, sheets: tuple[int, int, int]
) -> None:
    address = f"/staf/bukti/{sheets[0]}/{sheets[1]}"
    assert staff("unit_head").get(address).status_code == 200
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="lain", name="Unit lain", kind="Dinas", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        session.scalars(select(User).where(User.username == "unit_head")).one().unit_id = other.id
        session.commit()
    assert staff("unit_head").get(address).status_code == 404


def test_there_is_no_sheet_before_two_persons_have_approved(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        handover = hand_over(session, approved=False)
        officer_id = session.scalars(select(Officer.id).order_by(Officer.id)).first()
        session.commit()
        handover_id = handover.id
    assert staff("hr").post(f"/staf/bukti/{handover_id}/{officer_id}.pdf").status_code == 404


def test_the_code_leads_to_a_page_with_the_same_digits_and_nobodys_name(
    staff: Staff, app: Flask, sheets: tuple[int, int, int]
) -> None:
    text = words(staff("hr").post(f"/staf/bukti/{sheets[0]}/{sheets[1]}.pdf").data)
    found = re.search(r"ketik: ((?:[0-9A-Z]{4} ){7}[0-9A-Z])", text)
    digits = re.search(r"Sidik lembar ini: ([0-9a-f]{4}(?: [0-9a-f]{4}){3})", text)
    assert found is not None, text
    assert digits is not None, text
    citizen = app.test_client()
    page = citizen.get("/b", query_string={"kode": found[1].lower()}, follow_redirects=True)
    body = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Asli dan berlaku" in body
    assert digits[1] in body
    for personal in ("Ayu Lestari", "199001172015032004", "3,40", "82,10"):
        assert personal not in body


def test_a_sheet_that_a_later_hand_over_replaced_says_so(
    staff: Staff, app: Flask, sheets: tuple[int, int, int]
) -> None:
    body = staff("hr").get(f"/staf/bukti/{sheets[0]}/{sheets[1]}").get_data(as_text=True)
    found = re.search(r"(?:[0-9A-Z]{4} ){7}[0-9A-Z]", body)
    assert found is not None
    with app.extensions["house"].database.writing() as session:
        hand_over(session, revision=2)
        session.commit()
    page = app.test_client().get(f"/B/{found[0].replace(' ', '')}").get_data(as_text=True)
    assert "Asli, tetapi sudah diganti" in page


def test_a_sheet_of_a_revised_period_is_no_longer_in_force(app: Flask, sheets: tuple[int, int, int]) -> None:
    with app.extensions["house"].database.writing() as session:
        first = session.scalars(select(Snapshot)).one()
        session.add(
            Snapshot(
                period_code=first.period_code, revision=2, policy=first.policy, engine=first.engine, components={},
                inputs={}, inputs_hash=bytes(32), exclusions={}, report=b"", report_hash=bytes(32), tally_correction=1,
                roster_correction=0, contest_until=first.contest_until, made_by_id=first.made_by_id,
                approved_by_id=session.scalars(select(User.id).where(User.username == "penyetuju")).one(),
                locked_at=first.locked_at,
            )
        )  # fmt: skip
        session.flush()
        assert not evidence.sheet(session, sheets[0], sheets[1]).in_force


@pytest.mark.parametrize("code", ["X", "0" * 29, "A" * 29, "é"])
def test_a_code_that_is_not_ours_is_unknown(app: Flask, code: str) -> None:
    answer = app.test_client().get(f"/B/{code}")
    assert answer.status_code == 404
    assert "Tidak dikenal" in answer.get_data(as_text=True)


def test_all_sheets_of_a_unit_come_in_one_file_after_the_password(
    staff: Staff, app: Flask, sheets: tuple[int, int, int]
) -> None:
    hr = staff("hr")
    with app.extensions["house"].database.writing() as session:
        unit_id = session.scalars(select(Unit.id).order_by(Unit.id)).first()
        session.scalars(select(User).where(User.username == "hr")).one().password_hash = passwords.hashed(
            "kuda putih laut"
        )
        session.commit()
    address = f"/staf/bukti/{sheets[0]}/unit/{unit_id}"
    assert hr.post(address, data={"password": "salah sekali"}).status_code == 422
    answer = hr.post(address, data={"password": "kuda putih laut"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert [name.rpartition("-")[2] for name in names] == sorted(name.rpartition("-")[2] for name in names)
        assert len(names) == 2
        assert "Ayu Lestari" in words(archive.read(next(name for name in names if "199001172015032004" in name)))


def test_hr_finds_the_files_of_an_approved_hand_over_while_the_next_one_is_prepared(
    staff: Staff, app: Flask, sheets: tuple[int, int, int]
) -> None:
    with app.extensions["house"].database.writing() as session:
        code = hand_over(session, 2, approved=False).period_code
        unit_id = session.scalars(select(Unit.id).order_by(Unit.id)).first()
        session.commit()
    page = staff("hr").get(f"/staf/penilaian/{code}/serah-terima").get_data(as_text=True)
    for address in (f"/staf/bukti/{sheets[0]}/unit/{unit_id}", f"/staf/serah-terima/{sheets[0]}/unduh.xlsx"):
        assert f'href="{address}"' in page
    assert f"/staf/bukti/{sheets[0]}" not in staff("evaluator").get(f"/staf/penilaian/{code}/serah-terima").text
