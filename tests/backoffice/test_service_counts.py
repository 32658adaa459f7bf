"""Services given: typed by the operator or brought in a file, each number with its source and every change audited."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import counters
from models.audit import AuditEvent
from models.counters import ServiceCount
from models.units import Unit
from tests.backoffice.conftest import Staff
from tests.backoffice.uploads import confirm, upload
from tests.factories import TODAY

PAGE = "/staf/jumlah-layanan"
SAVE = f"{PAGE}/1/{TODAY.isoformat()}"


@pytest.fixture
def operator(staff: Staff) -> FlaskClient:
    return staff("operator")


def counts(app: Flask) -> dict[tuple[int, int], tuple[int | None, str]]:
    with app.extensions["house"].database.reading() as session:
        rows = session.scalars(select(ServiceCount).where(ServiceCount.day == TODAY))
        return {(row.counter_id, row.shift): (row.reported, row.source) for row in rows}


def press(app: Flask, shift: int, services: int) -> None:
    with app.extensions["house"].database.writing() as session:
        counters.log_services(
            session, [{"counter_id": 1, "day": TODAY, "shift": shift, "services": services, "tickets": services}]
        )
        session.commit()


def test_what_the_register_says_takes_the_place_of_the_button(app: Flask, operator: FlaskClient) -> None:
    press(app, 1, 7)
    assert "tombol Selesai" in operator.get(PAGE).text
    answer = operator.post(SAVE, data={"1.1": " 9 ", "2.2": "0", "1.2": ""}, follow_redirects=True)
    assert "Jumlah layanan tersimpan." in answer.text
    assert 'value="9"' in answer.text
    assert counts(app) == {(1, 1): (9, "entry"), (2, 2): (0, "entry")}
    with app.extensions["house"].database.reading() as session:
        row = session.get_one(ServiceCount, (1, TODAY, 1))
        assert (row.services, row.tickets, row.logged) == (7, 7, 9)


def test_a_correction_is_audited_with_what_was_there_before(app: Flask, operator: FlaskClient) -> None:
    operator.post(SAVE, data={"1.1": "9"})
    operator.post(SAVE, data={"1.1": "9"})
    operator.post(SAVE, data={"1.1": "11"})
    with app.extensions["house"].database.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "services.reported").order_by(AuditEvent.seq)
        ).all()
    cell = f"1:{TODAY.isoformat()}:1"
    assert [event.detail["cells"] for event in events] == [{cell: [None, 9]}, {cell: [9, 11]}]
    assert {event.detail["source"] for event in events} == {"entry"}


@pytest.mark.parametrize("text", ["-1", "3,5", "banyak", "100000", "٣"])
def test_what_is_no_number_is_given_back_and_nothing_is_stored(app: Flask, operator: FlaskClient, text: str) -> None:
    answer = operator.post(SAVE, data={"1.1": "5", "1.2": text})
    assert answer.status_code == 422
    assert f"“{text}” bukan bilangan" in answer.text
    assert 'value="5"' in answer.text
    assert counts(app) == {}


def test_services_of_a_day_to_come_have_no_page(operator: FlaskClient) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert operator.get(f"{PAGE}?tanggal={tomorrow}").status_code == 404
    assert operator.post(f"{PAGE}/1/{tomorrow}", data={"1.1": "5"}).status_code == 404
    assert operator.get(f"{PAGE}?tanggal=kemarin").status_code == 404
    assert operator.get(f"{PAGE}?unit=99").status_code == 404
    assert operator.post(f"{PAGE}/99/{TODAY.isoformat()}", data={"1.1": "5"}).status_code == 404


def test_what_was_counted_outside_of_all_shifts_has_a_row_of_its_own(app: Flask, operator: FlaskClient) -> None:
    assert "di luar sif" not in operator.get(PAGE).text
    press(app, 0, 2)
    assert "Loket 1, di luar sif" in operator.get(PAGE).text


def test_others_read_what_the_operator_writes(staff: Staff, operator: FlaskClient) -> None:
    operator.post(SAVE, data={"1.1": "9"})
    for role in ("unit_head", "admin", "auditor"):
        page = staff(role).get(PAGE).text
        assert "diisi operator" in page
        assert 'name="1.1"' not in page


def test_a_file_is_shown_before_it_replaces_anything(app: Flask, operator: FlaskClient) -> None:
    operator.post(SAVE, data={"1.1": "9"})
    file = "Tanggal,Loket,Sif,Layanan\n2026-11-03,1,Pagi,12\n2026-11-03,Loket 2,2,30\n"
    preview = upload(operator, "jumlah-layanan", file)
    assert "9 → 12" in preview.text
    assert counts(app) == {(1, 1): (9, "entry")}
    assert confirm(operator, preview, "jumlah-layanan").status_code == 303
    assert counts(app) == {(1, 1): (12, "import"), (2, 2): (30, "import")}
    assert "Tidak ada yang" in upload(operator, "jumlah-layanan", file).text


def test_a_file_with_a_fault_changes_nothing(app: Flask, operator: FlaskClient) -> None:
    refused = upload(operator, "jumlah-layanan", "Tanggal,Loket,Sif,Layanan\n2026-11-03,9,Pagi,12\n")
    assert refused.status_code == 422
    assert "bukan loket unit ini" in refused.text
    assert counts(app) == {}


def test_an_agency_without_units_has_a_page_that_says_so(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.get_one(Unit, 1).closed_on = TODAY
        session.commit()
    assert "Belum ada unit yang buka" in staff("admin").get(PAGE).text
