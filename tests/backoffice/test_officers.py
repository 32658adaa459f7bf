"""Officers: NIP as text, refused only where it cannot be one."""

import pytest
from flask import Flask
from sqlalchemy import select

from models.officers import Officer
from models.units import Unit
from tests.backoffice.conftest import Staff
from tests.factories import TODAY

NEW = {
    "name": "Dewi Anggraini",
    "status": "pns",
    "nip": "19900117 201503 2 005",
    "code": "",
    "position": "Pengelola layanan",
    "unit_id": "1",
}


def officer(app: Flask, name: str = "Dewi Anggraini") -> Officer:
    with app.extensions["house"].database.reading() as session:
        found: Officer = session.scalars(select(Officer).where(Officer.name == name)).one()
    return found


def test_a_nip_may_be_typed_as_printed_and_is_kept_as_bare_text(app: Flask, staff: Staff) -> None:
    hr = staff("hr")
    assert hr.post("/staf/petugas/baru", data=NEW).status_code == 303
    assert officer(app).nip == "199001172015032005"
    page = hr.get("/staf/petugas").get_data(as_text=True)
    assert "<span>19900117</span><span>201503</span><span>2</span><span>005</span>" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"nip": "1,99001E+17"}, "format kolom menjadi Teks"),
        ({"nip": "19900117201503200"}, "harus 18 digit"),
        ({"nip": "19900117201503200X"}, "hanya boleh berisi angka"),
        ({"nip": "199001172015032004"}, "sudah dipakai petugas lain"),
        ({"nip": ""}, "Isi NIP"),
        ({"status": "non_asn", "nip": ""}, "isi kode pegawai"),
        ({"name": ""}, "Isi nama"),
        ({"unit_id": "9"}, "Pilih salah satu"),
    ],
)
def test_what_cannot_be_is_refused_in_words(staff: Staff, fields: dict[str, str], sentence: str) -> None:
    answer = staff("hr").post("/staf/petugas/baru", data={**NEW, **fields})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_what_is_only_odd_is_saved_with_a_warning(app: Flask, staff: Staff) -> None:
    page = staff("hr").post("/staf/petugas/baru", data={**NEW, "nip": "199013172015037000"}, follow_redirects=True)
    assert officer(app).nip == "199013172015037000"
    for sentence in ("bukan tanggal lahir", "Digit 15", "tidak mungkin 000"):
        assert sentence in page.get_data(as_text=True)


def test_an_officer_without_nip_has_a_code(app: Flask, staff: Staff) -> None:
    staff("hr").post("/staf/petugas/baru", data={**NEW, "status": "non_asn", "nip": "", "code": "THL-07"})
    assert (officer(app).nip, officer(app).code) == (None, "THL-07")


def test_an_officer_who_left_is_not_offered_in_the_roster_and_can_come_back(app: Flask, staff: Staff) -> None:
    hr, head = staff("hr"), staff("unit_head")
    hr.post("/staf/petugas/1/berhenti", data={"day": "2026-11-01"})
    assert officer(app, "Ayu Lestari").left_on is not None
    assert "Ayu Lestari" not in head.get("/staf/jadwal").get_data(as_text=True)
    hr.post("/staf/petugas/1/berhenti", data={"day": ""})
    assert "Ayu Lestari" in head.get("/staf/jadwal").get_data(as_text=True)


def test_data_are_corrected_and_the_person_moves_with_the_account(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta"))
        session.commit()
    moved = {**NEW, "nip": "199001172015032004", "name": "Ayu Lestari", "unit_id": "2"}
    assert staff("hr").post("/staf/petugas/1/ubah", data=moved).status_code == 303
    assert officer(app, "Ayu Lestari").unit_id == 2
    head = staff("unit_head")
    assert "Budi Santoso" in head.get("/staf/petugas").get_data(as_text=True)
    for query in ("", "?unit=2"):
        assert "Ayu Lestari" not in head.get(f"/staf/petugas{query}").get_data(as_text=True)


def test_a_list_filtered_by_unit_shows_that_unit(staff: Staff) -> None:
    page = staff("hr").get("/staf/petugas?unit=99").get_data(as_text=True)
    assert "Belum ada petugas" in page
    assert TODAY.isoformat() not in page
