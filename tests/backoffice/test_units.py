"""Units, services and shifts: closed instead of deleted, and nobody sees another unit's."""

import pytest
from flask import Flask
from sqlalchemy import select

from models import audit
from models.audit import AuditEvent
from models.counters import Counter
from models.units import Service, Shift, Unit
from tests.backoffice.conftest import Staff
from tests.factories import TODAY, on_duty

NEW = {"code": "melati", "name": "Puskesmas Melati", "kind": "Puskesmas", "parent_id": "", "zone": "Asia/Makassar"}


@pytest.fixture
def other(app: Flask) -> Unit:
    """A second unit with a counter."""
    with app.extensions["house"].database.writing() as session:
        unit = Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta")
        session.add(unit)
        session.flush()
        session.add_all(
            [
                Counter(unit_id=unit.id, label="9", sign_words="jati perak"),
                Service(unit_id=unit.id, name="Izin"),
            ]
        )
        session.commit()
    return unit


def actions(app: Flask) -> list[str]:
    with app.extensions["house"].database.reading() as session:
        assert audit.first_broken(session) is None
        return [
            action
            for action in session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq))
            if action != "login"
        ]


def test_a_unit_is_added_with_its_own_zone_and_the_change_is_audited(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    assert admin.post("/staf/unit/baru", data=NEW).status_code == 303
    assert "Puskesmas Melati" in admin.get("/staf/unit").get_data(as_text=True)
    assert "WITA" in admin.get("/staf/unit/2").get_data(as_text=True)
    assert actions(app) == ["unit.added"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "dukcapil"}, "sudah dipakai unit lain"),
        ({"code": "Dinas Satu"}, "huruf kecil"),
        ({"name": ""}, "Isi nama unit"),
        ({"name": "x" * 201}, "paling banyak 200"),
        ({"zone": "Europe/Berlin"}, "Pilih salah satu"),
    ],
)
def test_a_wrong_unit_is_refused_in_words(staff: Staff, fields: dict[str, str], sentence: str) -> None:
    answer = staff("admin").post("/staf/unit/baru", data={**NEW, **fields})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_text_fields_lose_control_characters_and_survive_nul(app: Flask, staff: Staff) -> None:
    assert (
        staff("admin").post("/staf/unit/baru", data={**NEW, "name": "Puskes\0mas\u202e  Melati\n"}).status_code == 303
    )
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(Unit.name).where(Unit.code == "melati")).one() == "Puskesmas Melati"


def test_a_unit_never_stands_below_itself_or_its_own_branch(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    admin.post("/staf/unit/baru", data={**NEW, "parent_id": "1"})
    for parent in ("1", "2"):
        answer = admin.post("/staf/unit/1/ubah", data={**NEW, "zone": "Asia/Jakarta", "parent_id": parent})
        assert answer.status_code == 422
    page = admin.get("/staf/unit").get_data(as_text=True)
    assert page.index("Dinas Kependudukan") < page.index('class="depth-1"') < page.index("Puskesmas Melati")


def test_the_zone_of_a_unit_with_counters_stays(staff: Staff) -> None:
    answer = staff("admin").post("/staf/unit/1/ubah", data=NEW)
    assert answer.status_code == 422
    assert "Zona waktu" in answer.get_data(as_text=True)


def test_a_unit_is_closed_after_its_counters_and_stays_readable(app: Flask, staff: Staff) -> None:
    admin, day = staff("admin"), {"day": TODAY.isoformat()}
    assert "loket yang buka" in admin.post("/staf/unit/1/tutup", data=day).get_data(as_text=True)
    for counter in (1, 2):
        admin.post(f"/staf/loket/{counter}/tutup", data={**day, "successor_id": ""})
    assert admin.post("/staf/unit/1/tutup", data=day).status_code == 303
    assert "tutup 3 November 2026" in admin.get("/staf/unit/1").get_data(as_text=True)
    assert actions(app) == ["counter.closed", "counter.closed", "unit.closed"]


def test_a_parent_is_not_closed_before_the_units_below_it(staff: Staff) -> None:
    admin = staff("admin")
    admin.post("/staf/unit/baru", data=NEW)
    admin.post("/staf/unit/baru", data={**NEW, "code": "bawah", "parent_id": "2"})
    answer = admin.post("/staf/unit/2/tutup", data={"day": TODAY.isoformat()})
    assert "di bawah unit ini" in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["unit_head", "operator"])
def test_unit_roles_find_their_own_unit_and_no_other(staff: Staff, other: Unit, role: str) -> None:
    client = staff(role)
    assert "Kantor Lain" not in client.get("/staf/unit").get_data(as_text=True)
    assert client.get("/staf/unit/1").status_code == 200
    for address in (f"/staf/unit/{other.id}", "/staf/loket/3", "/staf/loket/3/poster"):
        assert client.get(address).status_code == 404
    assert staff("auditor").get(f"/staf/unit/{other.id}").status_code == 200


def test_a_service_is_added_renamed_and_closed_once_no_counter_gives_it(app: Flask, staff: Staff) -> None:
    admin, day = staff("admin"), {"day": TODAY.isoformat()}
    admin.post("/staf/unit/1/layanan/baru", data={"name": "Akta kelahiran"})
    assert "sudah punya layanan" in admin.post("/staf/unit/1/layanan/baru", data={"name": "KTP-el"}).get_data(
        as_text=True
    )
    admin.post("/staf/layanan/2/ubah", data={"name": "Akta lahir"})
    assert admin.post("/staf/layanan/2/tutup", data=day).status_code == 303
    assert "loket yang buka" in admin.post("/staf/layanan/1/tutup", data=day).get_data(as_text=True)
    assert actions(app) == ["service.added", "service.changed", "service.closed"]


SHIFT = {"name": "Sore", "starts": "16:00", "ends": "18:00", "band": "sore"}


def test_a_new_shift_takes_a_number_that_was_never_used(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    with app.extensions["house"].database.writing() as session:
        session.delete(session.scalars(select(Shift).where(Shift.number == 2)).one())
        on_duty(session, 1, 1, TODAY, shift=2)
        on_duty(session, 1, 1, TODAY, shift=3)
        session.commit()
    admin.post("/staf/unit/1/sif/baru", data=SHIFT)
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(Shift.number).order_by(Shift.number)).all() == [1, 4]


def test_overlapping_shifts_are_refused_by_name(staff: Staff) -> None:
    for address in ("/staf/unit/1/sif/baru", "/staf/sif/2/ubah"):
        answer = staff("admin").post(address, data={**SHIFT, "starts": "11:00"})
        assert answer.status_code == 422
        assert "bertumpuk" in answer.get_data(as_text=True)


def test_an_eighth_shift_is_refused(staff: Staff) -> None:
    admin = staff("admin")
    for hour in range(16, 21):
        data = {"name": f"Sif {hour}", "starts": f"{hour}:00", "ends": f"{hour + 1}:00", "band": "sore"}
        assert admin.post("/staf/unit/1/sif/baru", data=data).status_code == 303
    answer = admin.post("/staf/unit/1/sif/baru", data={**SHIFT, "starts": "21:00", "ends": "22:00"})
    assert answer.status_code == 422


def test_a_shift_that_was_used_is_changed_but_never_removed(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    with app.extensions["house"].database.writing() as session:
        on_duty(session, 1, 1, TODAY, shift=1)
        session.commit()
    admin.post("/staf/sif/1/hapus")
    admin.post("/staf/sif/2/hapus")
    admin.post("/staf/sif/1/ubah", data={**SHIFT, "starts": "07:30", "ends": "12:00", "band": "pagi"})
    with app.extensions["house"].database.reading() as session:
        rows = session.scalars(select(Shift)).all()
    assert [(row.number, f"{row.starts:%H.%M}") for row in rows] == [(1, "07.30")]
    assert actions(app) == ["shift.removed", "shift.changed"]
