"""Renamed, moved, merged: what an admin does at a desk, and what citizens with old signs find."""

import pytest
from flask import Flask
from sqlalchemy import select

from models.audit import AuditEvent
from models.counters import Counter
from models.units import Unit
from surveys.tickets import Sign, sign_code
from tests.backoffice.conftest import Staff
from tests.factories import TODAY

DAY = TODAY.isoformat()


@pytest.fixture
def mall(app: Flask) -> int:
    """Another unit to move to."""
    with app.extensions["house"].database.writing() as session:
        unit = Unit(code="mpp", name="Mal Pelayanan Publik", zone="Asia/Jakarta")
        session.add(unit)
        session.commit()
        return unit.id


def counters(app: Flask) -> list[Counter]:
    with app.extensions["house"].database.reading() as session:
        return list(session.scalars(select(Counter).order_by(Counter.id)))


def scanned(app: Flask, counter: int) -> str:
    """The page behind the sign of a counter."""
    keys = app.extensions["house"].keys
    return app.test_client().get(f"/L/{sign_code(keys.sign(1), Sign(counter, 1))}").get_data(as_text=True)


def test_a_counter_that_moved_leads_citizens_to_its_new_unit(app: Flask, staff: Staff, mall: int) -> None:
    admin = staff("admin")
    answer = admin.post("/staf/loket/1/pindah", data={"into_id": str(mall), "label": "12", "day": DAY})
    assert (answer.status_code, answer.location) == (303, "/staf/loket/3")
    new = counters(app)[2]
    assert (new.unit_id, new.label) == (mall, "12")
    page = scanned(app, 1)
    assert "Stiker ini sudah diganti" in page
    assert "Mal Pelayanan Publik" in page
    assert new.sign_words in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2026-11-01"}, "Isi hari ini atau tanggal yang akan datang"),
        ({"label": ""}, "Isi nomor loket"),
        ({"into_id": "1"}, "Pilih salah satu dari daftar"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(
    app: Flask, staff: Staff, mall: int, fields: dict[str, str], words: str
) -> None:
    data = {"into_id": str(mall), "label": "12", "day": DAY, **fields}
    answer = staff("admin").post("/staf/loket/1/pindah", data=data)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert len(counters(app)) == 2


def test_a_merged_unit_sends_its_citizens_on_and_keeps_its_name(app: Flask, staff: Staff, mall: int) -> None:
    admin = staff("admin")
    assert "2 loket pindah" in admin.get("/staf/unit/1/gabung").get_data(as_text=True)
    answer = admin.post("/staf/unit/1/gabung", data={"into_id": str(mall), "day": DAY})
    assert (answer.status_code, answer.location) == (303, f"/staf/unit/{mall}")
    page = admin.get("/staf/unit/1").get_data(as_text=True)
    assert "Digabungkan ke" in page
    assert "Mal Pelayanan Publik" in page
    assert "Dinas Kependudukan" in page
    assert all("Mal Pelayanan Publik" in scanned(app, number) for number in (1, 2))
    result = app.test_client().get("/hasil/dukcapil").get_data(as_text=True)
    assert "Mal Pelayanan Publik" in result
    with app.extensions["house"].database.reading() as session:
        events = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert events[-2:] == ["unit.closed", "unit.merged"]
    assert events.count("counter.closed") == 2


def test_a_counter_retired_before_the_merger_names_the_counters_of_the_new_unit(
    app: Flask, staff: Staff, mall: int
) -> None:
    admin = staff("admin")
    admin.post("/staf/loket/1/tutup", data={"day": DAY, "successor_id": ""})
    admin.post("/staf/unit/1/gabung", data={"into_id": str(mall), "day": DAY})
    page = scanned(app, 1)
    assert "Stiker ini sudah tidak dipakai" in page
    assert "Loket 2" in page


def test_new_names_are_dated_and_old_ones_stay_on_the_page(staff: Staff) -> None:
    admin = staff("admin")
    assert f'value="{DAY}"' in admin.get("/staf/unit/1/ubah").get_data(as_text=True)
    fields = {"name": "Disdukcapil", "kind": "Dinas", "zone": "Asia/Jakarta", "parent_id": "", "since": DAY}
    assert admin.post("/staf/unit/1/ubah", data=fields).status_code == 303
    assert admin.post("/staf/loket/1/ubah", data={"label": "A", "service_id": "1", "since": DAY}).status_code == 303
    assert admin.post("/staf/layanan/1/ubah", data={"name": "KTP elektronik", "since": DAY}).status_code == 303
    unit = admin.get("/staf/unit/1").get_data(as_text=True)
    assert "Nama sampai 2 November 2026" in unit
    assert "Dinas Kependudukan dan Pencatatan Sipil" in unit
    assert "Loket 1" in admin.get("/staf/loket/1").get_data(as_text=True)
    refused = admin.post("/staf/unit/1/ubah", data={**fields, "name": "Lain", "since": "2027-01-01"})
    assert refused.status_code == 422
    assert "tidak lebih awal" in refused.get_data(as_text=True)
