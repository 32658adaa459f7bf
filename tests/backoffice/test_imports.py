"""Imports: shown first, then done, and never in part."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice import spreadsheets
from models import audit, officers, roster, seals, units
from models.import_batches import ImportBatch
from tests import factories
from tests.backoffice.conftest import Staff
from tests.backoffice.uploads import confirm, upload

ROWS_141_175 = Path(__file__).parents[1] / "data" / "kelurahan_pelabuhan_samarinda_2022_rows_141_175.csv"
OFFICERS = """NIP;Kode;Nama;Jabatan;Unit;Status
199001172015032004;;Ayu Lestari;Kepala seksi;dukcapil;PNS
198805042012011002;;Budi Santoso;Pengelola layanan;dukcapil;PNS
199503032022031005;;Dian Putri;Pranata;Dinas Kependudukan dan Pencatatan Sipil;PPPK
;THL-7;Tono;;dukcapil;Non-ASN
"""
ROSTER = """Tanggal;Loket;Jam mulai;Jam selesai;NIP
4/11/2026;1;08.00;16.00;199001172015032004
4/11/2026;2;08.00;12.00;198805042012011002
"""


@pytest.fixture
def reading(app: Flask) -> Iterator[Session]:
    with app.extensions["house"].database.reading() as session:
        yield session


def test_a_list_is_shown_before_it_is_stored(staff: Staff, reading: Session) -> None:
    page = upload(staff("hr"), "petugas", OFFICERS)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "2 petugas baru" in text
    assert "1 petugas berubah" in text
    assert "1 petugas tetap sama" in text
    assert "Jabatan: Pengelola layanan → Kepala seksi" in text
    assert len(officers.all_officers(reading)) == 3


def test_a_confirmed_list_adds_and_changes_and_says_so_in_the_audit(staff: Staff, reading: Session) -> None:
    client = staff("hr")
    answer = confirm(client, upload(client, "petugas", OFFICERS), "petugas")
    assert answer.status_code == 303
    assert "Impor selesai: 2 petugas baru" in client.get(answer.location).get_data(as_text=True)
    known = {officer.nip or officer.code: officer for officer in officers.all_officers(reading)}
    assert known["199001172015032004"].position == "Kepala seksi"
    assert known["199503032022031005"].status == "pppk"
    assert known["THL-7"].nip is None
    event = reading.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "officers.imported")).one()
    assert event.detail == {"rows": 4, "added": 2, "changed": 1}
    assert "199" not in str(event.detail)


def test_a_list_that_would_change_nothing_is_said_to(staff: Staff, reading: Session) -> None:
    client = staff("hr")
    page = upload(client, "petugas", OFFICERS)
    assert confirm(client, page, "petugas").status_code == 303
    again = upload(client, "petugas", OFFICERS)
    assert again.status_code == 200
    assert "isi berkas ini sudah ada semua" in again.get_data(as_text=True)
    assert "Simpan semuanya" not in again.get_data(as_text=True)
    twice = confirm(client, page, "petugas").get_data(as_text=True)
    assert "isi berkas ini sudah ada semua" in twice
    assert "Data berubah" not in twice
    assert len(reading.scalars(select(ImportBatch)).all()) == 1


def test_the_same_list_is_taken_again_when_it_changes_something_now(staff: Staff, app: Flask, reading: Session) -> None:
    client = staff("hr")
    assert confirm(client, upload(client, "petugas", OFFICERS), "petugas").status_code == 303
    with app.extensions["house"].database.writing() as session:
        officers.by_nip(session)["199001172015032004"].position = "Verifikator"
        session.commit()
    again = upload(client, "petugas", OFFICERS)
    assert "1 petugas berubah" in again.get_data(as_text=True)
    assert confirm(client, again, "petugas").status_code == 303
    assert officers.by_nip(reading)["199001172015032004"].position == "Kepala seksi"


def test_wrong_cells_are_named_and_nothing_is_stored(staff: Staff, reading: Session) -> None:
    text = OFFICERS + "1,99E+17;;Eko;;dukcapil;PNS\n;;Fani;;dinas lain;Non-ASN\n"
    page = upload(staff("hr"), "petugas", text)
    assert page.status_code == 422
    body = page.get_data(as_text=True)
    assert "3 sel perlu diperbaiki" in body
    for part in ("NIP (A6)", "tersimpan sebagai angka", "Unit (E7)", "Kode (B7)"):
        assert part in body
    assert len(officers.all_officers(reading)) == 3


def test_a_nip_that_excel_kept_as_a_number_is_refused(staff: Staff) -> None:
    columns = ["NIP", "Nama", "Unit", "Status"]
    rows = [(199001172015032004, "Ayu", "dukcapil", "PNS")]
    book = spreadsheets.write_xlsx(rows, columns, metadata={}, dictionary={}, created=factories.NOW)
    page = upload(staff("hr"), "petugas", book)
    assert page.status_code == 422
    assert "digitnya hilang" in page.get_data(as_text=True)


def test_a_plan_that_meets_other_data_is_shown_again(staff: Staff, app: Flask) -> None:
    client = staff("hr")
    page = upload(client, "petugas", OFFICERS)
    with app.extensions["house"].database.writing() as session:
        officers.by_nip(session)["198805042012011002"].position = "Verifikator"
        session.commit()
    again = confirm(client, page, "petugas")
    assert again.status_code == 409
    assert "Data berubah" in again.get_data(as_text=True)
    assert "Verifikator → Pengelola layanan" in again.get_data(as_text=True)
    assert confirm(client, again, "petugas").status_code == 303


def test_a_file_altered_in_the_page_is_only_another_preview(staff: Staff, reading: Session) -> None:
    client = staff("hr")
    page = upload(client, "petugas", OFFICERS)
    assert confirm(client, page, "petugas", content="TklQOw==").status_code == 422
    assert confirm(client, page, "petugas", content="***").status_code == 422
    assert confirm(client, page, "petugas", plan="").status_code == 200
    assert len(officers.all_officers(reading)) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Pilih dahulu"),
        (b"\x00\x01\x02", "bukan berkas CSV"),
        (b"PK\x03\x04garbage", "bukan berkas Excel"),
        (b"Nama;Unit\nAyu;dukcapil\n", "Kolom NIP, Status tidak ada"),
        (b"x" * (2**20 + 1), "lebih dari 1 MB"),
    ],
)
def test_an_unusable_file_is_refused_in_words(staff: Staff, data: bytes, reason: str) -> None:
    page = upload(staff("hr"), "petugas", data, name="berkas.csv" if data else "")
    assert page.status_code == 422
    assert reason in page.get_data(as_text=True)


def test_a_body_beyond_the_limit_is_413_and_other_forms_keep_the_small_one(staff: Staff) -> None:
    client = staff("hr")
    assert upload(client, "petugas", b"x" * (2**21 + 1)).status_code == 413
    assert client.post("/staf/keluar", data={"x": "x" * 70_000}).status_code == 413


def test_a_roster_adds_what_is_missing(staff: Staff, app: Flask, reading: Session) -> None:
    client = staff("unit_head")
    page = upload(client, "jadwal", ROSTER)
    assert "3 jadwal baru untuk 2 petugas" in page.get_data(as_text=True)
    assert confirm(client, page, "jadwal").status_code == 303
    unit = units.all_units(reading)[0]
    day = factories.TODAY + timedelta(days=1)
    duties = roster.of_unit(reading, unit.id, day, day)
    assert sorted((duty.shift, duty.counter_id) for duty in duties) == [(1, 1), (1, 2), (2, 1)]
    again = upload(client, "jadwal", ROSTER + "4/11/2026;2;13.00;16.00;198805042012011002\n")
    assert "1 jadwal baru untuk 1 petugas" in again.get_data(as_text=True)
    assert "3 jadwal sudah ada" in again.get_data(as_text=True)


def test_a_roster_cannot_put_anybody_at_two_counters(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 2, factories.TODAY + timedelta(days=1), shift=2)
        session.commit()
    page = upload(staff("unit_head"), "jadwal", ROSTER)
    assert page.status_code == 422
    assert "sudah dijadwalkan di loket lain" in page.get_data(as_text=True)


def test_one_pass_names_wrong_cells_and_clashes_with_what_stands(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 2, factories.TODAY + timedelta(days=1), shift=2)
        session.commit()
    wrong = "4/11/2026;9;08.00;12.00;199212252019032011\n31/2/2026;1;08.00;12.00;199212252019032011\n"
    body = upload(staff("unit_head"), "jadwal", ROSTER + wrong).get_data(as_text=True)
    assert "3 sel perlu diperbaiki" in body
    for part in ("NIP (E2)", "“199001172015032004”", "Loket (B4)", "“9”", "Tanggal (A5)", "misalnya: 1, 2"):
        assert part in body
    assert ">kosong<" not in body


def test_a_sealed_day_takes_no_roster(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        town = factories.Town(1, (1, 2), (1, 2, 3), 1)
        factories.arrive(session, town, 1, moment=factories.NOW - timedelta(days=1))
        list(seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=factories.NOW))
        session.commit()
    page = upload(staff("unit_head"), "jadwal", ROSTER.replace("4/11/2026", "2/11/2026"))
    assert page.status_code == 422
    assert page.get_data(as_text=True).count("sudah disegel sehingga") == 2


@pytest.mark.parametrize(("role", "kind"), [("hr", "petugas"), ("unit_head", "jadwal"), ("operator", "jawaban")])
def test_the_example_file_has_the_columns_the_reader_knows(staff: Staff, role: str, kind: str) -> None:
    client = staff(role)
    for ending in ("csv", "xlsx"):
        answer = client.get(f"/staf/impor/{kind}/contoh.{ending}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="contoh-{kind}.{ending}"'
        assert len(spreadsheets.read("contoh", answer.data).lines) == 2
        page = upload(client, kind, answer.data, channel="paper")
        assert "Kolom" not in "".join(re.findall(r'<div class="problems" role="alert">.*?</div>', page.text, re.DOTALL))


def test_a_list_written_as_csv_comes_back_without_a_change(staff: Staff, reading: Session) -> None:
    columns = ["NIP", "Kode", "Nama", "Jabatan", "Unit", "Status"]
    rows = [(o.nip, o.code, o.name, o.position, "dukcapil", "PNS") for o in officers.all_officers(reading)]
    data = spreadsheets.write_csv(rows, columns)
    assert b"19900117 201503 2 004;" in data
    page = upload(staff("hr"), "petugas", data).get_data(as_text=True)
    assert "0 petugas baru" in page
    assert "3 petugas tetap sama" in page


def test_a_name_that_looks_like_markup_is_text(staff: Staff) -> None:
    text = "NIP;Nama;Unit;Status\n199001172015032004;<script>alert(1)</script>;dukcapil;PNS\n"
    page = upload(staff("hr"), "petugas", text).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
