"""Imports that are undone from the message, from the list and from their own page."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock
from models import officers, roster, seals, units
from models.counters import ServiceCount
from models.import_batches import KEPT
from models.roster import Duty
from models.units import Unit
from tests import factories
from tests.backoffice.conftest import Staff, account, log_in
from tests.backoffice.test_imports import OFFICERS, ROSTER
from tests.backoffice.test_undo import BUTTON, undone
from tests.backoffice.uploads import confirm, upload

COUNTS = "Tanggal;Loket;Sif;Layanan\n3/11/2026;1;Pagi;12\n3/11/2026;2;Pagi;30\n"
UNDONE = "/staf/impor/1/urungkan"


def brought(client: FlaskClient, kind: str, text: str) -> str:
    """Import a file; the page it leads to."""
    answer = confirm(client, upload(client, kind, text, name=f"{kind}-november.csv"), kind)
    assert answer.status_code == 303
    return client.get(answer.location).get_data(as_text=True)


def nips(app: Flask) -> set[str | None]:
    with app.extensions["house"].database.reading() as session:
        return {officer.nip for officer in officers.all_officers(session)}


def test_an_import_is_undone_from_the_message_that_tells_of_it(staff: Staff, app: Flask) -> None:
    client, before = staff("hr"), nips(app)
    page = brought(client, "petugas", OFFICERS)
    assert "199503032022031005" in nips(app)
    after = undone(client, page).get_data(as_text=True)
    assert "Impor diurungkan: 2 petugas dihapus; 1 petugas seperti semula." in after
    assert "sudah diurungkan" in after
    assert nips(app) == before
    assert "2 petugas baru" in upload(client, "petugas", OFFICERS).get_data(as_text=True), (
        "the same file may come again"
    )


def test_the_list_names_file_moment_person_and_rows(staff: Staff) -> None:
    page = brought(staff("hr"), "petugas", OFFICERS)
    row = re.search(r"<tr>\s*<th scope=\"row\">petugas-november.csv</th>(.*?)</tr>", page, re.DOTALL)
    assert row is not None
    for part in ("3 November 2026, 10.00 WIB", "Pemegang hr", ">3<", 'href="/staf/impor/1"'):
        assert part in row[1]


def test_the_page_of_an_import_says_what_comes_back_and_what_stays_before_anything_is_done(
    staff: Staff, app: Flask
) -> None:
    client = staff("hr")
    brought(client, "petugas", OFFICERS)
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, officers.by_nip(session)["199503032022031005"].id, 1, factories.TODAY)
        session.commit()
    page = client.get("/staf/impor/1").get_data(as_text=True)
    for part in (
        "1 petugas dihapus",
        "1 petugas seperti semula",
        "1 tetap",
        "Jabatan: Kepala seksi → Pengelola layanan",
    ):
        assert part in page
    assert page.index("sudah ada di jadwal tugas; hapus dahulu dari jadwal") < page.index("Tono, THL-7")
    answer = client.post(UNDONE, follow_redirects=True)
    assert answer.request.path == "/staf/impor/1", "something stays, and why is told there"
    assert "Tidak ada lagi yang dapat diurungkan" in answer.get_data(as_text=True)
    assert "1 tetap" in client.get("/staf/impor/petugas").get_data(as_text=True)
    with app.extensions["house"].database.writing() as session:
        session.delete(session.scalars(select(Duty)).one())
        session.commit()
    assert "1 petugas dihapus" in client.post(UNDONE, follow_redirects=True).get_data(as_text=True)


def test_a_second_click_says_that_it_is_undone(staff: Staff) -> None:
    client = staff("hr")
    brought(client, "petugas", OFFICERS)
    client.post(UNDONE)
    page = client.post(UNDONE, follow_redirects=True).get_data(as_text=True)
    assert "Tidak ada lagi yang dapat diurungkan dari impor ini." in page
    assert "sudah diurungkan seluruhnya" in page


def test_a_roster_goes_but_for_its_sealed_days(staff: Staff, app: Flask) -> None:
    client = staff("unit_head")
    page = brought(client, "jadwal", ROSTER.replace("4/11/2026;2", "3/11/2026;2"))
    assert BUTTON.search(page) is not None
    with app.extensions["house"].database.writing() as session:
        factories.arrive(session, factories.Town(1, (1, 2), (1, 2, 3), 1), 1)
        list(seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=factories.NOW + timedelta(1)))
        session.commit()
    page = client.get("/staf/impor/1").get_data(as_text=True)
    assert "Selasa, 3 November 2026, Loket 2, Pagi: Budi Santoso" in page
    assert "harinya sudah disegel; ajukan koreksi jadwal" in page
    client.post(UNDONE)
    with app.extensions["house"].database.reading() as session:
        days = [duty.day for duty in roster.of_unit(session, 1, factories.TODAY, factories.TODAY + timedelta(2))]
    assert days == [factories.TODAY]


def test_counts_go_back_to_what_stood_there(staff: Staff, app: Flask) -> None:
    client = staff("operator")
    client.post("/staf/jumlah-layanan/1/2026-11-03", data={"1.1": "9"})
    brought(client, "jumlah-layanan", COUNTS)
    page = client.get("/staf/impor/1").get_data(as_text=True)
    assert "Selasa, 3 November 2026, Loket 1, Pagi" in page
    assert "12 → 9" in page
    assert "30 → kosong" in page
    client.post(UNDONE)
    with app.extensions["house"].database.reading() as session:
        found = session.scalars(select(ServiceCount)).all()
        assert [(row.counter_id, row.reported, row.source) for row in found] == [(1, 9, "entry")]


def test_only_who_may_import_a_kind_undoes_it_and_only_in_the_own_unit(staff: Staff, app: Flask) -> None:
    brought(staff("unit_head"), "jadwal", ROSTER)
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="kel-2", name="Kelurahan Melati", kind="", zone="Asia/Jakarta"))
        session.flush()
        neighbour = account(session, "unit_head", username="tetangga", unit_id=2).id
        session.commit()
    for client in (staff("hr"), staff("operator"), log_in(app, neighbour)):
        assert client.get("/staf/impor/1").status_code == 404
        assert client.post(UNDONE).status_code == 404
    assert staff("auditor").get("/staf/impor/1").status_code == 403


def test_an_import_is_listed_for_thirty_days(staff: Staff) -> None:
    brought(staff("hr"), "petugas", OFFICERS)
    clock.move_to(factories.NOW + KEPT + timedelta(minutes=1))
    assert "petugas-november.csv" not in staff("hr").get("/staf/impor/petugas").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["jawaban", "rekap"])
def test_other_kinds_keep_their_own_way_back(staff: Staff, kind: str) -> None:
    role = {"jawaban": "operator", "rekap": "evaluator"}[kind]
    assert "Impor terakhir" not in staff(role).get(f"/staf/impor/{kind}").get_data(as_text=True)
